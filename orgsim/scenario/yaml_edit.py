"""A scenario changed in its file: only what has changed is written anew, comments and order stay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, Final

from orgsim.errors import InputError
from orgsim.scenario.identity import canonical_hash, one_text, round_trip, written_again
from orgsim.scenario.yaml_file import load_text
from orgsim.scenario.yaml_writer import with_evidence

if TYPE_CHECKING:
    from orgsim.scenario.scenario import Scenario

__all__ = ["edited", "edited_file"]

_GONE: Final = object()
_Keys = tuple[str, ...]


def edited(text: str, before: Scenario, after: Scenario) -> str | None:
    r"""Return the text of a scenario with what differs in another; None where that cannot be said in this text.

    What is returned has been read again: it is the other scenario, with all that is known of its numbers.

    Parameters
    ----------
    text
        The scenario as one text, comments and all.
    before
        What it says.
    after
        What it is to say.

    Examples
    --------
    >>> text = "title: A  # ours\nagency: {title: Dinas, units: {dinas: {title: Dinas}}}\nrun: {from: 2026-01-05}\n"
    >>> before, after = load_text(text), load_text(text.replace("title: Dinas,", "title: Badan,"))
    >>> edited(text, before, after).splitlines()[:2]
    ['title: A  # ours', 'agency: {title: Badan, units: {dinas: {title: Dinas}}}']
    """
    from ruamel.yaml.error import YAMLError

    yaml, wanted = round_trip(), with_evidence(after)
    yaml.width = max([yaml.width, *map(len, text.splitlines())])  # no line is broken that was not
    try:
        document = yaml.load(text)
        for keys, value in _differences(with_evidence(before), wanted):
            _put(document, keys, value, wanted)
        found = written_again(yaml, document)
        return found if canonical_hash(load_text(found)) == canonical_hash(after) else None
    except (InputError, YAMLError, ValueError, TypeError, KeyError):
        return None  # written in a way that the canonical form does not tell: the caller writes that form


def edited_file(path: str | FilePath, before: Scenario, after: Scenario) -> str | None:
    """Return the text of a scenario's file, those that it names put in their places, with what differs in another.

    Parameters
    ----------
    path
        The file.
    before
        What it says.
    after
        What it is to say.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    from ruamel.yaml.error import YAMLError

    try:
        text = one_text(path)
    except YAMLError:
        return None
    return edited(text, before, after)


def _differences(before: Mapping[str, Any], after: Mapping[str, Any], at: _Keys = ()) -> Iterator[tuple[_Keys, Any]]:
    """Yield where two scenarios differ, and what stands there in the second."""
    for key in [*before, *(key for key in after if key not in before)]:
        old, new = before.get(key, _GONE), after.get(key, _GONE)
        if isinstance(old, dict) and isinstance(new, dict) and not _beside(old) and not _beside(new):
            yield from _differences(old, new, (*at, key))
        elif old != new:
            yield (*at, key), new


def _beside(value: Mapping[str, Any]) -> bool:
    """Whether it is a value with what is known of it."""
    return "value" in value and bool(value.keys() & {"basis", "source", "range"})


def _put(document: Any, keys: _Keys, value: Any, wanted: Mapping[str, Any]) -> None:
    node, whole = document, wanted
    for key in keys[:-1]:
        whole = whole[key]
        if not isinstance(node.get(key), dict):  # written shorter, or not at all: now it stands there in full
            node[key] = _styled(whole)
            return
        node = _own(node, key, document)
    last = keys[-1]
    if value is _GONE:
        node.pop(last, None)
    elif isinstance(node.get(last), dict) and isinstance(value, dict):
        there = _own(node, last, document)
        for gone in [key for key in there if key not in value]:
            del there[gone]
        there.update({key: _styled(part) for key, part in value.items()})
    else:
        node[last] = _styled(value)


def _own(parent: Any, key: str, document: Any) -> Any:
    """Return a part that is nobody else's: what other places repeat by its mark stays there as it was, remarks too."""
    node = parent[key]
    if node.yaml_anchor() is None or sum(part is node for part in _parts(document)) < 2:
        return node
    copy = deepcopy(node)
    copy.yaml_set_anchor(None)
    for part in _parts(copy):
        part.ca.comment = None
        part.ca.items.clear()
    remarks = [token for token in parent.ca.items.get(key) or () if hasattr(token, "start_mark")]
    if any(token.start_mark.line < parent.lc.key(key)[0] for token in remarks):
        del parent.ca.items[key]  # ruamel.yaml notes a remark of the marked part at its aliases as well
    parent[key] = copy
    return copy


def _parts(node: Any) -> Iterator[Any]:
    """Yield the mappings and lists of a document, those repeated by their mark each time."""
    if isinstance(node, (dict, list)):
        yield node
        for part in node.values() if isinstance(node, dict) else node:
            yield from _parts(part)


def _styled(value: Any) -> Any:
    """Return plain data as they are written: lists, and values with what is known of them, on one line."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    if isinstance(value, dict):
        inner = CommentedMap({key: _styled(part) for key, part in value.items()})
        if _beside(value):
            inner.fa.set_flow_style()
        return inner
    if isinstance(value, (list, tuple)):
        items = CommentedSeq([_styled(part) for part in value])
        if not any(isinstance(part, dict) for part in value):
            items.fa.set_flow_style()
        return items
    return value
