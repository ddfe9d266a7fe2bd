"""Organisation now: entered without a file, shown with its loads before any run."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.forms.measures import foreseen, measured
from dashboard.forms.preview_bar import preview_bar
from dashboard.office import overview
from dashboard.office.begin import begin, begin_another
from dashboard.shell import part
from dashboard.tables.edit import TABLES
from dashboard.tables.editor import edit_table
from dashboard.views import view_of
from dashboard.words import words
from orgsim.analysis.theory.outlook import Preview
from orgsim.errors import message
from orgsim.scenario.scenario import Scenario

st.title(words(message("Organisation now")))
now = state.draft()
if now is None:
    st.markdown(words(message("Enter the office as it is today: no file is needed.")))
    begin()
    st.stop()

scenario = now.scenario
with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
    overview.title(scenario)
    if st.button(words(message("Begin another office")), icon=":material/add:"):
        begin_another()

found = foreseen(scenario, None)
preview_bar((found, measured(scenario.organisation)), None, scenario.organisation)


@part
def shown(scenario: Scenario, found: Preview) -> None:
    """Show one view of the office: a table, the loads, or the chart with what stands out."""
    views = {"chart": message("Chart and findings"), "loads": message("Loads")} | {t.name: t.title for t in TABLES}
    view = view_of("organisation_view", views)
    table = next((table for table in TABLES if table.name == view), None)
    if table is not None:
        edit_table(table)
    elif view == "loads":
        overview.loads(scenario, found)
    else:
        left, right = st.columns([3, 2], gap="medium")
        with left:
            overview.chart(scenario, found)
        with right:
            st.subheader(words(message("What stands out")))
            overview.strikes(scenario, found)


shown(scenario, found)
