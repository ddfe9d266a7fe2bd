"""A row of buttons that chooses what a page shows; the choice is still there when the reader comes back to the page."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard import state
from dashboard.words import plain, words
from orgsim.errors import Message, message


def view_of(key: str, views: Mapping[str, Message]) -> str:
    """Return the chosen view; the first one before any is chosen.

    Parameters
    ----------
    key
        Key of the row; what was chosen is kept under it, for Streamlit forgets it on other pages.
    views
        Titles by name.
    """
    titles = {name: plain(title) for name, title in views.items()}
    kept = st.session_state.get(key, state.recall(f"view:{key}"))
    st.session_state[key] = kept if kept in titles else next(iter(titles))
    chosen = st.segmented_control(
        words(message("View")),
        list(titles),
        format_func=titles.__getitem__,
        key=key,
        label_visibility="collapsed",
        required=True,
    )
    state.remember(f"view:{key}", chosen)
    return str(chosen)
