"""Choosing units, on the chart or by name, and the operations that fit what is chosen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard import state
from dashboard.chart.component import organisation_chart
from dashboard.chart.nodes import Mark, nodes_of
from dashboard.forms.names import title_of
from dashboard.forms.operation_form import fitting, offered, open_sheet, prefilled
from dashboard.words import language, plain, words
from orgsim.errors import message
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.operation import OPERATIONS

__all__ = ["chart", "chosen", "operations", "units"]

_CHOSEN = "proposal_units"
_FIELD = "proposal_units_field"


def chosen(organisation: Organisation) -> tuple[str, ...]:
    """Return the units that are chosen and exist."""
    return tuple(name for name in state.recall(_CHOSEN, ()) if name in organisation.units)


def clear() -> None:
    """Choose nothing any more."""
    state.remember(_CHOSEN, ())


def _choose(units: Sequence[str]) -> None:
    state.remember(_CHOSEN, tuple(units))  # the list beside the chart is filled from here when it is drawn


def chart(organisation: Organisation, loads: Mapping[str, float], marks: Mapping[str, Mark], *, height: int) -> None:
    """Draw the chart on which units are chosen."""
    organisation_chart(
        nodes_of(organisation, language(), loads=loads, marks=marks),
        key="proposal_chart",
        selected=chosen(organisation),
        on_select=_choose,
        memory="proposal",
        height=height,
    )


def units(organisation: Organisation) -> tuple[str, ...]:
    """Draw the list in which units are chosen by name; return what is chosen, here or on the chart."""
    now = chosen(organisation)
    st.session_state[_FIELD] = list(now)
    titles = {name: title_of(organisation, "unit", name, language()) for name in organisation.units}
    with st.container():  # straight in a column the chosen ones would stand in one line, the first out of sight
        st.multiselect(
            words(message("Chosen units")),
            list(titles),
            key=_FIELD,
            format_func=titles.__getitem__,
            placeholder=plain(message("On the chart, or here by name")),
            on_change=lambda: state.remember(_CHOSEN, tuple(st.session_state[_FIELD])),
        )
    return now


def operations(selected: Sequence[str], on: dt.date) -> None:
    """Draw what can be done with the chosen units, and the list of everything that a plan can do."""
    if selected:
        with st.container(horizontal=True):
            for name in fitting(selected):
                if st.button(words(OPERATIONS[name].caption), key=f"do:{name}"):
                    open_sheet(name, prefilled(name, selected), on)
                    st.rerun()
    captions = {name: plain(OPERATIONS[name].caption) for name in offered()}
    name = st.selectbox(
        words(message("All operations")),
        list(captions),
        None,
        key=f"operation_list:{state.recall('proposal_sheets', 0)}",
        format_func=captions.__getitem__,
        placeholder=plain(message("What is to be changed?")),
    )
    if name is not None:
        open_sheet(name, prefilled(name, selected), on)
        st.rerun()
