"""The plan as a list: dated steps, each operation in words, to be changed or taken out."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from dashboard import state
from dashboard.forms import plans
from dashboard.forms.operation_form import open_sheet
from dashboard.forms.schema import can_be_filled
from dashboard.forms.summary import fault_sentence, summary, written
from dashboard.words import Raw, escaped, language, words
from orgsim.errors import Fault, message
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.plan import Plan
from orgsim.scenario.scenario import Scenario

__all__ = ["plan_list"]


def plan_list(
    scenario: Scenario, alternative: str, plan: Plan, faults: tuple[Fault, ...], organisations: list[Organisation]
) -> None:
    """Draw the plan.

    Parameters
    ----------
    scenario, alternative, plan
        What is open.
    faults
        What is wrong with the plan, with paths ``("plan", 0, "do", 1, …)``.
    organisations
        As it is, and after every date: for titles.
    """
    if not plan:
        st.info(words(message("The plan is empty. Choose units on the chart, or an operation, to begin.")))
        return
    for on, group in groupby(plans.entries(plan), key=lambda entry: entry.on):
        heading = words(message("From {date}", date=on))
        st.markdown(f"**{heading}**")
        for entry in group:
            _row(scenario, alternative, plan, entry, faults, organisations)


def _row(
    scenario: Scenario,
    alternative: str,
    plan: Plan,
    entry: plans.Entry,
    faults: tuple[Fault, ...],
    organisations: list[Organisation],
) -> None:
    operation = entry.operation
    key = f"plan:{alternative}:{state.generation()}:{entry.step}:{entry.number}"
    with st.container(border=True):
        told, buttons = st.columns([6, 1], vertical_alignment="center")
        known = max(organisations, key=lambda organisation: _titles(summary(operation, organisation, language())))
        text = message(
            "{caption} – {fields}",
            caption=Raw(f"**{words(operation.caption)}**"),
            fields=summary(operation, known, language()),
        )
        told.markdown(words(text))
        changeable = can_be_filled(type(operation))
    with buttons.container(horizontal=True, horizontal_alignment="right"):
        if changeable and st.button("", key=f"{key}:edit", icon=":material/edit:", help=words(message("Change"))):
            open_sheet(operation.name, written(operation), entry.on, entry)
            st.rerun()
        if st.button("", key=f"{key}:out", icon=":material/delete:", help=words(message("Take out of the plan"))):
            done = message("taken out of the plan: {operation}", operation=operation.caption)
            state.change(plans.with_plan(scenario, alternative, plans.without(plan, entry)), done)
            st.rerun()
    for fault in faults:
        if fault.path[:4] == ("plan", entry.step, "do", entry.number):
            st.error(escaped(fault_sentence(fault, language())), icon=":material/error:")


def _titles(text: str) -> int:
    """Count what looks like a title: names that an organisation does not know stay in small letters."""
    return sum(letter.isupper() for letter in text)
