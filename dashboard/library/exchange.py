"""Scenario files: the open scenario down, a file of one's own up; a faulty one is answered in sentences."""

from __future__ import annotations

import re

import streamlit as st

from dashboard import state
from dashboard.shell import show_faults
from dashboard.words import plain, words
from orgsim.errors import InputError, message
from orgsim.scenario.references import MOST_BYTES
from orgsim.scenario.yaml_file import load_text
from orgsim.scenario.yaml_writer import write_scenario


def show() -> None:
    """Show both ways."""
    st.subheader(words(message("Download what is open")))
    now = state.draft()
    if now is None:
        st.caption(words(message("Nothing is open.")))
    else:
        st.caption(words(message("One YAML file with everything in it; `orgsim compare` reads it, too.")))
        st.download_button(
            words(message("Download the scenario file")),
            write_scenario(now.scenario),
            file_name=f"{_file_name(plain(now.scenario.title))}.yaml",
            mime="application/yaml",
            icon=":material/download:",
            on_click="ignore",
        )
    st.subheader(words(message("Open a file")))
    _upload()


def _upload() -> None:
    most = MOST_BYTES // 1_000_000
    st.markdown(
        words(
            message(
                "A scenario file in YAML, of {most} million bytes at most, complete in itself. It is checked "
                "and opened as a draft; nothing that is kept is written over.",
                most=most,
            )
        )
    )
    number = state.recall("uploads", 0)
    file = st.file_uploader(
        words(message("Choose a file, or drop it here")), type=["yaml", "yml"], key=f"upload:{number}"
    )
    if file is not None:
        name, content = file.name, file.getvalue() if file.size <= MOST_BYTES else None
        state.remember("uploads", number + 1)  # the uploader is emptied: the file is not held in memory
        state.remember("uploaded", None)
        if content is None:
            text = message(
                "“{name}” has {size} million bytes; {most} at most are read. Leave out what is not needed: "
                "parts that are alike can be written once and repeated by anchors.",
                name=name,
                size=round(file.size / 1e6, 1),
                most=most,
            )
            state.remember("uploaded", text)
        else:
            _open(name, content)
        st.rerun()
    told = state.recall("uploaded")
    if isinstance(told, InputError):
        show_faults(told, message("The file could not be opened; what is open here is as it was:"))
    elif told is not None:
        st.error(words(told), icon=":material/error:")


def _open(name: str, content: bytes) -> None:
    try:
        scenario = load_text(content)
    except InputError as error:
        state.remember("uploaded", error)
        return
    state.open_scenario(scenario, keep=True)
    state.notice(message("“{name}” is open.", name=name))


def _file_name(title: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", title).strip("-").lower()[:60] or "scenario"
