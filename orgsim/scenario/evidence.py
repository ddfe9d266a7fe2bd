"""Where the numbers come from: ``{value: 14, source: S12, basis: stated, range: [4, 19]}`` in the place of ``14``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final, get_args

from orgsim import measures
from orgsim.assumptions import ledger
from orgsim.errors import Fault, InputError, Path, message
from orgsim.organisation.office_hours import parse_time
from orgsim.scenario.yaml_tree import Node
from orgsim.spec import Basis, Evidence
from orgsim.suggestion import did_you_mean

KEYS: Final = ("value", "source", "basis", "range", "note")
"""What may stand beside a value."""

_ID = re.compile(r"[A-Za-z]{1,12}[0-9]{1,4}[a-z]?")
_AS_THEY_ARE: Final = frozenset({"assumptions", "sources", "expected"})
"""Parts of a scenario that read such mappings themselves, or have fields of these names."""


def unwrap(root: Node, faults: list[Fault]) -> tuple[Node, tuple[Evidence, ...]]:
    """Return the tree with bare values, and what stood beside them.

    Parameters
    ----------
    root
        The tree as written; it stays as it is.
    faults
        Where faults are noted: a source that nobody knows, a range that is missing or does not hold the value.
    """
    found: list[Evidence] = []
    sources = _known_sources(root)
    bare = _unwrap(root, (), found, faults, sources)
    overrides = root.at(("assumptions",))
    if overrides and isinstance(overrides.content, dict):
        for name, node in overrides.content.items():
            if isinstance(node.content, dict):
                faults.extend(_source_faults(node, ("assumptions", name), sources))
    return bare, tuple(found)


def _known_sources(root: Node) -> frozenset[str] | None:
    """Return the ids of sources; None for an agency by itself, whose sources stand in the scenario that names it."""
    named = root.at(("sources",))
    if root.at(("units",)) is not None and named is None:
        return None
    own = named.content if named and isinstance(named.content, dict) else {}
    return frozenset(own) | frozenset(source for entry in ledger().values() for source in entry.sources)


def _unwrap(node: Node, at: Path, found: list[Evidence], faults: list[Fault], sources: frozenset[str] | None) -> Node:
    content = node.content
    if isinstance(content, dict):
        if "value" in content and (content.keys() <= set(KEYS) or content.keys() & {"basis", "range"}):
            return _wrapped(node, at, found, faults, sources)
        inner = {
            key: part if not at and key in _AS_THEY_ARE else _unwrap(part, (*at, key), found, faults, sources)
            for key, part in content.items()
        }
        if all(inner[key] is part for key, part in content.items()):
            return node
        return Node(type(content)(inner), node.file, node.line, node.key_lines, node.size)
    if isinstance(content, list):
        items = [_unwrap(part, (*at, place), found, faults, sources) for place, part in enumerate(content)]
        return node if all(a is b for a, b in zip(items, content, strict=True)) else _list(node, items)
    return node


def _list(node: Node, items: list[Node]) -> Node:
    return Node(items, node.file, node.line, node.key_lines, node.size)


def _wrapped(node: Node, at: Path, found: list[Evidence], faults: list[Fault], sources: frozenset[str] | None) -> Node:
    content = node.content
    assert isinstance(content, dict)
    for key in content.keys() - set(KEYS):
        fault = message("“{key}” is not known here", key=key)
        faults.append(Fault(fault, (*at, key), did_you_mean(key, KEYS), node.file, node.key_lines[key]))
    value = _unwrap(content["value"], at, found, faults, sources)
    given = {key: content[key].plain() for key in KEYS if key in content}
    faults.extend(_source_faults(node, at, sources))
    basis, source = given.get("basis", "stated" if given.get("source") else "assumed"), given.get("source")
    if basis not in get_args(Basis):
        fault = message("“{text}” is no basis", text=str(basis)[:40])
        remedy = message("It is measured, stated, calibrated or assumed")
        faults.append(Fault(fault, (*at, "basis"), remedy, node.file, node.key_lines["basis"]))
        return value
    bounds = given.get("range")
    if basis in ("assumed", "calibrated") and bounds is None:
        assumed, calibrated = message("what is assumed needs a range"), message("what is calibrated needs a range")
        fault = assumed if basis == "assumed" else calibrated
        remedy = message("Write e.g. {example}", example="range: [5 min, 15 min]")
        faults.append(Fault(fault, at, remedy, node.file, node.line))
    elif basis != "assumed" and not source:
        fault = message("what is {basis} needs a source", basis=basis)
        remedy = message("Name an id of `sources`, or write `basis: assumed` and a range")
        faults.append(Fault(fault, at, remedy, node.file, node.line))
    if bounds is not None:
        faults.extend(_range_faults(value.plain(), bounds, node, at))
    pair = tuple(bounds) if isinstance(bounds, list) and len(bounds) == 2 else None
    found.append(Evidence(at, basis, None if source is None else str(source), pair, value.plain()))
    return value


def _source_faults(node: Node, at: Path, sources: frozenset[str] | None) -> Iterator[Fault]:
    """Yield the ids of sources that are in no list; words are left alone."""
    content = node.content
    written = content.get("source") if isinstance(content, dict) else None
    if sources is None or written is None or not isinstance(written.content, str):
        return
    for part in re.split(r"[,;\s]+", written.content.strip()) if len(written.content) <= 200 else ():
        if _ID.fullmatch(part) and part not in sources and len(written.content.split()) <= 3:
            fault = message("there is no source {id} in `sources`", id=part)
            yield Fault(fault, (*at, "source"), did_you_mean(part, sources), node.file, node.key_lines["source"])


def _range_faults(value: Any, bounds: Any, node: Node, at: Path) -> Iterator[Fault]:
    line = node.key_lines["range"]
    if not isinstance(bounds, list) or len(bounds) != 2:
        remedy = message("Write e.g. {example}", example="range: [5 min, 15 min]")
        yield Fault(message("a range is two values, low and high"), (*at, "range"), remedy, node.file, line)
        return
    if isinstance(value, (dict, list)) or value is None:
        return
    sizes = _sizes(value, *bounds)
    if sizes is None:
        if not (isinstance(value, str) and value in bounds):
            fault = message("the range is not written like the value")
            yield Fault(fault, (*at, "range"), message("Use the same measure for all three"), node.file, line)
        return
    size, low, high = sizes
    if low > high:
        remedy = message("Swap the two")
        yield Fault(message("a range is two values, low and high"), (*at, "range"), remedy, node.file, line)
    elif not low <= size <= high:
        fault = message("{value} is not between {low} and {high}", value=value, low=bounds[0], high=bounds[1])
        yield Fault(fault, (*at, "value"), message("Change the value or the range"), node.file, node.key_lines["value"])


_READERS: Final[tuple[tuple[Callable[[object], Any], Callable[[Any], Any]], ...]] = (
    (measures.parse_number, float),
    (measures.parse_share, measures.write_share),
    (measures.parse_growth, measures.write_growth),
    (measures.parse_effort, measures.write_effort),
    (measures.parse_working_time, measures.write_working_time),
    (measures.parse_calendar_time, measures.write_calendar_time),
    (measures.parse_money, measures.write_money),
    (measures.parse_frequency, measures.write_frequency),
    (parse_time, lambda seconds: f"{round(seconds / 60) // 60:02}:{round(seconds / 60) % 60:02}"),
)


def read_alike(*written: Any) -> tuple[tuple[Any, ...], Callable[[Any], Any]] | None:
    """Return values that are written in one measure, and how to write one like them; None if they are not.

    Examples
    --------
    >>> (low, high), write = read_alike("5 min", "15 min")
    >>> write((low + high) / 2)
    '10 min'
    """
    for read, write in _READERS:
        try:
            return tuple(read(value) for value in written), write
        except InputError:
            continue
    return None


def _sizes(*written: Any) -> tuple[float, ...] | None:
    """Return what can be compared, if all are written in one measure."""
    alike = read_alike(*written)
    return None if alike is None else tuple(measures.size_of(value) for value in alike[0])


def same_value(one: Any, other: Any) -> bool:
    """Say whether two values as written are the same value, in whatever words.

    Examples
    --------
    >>> same_value("1 jam", "60 min"), same_value({"mean": "1 h"}, {"mean": "1 jam"}), same_value("1 h", "2 h")
    (True, True, False)
    """
    if isinstance(one, dict) and isinstance(other, dict):
        return all(key in one and same_value(one[key], part) for key, part in other.items())
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(same_value, one, other))
    if isinstance(one, dict) and "mean" in one:  # work written short
        return same_value(one["mean"], other)
    if one == other or str(one) == str(other):
        return True
    if isinstance(one, (dict, list, tuple)) or isinstance(other, (dict, list, tuple)):
        return False
    sizes = _sizes(one, other)
    return sizes is not None and sizes[0] == sizes[1]
