"""Assumptions and data sources."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.words import words
from orgsim.errors import message

st.title(words(message("Assumptions and data sources")))
state.needed()
