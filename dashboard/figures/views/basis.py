"""What a result rests on: controls, assumptions, sources; and how to make it again."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.exports.clipboard import copy_buttons
from dashboard.exports.panel import file_name, table_panel
from dashboard.exports.shown import show_table
from dashboard.figures.views.shown import Shown
from dashboard.words import language, plain, words
from orgsim.errors import dotted, message
from orgsim.report.causes import assumption_sentences
from orgsim.report.comparison_tables import assumptions_table
from orgsim.report.movers_table import movers_table
from orgsim.report.provenance import recipe
from orgsim.report.tables import Column, Table
from orgsim.report.words import BASES

__all__ = ["show"]


def show(shown: Shown) -> None:
    """Show it."""
    _controls(shown)
    st.subheader(words(message("Assumptions that matter")))
    for sentence in assumption_sentences(shown.found):
        st.markdown(words(sentence))
    _movers(shown)
    table = assumptions_table(shown.found)
    show_table(table, title=False)
    table_panel(table, shown.sources, "assumptions", key=f"assumptions:{shown.key}")
    evidence = _evidence(shown)
    with st.expander(words(message("The scenario's own numbers: {count}", count=len(evidence.rows)))):
        show_table(evidence, title=False)
        table_panel(evidence, shown.sources, "evidence", key=f"evidence:{shown.key}")
    st.subheader(words(message("Sources")))
    for source in shown.sources:
        st.markdown(words(source))
    _again(shown)


def _movers(shown: Shown) -> None:
    """Show which of the numbers that nobody has measured the answer hangs on."""
    if shown.found.uncertainty is None:
        text = message(
            "Which of them the answer hangs on, this run was not asked: choose “With uncertain assumptions” on the "
            "page Run."
        )
        st.info(words(text), icon=":material/help:")
        return
    table = movers_table(shown.found, shown.alternative)
    if table is not None:
        show_table(table)
        table_panel(table, shown.sources, f"{shown.alternative} movers", key=f"movers:{shown.key}")


def _controls(shown: Shown) -> None:
    st.subheader(words(message("Controls")))
    names = [name for name in shown.found.alternatives if name not in shown.scenario.alternatives]
    if not names:
        text = message("This run was made without controls. Choose them under “More choices” of the page Run.")
        st.markdown(words(text))
    for name in names:
        rows = [row for row in shown.found.rows(alternative=name) if row.difference is not None]
        wrong = [row for row in rows if row.difference != 0]
        title = shown.found.alternatives[name]
        if wrong:
            text = message(
                "{control}: {count} of {all} numbers differ. This must not be: do not use this result, and report it.",
                control=title,
                count=len(wrong),
                all=len(rows),
            )
            st.error(words(text))
        else:
            text = message(
                "{control}: every one of the {count} numbers is exactly the same, as it must be.",
                control=title,
                count=len(rows),
            )
            st.success(words(text), icon=":material/check:")


def _evidence(shown: Shown) -> Table:
    columns = (
        Column(message("Number")),
        Column(message("Value"), right=True),
        Column(message("Range")),
        Column(message("Basis")),
        Column(message("Source")),
    )
    order = {"assumed": 0, "calibrated": 1, "stated": 2, "measured": 3}
    rows: list[tuple[Any, ...]] = [
        (
            dotted(one.path),
            "–" if one.value is None else str(one.value),
            "–" if one.range is None else f"{one.range[0]} … {one.range[1]}",
            BASES[one.basis],
            one.source or "–",
        )
        for one in sorted(shown.found.evidence, key=lambda one: order.get(one.basis, 4))
    ]
    return Table(message("The scenario's own numbers"), columns, tuple(rows))


def _again(shown: Shown) -> None:
    st.subheader(words(message("Make the same numbers again")))
    asked = shown.run.asked
    file = f"{file_name(plain(shown.run.title))}.yaml"
    made = recipe(
        shown.found,
        file,
        alternatives=asked.alternatives or tuple(shown.scenario.alternatives),
        controls=asked.controls,
        within=asked.within,
        draws=asked.draws,
        language=language(),
    )
    st.markdown(words(message("1. Take the scenario file, exactly as it was run.")))
    st.download_button(
        words(message("Scenario file ({file})", file=file)),
        shown.run.yaml,
        file_name=file,
        mime="application/yaml",
        key=f"scenario:{shown.run.id}",
        on_click="ignore",
        icon=":material/download:",
    )
    st.markdown(words(message("2. At a terminal, in the folder of the file:")))
    _lines(made.command)
    copy_buttons(key=f"command:{shown.key}", text=made.command, label=message("Copy the command"))
    st.markdown(words(message("or in Python:")))
    _lines(made.python)
    copy_buttons(key=f"python:{shown.key}", text=made.python, label=message("Copy the lines"))
    st.caption(
        words(
            message(
                "Run {run}; inputs {hash}; orgsim {version}, engine {engine}.",
                run=shown.run.id,
                hash=str(shown.found.meta["inputs_hash"]),
                version=shown.run.orgsim_version,
                engine=str(shown.found.meta["engine"]),
            )
        )
    )


def _lines(text: str) -> None:
    """Show lines for a machine; our own button copies them, for the one of Streamlit speaks English only."""
    st.html("<style>[data-testid='stCodeCopyButton'] { display: none; }</style>")
    st.code(text, language=None, wrap_lines=True)
