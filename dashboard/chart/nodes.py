"""What the chart draws of an organisation: one node a unit, its texts already in the reader's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from orgsim.analysis.loads import GroupLoad
from orgsim.errors import Message, message
from orgsim.language import Language, format_share, say
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.difference import StructureDifference

__all__ = ["Kind", "Mark", "Node", "marks", "nodes_of", "unit_loads"]

Kind = Literal["new", "merged", "closed", "moved", "renamed", "changed"]


@dataclass(frozen=True, slots=True)
class Mark:
    """What becomes of a unit: a kind, which has a colour, a frame and a sign of its own, and the words for it."""

    kind: Kind
    text: Message


@dataclass(frozen=True, slots=True)
class Node:
    """A unit as it is drawn.

    Attributes
    ----------
    id, parent
        The unit, and its superior.
    title, detail
        Its title, and a line below it.
    load, load_text
        Load of its busiest group of people (1: as much work as they can do), and the words for it.
    mark, mark_text
        What becomes of it.
    spoken
        Everything in one sentence: the tooltip, and what a screen reader says.
    """

    id: str
    parent: str | None
    title: str
    detail: str
    load: float | None
    load_text: str
    mark: Kind | None
    mark_text: str
    spoken: str

    def written(self) -> dict[str, Any]:
        """Return the node as plain values."""
        return asdict(self)


def nodes_of(
    organisation: Organisation,
    language: Language,
    *,
    loads: Mapping[str, float] | None = None,
    marks: Mapping[str, Mark] | None = None,
) -> tuple[Node, ...]:
    """Return the nodes of an organisation, in the order of its file.

    Parameters
    ----------
    organisation
        The organisation.
    language
        For whom.
    loads
        Load of each unit, where it is known: `unit_loads`.
    marks
        What becomes of units: `marks`.
    """
    loads, marks = loads or {}, marks or {}
    people: Counter[str] = Counter()
    for post in organisation.positions.values():
        people[post.unit] += len(post.people)
    return tuple(
        _node(name, organisation, language, people[name], loads.get(name), marks.get(name))
        for name in organisation.units
    )


def _node(
    name: str, organisation: Organisation, language: Language, people: int, load: float | None, mark: Mark | None
) -> Node:
    unit = organisation.units[name]
    title = unit.title.say(language)
    detail = say(message("{count} staff", count=people), language)
    load_text = mark_text = ""
    if load is not None:
        share = format_share(load, language, 0) if load < 99.995 else "∞"
        text = message("▲ load {load}", load=share) if load >= 1 else message("load {load}", load=share)
        load_text = say(text, language)
    if mark is not None:
        mark_text = f"{_SIGNS[mark.kind]} {say(mark.text, language)}"
    spoken = ". ".join(part for part in (title, mark_text, detail, load_text) if part)
    return Node(
        id=name,
        parent=unit.reports_to,
        title=title,
        detail=detail,
        load=None if load is None else min(load, 99.0),
        load_text=load_text,
        mark=mark.kind if mark else None,
        mark_text=mark_text,
        spoken=spoken,
    )


_SIGNS: Mapping[Kind, str] = {"new": "＋", "merged": "⇒", "closed": "✕", "moved": "↷", "renamed": "✎", "changed": "∗"}


def unit_loads(groups: Iterable[GroupLoad]) -> dict[str, float]:
    """Return the load of the busiest group of people of every unit that has work.

    Parameters
    ----------
    groups
        From `orgsim.analysis.loads.loads`; those of things, not of people, are left out.
    """
    found: dict[str, float] = {}
    for group in groups:
        for unit in () if group.things else group.units:
            found[unit] = max(found.get(unit, 0.0), group.load)
    return found


def marks(
    difference: StructureDifference, before: Organisation, after: Organisation, language: Language
) -> tuple[dict[str, Mark], dict[str, Mark]]:
    """Return what becomes of the units: for the chart before, and for the chart after.

    Parameters
    ----------
    difference
        Between the two.
    before, after
        The two organisations, for their titles.
    language
        For whom.
    """
    units = difference.units

    def title(organisation: Organisation, name: str | None) -> str:
        return organisation.units[name].title.say(language) if name in organisation.units else "–"

    old: dict[str, Mark] = {}
    new: dict[str, Mark] = {}
    for name in units.changed:
        old[name] = new[name] = Mark("changed", message("changed"))
    for name, was, now in units.renamed:
        old[name] = Mark("renamed", message("will be: {title}", title=now.say(language)))
        new[name] = Mark("renamed", message("was: {title}", title=was.say(language)))
    for name, above, above_now in units.moved:
        old[name] = Mark("moved", message("moves to {unit}", unit=title(after, above_now)))
        new[name] = Mark("moved", message("moved from {unit}", unit=title(before, above)))
    for name in units.closed:
        old[name] = Mark("closed", message("closed"))
    for name in units.new:
        new[name] = Mark("new", message("new"))
    for name, into in units.merged:
        old[name] = Mark("merged", message("goes into {unit}", unit=title(after, into)))
    for into in dict.fromkeys(into for _, into in units.merged):
        parts = [before.units[name].title.say(language) for name, other in units.merged if other == into]
        if into in before.units:
            parts.insert(0, before.units[into].title.say(language))
        new[into] = Mark("merged", message("merged: {units}", units=tuple(parts)))
    return old, new
