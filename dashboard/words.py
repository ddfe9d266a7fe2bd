"""The reader's language: sentences, numbers and dates, and what must not be taken for markup.

Streamlit reads most texts as Markdown, in which a title such as ``![x](http://…)`` would make the browser ask another
machine for a picture. Therefore whatever comes from data is escaped: `words` does so by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, get_args

import streamlit as st

from orgsim.errors import Message
from orgsim.language import LANGUAGES, Language, preferred_language, say_value, translate

LANGUAGE_KEY = "language"
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|<>~$:^])")


@dataclass(frozen=True, slots=True)
class Raw:
    """A text that is ours and may hold Markdown, as a part of a sentence."""

    text: str


def language() -> Language:
    """Return the reader's language: chosen, else of the address, else of the browser."""
    chosen = st.session_state.get(LANGUAGE_KEY)
    if chosen not in get_args(Language):
        asked = st.query_params.get("lang", "")
        chosen = asked if asked in LANGUAGES else _language_of_the_browser()
        st.session_state[LANGUAGE_KEY] = chosen
    return "id" if chosen == "id" else "en"


def _language_of_the_browser() -> Language:
    locale = st.context.locale
    if not locale:
        return preferred_language()
    return "id" if locale.lower().startswith("id") else "en"


def words(text: Message | str) -> str:
    """Return a sentence for a place that reads Markdown: titles, paragraphs, labels of widgets."""
    return _made(text, escape=True)


def bullets(sentences: Iterable[Message | str]) -> None:
    """Show sentences, each by itself."""
    st.markdown("\n".join(f"- {words(sentence)}" for sentence in sentences))


def plain(text: Any) -> str:
    """Return a sentence or a value for a place that takes texts as they are: tables, options, charts, files."""
    return _made(text, escape=False) if isinstance(text, Message) else say_value(text, language())


def data(value: Any) -> str:
    """Return a value from data (a title, an id, a note) for a place that reads Markdown."""
    return escaped(say_value(value, language()))


def escaped(text: str) -> str:
    r"""Return a text in which nothing is taken for Markdown.

    Examples
    --------
    >>> escaped("a_b [c](d)")
    'a\\_b \\[c\\]\\(d\\)'
    """
    return _MARKUP.sub(r"\\\1", text.replace("\n", " "))


def _made(text: Message | str, *, escape: bool) -> str:
    if isinstance(text, str):
        return translate(text, language())
    return translate(text.text, language()).format_map({k: _part(v, escape) for k, v in text.parameters.items()})


def _part(value: Any, escape: bool) -> str:
    if isinstance(value, Raw):
        return value.text
    if isinstance(value, Message):
        return _made(value, escape=escape)
    said = say_value(value, language())
    return escaped(said) if escape else said
