"""How many citizens come, and when: said of citizens only, never of the structure that serves them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Literal, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from orgsim.distributions import DISTRIBUTIONS, Distribution
from orgsim.distributions.work import Work
from orgsim.errors import Fault, InputError, message
from orgsim.organisation.calendar import Days
from orgsim.organisation.intervals import DAY
from orgsim.organisation.office_hours import DayHours, HoursText, parse_days, parse_hours
from orgsim.scenario.profiles import MonthFactors, SpanWeights, WeekdayFactors, parse_months
from orgsim.spec import Count, Growth, Measure, Period, Rate, ServiceId, Spec, Text, Weight, bare_number, refuse

__all__ = ["Demand", "OpenDay", "Span", "Surge", "backlog_faults"]

OpenDay: TypeAlias = Callable[[dt.date], bool]
"""Says whether a date is a civil working day of the agency."""

Span: TypeAlias = tuple[int, int, float]
"""A part of the day, from and to in seconds since midnight, and its weight."""

PerDay: TypeAlias = Annotated[
    float,
    Measure(
        *bare_number(0, 65_535),
        measured_in="cases per day",
        schema={"type": "number", "minimum": 0, "maximum": 65_535},
    ),
]
"""A bare number of cases of a day, 0 or more."""

Dispersion: TypeAlias = Annotated[
    float,
    Measure(
        *bare_number(1, 100),
        measured_in="variance over mean",
        schema={"type": "number", "minimum": 1, "maximum": 100},
    ),
]
"""Variance over mean of a count, 1 to 100."""

_COUNTED_HOURS: DayHours = ((8 * 3600, 15 * 3600),)
_SHORTEST_GAP = 10.0  # seconds; below it the rounding to whole seconds would show in the rate


class Surge(Days):
    """A rush, or a lull, between two dates: after Lebaran, at school enrolment, at a police recruitment."""

    factor: Weight
    """Factor on the arrivals of these days: 1.67 is two thirds more."""
    title: Text | None = None
    """What is going on."""


class Demand(Spec):
    """The arrivals of one source: daily counts (`per_day` or `volume`), or arrivals one after the other (`every`).

    The mean of a day's count is `per_day`, or its part of the `volume`, times the factors of its weekday and month, of
    the surges on it, and of the growth since the first day of the run; on days on which the agency is closed times
    `holidays`.
    """

    service: ServiceId | None = None
    """What these citizens ask for; empty: the service named like the source."""
    per_day: PerDay | None = None
    """Mean number of cases on an ordinary open day."""
    volume: Rate | None = None
    """Number of cases a year, month or week, `9600 per year`; spread over the open days by `profile` and `months`."""
    every: Work | None = None
    """Time between one arrival and the next, `10 min` or `{mean: 10 min, scv: 0.5}`, of any family; exponential unless
    said; runs only on open days within `hours`."""
    hours: HoursText | None = None
    """When citizens come; empty: 08:00-15:00 for daily counts, the whole day for `every`."""
    intraday: SpanWeights | None = None
    """How a day's cases spread over the day, by weight: `{"08:00-10:00": 2, "10:00-15:00": 3}`; empty: evenly."""
    profile: WeekdayFactors = Field(default_factory=dict)
    """Factors of weekdays, `{mon: 1.3, jumat: 0.7}`; 1 for those not named."""
    months: MonthFactors = Field(default_factory=dict)
    """Factors of months, `{jan: 1.1, jun-jul: 1.2}`; 1 for those not named."""
    days: Literal["working", "all"] = "working"
    """On which days citizens come: the civil working days of the agency, or all."""
    holidays: Weight | None = None
    """Factor on days on which the agency is closed, weekends too; empty: 0 if `days` is `working`, else 1."""
    growth: Growth = 0.0
    """Growth from the first day of the run on, `4 %/year`; each year on top of the last, evenly within the year."""
    overdispersion: Dispersion = 1.0
    """Variance over mean of the daily count, 1 to 100: 1 is chance alone (Poisson), above it good and bad days too."""
    surges: tuple[Surge, ...] = ()
    """Dated rushes and lulls."""
    together: Annotated[int, Field(ge=1, le=1000)] = 1
    """How many citizens come at a time; a day's count is one of arrivals, not of citizens."""
    population: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """Size of a closed group of citizens; each asks again some time after the last request was closed, by `every`."""
    backlog: Count = 0
    """Cases that wait already when the run begins."""
    backlog_age: Period | None = None
    """The age of the oldest of them; the others are spread evenly between it and the first day."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        faults = tuple(self._faults())
        if faults:
            raise refuse(faults[0].message, remedy=faults[0].remedy, at=faults[0].path, also=faults[1:])
        return self

    def _faults(self) -> Iterator[Fault]:
        ways = [name for name in ("per_day", "volume", "every") if getattr(self, name) is not None]
        if len(ways) != 1:
            fault = (
                message("how many come is not said") if not ways else message("how many come is said in several ways")
            )
            yield Fault(fault, tuple(ways[1:2]), message("Give exactly one of per_day, volume and every"))
        if self.every is not None:
            yield from self._faults_of_renewal()
        elif self.population is not None:
            fault = message("after what time a member of a closed group asks again is not said")
            yield Fault(fault, ("population",), message("Give the time in `every`"))
        if self.volume is not None and self.volume.per in ("hour", "day", "working day"):
            remedy = message("Write per_day for the cases of one open day")
            yield Fault(message("a volume is a number a week, a month or a year"), ("volume",), remedy)
        if self.hours is not None and self.intraday is not None:
            remedy = message("Give one of the two")
            yield Fault(message("hours and intraday both say when citizens come"), ("intraday",), remedy)
        if self.hours == ():
            remedy = message("Write e.g. {example}", example="08:00-15:00")
            yield Fault(message("citizens never come"), ("hours",), remedy)
        yield from self._faults_of_backlog()

    def _faults_of_renewal(self) -> Iterator[Fault]:
        assert self.every is not None
        counted = ("intraday", "profile", "months", "holidays", "growth", "overdispersion", "surges")
        for name in counted:
            if name in self.model_fields_set:
                fault = message("{field} belongs to daily counts, not to arrivals one after the other", field=name)
                yield Fault(fault, (name,), message("Give per_day instead of every, or leave it out"))
        if self.every.basis != "norm":
            remedy = message("Leave it out: nothing stretches the time between arrivals")
            yield Fault(message("a basis belongs to work, not to arrivals"), ("every", "basis"), remedy)
        if self.every.mean < _SHORTEST_GAP:
            fault = message("less than 10 seconds between arrivals is too short for a clock of whole seconds")
            yield Fault(fault, ("every",), message("Give per_day and intraday instead"))

    def _faults_of_backlog(self) -> Iterator[Fault]:
        age = self.backlog_age
        if self.backlog and age is None:
            remedy = message("Write e.g. {example}", example="backlog_age: 5 days")
            yield Fault(message("how old the oldest waiting case is, is not said"), ("backlog",), remedy)
        if age is not None and not self.backlog:
            fault = message("there is no backlog to have an age")
            yield Fault(fault, ("backlog_age",), message("Give backlog as well"))
        if age is not None and not age.months and age.days * DAY + age.seconds < 1:
            fault = message("the oldest case has no age")
            yield Fault(fault, ("backlog_age",), message("Write e.g. {example}", example="5 days"))

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
        dates = [first + dt.timedelta(days=n) for n in range(days)]
        if self.every is not None:
            in_a_day = sum(end - start for start, end, _ in self.spans()) / self.every.mean
            return np.array([in_a_day * self._comes(day, open_day) for day in dates])
        weight = self._weights(open_day)
        base = self._base(weight)
        return np.array([base(day.year) * weight(day) * self._grown(day, first) * self._surge(day) for day in dates])

    def _comes(self, day: dt.date, open_day: OpenDay) -> float:
        """Return the factor of a day for being open or closed."""
        closed = self.holidays if self.holidays is not None else float(self.days == "all")
        return 1.0 if closed == 1 or open_day(day) else closed

    def _weights(self, open_day: OpenDay) -> Callable[[dt.date], float]:
        """Return the factor of a date in an ordinary year, without growth and surges."""
        weekday = {number: factor for key, factor in self.profile.items() for number in parse_days(key)}
        month = {number: factor for key, factor in self.months.items() for number in parse_months(key)}

        def weight(day: dt.date) -> float:
            return weekday.get(day.weekday(), 1.0) * month.get(day.month, 1.0) * self._comes(day, open_day)

        return weight

    def _base(self, weight: Callable[[dt.date], float]) -> Callable[[int], float]:
        """Return the mean count of a day of weight 1, by calendar year: whole years, so that no horizon matters."""
        if self.volume is None:
            return lambda year: self.per_day or 0.0
        yearly, bases = self.volume.per_year(), dict[int, float]()

        def base(year: int) -> float:
            if year not in bases:
                day, total = dt.date(year, 1, 1), 0.0
                while day.year == year:
                    total += weight(day)
                    day += dt.timedelta(days=1)
                if not total:
                    fault = message("in {year} there is no day on which anybody comes", year=str(year))
                    raise InputError(Fault(fault, ("volume",), message("Look at profile, months and the calendar")))
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
            if surge.start <= day <= surge.last:
                factor *= surge.factor
        return factor


def backlog_faults(demands: Mapping[str, Demand]) -> tuple[Fault, ...]:
    """Return the faults of sources that state the backlog of one service twice; paths start at the sources.

    Examples
    --------
    >>> counter = Demand(per_day=9, service="kk", backlog=5, backlog_age="2 days")
    >>> [str(fault) for fault in backlog_faults({"a": counter, "b": counter})]
    ['b.backlog: the backlog of kk is given by a already. Give it once, for all sources of the service']
    """
    first: dict[str, str] = {}
    faults = []
    for source in sorted(demands):
        demand = demands[source]
        service = demand.service or source
        if demand.backlog and service in first:
            fault = message(
                "the backlog of {service} is given by {source} already", service=service, source=first[service]
            )
            remedy = message("Give it once, for all sources of the service")
            faults.append(Fault(fault, (source, "backlog"), remedy))
        elif demand.backlog:
            first[service] = source
    return tuple(faults)
