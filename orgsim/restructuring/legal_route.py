"""The way from the idea to people in post: milestones of the law, who carries them, and when a change can begin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Final, Literal, Self

from pydantic import Field, model_validator

from orgsim.errors import Message, message
from orgsim.measures import DAYS_A_MONTH
from orgsim.organisation.calendar import Days
from orgsim.restructuring.equations import months_of
from orgsim.spec import Date, NewName, Period, Share, Spec, refuse

if TYPE_CHECKING:
    from orgsim.assumptions import Assumptions

Stage = Literal["kajian", "fkp", "perda", "perwali", "governor", "competency_test", "pelantikan"]

STAGES: Final[Mapping[Stage, Message]] = {
    "kajian": message("study of the reform"),
    "fkp": message("public consultation forum"),
    "perda": message("regional regulation by the council"),
    "perwali": message("mayor's regulation"),
    "governor": message("governor's recommendation"),
    "competency_test": message("competency test"),
    "pelantikan": message("inauguration of officials"),
}
"""Milestones, in their usual order; how long each takes is the assumption ``route.<stage>``."""

_GAP: Final = 0.5


class Milestone(Spec):
    """One milestone, where it differs from what is assumed."""

    takes: Period | None = None
    """Its usual duration; empty: the assumption of the stage."""
    range: tuple[Period, Period] | None = None
    """Its shortest and longest duration; empty: the range of the assumption."""


class Route(Spec):
    """The legal route of an alternative: the date on which it goes live is worked out, not typed."""

    starts: Date
    """First day of the first stage."""
    go_live: Date
    """The date in the plan that stands for the day on which the route is at its end: what is done from then on is moved
    with it; what is done before stays, unless the route is at its end before it."""
    stages: dict[Stage, Milestone] = Field(default_factory=lambda: {stage: Milestone() for stage in STAGES})
    """The stages that are needed, in the order of the list; by default all."""
    actors: dict[NewName, dict[Stage, Share]] = Field(default_factory=dict)
    """Who carries which stage, and how far they are committed to it."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.go_live <= self.starts:
            fault = message("it cannot go live on {date}, before the route begins", date=self.go_live)
            raise refuse(fault, at=("go_live",), remedy=message("Let the route begin earlier"))
        if not self.stages:
            raise refuse(message("a route has one stage at least"), at=("stages",))
        return self

    def gaps(self) -> tuple[tuple[Stage, str], ...]:
        """Return the stages that nobody carries (``"nobody"``), or nobody with half of a commitment (``"weak"``)."""
        if not self.actors:
            return ()
        found: list[tuple[Stage, str]] = []
        for stage in self.stages:
            committed = [given[stage] for given in self.actors.values() if stage in given]
            if not committed:
                found.append((stage, "nobody"))
            elif min(committed) < _GAP:
                found.append((stage, "weak"))
        return tuple(found)

    def carriers(self) -> tuple[tuple[Stage, tuple[tuple[str, float], ...]], ...]:
        """Return the matrix of stages and actors: who carries each stage that is needed, and how committed they are."""
        return tuple(
            (stage, tuple((name, given[stage]) for name, given in self.actors.items() if stage in given))
            for stage in STAGES
            if stage in self.stages
        )

    def commitment(self, stage: Stage) -> float:
        """Return the commitment of the weakest of those who carry a stage; 1 where nobody is named at all."""
        if not self.actors:
            return 1.0
        return min((given[stage] for given in self.actors.values() if stage in given), default=0.0)


@dataclass(frozen=True, slots=True)
class Passage:
    """One way through a route.

    Attributes
    ----------
    ends
        Last day of each stage.
    go_live
        First day on which the change is in force.
    """

    ends: tuple[tuple[Stage, dt.date], ...]
    go_live: dt.date


def passage(
    route: Route,
    assumptions: Assumptions,
    luck: Callable[[str], float] = lambda stage: 0.5,
    *,
    sooner: float = 0.0,
    halts: Iterable[Days] = (),
) -> Passage:
    """Return a way through a route.

    Durations are drawn from a triangle between the shortest and the longest, with the usual one as its top. Where those
    who carry a stage are not committed, it takes longer by the assumption `route.reluctance`; days on which nothing is
    decided do not count.

    Parameters
    ----------
    luck
        For the name of each stage a number between 0 and 1: the quantile that is drawn.
    sooner
        By how much a special team shortens every stage, as a share.
    halts
        Interruptions of the leader's support.

    Examples
    --------
    >>> from orgsim.assumptions import Assumptions
    >>> written = {"starts": "2026-01-05", "go_live": "2026-07-01", "stages": {"kajian": {"takes": "60 days",
    ...     "range": ["60 days", "60 days"]}}}
    >>> str(passage(Route.model_validate(written), Assumptions()).go_live)
    '2026-03-06'
    """
    reluctance = float(assumptions["route.reluctance"])
    idle = frozenset(day for halt in halts for day in _days(halt))
    day, ends = route.starts, []
    for stage in STAGES:
        if stage not in route.stages:
            continue
        low, top, high = _durations(route.stages[stage], stage, assumptions)
        months = triangle(low, top, high, luck(stage)) * (1 + reluctance * (1 - route.commitment(stage)))
        left = max(1, round(months * (1 - sooner) * DAYS_A_MONTH))
        while left > 0:
            left -= day not in idle
            day += dt.timedelta(days=1)
        ends.append((stage, day - dt.timedelta(days=1)))
    return Passage(tuple(ends), day)


def triangle(low: float, top: float, high: float, quantile: float) -> float:
    """Return a quantile of a triangular distribution.

    Examples
    --------
    >>> triangle(1, 2, 3, 0.5), triangle(2, 2, 2, 0.9), triangle(0, 1, 3, 0.0)
    (2.0, 2, 0.0)
    """
    if high <= low:
        return top
    turn = (top - low) / (high - low)
    if quantile < turn:
        return low + sqrt(quantile * (high - low) * (top - low))
    return high - sqrt((1 - quantile) * (high - low) * (high - top))


def _durations(milestone: Milestone, stage: str, assumptions: Assumptions) -> tuple[float, float, float]:
    name = f"route.{stage}"
    top = months_of(assumptions[name] if milestone.takes is None else milestone.takes)
    bounds = milestone.range or (None if milestone.takes is not None else assumptions.range(name))
    low, high = (months_of(bound) for bound in bounds) if bounds else (top, top)
    return min(low, top), top, max(high, top)


def _days(days: Days) -> Iterable[dt.date]:
    return (days.start + dt.timedelta(days=n) for n in range((days.last - days.start).days + 1))
