"""What one reader has open: the draft with its undo, the alternative at hand; in keys of its own, never of widgets.

Streamlit forgets the value of a widget whose page is not shown. Therefore widgets edit copies, and what counts is kept
here: a scenario is an immutable value, a change puts another in its place, and the one before goes to the undo.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import streamlit as st

from dashboard import keeping
from dashboard.words import words
from orgsim.errors import InputError, Message, StoreError, message
from orgsim.scenario.scenario import Scenario

MOST_UNDO: Final = 100
_DRAFT: Final = "open_draft"
_ALTERNATIVE: Final = "open_alternative"
_NOTICE: Final = "notice"
_TROUBLE: Final = "trouble_to_tell"


@dataclass(frozen=True, slots=True)
class Change:
    """A scenario as it was, and what was done to it then."""

    scenario: Scenario
    done: Message


@dataclass(frozen=True, slots=True)
class Draft:
    """The scenario that is open.

    Attributes
    ----------
    scenario
        As it is now.
    id
        Its id in the store; None as long as it is in no store.
    version
        The version in the store that the draft was opened from.
    generation
        Goes up with every change: part of the keys of widgets, so that none shows what is no longer so.
    saved
        Whether it is the version in the store, unchanged.
    undone, redone
        What undo and redo bring back, the newest last.
    """

    scenario: Scenario
    id: str | None = None
    version: int | None = None
    generation: int = 0
    saved: bool = False
    undone: tuple[Change, ...] = ()
    redone: tuple[Change, ...] = ()


def draft() -> Draft | None:
    """Return what is open, if anything is."""
    found = st.session_state.get(_DRAFT)
    return found if isinstance(found, Draft) else None


def needed() -> Draft:
    """Return what is open; if nothing is, say where to open something, and end the page."""
    found = draft()
    if found is None:
        st.info(words(message("No scenario is open. Open an example or one of your own first.")))
        st.page_link("screens/start.py", label=words(message("To the start")), icon=":material/home:")
        st.stop()
    return found


def generation() -> int:
    """Return a number that goes up with every change, for the keys of widgets."""
    found = draft()
    return found.generation if found else 0


def open_scenario(
    scenario: Scenario, *, id: str | None = None, version: int | None = None, saved: bool = False, keep: bool = False
) -> None:
    """Open a scenario; what was open before is left (the store has its draft).

    With `keep` it is a draft in the store at once: what somebody has answered or uploaded must not be lost.
    """
    st.session_state[_DRAFT] = Draft(scenario, id, version, generation() + 1, saved)
    st.session_state[_ALTERNATIVE] = next(iter(scenario.alternatives), None)
    keeping.forget()
    if keep:
        keeping.keep(scenario, id, version)


def change(scenario: Scenario, done: Message) -> bool:
    """Put a changed scenario in the place of the open one; `done` says what was done, for undo.

    Returns whether it differs from the one that was open.
    """
    before = needed()
    if scenario == before.scenario:
        return False
    undone = (*before.undone, Change(before.scenario, done))[-MOST_UNDO:]
    _put(replace(before, scenario=scenario, undone=undone, redone=()))
    return True


def undo() -> Message | None:
    """Take the last change back and return what it was; None if there was none."""
    now = draft()
    if now is None or not now.undone:
        return None
    last = now.undone[-1]
    again = (*now.redone, Change(now.scenario, last.done))
    _put(replace(now, scenario=last.scenario, undone=now.undone[:-1], redone=again))
    return last.done


def redo() -> Message | None:
    """Do again what was taken back last and return what it was; None if nothing was."""
    now = draft()
    if now is None or not now.redone:
        return None
    last = now.redone[-1]
    undone = (*now.undone, Change(now.scenario, last.done))
    _put(replace(now, scenario=last.scenario, undone=undone, redone=now.redone[:-1]))
    return last.done


def _put(new: Draft) -> None:
    st.session_state[_DRAFT] = replace(new, generation=new.generation + 1, saved=False)
    if st.session_state.get(_ALTERNATIVE) not in new.scenario.alternatives:
        st.session_state[_ALTERNATIVE] = next(iter(new.scenario.alternatives), None)
    keeping.keep(new.scenario, new.id, new.version)


def saved_as(id: str, version: int) -> None:
    """Note that the draft is now this version in the store."""
    st.session_state[_DRAFT] = replace(needed(), id=id, version=version, saved=True)
    keeping.discard()


def resume(scenario: Scenario, id: str | None, version: int | None) -> None:
    """Go on with a draft of the store, which `keeping` knows already."""
    st.session_state[_DRAFT] = Draft(scenario, id, version, generation() + 1)
    st.session_state[_ALTERNATIVE] = next(iter(scenario.alternatives), None)


def alternative() -> str | None:
    """Return the name of the alternative at hand."""
    found = draft()
    name = st.session_state.get(_ALTERNATIVE)
    return name if found and name in found.scenario.alternatives else None


def choose_alternative(name: str | None) -> None:
    """Take an alternative to hand."""
    st.session_state[_ALTERNATIVE] = name


def notice(text: Message) -> None:
    """Say something after the next rerun, in the corner of the page."""
    st.session_state.setdefault(_NOTICE, []).append(text)


def show_later(error: InputError | StoreError) -> None:
    """Show what is wrong after the next rerun, at the top of the page."""
    st.session_state[_TROUBLE] = error


def show_notices() -> None:
    """Show what was to be said."""
    if (trouble := st.session_state.pop(_TROUBLE, None)) is not None:
        from dashboard.shell import show_faults

        show_faults(trouble)
    for text in st.session_state.pop(_NOTICE, []):
        st.toast(words(text))


def recall(key: str, default: Any = None) -> Any:
    """Return a value kept under an own key (never the key of a widget)."""
    return st.session_state.get(f"own:{key}", default)


def remember(key: str, value: Any) -> None:
    """Keep a value under an own key, whatever page is shown."""
    st.session_state[f"own:{key}"] = value
