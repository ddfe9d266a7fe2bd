"""Units that do the same work: by the hours of their duties, by the texts, and by the cases between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import ceil
from typing import TYPE_CHECKING, Final

from orgsim.analysis.duty_texts import Alike, Read, alike, read_texts
from orgsim.analysis.unit_flows import UnitFlows, unit_flows

if TYPE_CHECKING:
    from orgsim.analysis.subject import Subject

__all__ = ["Overlaps", "SameWork", "UnitPair", "overlaps"]

_FEW: Final = 3
"""So many units may have a duty before it can be everybody's."""


@dataclass(frozen=True, slots=True)
class SameWork:
    """A duty that two units have, or two duties whose texts say the same.

    Attributes
    ----------
    one, other
        The duty of the first unit, and that of the second; the same name twice for one duty.
    hours, other_hours
        Seconds a year that each unit spends on it.
    likeness
        Of the texts; 1 for one duty.
    words
        Stems that two texts have in common.
    """

    one: str
    other: str
    hours: float
    other_hours: float
    likeness: float = 1.0
    words: tuple[str, ...] = ()

    @property
    def both_hours(self) -> float:
        """Seconds that both spend on it: the smaller of the two."""
        return min(self.hours, self.other_hours)


@dataclass(frozen=True, slots=True)
class UnitPair:
    """Two units that have work in common.

    Attributes
    ----------
    one, other
        The units, by name.
    same
        What both do, the most hours first.
    share
        Hours that both spend on it, over all hours of both: sum of the smaller over sum of the larger.
    of_smaller
        The same over the hours of the unit that has fewer.
    hand_overs, strays
        Cases a year between the two, and those that go to the wrong one.
    services
        Services in which both have steps.
    """

    one: str
    other: str
    same: tuple[SameWork, ...]
    share: float
    of_smaller: float
    hand_overs: float = 0.0
    strays: float = 0.0
    services: tuple[str, ...] = ()

    @property
    def pair(self) -> tuple[str, str]:
        """The two units."""
        return self.one, self.other

    @property
    def seconds(self) -> float:
        """Seconds a year that both spend on the same."""
        return sum(work.both_hours for work in self.same)

    @property
    def by_text(self) -> bool:
        """Whether only texts speak for it."""
        return all(work.one != work.other for work in self.same)


@dataclass(frozen=True, slots=True)
class Overlaps:
    """The overlaps of a structure, and what could not be compared.

    Attributes
    ----------
    pairs
        The largest share first, by name where they are equal; all that have anything in common.
    everybodys
        Duties that so many units have that they are no overlap.
    unread
        Duties whose text is in another language.
    mixed
        Whether texts are in two languages, which are not compared with each other.
    nobodys
        Duties on which no unit spends hours.
    """

    pairs: tuple[UnitPair, ...]
    everybodys: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    mixed: bool = False
    nobodys: tuple[str, ...] = ()

    def of(self, one: str, other: str) -> UnitPair | None:
        """Return what two units have in common; None if that is nothing."""
        wanted = tuple(sorted((one, other)))
        return next((pair for pair in self.pairs if pair.pair == wanted), None)


def overlaps(subject: Subject, *, texts: bool = True) -> Overlaps:
    """Return every pair of units that have work in common.

    Parameters
    ----------
    subject
        The structure.
    texts
        Whether to compare the texts of duties too.

    Raises
    ------
    MissingTools
        If texts are to be compared, and a library for it is missing.
    """
    return subject.once(_overlaps, texts)


def _overlaps(subject: Subject, texts: bool) -> Overlaps:
    duties = subject.organisation.agency.duties
    owned = {name: duty for name, duty in duties.items() if duty.hours_per_year}
    read: Mapping[str, Read] = {}
    likes: list[Alike] = []
    if texts and len(owned) > 1:
        read = read_texts({name: duty.text for name, duty in owned.items()})
        likes = alike(read, float(subject.assumptions["overlap.text_least"]))
    hours: dict[str, dict[str, float]] = {}
    for name, duty in owned.items():
        for unit, spent in duty.hours_per_year.items():
            hours.setdefault(unit, {})[name] = spent
    near: dict[str, dict[str, Alike]] = {}
    for pair in likes:
        near.setdefault(pair.one, {})[pair.other] = pair
        near.setdefault(pair.other, {})[pair.one] = pair
    common = _everybodys(subject, hours, near)
    found = list(_pairs(hours, near, common, unit_flows(subject)))
    languages = {one.language for one in read.values() if one.language}
    return Overlaps(
        tuple(sorted(found, key=lambda pair: (-pair.share, pair.pair))),
        tuple(sorted(common)),
        tuple(sorted(name for name, one in read.items() if one.language is None)),
        len(languages) > 1,
        tuple(sorted(duties.keys() - owned.keys())),
    )


def _everybodys(
    subject: Subject, hours: Mapping[str, Mapping[str, float]], near: Mapping[str, Mapping[str, Alike]]
) -> set[str]:
    """Return the duties that more than a share of the units have, and more than a few."""
    most = max(_FEW, ceil(float(subject.assumptions["overlap.text_common"]) * len(hours)))
    owners: dict[str, set[str]] = {}
    for unit, spent in hours.items():
        for duty in spent:
            for name in (duty, *near.get(duty, ())):
                owners.setdefault(name, set()).add(unit)
    return {duty for duty, units in owners.items() if len(units) > most}


def _pairs(
    hours: Mapping[str, Mapping[str, float]],
    near: Mapping[str, Mapping[str, Alike]],
    common: set[str],
    flows: UnitFlows,
) -> Iterator[UnitPair]:
    owners: dict[str, list[str]] = {}
    for unit, spent in sorted(hours.items()):
        for duty in spent:
            owners.setdefault(duty, []).append(unit)
    touching: set[tuple[str, str]] = set()
    for duty, units in owners.items():
        if duty in common:
            continue
        touching.update(combinations(units, 2))
        for other in near.get(duty, ()):
            pairs = ((min(a, b), max(a, b)) for a in units for b in owners[other] if a != b and other not in common)
            touching.update(pairs)
    for one, other in sorted(touching):
        same = tuple(_same_work(hours[one], hours[other], near, common))
        if not same:
            continue
        smaller, total = sum(w.both_hours for w in same), sum(hours[one].values()) + sum(hours[other].values())
        larger, least = total - smaller, min(sum(hours[one].values()), sum(hours[other].values()))
        yield UnitPair(
            one,
            other,
            same,
            smaller / larger if larger else 0.0,
            smaller / least if least else 0.0,
            flows.between(one, other),
            flows.astray(one, other),
            flows.services.get((one, other), ()),
        )


def _same_work(
    mine: Mapping[str, float],
    theirs: Mapping[str, float],
    near: Mapping[str, Mapping[str, Alike]],
    common: set[str],
) -> list[SameWork]:
    """Match the duties of two units, each once: the same duty first, then the most alike texts."""
    found = [SameWork(d, d, mine[d], theirs[d]) for d in sorted(mine.keys() & theirs.keys()) if d not in common]
    taken = {work.one for work in found}
    candidates = [
        (pair.likeness, a, b, pair)
        for a in mine
        if a not in common and a not in taken
        for b, pair in near.get(a, {}).items()
        if b in theirs and b not in common and b not in taken
    ]
    left, right = set[str](), set[str]()
    for likeness, a, b, pair in sorted(candidates, key=lambda found: (-found[0], found[1], found[2])):
        if a not in left and b not in right:
            left.add(a)
            right.add(b)
            found.append(SameWork(a, b, mine[a], theirs[b], likeness, pair.words))
    return sorted(found, key=lambda work: (-work.both_hours, work.one, work.other))
