"""Whatever is in a file, it is read or refused: no other error, whatever the bytes, the tree or the slip."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from orgsim.errors import InputError
from orgsim.scenario.references import resolve_references
from orgsim.scenario.yaml_file import load_text
from orgsim.scenario.yaml_parser import parse_yaml

SOME = settings().max_examples // 2
OFFICE = Path(__file__).parent / "office" / "scenario.yaml"


def read_or_refused(text: str | bytes) -> InputError | None:
    """None if it was read; every fault has a message, and a line if the text has any."""
    try:
        load_text(text, "x.yaml")
    except InputError as error:
        refused = error
    else:
        return None
    assert refused.faults
    for fault in refused.faults:
        assert str(fault.message)
        assert fault.line is None or fault.line >= 1
    return refused


@cache
def office() -> dict[str, Any]:
    """The sample office in one tree."""
    text = OFFICE.read_text(encoding="utf-8")
    tree = resolve_references(parse_yaml(text, str(OFFICE), []), OFFICE.parent, str(OFFICE), [])
    whole: dict[str, Any] = tree.plain()
    assert read_or_refused(json.dumps(whole)) is None
    return whole


def places(data: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where anything stands in a tree, outside in."""
    found = [at] if at else []
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inner:
        found += places(value, (*at, key))
    return found


PLACES = places(office())
WORDS = st.sampled_from(
    [
        "dinas", "loket", "kk", "akta", "done", "baseline", "agency.yaml", "x.yaml", "5 min", "0 min", "-5 min", "12 %",
        "1 hari kerja", "Rp 4,5 juta", "9600 per year", "2026-07-01", "9999-12-31", "0001-01-01", "1e999 jam", "", " ",
        "~", "merge_units", "first_come", "08:00-15:00", "!!x y", "{}", "\x00", "ｌｏｋｅｔ", "٣ hari", "∞", "1" * 5000,
    ]
)  # fmt: skip
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | WORDS
KEYS = st.text(max_size=8) | st.sampled_from(
    ["title", "agency", "units", "positions", "services", "steps", "by", "work", "value", "basis", "range", "source",
     "demand", "per_day", "alternatives", "plan", "on", "do", "operation", "run", "from", "assumptions", "expected",
     "observed", "sources", "<<", "mean", "family", "share", "to", "approval", "parallel", "choices"]
)  # fmt: skip
TREES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6), max_leaves=30
)


@given(st.binary(max_size=400))
def test_random_bytes(content):
    read_or_refused(content)


@given(st.text(max_size=300) | st.text(alphabet="abc:{}[]-&*!?|>%#@'\" \t\n,~<0123456789", max_size=200))
def test_random_text(text):
    read_or_refused(text)


@given(st.dictionaries(KEYS, TREES, max_size=8))
def test_random_trees(tree):
    read_or_refused(json.dumps(tree))


@given(st.data())
@settings(max_examples=SOME)
def test_copies_of_a_sound_scenario_with_values_replaced_removed_or_moved(data):
    whole = json.loads(json.dumps(office()))
    for _ in range(data.draw(st.integers(1, 4))):
        path = data.draw(st.sampled_from(PLACES))
        parent = whole
        for part in path[:-1]:
            parent = parent[part] if _has(parent, part) else None
        if not _has(parent, path[-1]):
            continue
        match data.draw(st.sampled_from(["replace", "remove", "wrap", "copy", "rename"])):
            case "replace":
                parent[path[-1]] = data.draw(TREES)
            case "remove":
                del parent[path[-1]]
            case "wrap":
                parent[path[-1]] = {"value": parent[path[-1]], "basis": data.draw(WORDS), "range": data.draw(TREES)}
            case "copy":
                parent[path[-1]] = _at(office(), data.draw(st.sampled_from(PLACES)))
            case "rename" if isinstance(parent, dict):
                parent[data.draw(KEYS)] = parent.pop(path[-1])
    read_or_refused(json.dumps(whole))


@given(st.data())
@settings(max_examples=SOME)
def test_copies_of_a_sound_file_with_characters_replaced(data):
    text = json.dumps(office(), indent=1) if data.draw(st.booleans()) else (OFFICE.parent / "agency.yaml").read_text()
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        length = data.draw(st.integers(0, 12))
        text = text[:start] + data.draw(st.text(alphabet=":{}[]-&*!\t\n ,0a%'\"", max_size=4)) + text[start + length :]
    read_or_refused(text)


def _has(parent: Any, part: Any) -> bool:
    if isinstance(parent, dict):
        return part in parent
    return isinstance(parent, list) and isinstance(part, int) and part < len(parent)


def _at(data: Any, path: tuple[Any, ...]) -> Any:
    for part in path:
        data = data[part]
    return data
