"""What merging two units would bring, by formula: one queue for alike posts, one head in place of two.

What the merger costs is in the work: switching between kinds, work not yet mastered, slackness in larger pools (see
`orgsim.analysis.theory.pooling`). Two heads become one: approvals of both wait for one person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import fsum, isfinite
from typing import TYPE_CHECKING, Final

from orgsim.analysis.theory.pooling import Costs, Crew, pooled, pooled_wait

if TYPE_CHECKING:
    from orgsim.analysis.subject import Subject
    from orgsim.analysis.theory.stations import Floor
    from orgsim.organisation.organisation import Organisation

__all__ = ["MergeOutlook", "alike_posts", "merge_outlook"]

_LONGEST: Final = 1800.0
"""Seconds of switching beyond which no break-even is looked for."""


@dataclass(frozen=True, slots=True)
class MergeOutlook:
    """What merging two units would bring in a year.

    Attributes
    ----------
    one, other
        The units.
    posts
        Pairs of posts that would share a queue.
    waits
        Mean wait of a visit at these posts, apart and in one queue, in seconds of office time.
    waiting
        Seconds that citizens would wait less at these posts in a year; negative: more.
    best, worst
        The same at the favourable and at the unfavourable ends of the assumptions.
    at_head
        Seconds that citizens would wait longer in a year for one head in place of two.
    head_load
        Load of the one head; None where no approvals are known.
    saved
        Seconds of duplicated fixed work, and of hand-overs between the two, that would be saved in a year.
    break_even
        Seconds of switching at which one queue waits as long as two; None where that is beyond half an hour, 0 where
        it waits longer at once.
    """

    one: str
    other: str
    posts: tuple[tuple[str, str], ...]
    waits: tuple[float, float]
    waiting: float
    best: float
    worst: float
    at_head: float
    head_load: float | None
    saved: float
    break_even: float | None

    @property
    def verdict(self) -> str:
        """``gain``, ``loss``, ``overload`` of the one head, ``open`` where it hangs on what is assumed, or ``none``."""
        if self.head_load is not None and self.head_load >= 1:
            return "overload"
        if not self.posts:
            return "none"
        if self.worst >= self.at_head < self.waiting:
            return "gain"
        return "loss" if self.best <= self.at_head else "open"

    @property
    def net(self) -> float:
        """Seconds that citizens would wait less in a year, at the posts and for the head."""
        return self.waiting - self.at_head


def merge_outlook(subject: Subject, one: str, other: str, duplicated: float = 0.0) -> MergeOutlook | None:
    """Return what merging two units would bring; None where nobody asks for anything.

    Parameters
    ----------
    subject
        The structure.
    one, other
        The units.
    duplicated
        Seconds of fixed work that both do in a year.
    """
    floor, study = subject.floor, subject.study
    if floor is None or study is None:
        return None
    a_year = 365 * 86_400 / (floor.end - floor.start)
    office = floor.office(study) * a_year
    posts, crews = [], []
    for mine, theirs in alike_posts(subject.organisation, one, other):
        pair = _crew(subject, floor, mine, a_year), _crew(subject, floor, theirs, a_year)
        if pair[0] is not None and pair[1] is not None and pair[0] != pair[1]:
            posts.append((mine, theirs))
            crews.append((pair[0], pair[1]))
    heads = [
        crew
        for unit in (one, other)
        if unit in subject.organisation.heads
        and (crew := _crew(subject, floor, subject.organisation.heads[unit], a_year)) is not None
    ]
    now, best, worst = _settings(subject)
    apart = fsum(c.visits * c.wait(office) for pair in crews for c in pair)
    waits = [apart, fsum(pooled(a, b, now).visits * pooled_wait(a, b, now, office) for a, b in crews)]
    visits = fsum(c.visits for pair in crews for c in pair)
    head_load, at_head = _one_head(heads, office)
    change = {
        name: apart - fsum(pooled(a, b, costs).visits * pooled_wait(a, b, costs, office) for a, b in crews)
        for name, costs in (("now", now), ("best", best), ("worst", worst))
    }
    return MergeOutlook(
        one,
        other,
        tuple(posts),
        (waits[0] / visits if visits else 0.0, waits[1] / visits if visits else 0.0),
        _number(change["now"]),
        _number(change["best"]),
        _number(change["worst"]),
        at_head,
        head_load,
        now.saved * duplicated + _hand_over_seconds(subject, one, other),
        _break_even(crews, now, office, apart),
    )


def _number(value: float) -> float:
    """Return a number; 0 where infinite waits on both sides leave nothing to tell."""
    return value if value == value else 0.0


def _settings(subject: Subject) -> Iterator[Costs]:
    names = {"switching": "switching", "gap": "skill_gap", "slack": "pool.slack", "saved": "overlap.saved_share"}
    own = subject.organisation.agency.switching.default
    now = {field: float(subject.assumptions[name]) for field, name in names.items()}
    if own is not None:
        now["switching"] = own
    yield Costs(**now)
    for end in (0, 1):
        values = {}
        for field, name in names.items():
            bounds = subject.assumptions.range(name) or (now[field], now[field])
            turned = 1 - end if field == "saved" else end
            value = float(bounds[turned])
            values[field] = min(value, now[field]) if turned == 0 else max(value, now[field])
        yield Costs(**values)


def _one_head(heads: list[Crew], office: float) -> tuple[float | None, float]:
    """Return the load of one head in place of two, and the seconds by which citizens wait longer for him in a year."""
    if len(heads) < 2:
        return (heads[0].load, 0.0) if heads else (None, 0.0)
    visits = fsum(crew.visits for crew in heads)
    both = pooled(heads[0], heads[1], Costs())
    capacity = max(crew.capacity for crew in heads)
    merged = Crew(1, visits, capacity, both.mean, both.scv, both.kinds)
    before = fsum(crew.visits * crew.wait(office) for crew in heads)
    return merged.load, visits * merged.wait(office) - before


def _hand_over_seconds(subject: Subject, one: str, other: str) -> float:
    from orgsim.analysis.unit_flows import unit_flows

    own = subject.organisation.agency.hand_over.work
    work = float(subject.assumptions["handover.work"]) if own is None else own
    return 2 * work * unit_flows(subject).between(one, other)


def _break_even(crews: list[tuple[Crew, Crew]], now: Costs, office: float, apart: float) -> float | None:
    if not crews or not isfinite(apart):
        return None

    def longer(switching: float) -> bool:
        costs = Costs(switching, now.gap, now.slack, now.saved)
        return fsum(pooled(a, b, costs).visits * pooled_wait(a, b, costs, office) for a, b in crews) > apart

    low, high = 0.0, _LONGEST
    if longer(low):
        return 0.0
    if not longer(high):
        return None
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if longer(middle) else (middle, high)
    return low


def _crew(subject: Subject, floor: Floor, post: str, a_year: float) -> Crew | None:
    """Return the crew that a post belongs to; None if it has no work that is known."""
    for place, load in enumerate(floor.divided.loads):
        group, station = floor.divided.groups[place], floor.stations[place]
        if post in load.positions and group.people and station.load:
            kinds: dict[str, float] = {}
            for i in group.tasks:
                piece = floor.divided.pieces[i]
                kind = str(piece.task.kind)
                kinds[kind] = kinds.get(kind, 0.0) + piece.work.visits * a_year
            visits = group.work / station.mean_service * a_year
            return Crew(
                len(group.people),
                visits,
                group.capacity * a_year,
                station.mean_service,
                max(0.0, station.service_scv),
                kinds,
            )
    return None


def alike_posts(organisation: Organisation, one: str, other: str) -> list[tuple[str, str]]:
    """Return pairs of posts of two units that do alike work, as far as their names say: ``loket-a`` and ``loket-b``."""
    doers = {step.by for service in organisation.services.values() for step in service.steps.values() if step.by}
    mine, theirs = (
        [n for n, p in organisation.positions.items() if p.unit == unit and p.people and not p.head and n in doers]
        for unit in (one, other)
    )
    found: list[tuple[str, str]] = []
    for name in mine:
        taken = {fellow for _, fellow in found}
        fellow = next((n for n in theirs if n not in taken and _alike(organisation, name, n)), None)
        if fellow is not None:
            found.append((name, fellow))
    return found


def _alike(organisation: Organisation, name: str, other: str) -> bool:
    if name.partition("-")[0] == other.partition("-")[0]:
        return True
    first, second = (organisation.positions[post].title.id.lower().split() for post in (name, other))
    return bool(first and second) and first[0] == second[0] and len(first) == len(second)
