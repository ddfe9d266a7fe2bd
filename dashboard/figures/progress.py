"""A run under way: how far it is, what can be done with it, and what it has found so far."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboard import keeping, running
from dashboard.figures.tightening import show_tightening
from dashboard.words import language, words
from orgsim.errors import message
from orgsim.language import format_duration
from orgsim.store import Progress, RunState, StoreError

_EVERY: Final = 0.5
"""Seconds; as a number, for to read a text Streamlit loads pandas, which takes longer than the page."""


def show_progress(name: str) -> None:
    """Show a run; as long as it is open, twice a second."""
    try:
        progress = keeping.store().jobs.progress(name)
    except StoreError:
        progress = None
    is_open = progress is None or progress.state.open
    st.fragment(_watch, run_every=_EVERY if is_open else None)(name, is_open)


def _watch(name: str, was_open: bool) -> None:
    from dashboard.shell import show_faults

    try:
        store = keeping.store()
        progress = store.jobs.progress(name)
        if was_open and not progress.state.open:
            st.rerun()  # once: the rest of the page shows what is now possible
        _tell(name, progress)
        run = store.runs.get(name)
        found = running.comparison_of(run, progress.snapshots) if progress.snapshots else None
    except StoreError as error:
        show_faults(error, message("The store does not answer; nothing that is finished is lost:"))
        return
    if progress.state.open:
        try:
            store.jobs.ensure_worker()
        except StoreError as error:
            show_faults(error, message("The run waits, for there is nobody to do it:"))
    if found is not None:
        show_tightening(name, found, ended=progress.state is RunState.DONE)
    if progress.state is RunState.DONE:
        st.page_link(
            "screens/results.py",
            label=words(message("See before and after")),
            icon=":material/compare_arrows:",
            query_params={"run": name, "lang": str(language())},
        )


def _tell(name: str, progress: Progress) -> None:
    run = keeping.store().runs.get(name)
    st.subheader(words(message("{title}", title=run.title)))
    if progress.state.open:
        st.progress(progress.share, text=words(progress.sentence))
        if progress.seconds_left is not None:
            left = format_duration(max(1.0, progress.seconds_left), language())
            st.caption(words(message("About {left} to go.", left=left)))
        if not progress.cancelling:
            st.info(
                words(message("You may close this page: the run goes on. Its address brings you back to it.")),
                icon=":material/info:",
            )
    elif progress.state is RunState.DONE:
        st.success(words(progress.sentence), icon=":material/check_circle:")
    else:
        st.warning(words(progress.sentence), icon=":material/warning:")
    with st.container(horizontal=True):
        if progress.state.open:
            st.button(
                words(message("Cancel")),
                key=f"cancel:{name}",
                icon=":material/stop:",
                disabled=progress.cancelling,
                on_click=_cancel,
                args=(name,),
            )
        elif progress.state is not RunState.DONE:
            st.button(
                words(message("Go on from here")),
                key=f"resume:{name}",
                icon=":material/resume:",
                type="primary",
                on_click=_resume,
                args=(name,),
            )


def _cancel(name: str) -> None:
    with keeping.telling():
        keeping.store().jobs.cancel(name)


def _resume(name: str) -> None:
    with keeping.telling():
        store = keeping.store()
        store.jobs.resume(name)
        store.jobs.ensure_worker()
