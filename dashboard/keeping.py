"""Where the dashboard meets the store: every change of a draft is kept at once, and never written over unseen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import streamlit as st

from orgsim.errors import StoreError
from orgsim.scenario.scenario import Scenario
from orgsim.scenario.yaml_file import load_text
from orgsim.scenario.yaml_writer import with_evidence
from orgsim.store import Draft, DraftConflict, NotKept, Store, open_store

_KEPT: Final = "kept_draft"
_TROUBLE: Final = "keeping_trouble"


@st.cache_resource(show_spinner=False)
def _store() -> Store:
    return open_store()


def store() -> Store:
    """Return the store; one for all sessions.

    Raises
    ------
    StoreError
        If it cannot be opened: the rest of the page works without it.
    """
    return _store()


@contextmanager
def telling() -> Iterator[None]:
    """Say in words what is wrong with the store, and go on with the page."""
    from dashboard.shell import show_faults

    try:
        yield
    except StoreError as error:
        show_faults(error)


def keep(scenario: Scenario, id: str | None, version: int | None) -> None:
    """Keep a change of the open draft; what goes wrong is told at the top of the page."""
    content = json.dumps(with_evidence(scenario), ensure_ascii=False)
    kept = st.session_state.get(_KEPT)
    try:
        if isinstance(kept, Draft):
            try:
                new = store().drafts.save(kept.id, content, revision=kept.revision)
            except NotKept:  # saved as a version in another window: this goes on as a draft of its own
                new = store().drafts.begin(content, scenario=id, base=version)
        else:
            new = store().drafts.begin(content, scenario=id, base=version)
    except StoreError as error:
        st.session_state[_TROUBLE] = error
        return
    st.session_state[_KEPT] = new
    st.session_state.pop(_TROUBLE, None)


def trouble() -> StoreError | None:
    """Return why the last change could not be kept, if it could not."""
    found = st.session_state.get(_TROUBLE)
    return found if isinstance(found, StoreError) else None


def insist(scenario: Scenario, id: str | None, version: int | None) -> None:
    """Keep this draft in place of what another window has kept since, or try again."""
    found = trouble()
    if isinstance(found, DraftConflict):
        st.session_state[_KEPT] = found.theirs
    keep(scenario, id, version)


def read(draft: Draft) -> Scenario:
    """Return the scenario of a kept draft, and go on with this draft from now on."""
    scenario = load_text(draft.content)
    st.session_state[_KEPT] = draft
    st.session_state.pop(_TROUBLE, None)
    return scenario


def kept() -> Draft | None:
    """Return the draft as it was kept last."""
    found = st.session_state.get(_KEPT)
    return found if isinstance(found, Draft) else None


def forget() -> None:
    """Go on without the draft; the store has it."""
    st.session_state.pop(_KEPT, None)
    st.session_state.pop(_TROUBLE, None)


def discard() -> None:
    """Remove the draft from the store: it has become a version."""
    found = kept()
    forget()
    if found is not None:
        try:
            store().drafts.discard(found.id)
        except StoreError as error:  # it stays in the list of drafts, which harms nobody
            st.session_state[_TROUBLE] = error
