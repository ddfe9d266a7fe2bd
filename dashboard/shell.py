"""What is around every page: navigation, language, what is open, and what is said when something fails."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from pathlib import Path
from typing import Any, Final, ParamSpec
from uuid import uuid4

import streamlit as st

from dashboard import keeping, sidebar, state
from dashboard.words import language, plain, words
from orgsim.errors import InputError, Message, OperationError, OrgsimError, StoreError, message
from orgsim.language import say
from orgsim.report.faults import fault_line
from orgsim.scenario.yaml_file import load_text

PAGES: Final = (
    ("start", message("Start"), ":material/home:"),
    ("organisation", message("Organisation now"), ":material/account_tree:"),
    ("proposal", message("Proposal"), ":material/edit_note:"),
    ("run", message("Run"), ":material/play_circle:"),
    ("results", message("Before and after"), ":material/compare_arrows:"),
    ("scenarios", message("Scenarios"), ":material/folder_open:"),
    ("assumptions", message("Assumptions and data sources"), ":material/menu_book:"),
)
"""The pages along the planner's path: file, title, sign."""

_SIDEBAR: Final = 252
"""How wide the sidebar is at first, in pixels: its longest title fits, and wide tables have the rest."""
_log = logging.getLogger("orgsim.dashboard")
P = ParamSpec("P")


def run(folder: Path) -> None:
    """Show the page that is asked for."""
    icon = str(folder / "assets" / "icon.png")
    st.set_page_config(page_title="orgsim", page_icon=icon, layout="wide", initial_sidebar_state=_SIDEBAR)
    language()
    shown = st.navigation(
        [
            st.Page(folder / "screens" / f"{name}.py", title=plain(title), icon=sign, default=name == "start")
            for name, title, sign in PAGES
            if (folder / "screens" / f"{name}.py").is_file()
        ]
    )
    # The page's sign would be fetched from outside for the browser's tab: our own picture takes its place.
    st.set_page_config(page_title=f"{shown.title} · orgsim", page_icon=icon)
    st.html(folder / "assets" / "style.css")
    _speak(shown.title)
    _restore()
    sidebar.show()
    _address()
    state.show_notices()
    sidebar.show_trouble()
    with _told():
        shown.run()


def part(draw: Callable[P, None]) -> Callable[P, None]:
    """Make a part of a page: a choice in it draws this part anew and leaves the rest of the page as it is.

    What it is given is what it was given when the whole page was drawn last: whatever it changes elsewhere must draw
    the page anew (`st.rerun`). What fails in it is told like everywhere.
    """

    @wraps(draw)
    def drawn(*arguments: P.args, **named: P.kwargs) -> None:
        with _told():
            draw(*arguments, **named)

    return st.fragment(drawn)


@contextmanager
def _told() -> Iterator[None]:
    """Tell what fails: whatever it is, the reader gets a sentence and the rest of the page stays."""
    try:
        yield
    except (InputError, OperationError, StoreError) as error:
        show_faults(error)
    except OrgsimError as error:
        _tell(error)
    except Exception as error:
        if st.session_state.get("raise_errors"):
            raise
        _tell(error)


def _speak(title: str) -> None:
    """Say the language of the page to the browser, for screen readers, and put our word on the button of uploads."""
    word = plain(message("Choose a file")).replace('"', "")
    st.html(f'<style>:root {{ --choose-file: "{word}"; }}</style>')
    _page_language()(data={"language": language()}, key=f"page_language_{title}")


@cache
def _page_language() -> Any:
    script = "export default function ({ data }) { document.documentElement.lang = data.language; }"
    return st.components.v2.component("orgsim_page_language", js=script)


def _restore() -> None:
    """Open what the address names when the page is loaded: a draft, else a scenario; said once if it is not there."""
    if state.draft() is not None or state.recall("restored"):
        return
    state.remember("restored", True)
    with keeping.telling():
        if name := st.query_params.get("draft"):
            kept = keeping.store().drafts.get(name)
            state.resume(keeping.read(kept), kept.scenario, kept.base)
        elif name := st.query_params.get("scenario"):
            version = keeping.store().scenarios.version(name)
            state.open_scenario(load_text(version.yaml), id=name, version=version.number, saved=True)


def _address() -> None:
    """Keep language and scenario in the address, so that it can be sent to a colleague."""
    wanted = {"lang": str(language())}
    open_now, draft = state.draft(), keeping.kept()
    if open_now is not None and open_now.id is not None:
        wanted["scenario"] = open_now.id
    if draft is not None:
        wanted["draft"] = draft.id
    elif "draft" in st.query_params:
        del st.query_params["draft"]
    for key, value in wanted.items():
        if st.query_params.get(key) != value:
            st.query_params[key] = value


def show_faults(error: InputError | OperationError | StoreError, lead: Message | None = None) -> None:
    """Show every fault of an input, each with its place and remedy."""
    most = 12
    lines = [fault_line(fault, language()) for fault in error.faults[:most]]
    usual = message("The store says:") if isinstance(error, StoreError) else message("This does not fit together yet:")
    with st.container(border=True):
        st.error(words(lead or usual), icon=":material/error:")
        st.text("\n".join(lines))
        if len(error.faults) > most:
            st.caption(words(message("and {count} more", count=len(error.faults) - most)))


def _tell(error: Exception) -> None:
    """Say that something failed, with a number under which the log has the details."""
    number = uuid4().hex[:8]
    _log.error("error %s", number, exc_info=error)
    text = message(
        "Something went wrong here, and it is our fault, not yours. Nothing that you entered is lost. Load the page "
        "again; if it happens again, report the number {number}, which the log of the program explains.",
        number=number,
    )
    st.error(say(text, language()), icon=":material/error:")
