"""Any two scenarios, versions or drafts side by side: what differs in the structure, and every other value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import keeping, state
from dashboard.basis.numbers import named, place, told
from dashboard.exports.panel import frame_panel
from dashboard.forms.names import titled
from dashboard.library.kept import when
from dashboard.words import bullets, language, plain, words
from orgsim.errors import message
from orgsim.language import LANGUAGES, format_number
from orgsim.restructuring.difference import difference
from orgsim.scenario.scenario import Scenario
from orgsim.scenario.yaml_file import load_text
from orgsim.scenario.yaml_writer import plain as bare

_OPEN = ("", 0)
_MOST = 500
_HEIGHT = 388
"""Ten rows and the headings, in pixels."""


def show() -> None:
    """Let the reader choose two, and tell what differs."""
    choices = _choices()
    if len(choices) < 2:
        st.info(words(message("There are not yet two to compare: save a version, or open a scenario.")))
        return
    keys = list(choices)
    left, right = st.columns(2, gap="medium")
    label = choices.__getitem__
    with left:
        one = st.selectbox(words(message("From this")), keys, index=1, format_func=label, key="compare_from")
    with right:
        other = st.selectbox(words(message("To this")), keys, index=0, format_func=label, key="compare_to")
    if one == other:
        st.caption(words(message("Choose two different ones.")))
        return
    _differences(_scenario(one), _scenario(other))


def _choices() -> dict[tuple[str, int], str]:
    found: dict[tuple[str, int], str] = {}
    if (now := state.draft()) is not None:
        found[_OPEN] = plain(message("What is open: {title}", title=now.scenario.title))
    scenarios = keeping.store().scenarios
    for record in scenarios.list(archived=True)[:50]:
        for version in sorted(scenarios.versions(record.id), key=lambda one: -one.number):
            told = message(
                "{title}, version {number}, {time}",
                title=record.title,
                number=version.number,
                time=when(version.created),
            )
            found[record.id, version.number] = plain(told)
    return found


def _scenario(key: tuple[str, int]) -> Scenario:
    now = state.draft()
    if key == _OPEN and now is not None:
        return now.scenario
    return _kept(*key)


@st.cache_resource(max_entries=20, show_spinner=False)  # nobody can change a scenario
def _kept(id: str, number: int) -> Scenario:
    return load_text(keeping.store().scenarios.version(id, number).yaml)


def _differences(one: Scenario, other: Scenario) -> None:
    st.subheader(words(message("Structure")))
    sentences = tuple(difference(one.organisation, other.organisation).sentences())
    bullets(titled(sentence, one.organisation, other.organisation, language()) for sentence in sentences)
    st.subheader(words(message("Every value that differs")))
    rows = [
        (place(other, path) or place(one, path) or " › ".join(map(named, path)), _short(a), _short(b))
        for path, a, b in _values(bare(one), bare(other), ())
    ]
    if not rows:
        st.caption(words(message("No value differs.")))
        return
    headings = (message("Where"), message("From this"), message("To this"))
    frame = pd.DataFrame(rows[:_MOST], columns=[plain(text) for text in headings])
    wide = {heading: st.column_config.TextColumn(width=300) for heading in frame.columns}
    st.dataframe(frame, column_config=wide, hide_index=True, width="stretch", height=_HEIGHT)
    frame_panel(headings, rows, "differences", key="differences")
    if len(rows) > _MOST:
        st.caption(words(message("and {count} more", count=len(rows) - _MOST)))


def _values(one: Any, other: Any, at: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """Yield the values that differ, each with its place."""
    if one == other:
        return
    if isinstance(one, dict) and isinstance(other, dict) and not (_is_text(one) and _is_text(other)):
        for key in (*one, *(key for key in other if key not in one)):
            yield from _values(one.get(key), other.get(key), (*at, str(key)))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (a, b) in enumerate(zip(one, other, strict=True), 1):
            yield from _values(a, b, (*at, str(number)))
    else:
        yield at, one, other


def _is_text(value: Any) -> bool:
    """Whether a value is a text in both languages."""
    return isinstance(value, dict) and set(value) == set(LANGUAGES)


def _short(value: Any) -> str:
    if value is None:
        return "–"
    if _is_text(value):
        return str(value[language()])
    if isinstance(value, dict):
        texts = [f"{named(key)}: {_short(part)}" for key, part in value.items()]
        return "; ".join(texts)[:300]
    if isinstance(value, list):
        return ", ".join(_short(part) for part in value)[:300]
    if isinstance(value, float):
        return format_number(value, language())
    return told(value) if isinstance(value, str) else str(value)
