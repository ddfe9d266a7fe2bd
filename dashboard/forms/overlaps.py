"""Duties that two units have in common, and one click to the alternatives that deal with them."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.forms.names import title_of
from dashboard.forms.overlap_plans import alternatives_from, proposals
from dashboard.words import Raw, data, language, words
from orgsim.analysis.theory.outlook import Preview
from orgsim.errors import message
from orgsim.language import format_share
from orgsim.organisation.structure import Overlap, duty_overlaps
from orgsim.scenario.scenario import Scenario

__all__ = ["overlaps"]

_MOST = 6


def overlaps(scenario: Scenario, now: Preview) -> None:
    """Draw the overlaps of the organisation as it is, strongest first.

    Parameters
    ----------
    scenario
        What is open.
    now
        What formulas say of it: new staff go where the load is highest.
    """
    found = list(duty_overlaps(scenario.organisation).items())
    if not found:
        st.caption(words(message("No two units have a duty in common, as far as the duties are entered.")))
        return
    for (one, other), overlap in found[:_MOST]:
        _overlap(scenario, one, other, overlap, now)


def _overlap(scenario: Scenario, one: str, other: str, overlap: Overlap, now: Preview) -> None:
    organisation = scenario.organisation
    names = [title_of(organisation, "unit", name, language()) for name in (one, other)]
    duties = [title_of(organisation, "duty", name, language()) for name in overlap.shared]
    with st.container(border=True):
        text = message(
            "{units} share {share} of their hours on duties: {duties}.",
            units=Raw(f"**{data(names[0])}** + **{data(names[1])}**"),
            share=format_share(overlap.weighted, language(), 0),
            duties=tuple(duties),
        )
        st.markdown(words(text))
        label = words(message("Make the alternatives for this overlap"))
        what = words(message("Merge; merge with delegation; one owner; mutual help; the same money spent on staff."))
        if st.button(label, key=f"overlap:{one}:{other}", icon=":material/call_split:", help=what):
            _make(scenario, one, other, overlap, now)
            st.rerun()
        st.caption(what)


def _make(scenario: Scenario, one: str, other: str, overlap: Overlap, now: Preview) -> None:
    loads: dict[str, float] = {}
    for outlook in now.groups:
        for name in outlook.group.positions:
            loads[name] = max(loads.get(name, 0.0), outlook.group.load)
    offered = proposals(scenario.organisation, one, other, overlap.shared, loads)
    made, refused = alternatives_from(scenario, offered, scenario.change_dates[0])
    for proposal, reason in refused:
        state.notice(message("Not made: {title}: {reason}", title=proposal.title, reason=reason))
    if made:
        changed = scenario.changed(alternatives={**scenario.alternatives, **made})
        state.change(changed, message("alternatives made from an overlap: {count}", count=len(made)))
        state.choose_alternative(next(iter(made)))
        state.notice(
            message("{count} alternatives are there now; each is a plan that you can change.", count=len(made))
        )
