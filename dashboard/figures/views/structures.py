"""Both structures side by side: charts with marks and loads, sizes, and the difference in words."""

from __future__ import annotations

import streamlit as st

from dashboard import running
from dashboard.chart.component import organisation_chart
from dashboard.chart.nodes import marks, nodes_of, unit_loads
from dashboard.exports.panel import table_panel
from dashboard.exports.shown import show_table
from dashboard.figures.views.shown import Shown
from dashboard.forms.names import titled
from dashboard.words import bullets, data, language, plain, words
from orgsim.errors import message
from orgsim.report.comparison_tables import table_of_loads
from orgsim.report.structure_table import structure_table

__all__ = ["show"]


def show(shown: Shown) -> None:
    """Show it."""
    found, tongue = shown.found, language()
    before, after = running.structures_of(shown.run, shown.alternative)
    difference = found.differences.get(shown.alternative)
    old, new = marks(difference, before, after, tongue) if difference is not None else ({}, {})
    arms = (
        (found.baseline, shown.structures[0], before, old),
        (shown.alternative, shown.structures[1], after, new),
    )
    for place, (name, title, organisation, marked) in zip(st.columns(2), arms, strict=True):
        with place:
            st.markdown(f"#### {data(plain(title))}")
            loads = unit_loads(found.loads.get(name, ()))
            organisation_chart(
                nodes_of(organisation, tongue, loads=loads, marks=marked),
                key=f"chart:{shown.run.id}:{name}:{shown.alternative}:{tongue}",
                height=480,
                across=False,  # both the same way
            )
    st.caption(
        words(message("Load: work that comes over what the staff can do; at 100 % and above the backlog grows."))
    )
    if difference is not None:
        st.subheader(words(message("What is different")))
        bullets(titled(sentence, before, after, tongue) for sentence in difference.sentences())
    sizes = structure_table(before, after, shown.structures)
    st.subheader(words(message("Sizes and cost")))
    show_table(sizes, title=False)
    table_panel(sizes, shown.sources, f"{shown.alternative} sizes", key=f"sizes:{shown.key}")
    loads_of = {title: found.loads.get(name, ()) for name, title, _, _ in arms}
    st.subheader(words(message("Load after the change, by arithmetic")))
    loads_table = table_of_loads(loads_of, shown.titles)
    show_table(loads_table, title=False)
    table_panel(loads_table, shown.sources, f"{shown.alternative} loads", key=f"loads:{shown.key}")
