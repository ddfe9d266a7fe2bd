"""Any two scenarios, versions or drafts side by side: what differs in the structure, and every other value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import keeping, state
from dashboard.basis.numbers import named, place, told
from dashboard.exports.panel import frame_panel
from dashboard.forms.names import titled
from dashboard.library.kept import when
from dashboard.tables.table import BASES
from dashboard.words import bullets, language, plain, words
from orgsim.analysis.kpi import KPIS
from orgsim.errors import message
from orgsim.language import LANGUAGES, format_number
from orgsim.restructuring.difference import difference
from orgsim.restructuring.operation import OPERATIONS
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
    label = choices.__getitem__
    with st.columns([3, 1])[0]:  # one above the other: side by side, long titles are cut
        one = st.selectbox(words(message("From this")), keys, index=1, format_func=label, key="compare_from")
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
    before, after = bare(one), bare(other)
    titles = _titles(before) | _titles(after)
    rows = [
        (
            _place(path, (one, other) if b is None else (other, one), titles),
            _short(a, titles),
            _short(b, titles),
        )
        for path, a, b in _values(before, after, ())
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


def _titles(scenario: dict[str, Any]) -> dict[str, str]:
    """Return what a name in a scenario stands for: operations, indicators, all that has a title; a level has none."""
    found = {name: plain(operation.caption) for name, operation in OPERATIONS.items()}
    found |= {name: plain(kpi.title) for name, kpi in KPIS.items()}
    found |= {name: plain(basis) for name, basis in BASES.items()}
    waiting = [*scenario.values()]  # the parts of a scenario have no names of their own
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            for name, value in part.items():
                waiting.append(value)
                if isinstance(value, dict) and _is_text(value.get("title")):
                    found.setdefault(name, str(value["title"][language()]))
        elif isinstance(part, list):
            waiting.extend(part)
    levels = scenario["agency"].get("levels", ())
    return {name: title for name, title in found.items() if name not in levels}


def _place(path: tuple[str, ...], either: Iterable[Scenario], titles: Mapping[str, str]) -> str:
    found = (place(scenario, path) for scenario in either)
    return next(filter(None, found), " › ".join(_key(name, titles) for name in path))


def _key(name: str, titles: Mapping[str, str]) -> str:
    found = named(name)
    return titles.get(name, name) if found == name else found


def _short(value: Any, titles: Mapping[str, str]) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return plain(message("yes") if value else message("no"))
    if _is_text(value):
        return str(value[language()])
    if isinstance(value, dict):
        texts = [f"{_key(name, titles)}: {_short(part, titles)}" for name, part in value.items()]
        return "; ".join(texts)[:300]
    if isinstance(value, list):
        return ", ".join(_short(part, titles) for part in value)[:300]
    if isinstance(value, float):
        return format_number(value, language())
    if isinstance(value, str):
        word = titles.get(value) or named(value)
        return told(value) if word == value else word
    return str(value)
