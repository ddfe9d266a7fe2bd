"""Start: what this is for, an example to open at once, and the way from analysis to decision."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.words import words
from orgsim.errors import message
from orgsim.resources import scenarios
from orgsim.scenario.yaml_file import load

st.title(words(message("What changes when the organisation changes?")))
if st.button(words(message("Open the example of Palembang")), type="primary"):
    state.open_scenario(load(scenarios() / "palembang" / "scenario.yaml"))
    st.rerun()
