"""How many citizens come, and when: said of citizens only, never of the structure that serves them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from orgsim.distributions import DISTRIBUTIONS, Distribution
from orgsim.errors import Fault, InputError, message
from orgsim.organisation.intervals import DAY
from orgsim.organisation.office_hours import DayHours, parse_days, parse_hours
from orgsim.scenario.demand_fields import DemandFields
from orgsim.scenario.demand_parts import Surge
from orgsim.scenario.profiles import parse_months

__all__ = ["Demand", "OpenDay", "Span", "Surge"]

OpenDay: TypeAlias = Callable[[dt.date], bool]
"""Says whether a date is a civil working day of the agency."""

Span: TypeAlias = tuple[int, int, float]
"""A part of the day, from and to in seconds since midnight, and its weight."""

_COUNTED_HOURS: DayHours = ((8 * 3600, 15 * 3600),)


@lru_cache(maxsize=8)
def _dates(first: dt.date, days: int) -> tuple[dt.date, ...]:
    """Return the days of a run: the same for all its sources."""
    return tuple(first + dt.timedelta(days=n) for n in range(days))


class Demand(DemandFields):
    """The arrivals of one source: daily counts (`per_day`, `volume` or `reach`), or one after the other (`every`).

    The mean of a day's count is `per_day`, or its part of the `volume`, times the factors of its weekday and month, of
    the surges on it, and of the growth since the first day of the run; on days on which the agency is closed times
    `holidays`. What a surge brings on top follows the weekdays only.
    """

    def gaps(self) -> Distribution | None:
        """Return the distribution of the time between arrivals, none for daily counts.

        Examples
        --------
        >>> Demand(every="10 min").gaps()
        Exponential(mean=600.0)
        """
        every = self.every
        if every is None:
            return None
        if every.law is not None:
            return every.law
        if every.family is None and every.scv is None:
            return DISTRIBUTIONS["exponential"].from_moments(every.mean, 1.0)
        family = DISTRIBUTIONS[every.family or ("gamma" if every.scv else "deterministic")]
        unsaid = 1.0 if family.fixed_scv is None else family.fixed_scv
        return family.from_moments(every.mean, unsaid if every.scv is None else every.scv)

    def spans(self) -> tuple[Span, ...]:
        """Return the parts of the day in which citizens come, in order.

        Examples
        --------
        >>> Demand(per_day=14).spans()
        ((28800, 54000, 25200.0),)
        """
        if self.intraday is not None:
            return tuple(sorted((*parse_hours(key)[0], weight) for key, weight in self.intraday.items()))
        default = ((0, DAY),) if self.every is not None else _COUNTED_HOURS
        return tuple((start, end, float(end - start)) for start, end in self.hours or default)

    def expected(self, first: dt.date, days: int, open_day: OpenDay) -> NDArray[np.float64]:
        """Return the mean number of arrivals of each day, the initial backlog left out.

        Parameters
        ----------
        first
            First day of the run; growth counts from it.
        days
            How many days.
        open_day
            Whether a date is a civil working day.

        Raises
        ------
        InputError
            If a volume is to be spread over a year without a day on which anybody comes.

        Examples
        --------
        >>> weekday = lambda day: day.weekday() < 5
        >>> Demand(per_day=14, profile={"mon": 1.5, "fri": 0.5}).expected(dt.date(2026, 1, 2), 4, weekday).tolist()
        [7.0, 0.0, 0.0, 21.0]
        """
        dates = _dates(first, days)
        if self.every is not None:
            in_a_day = sum(end - start for start, end, _ in self.spans()) / self.every.mean
            comes = self._comes(open_day)
            return np.array([in_a_day * comes(day) for day in dates])
        weight = self._weights(open_day)
        base = self._base(weight)
        if not (self.growth or self.surges):  # most sources: nothing changes from year to year
            return np.array([base(day.year) * weight(day) for day in dates])
        usual = [base(day.year) * weight(day) * self._grown(day, first) * self._surge(day) for day in dates]
        return np.array([mean + self._on_top(day, open_day) for mean, day in zip(usual, dates, strict=True)])

    def scaled(self, factor: float) -> Demand:
        """Return the same source with so many times the citizens, however their number is given.

        Examples
        --------
        >>> Demand(reach={"people": "1000 per year", "within": "60 days"}).scaled(0.5).reach.people.count
        500.0
        """
        updates: dict[str, object] = {}
        if self.per_day is not None:
            updates["per_day"] = self.per_day * factor
        if self.volume is not None:
            updates["volume"] = replace(self.volume, count=self.volume.count * factor)
        if self.reach is not None:
            people = replace(self.reach.people, count=self.reach.people.count * factor)
            updates["reach"] = self.reach.model_copy(update={"people": people})
        if self.every is not None:
            updates["every"] = self.every.model_copy(update={"mean": self.every.mean / factor, "law": None})
        more = [s if s.more is None else s.model_copy(update={"more": s.more * factor}) for s in self.surges]
        return self.model_copy(update=updates | {"surges": tuple(more)})

    @property
    def ordinary(self) -> float:
        """How many come on an ordinary open day, roughly."""
        if self.every is not None:
            return self.together * sum(end - start for start, end, _ in self.spans()) / self.every.mean
        yearly = self._yearly
        return self.together * ((self.per_day or 0.0) if yearly is None else yearly / 240)

    @property
    def steady(self) -> bool:
        """Whether one week is like the next, as far as the source says."""
        return not (self.growth or self.months or self.surges)

    @property
    def _yearly(self) -> float | None:
        """The number a year, where it is given for longer than a day."""
        rate = self.volume if self.reach is None else self.reach.people
        return None if rate is None else rate.per_year()

    def habit(self, attribute: str, day: dt.date) -> float:
        """Return the share of the citizens of a day who have an attribute by a new habit."""
        return max((shift.share_on(day) for shift in self.shifts if shift.attribute == attribute), default=0.0)

    def _comes(self, open_day: OpenDay) -> Callable[[dt.date], float]:
        """Return the factor of a date for being open or closed."""
        closed = self.holidays if self.holidays is not None else float(self.days == "all")
        return (lambda day: 1.0) if closed == 1 else lambda day: 1.0 if open_day(day) else closed

    def _weights(self, open_day: OpenDay) -> Callable[[dt.date], float]:
        """Return the factor of a date in an ordinary year, without growth and surges."""
        weekday = {number: factor for key, factor in self.profile.items() for number in parse_days(key)}
        month = {number: factor for key, factor in self.months.items() for number in parse_months(key)}
        comes = self._comes(open_day)
        if not (weekday or month):
            return comes
        return lambda day: weekday.get(day.weekday(), 1.0) * month.get(day.month, 1.0) * comes(day)

    def _base(self, weight: Callable[[dt.date], float]) -> Callable[[int], float]:
        """Return the mean count of a day of weight 1, by calendar year: whole years, so that no horizon matters."""
        yearly, bases = self._yearly, dict[int, float]()
        if yearly is None:
            return lambda year: self.per_day or 0.0

        def base(year: int) -> float:
            if year not in bases:
                day, total = dt.date(year, 1, 1), 0.0
                while day.year == year:
                    total += weight(day)
                    day += dt.timedelta(days=1)
                if not total:
                    at = "volume" if self.reach is None else "reach"
                    fault = message("in {year} there is no day on which anybody comes", year=str(year))
                    raise InputError(Fault(fault, (at,), message("Look at profile, months and the calendar")))
                bases[year] = yearly / total
            return bases[year]

        return base

    def _grown(self, day: dt.date, first: dt.date) -> float:
        """Return the growth since the first day, by multiplication only: the same bits on every machine."""
        years, rest = divmod((day - first).days / 365.25, 1)
        factor = 1 + self.growth * rest
        for _ in range(int(years)):
            factor *= 1 + self.growth
        return factor

    def _surge(self, day: dt.date) -> float:
        """Return the product of the surges on a day."""
        factor = 1.0
        for surge in self.surges:
            factor *= surge.times(day)
        return factor

    def _on_top(self, day: dt.date, open_day: OpenDay) -> float:
        """Return what the surges bring on top on a day."""
        more = sum(surge.on_top(day) for surge in self.surges)
        if not more:
            return 0.0
        weekday = {number: factor for key, factor in self.profile.items() for number in parse_days(key)}
        return more * weekday.get(day.weekday(), 1.0) * self._comes(open_day)(day)
