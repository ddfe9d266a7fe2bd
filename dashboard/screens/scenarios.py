"""Scenarios: what is kept, its history, copies, locks; compare any two; files down and up."""

from __future__ import annotations

import streamlit as st

from dashboard import keeping
from dashboard.library import comparing, drafts, exchange, kept
from dashboard.views import view_of
from dashboard.words import words
from orgsim.errors import message

st.title(words(message("Scenarios")))
views = {
    "kept": message("Kept scenarios"),
    "drafts": message("Drafts"),
    "compare": message("Compare two"),
    "files": message("Files"),
}
view = view_of("scenarios_view", views)
with keeping.telling():
    {"kept": kept.show, "drafts": drafts.show, "compare": comparing.show, "files": exchange.show}[view]()
