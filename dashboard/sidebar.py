"""What is open, at the side of every page: its version, undo and redo, saving; and the language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from dashboard import keeping, state
from dashboard.words import LANGUAGE_KEY, Raw, data, language, plain, words
from orgsim.errors import Message, StoreError, message
from orgsim.language import LANGUAGES
from orgsim.scenario.yaml_writer import write_scenario
from orgsim.store import DraftConflict

_LANGUAGE_NAMES: Final = {"id": "Bahasa Indonesia", "en": "English"}


def show() -> None:
    """Show it."""
    with st.sidebar:
        now = state.draft()
        if now is not None:
            _what_is_open(now)
        st.segmented_control(
            words(message("Language")),
            LANGUAGES,
            default=language(),
            format_func=_LANGUAGE_NAMES.__getitem__,
            key="language_switch",
            required=True,
            on_change=_switch_language,
        )


def _switch_language() -> None:
    st.session_state[LANGUAGE_KEY] = st.session_state["language_switch"]


def _what_is_open(now: state.Draft) -> None:
    st.caption(words(message("Open scenario")))
    st.markdown(f"**{data(now.scenario.title)}**")
    version = message("version {number}", number=now.version) if now.version else message("not saved yet")
    if now.version and not now.saved:
        version = message("{version}, changed", version=version)
    st.caption(words(version))
    with st.container(horizontal=True, gap="small"):
        _step_button("undo", message("Undo"), now.undone, state.undo)
        _step_button("redo", message("Redo"), now.redone, state.redo)
    if not now.saved:
        with st.popover(words(message("Save")), icon=":material/save:", width="stretch"):
            _save_form(now)
    if now.undone or not now.saved:
        st.caption(words(message("Every change is kept as a draft at once.")))
    st.divider()


def _step_button(
    sign: str, title: Message, changes: tuple[state.Change, ...], do: Callable[[], Message | None]
) -> None:
    """Show a button to go one change back or forth, which says which."""
    label = message("{step}: {change}", step=title, change=changes[-1].done) if changes else title
    if st.button(words(title), key=f"step_{sign}", icon=f":material/{sign}:", help=words(label), disabled=not changes):
        do()
        st.rerun()


def _save_form(now: state.Draft) -> None:
    with st.form("save_scenario", border=False):
        author = st.text_input(words(message("Your name")), value=state.recall("author", ""), max_chars=80)
        note = st.text_input(
            words(message("Note")),
            max_chars=200,
            placeholder=plain(message("what is new in this version, and why")),
        )
        as_new = now.id is not None and st.checkbox(words(message("as a scenario of its own")))
        if not st.form_submit_button(words(message("Save as a version")), type="primary", width="stretch"):
            return
    state.remember("author", author)
    if save(now, author, note, as_new=as_new):
        st.rerun()


def save(now: state.Draft, author: str = "", note: str = "", *, as_new: bool = False) -> bool:
    """Save what is open as a version; say in words what is in the way, and return whether it was saved."""
    from dashboard.shell import show_faults

    text = write_scenario(now.scenario)
    try:
        scenarios = keeping.store().scenarios
        if now.id is None or as_new:
            record = scenarios.create(text, author=author, note=note)
            state.saved_as(record.id, record.version)
        else:
            version = scenarios.save(now.id, text, author=author, note=note, base=now.version)
            state.saved_as(now.id, version.number)
    except StoreError as error:
        show_faults(error)
        return False
    state.notice(message("Saved."))
    return True


def show_trouble() -> None:
    """Say at the top of the page why the last change could not be kept, and what can be done."""
    found, now = keeping.trouble(), state.draft()
    if found is None or now is None:
        return
    with st.container(border=True):
        if isinstance(found, DraftConflict):
            text = message(
                "This draft was changed in another window at {time}. What you see here is not kept until you decide.",
                time=Raw(found.theirs.changed.astimezone().strftime("%H:%M:%S")),
            )
            st.warning(words(text), icon=":material/warning:")
            with st.container(horizontal=True):
                if st.button(words(message("Take over what the other window has"))):
                    theirs = found.theirs
                    state.resume(keeping.read(theirs), theirs.scenario, theirs.base)
                    st.rerun()
                if st.button(words(message("Keep what is here"))):
                    keeping.insist(now.scenario, now.id, now.version)
                    st.rerun()
            return
        fault = found.faults[0]
        said = message("Your last change is on this page, but could not be kept: {fault}.", fault=fault.message)
        parts = [words(part) for part in (said, fault.remedy) if part is not None]
        st.warning(" ".join(parts), icon=":material/warning:")
        if st.button(words(message("Try again"))):
            keeping.insist(now.scenario, now.id, now.version)
            st.rerun()
