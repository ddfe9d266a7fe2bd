"""Drafts: what was changed and not yet saved as a version, of all windows."""

from __future__ import annotations

import streamlit as st

from dashboard import keeping, state
from dashboard.library.kept import when
from dashboard.words import data, escaped, words
from orgsim.errors import InputError, message
from orgsim.scenario.scenario import Scenario
from orgsim.scenario.yaml_file import load_text
from orgsim.store import Draft

_MOST = 30


def show() -> None:
    """List the drafts."""
    found = keeping.store().drafts.list()
    st.caption(
        words(message("Every change is kept here at once, and stays until it is saved as a version or discarded."))
    )
    if not found:
        st.info(words(message("There is no draft.")))
    for draft in found[:_MOST]:
        _row(draft)
    if len(found) > _MOST:
        st.caption(words(message("and {count} more", count=len(found) - _MOST)))


def _row(draft: Draft) -> None:
    scenario = _read(draft.id, draft.revision, draft.content)
    title = data(scenario.title) if scenario else words(message("a draft that this version cannot read"))
    opened = keeping.kept()
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        here = words(message("open here"))
        mark = f" · {here}" if opened and opened.id == draft.id else ""
        st.markdown(f"**{title}**  \n:gray[{escaped(when(draft.changed))}{mark}]", width="stretch")
        if scenario and st.button(words(message("Go on")), key=f"draft:{draft.id}"):
            state.resume(keeping.read(draft), draft.scenario, draft.base)
            st.rerun()
        if st.button(words(message("Discard")), key=f"discard:{draft.id}"):
            keeping.store().drafts.discard(draft.id)
            if opened and opened.id == draft.id:
                keeping.forget()
            state.notice(message("Discarded."))
            st.rerun()


@st.cache_resource(max_entries=100, show_spinner=False)  # nobody can change a scenario
def _read(id: str, revision: int, content: str) -> Scenario | None:
    try:
        return load_text(content)
    except InputError:
        return None
