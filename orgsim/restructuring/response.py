"""How people answer a plan: from the plan and the assumptions to the speed of each employee, week by week.

Everything is worked out before the run and rounded to whole millionths of work time, so that both engines and all
replications share it. The backlog does not act back on opinions. What a change does to somebody is told from the two
structures (`orgsim.restructuring.exposure`); what is done about it, from `orgsim.organisation.change_work`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from math import fsum
from typing import TYPE_CHECKING, Final

from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.equations import (
    WEEK,
    Coefficients,
    dip,
    dose,
    first_opinion,
    months_of,
    next_adoption,
    next_opinion,
    speed,
    still_there,
)
from orgsim.restructuring.exposure import Exposure, exposures
from orgsim.restructuring.influence import Influence, influence_of

if TYPE_CHECKING:
    from orgsim.assumptions import Assumptions
    from orgsim.organisation.change_work import ChangeWork
    from orgsim.restructuring.people import People

_DAYS_A_WEEK: Final = 7
_MILLION: Final = 1_000_000
_RESENTED: Final = 6.0  # months after a change in which resistance drives people away

Dated = tuple[dt.date, Organisation]
"""A structure and the first day on which it is in force."""


@dataclass(frozen=True)
class Response:
    """How people answer a plan; one row for each moment, one column for each employee.

    Attributes
    ----------
    staff
        Ids, sorted.
    dates
        First days of the weeks from the first change on, and the dates of the plan.
    opinion, adoption, speed
        Between 0 and 1; between 0 and 1; 1 is the speed before the change.
    present
        Expected share of each employee who has not left out of resistance.
    dips
        By how much of the usual speed each is slower at the moment because of the change, gains left out.
    exposures
        What each date of the plan does to people.
    """

    staff: tuple[str, ...]
    dates: tuple[dt.date, ...]
    opinion: tuple[tuple[float, ...], ...]
    adoption: tuple[tuple[float, ...], ...]
    speed: tuple[tuple[float, ...], ...]
    present: tuple[tuple[float, ...], ...]
    dips: tuple[tuple[float, ...], ...]
    exposures: Mapping[dt.date, Mapping[str, Exposure]]

    @cached_property
    def pace(self) -> Mapping[str, tuple[tuple[dt.date, int], ...]]:
        """Millionths by which work times are multiplied, by employee and first day; nobody who keeps the usual pace."""
        found = {}
        for column, id in enumerate(self.staff):
            steps: list[tuple[dt.date, int]] = []
            for date, speeds, there in zip(self.dates, self.speed, self.present, strict=True):
                value = round(_MILLION / (speeds[column] * max(there[column], 1e-3)))
                if value != (steps[-1][1] if steps else _MILLION):
                    steps.append((date, value))
            if steps:
                found[id] = tuple(steps)
        return found

    def mean(self, what: str) -> tuple[float, ...]:
        """Return the mean over all employees of ``opinion``, ``adoption`` or ``speed``, moment by moment."""
        rows: tuple[tuple[float, ...], ...] = getattr(self, what)
        return tuple(fsum(row) / len(row) if row else 0.0 for row in rows)


def respond(
    phases: Sequence[Dated],
    until: dt.date,
    assumptions: Assumptions,
    people: People,
    volumes: Mapping[str, float] | None = None,
) -> Response:
    """Work out how people answer a plan.

    Parameters
    ----------
    phases
        The structure as it is, with any date, and those of the plan with theirs.
    until
        Last day.
    assumptions
        What is in force.
    people
        What is known of them.
    volumes
        Cases of each service in a year, as weights of work; by default all alike.
    """
    staff = tuple(sorted({id for _, organisation in phases for id in organisation.staff}))
    if len(phases) < 2:
        return Response(staff, (), (), (), (), (), (), {})
    answer = _Answer(staff, phases, assumptions, people, volumes)
    answer.run(until)
    return answer.result()


class _Answer:
    """The recursion over the weeks."""

    def __init__(
        self,
        staff: tuple[str, ...],
        phases: Sequence[Dated],
        assumptions: Assumptions,
        people: People,
        volumes: Mapping[str, float] | None,
    ) -> None:
        self.staff, self.people, self.phases = staff, people, phases[1:]
        self.c = Coefficients.of(assumptions)
        self.scales = {
            "communication": assumptions["communication.hours"],
            "participation": assumptions["participation.hours"],
        }
        self.losses = {
            "none": 0.0,
            "moved": assumptions["response.loss_moved"],
            "new job": assumptions["response.loss_new_job"],
            "post lost": assumptions["response.loss_post"],
        }
        self.exposures = {date: exposures(before, after, volumes) for (_, before), (date, after) in pairwise(phases)}
        self.openness = _openness(staff, phases, people, self.c.openness)
        self.influences: dict[dt.date, Influence] = {}
        self.gains = tuple((gain, frozenset(gain.staff)) for gain in self.work.gains)
        self.points: list[dt.date] = []
        self.rows: dict[str, list[tuple[float, ...]]] = {
            what: [] for what in ("opinion", "adoption", "speed", "present", "dips")
        }

    @property
    def work(self) -> ChangeWork:
        """Everything that is done about the change in the end: it carries its own dates."""
        return self.phases[-1][1].agency.change

    def run(self, until: dt.date) -> None:
        """Go from week to week; at the dates between, only speeds are told."""
        first = min([date for date, _ in self.phases] + [gain.start for gain in self.work.gains])
        weeks = {first + dt.timedelta(days=_DAYS_A_WEEK * n) for n in range((until - first).days // _DAYS_A_WEEK + 1)}
        starts = {date for date, _ in self.phases} | {gain.start for gain in self.work.gains}
        self.opinions = self._first_opinions(first)
        self.present = [1.0] * len(self.staff)
        self.adopted: dict[dt.date, list[float]] = {}
        for date in sorted(weeks | {start for start in starts if start <= until}):
            if date in starts:
                self.adopted.setdefault(date, [0.0] * len(self.staff))
            if first < date in self.exposures:  # what is lost is felt at once, on the first day of a plan or later
                felt = zip(self.opinions, self._first_opinions(date), self._first_opinions(date, False), strict=True)
                self.opinions = [min(max(own + with_it - without, 0.0), 1.0) for own, with_it, without in felt]
            self._tell(date)
            if date in weeks:
                self._next_week(date)

    def result(self) -> Response:
        """Return what was told."""
        rows = {name: tuple(found) for name, found in self.rows.items()}
        return Response(self.staff, tuple(self.points), exposures=self.exposures, **rows)

    def _first_opinions(self, date: dt.date, included: bool = True) -> list[float]:
        """Return what people think of it from themselves, what a change of that very day costs included or not."""
        talks = {what: self._doses(what, date) for what in self.scales}
        losses = [0.0] * len(self.staff)
        for when, found in self.exposures.items():
            for n, id in enumerate(self.staff):
                if (when < date or (included and when == date)) and id in found:
                    losses[n] = max(losses[n], self.losses[found[id].loss])
        return [
            first_opinion(self.c, openness, talks["participation"][n], talks["communication"][n], losses[n])
            for n, openness in enumerate(self.openness)
        ]

    def _doses(self, what: str, date: dt.date) -> list[float]:
        hours = dict.fromkeys(self.staff, 0.0)
        for talk in self.work.talks:
            if talk.what == what:
                for id in talk.staff:
                    hours[id] = hours.get(id, 0.0) + talk.hours_until(date)
        return [dose(hours[id], self.scales[what]) for id in self.staff]

    def _leader(self, date: dt.date) -> tuple[float, float]:
        """Return how far the leader supports the change, and how much is seen."""
        seen = max((lead.level for lead in self.work.leadership if lead.is_active(date)), default=0.0)
        return (1.0, seen) if seen > 0 else (self.people.leader_support, self.people.leader_seen)

    def _tell(self, date: dt.date) -> None:
        gains = self._gains(date)
        self.points.append(date)
        self.rows["opinion"].append(tuple(self.opinions))
        newest = [max((adopted[n] for adopted in self.adopted.values()), default=0.0) for n in range(len(self.staff))]
        self.rows["adoption"].append(tuple(newest))
        dips = tuple(self._dip(n, id, date) for n, id in enumerate(self.staff))
        self.rows["dips"].append(dips)
        self.rows["speed"].append(tuple(speed(own, gain) for own, gain in zip(dips, gains, strict=True)))
        self.rows["present"].append(tuple(self.present))

    def _dip(self, n: int, id: str, date: dt.date) -> float:
        """Return the deepest of the dips in force."""
        found = [0.0]
        for when, exposed in self.exposures.items():
            if when <= date and id in exposed and exposed[id].share:
                trained = max((g.trained for g, whose in self.gains if id in whose and g.start <= when), default=0.0)
                found.append(dip(self.c, exposed[id].share, self.opinions[n], trained, _months(when, date)))
        return max(found)

    def _gains(self, date: dt.date) -> list[float]:
        found = dict.fromkeys(self.staff, 0.0)
        place = {id: n for n, id in enumerate(self.staff)}
        for gain in self.work.gains:
            if gain.start <= date:
                kept = 1.0 if gain.half_life is None else 0.5 ** (_months(gain.start, date) / months_of(gain.half_life))
                for id in gain.staff:
                    if id in found:
                        found[id] += gain.size * kept * (self.adopted[gain.start][place[id]] if gain.adopted else 1.0)
        return list(found.values())

    def _next_week(self, date: dt.date) -> None:
        """Go on by a week: adoption by the opinion now, then opinion."""
        influence = self._influence(date)
        for when, adopted in self.adopted.items():
            others = influence.heard(adopted)
            self.adopted[when] = [
                next_adoption(self.c, own, other, opinion)
                for own, other, opinion in zip(adopted, others, self.opinions, strict=True)
            ]
        self.present = self._still_there(date)
        support, seen = self._leader(date)
        first = self._first_opinions(date)
        heard = influence.heard(self.opinions)
        self.opinions = [
            next_opinion(self.c, other, anchor, support, seen) for other, anchor in zip(heard, first, strict=True)
        ]

    def _still_there(self, date: dt.date) -> list[float]:
        """Return the expected shares a week later; resistance drives away only those whom a change has touched."""
        leaving = dict.fromkeys(self.staff, 0.0)
        for gain, whose in self.gains:
            if gain.leaving and gain.start <= date:
                leaving |= {id: leaving[id] + gain.leaving for id in whose if id in leaving}
        touched = {
            id
            for when, found in self.exposures.items()
            if when <= date and _months(when, date) < _RESENTED
            for id, exposed in found.items()
            if exposed.share or exposed.loss != "none"
        }
        return [
            still_there(self.c if id in touched else replace(self.c, attrition=0.0), there, x, leaving[id])
            for id, there, x in zip(self.staff, self.present, self.opinions, strict=True)
        ]

    def _influence(self, date: dt.date) -> Influence:
        when, structure = next((p for p in reversed(self.phases) if p[0] <= date), self.phases[0])
        if when not in self.influences:
            self.influences[when] = influence_of(structure, self.staff)
        return self.influences[when]


def _openness(staff: Sequence[str], phases: Sequence[Dated], people: People, assumed: float) -> list[float]:
    found: dict[str, float] = {}
    for _, organisation in phases:
        found = {**people.openness(organisation, assumed), **found}
    return [found[id] for id in staff]


def _months(since: dt.date, date: dt.date) -> float:
    return (date - since).days / _DAYS_A_WEEK * WEEK
