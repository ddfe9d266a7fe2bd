"""What demand is made of beside an ordinary day: rushes, the mix of services, new habits, people to be reached."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated, Final, Literal, Self, TypeAlias

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from orgsim.errors import message
from orgsim.organisation.calendar import Days
from orgsim.spec import (
    Date,
    Measure,
    NewName,
    Period,
    Rate,
    ServiceId,
    Share,
    Spec,
    Text,
    Weight,
    bare_number,
    refuse,
)

__all__ = ["MixChange", "PerDay", "Reach", "ServiceMix", "Shift", "Surge"]

PerDay: TypeAlias = Annotated[
    float,
    Measure(
        *bare_number(0, 65_535),
        measured_in="cases per day",
        schema={"type": "number", "minimum": 0, "maximum": 65_535},
    ),
]
"""A bare number of cases of a day, 0 or more."""

Shape: TypeAlias = Literal["flat", "rising", "fading", "peak", "wave"]
"""How a rush goes: the same on all its days; from nothing to its height; from its height to nothing; up and down again,
highest in the middle; or like an outbreak, at its height after a third of the time, with a long tail."""

# By the place in the rush, 0 to 1. Polynomials: the same bits on every machine.
_HEIGHTS: Final[dict[Shape, Callable[[float], float]]] = {
    "flat": lambda place: 1.0,
    "rising": lambda place: place,
    "fading": lambda place: 1 - place,
    "peak": lambda place: 1 - abs(2 * place - 1),
    "wave": lambda place: 6.75 * place * (1 - place) * (1 - place),
}


class Surge(Days):
    """A rush, or a lull, between two dates: after Lebaran, at a police recruitment, a new card, an outbreak."""

    factor: Weight | None = None
    """Factor on the arrivals at its height: 1.67 is two thirds more."""
    more: PerDay | None = None
    """Cases that come on top on an ordinary open day at its height; instead of `factor`."""
    shape: Shape = "flat"
    """How it goes: `flat`, `rising`, `fading`, `peak` (highest in the middle), or `wave` (an outbreak: at its height
    after a third of the time, then a long tail)."""
    title: Text | None = None
    """What is going on."""

    @model_validator(mode="after")
    def _has_a_size(self) -> Self:
        if (self.factor is None) == (self.more is None):
            unsaid = message("how large the rush is, is not said")
            fault = unsaid if self.factor is None else message("how large the rush is, is said twice")
            at = () if self.factor is None else ("more",)
            raise refuse(fault, at=at, remedy=message("Give either `factor` or `more`"))
        return self

    def height(self, day: dt.date) -> float:
        """Return how much of it there is on a day, 0 to 1.

        Examples
        --------
        >>> rush = Surge.model_validate({"from": "2026-03-24", "to": "2026-03-27", "factor": 3, "shape": "fading"})
        >>> [rush.height(dt.date(2026, 3, day)) for day in (23, 24, 27, 28)]
        [0.0, 0.875, 0.125, 0.0]
        """
        if not self.start <= day <= self.last:
            return 0.0
        return _HEIGHTS[self.shape]((2 * (day - self.start).days + 1) / (2 * ((self.last - self.start).days + 1)))

    def times(self, day: dt.date) -> float:
        """Return the factor on the arrivals of a day."""
        return 1.0 if self.factor is None else _between(1.0, self.factor, self.height(day))

    def on_top(self, day: dt.date) -> float:
        """Return the cases that come on top on an ordinary open day."""
        return 0.0 if self.more is None else self.more * self.height(day)


def _between(low: float, high: float, part: float) -> float:
    """Return what lies a part of the way from one value to another; exactly the other if it is all of it."""
    if part in (0.0, 1.0):
        return high if part else low
    return low + (high - low) * part


def _check_mix(mix: dict[str, float]) -> dict[str, float]:
    total = sum(mix.values())
    if mix and abs(total - 1) > 1e-6:
        fault = message("the shares of the services add up to {total} %, not to 100 %", total=f"{total * 100:g}")
        raise refuse(fault, remedy=message("Let them add up to 100 %"))
    return mix


ServiceMix: TypeAlias = Annotated[dict[ServiceId, Share], AfterValidator(_check_mix)]
"""Shares of services in the arrivals of one source, `{kk: 60 %, ktp: 40 %}`; they add up to 100 %."""


class MixChange(Spec):
    """Another mix of services from a date on."""

    model_config = ConfigDict(populate_by_name=True)

    start: Annotated[Date, Field(alias="from")]
    """First day of the new mix."""
    mix: ServiceMix = Field(min_length=1)
    """Share of each service in the arrivals; services that are not named are not asked for any more."""


class Shift(Spec):
    """A new habit of citizens: from a date on, more of them have an attribute, such as asking from home."""

    model_config = ConfigDict(populate_by_name=True)

    attribute: NewName
    """An attribute of the service, e.g. `online`; its steps say by `only_for` and `not_for` what these cases need."""
    start: Annotated[Date, Field(alias="from")]
    """First day on which more citizens have it."""
    share: Share
    """Share of the citizens who have it in the end; nobody loses it who has it by the structure."""
    within: Period | None = None
    """How long it takes until so many have it, rising evenly; empty: at once."""

    def share_on(self, day: dt.date) -> float:
        """Return the share of the citizens of a day who have the attribute by habit.

        Examples
        --------
        >>> shift = Shift.model_validate(
        ...     {"attribute": "online", "from": "2026-01-01", "share": "40 %", "within": "100 days"}
        ... )
        >>> [shift.share_on(dt.date(2026, 1, 1) + dt.timedelta(days)) for days in (-1, 25, 365)]
        [0.0, 0.1, 0.4]
        """
        passed = (day - self.start).days
        if passed < 0:
            return 0.0
        length = 0.0 if self.within is None else self.within.months * 365.25 / 12 + self.within.days
        return self.share if passed >= length else self.share * (passed / length)


class Reach(Spec):
    """A population to be reached, not citizens who walk in: infants who fall due for immunisation, homes to be visited.

    Each of them is a case from the day on which it falls due. What counts is how many of them are served in time.
    """

    people: Rate
    """How many fall due, `19748 per year`; spread over the open days by `profile` and `months`."""
    within: Period
    """Time from falling due within which somebody counts as reached, `120 days`."""
