"""Scenarios: what is kept, its history, copies, locks; compare any two; files down and up."""

from __future__ import annotations

import streamlit as st

from dashboard import keeping
from dashboard.library import comparing, drafts, exchange, kept
from dashboard.words import plain, words
from orgsim.errors import message

st.title(words(message("Scenarios")))
views = {
    "kept": message("Kept scenarios"),
    "drafts": message("Drafts"),
    "compare": message("Compare two"),
    "files": message("Files"),
}
view = st.segmented_control(
    words(message("View")),
    list(views),
    default="kept",
    key="scenarios_view",
    format_func={name: plain(text) for name, text in views.items()}.__getitem__,
    label_visibility="collapsed",
    required=True,
)
with keeping.telling():
    {"kept": kept.show, "drafts": drafts.show, "compare": comparing.show, "files": exchange.show}[view]()
