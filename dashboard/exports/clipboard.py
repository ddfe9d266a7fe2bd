"""Buttons that put a figure on the clipboard: as a picture, as a table, as text with its sources."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.words import plain
from orgsim.errors import Message, message

__all__ = ["copy_buttons"]

_HERE = Path(__file__).parent
_HTML = '<div class="copy"></div><div class="said" aria-live="polite"></div>'


@cache
def _mount() -> Any:
    css = (_HERE / "clipboard.css").read_text(encoding="utf-8")
    program = (_HERE / "clipboard.js").read_text(encoding="utf-8")
    return st.components.v2.component("orgsim_clipboard", html=_HTML, css=css, js=program)


def copy_buttons(
    *,
    key: str,
    text: str,
    picture: bytes | None = None,
    cells: list[list[str]] | None = None,
    right: list[bool] | None = None,
    label: Message | None = None,
) -> None:
    """Show the buttons: one for each of what is given.

    Parameters
    ----------
    key
        Key of the component.
    text
        Sentences and sources.
    picture
        PNG.
    cells
        Headings and rows of the table.
    right
        Which columns are numbers.
    label
        Of the button for the text, where it is not sentences and sources.
    """
    buttons: dict[str, Message] = {} if picture is None else {"picture": message("Copy the picture")}
    buttons |= {} if cells is None else {"table": message("Copy the table")}
    buttons["text"] = label or message("Copy sentence and sources")
    said = {
        "done": plain(message("Copied: paste it with Ctrl+V.")),
        "refused": plain(message("The browser does not allow copying here: use the files below.")),
    }
    words = {"buttons": {kind: plain(label) for kind, label in buttons.items()}, **said}
    content: dict[str, Any] = {"cells": cells, "right": right, "text": text, "words": words}
    if picture is not None:
        content["picture"] = b64encode(picture).decode()
    _mount()(key=key, data=content)
