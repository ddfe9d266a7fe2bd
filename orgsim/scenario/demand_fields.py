"""What a scenario says about the citizens of one source, and whether it fits together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, model_validator

from orgsim.distributions.work import Work
from orgsim.errors import Fault, message
from orgsim.organisation.intervals import DAY
from orgsim.organisation.office_hours import HoursText
from orgsim.scenario.demand_parts import MixChange, PerDay, Reach, ServiceMix, Shift, Surge
from orgsim.scenario.profiles import MonthFactors, SpanWeights, WeekdayFactors
from orgsim.spec import Count, Growth, Measure, Period, Rate, ServiceId, Spec, Weight, bare_number, refuse_all

__all__ = ["DemandFields"]

Dispersion: TypeAlias = Annotated[
    float,
    Measure(
        *bare_number(1, 100),
        measured_in="variance over mean",
        schema={"type": "number", "minimum": 1, "maximum": 100},
    ),
]
"""Variance over mean of a count, 1 to 100."""

_SHORTEST_GAP = 10.0  # seconds; below it the rounding to whole seconds would show in the rate


class DemandFields(Spec):
    """The arrivals of one source, as written."""

    service: ServiceId | None = None
    """What these citizens ask for; empty: the service named like the source, or those of `mix`."""
    mix: ServiceMix = Field(default_factory=dict)
    """The services that the citizens ask for, with their shares: `{ktp: 60 %, kk: 40 %}`; instead of `service`."""
    mix_changes: tuple[MixChange, ...] = ()
    """Other mixes, from dates on."""
    per_day: PerDay | None = None
    """Mean number of cases on an ordinary open day."""
    volume: Rate | None = None
    """Number of cases a year, month or week, `9600 per year`; spread over the open days by `profile` and `months`."""
    reach: Reach | None = None
    """A population to be reached, not citizens who walk in: the share that is reached in time is its coverage."""
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
    shifts: tuple[Shift, ...] = ()
    """New habits from dates on: a growing share who ask from home and need no counter."""
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
        if faults := tuple(self._faults()):
            raise refuse_all(*faults)
        return self

    def _faults(self) -> Iterator[Fault]:
        ways = [name for name in ("per_day", "volume", "reach", "every") if getattr(self, name) is not None]
        if len(ways) != 1:
            fault = (
                message("how many come is not said") if not ways else message("how many come is said in several ways")
            )
            yield Fault(fault, tuple(ways[1:2]), message("Give exactly one of per_day, volume, reach and every"))
        if self.every is not None:
            yield from self._faults_of_renewal()
        elif self.population is not None:
            fault = message("after what time a member of a closed group asks again is not said")
            yield Fault(fault, ("population",), message("Give the time in `every`"))
        if self.population is not None and self.shifts:
            fault = message("nobody knows beforehand when the members of a closed group ask again")
            yield Fault(fault, ("shifts",), message("Leave out `shifts`, or `population`"))
        if self.volume is not None and self.volume.per in ("hour", "day", "working day"):
            remedy = message("Write per_day for the cases of one open day")
            yield Fault(message("a volume is a number a week, a month or a year"), ("volume",), remedy)
        if self.reach is not None and self.reach.people.per in ("hour", "day", "working day"):
            remedy = message("Write e.g. {example}", example="people: 19748 per year")
            fault = message("those who fall due are a number a week, a month or a year")
            yield Fault(fault, ("reach", "people"), remedy)
        yield from self._faults_of_mix()
        if self.hours is not None and self.intraday is not None:
            remedy = message("Give one of the two")
            yield Fault(message("hours and intraday both say when citizens come"), ("intraday",), remedy)
        if self.hours == ():
            remedy = message("Write e.g. {example}", example="08:00-15:00")
            yield Fault(message("citizens never come"), ("hours",), remedy)
        yield from self._faults_of_backlog()

    def _faults_of_renewal(self) -> Iterator[Fault]:
        assert self.every is not None
        counted = ("intraday", "profile", "months", "holidays", "growth", "overdispersion", "surges", "mix")
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

    def _faults_of_mix(self) -> Iterator[Fault]:
        if self.mix and self.service is not None:
            fault = message("service and mix both say what the citizens ask for")
            yield Fault(fault, ("mix",), message("Give one of the two"))
        if self.mix_changes and not self.mix:
            fault = message("there is no mix that could change")
            yield Fault(fault, ("mix_changes",), message("Give mix as well"))
        if self.mix and self.backlog:
            fault = message("a backlog belongs to one service, not to a mix")
            yield Fault(fault, ("backlog",), message("Give it in a source of the service, with per_day: 0"))
        dates = [change.start for change in self.mix_changes]
        if dates != sorted(set(dates)):
            fault = message("the changes of the mix are not in the order of their dates")
            yield Fault(fault, ("mix_changes",), message("Put the earlier date first, each once"))

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
