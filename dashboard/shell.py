"""What is around every page: navigation, language, what is open, and what is said when something fails."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final
from uuid import uuid4

import streamlit as st

from dashboard import state
from dashboard.words import LANGUAGE_KEY, data, language, plain, words
from orgsim.errors import InputError, Message, OperationError, OrgsimError, message
from orgsim.language import LANGUAGES, say
from orgsim.report.faults import fault_line

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

_LANGUAGE_NAMES: Final = {"id": "Bahasa Indonesia", "en": "English"}
_log = logging.getLogger("orgsim.dashboard")


def run(folder: Path) -> None:
    """Show the page that is asked for."""
    st.set_page_config(page_title="orgsim", page_icon=str(folder / "assets" / "icon.png"), layout="wide")
    language()
    shown = st.navigation(
        [
            st.Page(folder / "pages" / f"{name}.py", title=plain(title), icon=sign, default=name == "start")
            for name, title, sign in PAGES
            if (folder / "pages" / f"{name}.py").is_file()
        ]
    )
    # The page's sign would be fetched from outside for the browser's tab: our own picture takes its place.
    st.set_page_config(page_title=f"{shown.title} · orgsim", page_icon=str(folder / "assets" / "icon.png"))
    st.html(folder / "assets" / "style.css")
    _sidebar()
    _address()
    state.show_notices()
    try:
        shown.run()
    except (InputError, OperationError) as error:
        show_faults(error)
    except OrgsimError as error:
        _tell(error)
    except Exception as error:  # whatever it is, the reader gets a sentence and the rest of the page stays
        if st.session_state.get("raise_errors"):
            raise
        _tell(error)


def _sidebar() -> None:
    with st.sidebar:
        open_now = state.draft()
        if open_now is not None:
            st.caption(words(message("Open scenario")))
            st.markdown(f"**{data(open_now.scenario.title)}**")
            version = message("version {number}", number=open_now.version) if open_now.version else message("draft")
            st.caption(words(version if open_now.saved else message("{version}, changed", version=version)))
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


def _address() -> None:
    """Keep language and scenario in the address, so that it can be sent to a colleague."""
    wanted = {"lang": str(language())}
    open_now = state.draft()
    if open_now is not None and open_now.id is not None:
        wanted["scenario"] = open_now.id
    for key, value in wanted.items():
        if st.query_params.get(key) != value:
            st.query_params[key] = value


def show_faults(error: InputError | OperationError, lead: Message | None = None) -> None:
    """Show every fault of an input, each with its place and remedy."""
    most = 12
    lines = [fault_line(fault, language()) for fault in error.faults[:most]]
    with st.container(border=True):
        st.error(words(lead or message("This does not fit together yet:")), icon=":material/error:")
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
