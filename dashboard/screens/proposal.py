"""Proposal: alternatives, each a dated plan; units are chosen on the chart, and every edit shows what it does."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.chart.nodes import marks, unit_loads
from dashboard.forms import choosing, plans
from dashboard.forms.alternatives import alternative_bar
from dashboard.forms.measures import foreseen, kept, measured, phases_of
from dashboard.forms.names import titled
from dashboard.forms.operation_form import close, operation_form, sheet
from dashboard.forms.overlaps import overlaps
from dashboard.forms.plan_list import plan_list
from dashboard.forms.preview_bar import limits, preview_bar
from dashboard.words import bullets, language, plain, words
from orgsim.errors import message
from orgsim.restructuring.difference import difference

st.title(words(message("Proposal")))
scenario = state.needed().scenario
name = alternative_bar(scenario)
now = scenario.organisation
if name is None:
    st.info(words(message("There is no alternative yet. Begin one above, or let an overlap of duties make some.")))
    st.subheader(words(message("Duties in common")))
    overlaps(scenario, foreseen(scenario, None))
    st.stop()

plan = scenario.alternatives[name].plan
found = phases_of(scenario, plan, "plan")
after = found.phases[-1].organisation if found.phases else now

bar = st.container()
left, right = st.columns([3, 2], gap="medium")
with right:
    st.subheader(words(message("Change")))
    selected = choosing.units(after)
    if sheet() is None:
        choosing.operations(selected, plans.first_date(scenario, plan))
    outcome = operation_form(scenario, plan, name)
if outcome.put and outcome.plan is not None and outcome.operation is not None:
    close()
    choosing.clear()
    done = message("put into the plan: {operation}", operation=outcome.operation.caption)
    state.change(plans.with_plan(scenario, name, outcome.plan), done)
    st.rerun()

# What is being written counts in the preview as soon as it fits, so that its effect is seen before it is in the plan.
trial = outcome.plan or plan
tried = phases_of(scenario, trial, "trial") if outcome.plan else found
proposed = tried.phases[-1].organisation if tried.phases else now
formulas = foreseen(scenario, None)
ahead = foreseen(scenario, trial) if trial and not tried.faults else None
with bar:
    as_it_is = kept("measured:now", now.agency, lambda: measured(now))
    as_proposed = kept("measured:new", proposed.agency, lambda: measured(proposed))
    preview_bar((formulas, as_it_is), (ahead, as_proposed) if ahead else None, proposed)
    if outcome.plan:
        st.caption(words(message("The numbers include the change that you are writing.")))

changes = kept("changes", (now.agency, proposed.agency), lambda: difference(now, proposed))
was, becomes = marks(changes, now, proposed, language())
with left:
    views = {"after": plain(message("As proposed")), "now": plain(message("As it is"))}
    view = st.segmented_control(
        words(message("Chart")),
        list(views),
        default="after",
        key="proposal_view",
        format_func=views.__getitem__,
        label_visibility="collapsed",
        required=True,
    )
    if view == "now":
        choosing.chart(now, unit_loads(outlook.group for outlook in formulas.groups), was, height=520)
    else:
        loads = unit_loads(outlook.group for outlook in (ahead or formulas).groups)
        choosing.chart(proposed, loads, becomes, height=520)

st.subheader(words(message("Plan")))
plan_list(scenario, name, plan, found.faults, [now, *(phase.organisation for phase in found.phases)])
for note in dict.fromkeys(note for phase in found.phases for note in phase.notes):
    st.caption(words(titled(note, now, after, language())))

st.subheader(words(message("What differs from now")))
bullets(titled(sentence, now, proposed, language()) for sentence in changes.sentences())
limits(ahead or formulas)

st.subheader(words(message("Duties in common")))
overlaps(scenario, formulas)
