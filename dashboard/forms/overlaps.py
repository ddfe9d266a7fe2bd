"""Duties that two units have in common, and one click to the alternatives that deal with them."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.forms.overlap_evidence import Common, found_in
from dashboard.forms.overlap_plans import alternatives_from, proposals
from dashboard.words import bullets, words
from orgsim.analysis.theory.outlook import Preview
from orgsim.errors import message
from orgsim.scenario.scenario import Scenario

__all__ = ["overlaps"]

_MOST = 6


def overlaps(scenario: Scenario, now: Preview) -> None:
    """Draw the overlaps of the organisation as it is, the gravest first, each with what speaks for it.

    Parameters
    ----------
    scenario
        What is open.
    now
        What formulas say of it: new staff go where the load is highest.
    """
    found = found_in(scenario)
    if not found.pairs:
        st.caption(words(message("No two units have a duty in common, as far as the duties are entered.")))
    else:
        what = message(
            "One click makes alternatives: merge; merge with delegation; one owner; mutual help; the same money spent "
            "on staff."
        )
        st.caption(words(what))
    for place, common in enumerate(found.pairs[:_MOST], 1):
        _overlap(scenario, place, common, now)
    if len(found.pairs) > _MOST:
        st.caption(words(message("And {count} more pairs with less in common.", count=len(found.pairs) - _MOST)))
    for text in found.unknown:
        st.caption(f":material/help: {words(text)}")


def _overlap(scenario: Scenario, place: int, common: Common, now: Preview) -> None:
    with st.container(border=True):
        sign = ":material/error: " if common.grave else ""
        st.markdown(f"{sign}**{place}. {words(common.told)}**")
        st.caption(words(common.evidence))
        if common.merged is not None:
            st.caption(words(common.merged))
        with st.container(horizontal=True):
            label = words(message("Make the alternatives for this overlap"))
            key = f"overlap:{common.one}:{common.other}"
            if common.open and st.button(label, key=key, icon=":material/call_split:"):
                _make(scenario, common, now)
                st.rerun()
            if common.more:
                with st.popover(words(message("All evidence"))):
                    bullets(common.more)


def _make(scenario: Scenario, common: Common, now: Preview) -> None:
    loads: dict[str, float] = {}
    for outlook in now.groups:
        for name in outlook.group.positions:
            loads[name] = max(loads.get(name, 0.0), outlook.group.load)
    offered = proposals(scenario.organisation, common.one, common.other, common.shared, loads, alike=common.alike)
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
