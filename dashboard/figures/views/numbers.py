"""All indicators, with their intervals; by service, unit and post on demand."""

from __future__ import annotations

import streamlit as st

from dashboard.exports.panel import table_panel
from dashboard.exports.shown import show_table
from dashboard.figures.views.shown import Shown
from dashboard.words import language, plain, words
from orgsim.errors import message
from orgsim.report.comparison_tables import estimates_table, summary_table
from orgsim.report.open_table import uncertainty_table
from orgsim.report.target_table import targets_table
from orgsim.report.words import kpi_title

__all__ = ["show"]


def show(shown: Shown) -> None:
    """Show it."""
    found, titles = shown.found, shown.titles
    table = estimates_table(found, shown.alternative, shown.window, titles)
    show_table(table)
    table_panel(table, shown.sources, f"{shown.alternative} {shown.window.name}", key=f"numbers:{shown.key}")
    if (targets := targets_table(found, titles)) is not None:
        show_table(targets)
        table_panel(targets, shown.sources, "targets", key=f"targets:{shown.key}")
    st.divider()
    keys = {row.kpi: plain(message("{title}", title=kpi_title(row.kpi))) for row in _grouped(shown)}
    if keys:
        st.subheader(words(message("By service, unit and post")))
        kpi = st.selectbox(
            words(message("Indicator")),
            list(keys),
            format_func=keys.__getitem__,
            placeholder=plain(message("Choose an indicator")),
            key=f"kpi:{language()}",
        )
        rows = [row for row in _grouped(shown) if row.kpi == kpi]
        detailed = estimates_table(found, shown.alternative, shown.window, titles, rows)
        show_table(detailed)
        table_panel(detailed, shown.sources, f"{shown.alternative} {kpi}", key=f"detailed:{kpi}:{shown.key}")
    if (both := uncertainty_table(found, shown.alternative, shown.window)) is not None:
        st.divider()
        show_table(both)
        table_panel(both, shown.sources, f"{shown.alternative} assumptions", key=f"open:{shown.key}")
    if len(found.alternatives) > 1:
        st.divider()
        st.subheader(words(message("All alternatives")))
        summary = summary_table(found)
        show_table(summary)
        table_panel(summary, shown.sources, "alternatives", key=f"summary:{shown.key}")


def _grouped(shown: Shown) -> list:  # type: ignore[type-arg]
    rows = shown.found.rows(alternative=shown.alternative, window=shown.window.name)
    return [row for row in rows if row.group != "all" and (row.value or row.baseline)]
