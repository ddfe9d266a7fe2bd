"""The change itself: how people take it, when it has paid back, what it costs, who goes where, what citizens say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.exports.panel import table_panel
from dashboard.exports.shown import show_table
from dashboard.figures.show import show_figure
from dashboard.figures.views.shown import Shown
from dashboard.words import bullets, escaped, plain, words
from orgsim.errors import message
from orgsim.report.change_story import change_told
from orgsim.report.change_tables import placement_table, side_by_side
from orgsim.report.figures.transition import transition_figures
from orgsim.report.groups import grouped
from orgsim.report.money_tables import money_tables
from orgsim.report.route_table import route_table

if TYPE_CHECKING:
    from orgsim.report.tables import Table

__all__ = ["show"]


_CARD = 208
"""How wide a number's card is, in pixels: four or five of them stand side by side."""


def show(shown: Shown) -> None:
    """Show it."""
    found = shown.found
    if shown.alternative not in found.change:
        st.info(words(message("The scenario says nothing of what this change itself costs.")))
        return
    everybody = side_by_side(found)
    _cards(everybody, list(found.change).index(shown.alternative))
    for group in grouped(change_told(found, shown.alternative, shown.titles)):
        st.markdown(f"**{words(group.heading)}**")
        bullets(group.sentences)
    for figure in transition_figures(found, shown.alternative):
        show_figure(figure, shown.sources, key=shown.key)
    for number, table in enumerate((*_tables(shown), everybody)):
        st.divider()
        show_table(table)
        table_panel(table, shown.sources, f"{shown.alternative} {number + 1}", key=f"change:{number}:{shown.key}")


def _cards(table: Table, place: int) -> None:
    """Show the column of a structure as numbers side by side."""
    with st.container(horizontal=True, gap="small"):
        for row in table.rows:
            st.metric(escaped(plain(row[0])), plain(row[1 + place]), border=True, width=_CARD, height="stretch")


def _tables(shown: Shown) -> Iterator[Table]:
    name, change = shown.alternative, shown.found.change[shown.alternative]
    own = replace(shown.found, change={name: change})
    yield from money_tables(own, shown.titles)
    if change.passages:
        yield route_table(own, (name,), change)
    if change.placed:
        yield placement_table(own, (name,), change, shown.titles)
