"""How long and how exactly a scenario is run."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, model_validator

from orgsim.assumptions import Assumptions
from orgsim.errors import message
from orgsim.measures import USUAL_DAY, CalendarTime, WorkingTime
from orgsim.organisation.intervals import DAY
from orgsim.spec import Count, Date, Period, Promise, Share, Spec, refuse

_LONGEST_YEARS = 30


def add_period(date: dt.date, period: CalendarTime) -> dt.date:
    """Return the date a civil period later; a day that a month lacks becomes its last.

    Examples
    --------
    >>> add_period(dt.date(2026, 1, 31), CalendarTime(months=1))
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(date.year * 12 + date.month - 1 + period.months, 12)
    first = dt.date(year, month + 1, 1)
    last = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    days = dt.timedelta(days=round(period.days + period.seconds / DAY))
    return min(first + dt.timedelta(days=date.day - 1), last) + days


class RunSettings(Spec):
    """How a scenario is run: from when, how long, how exactly, with which seed.

    Examples
    --------
    >>> run = RunSettings.model_validate({"from": "2026-01-05", "settle_before_change": "6 months"})
    >>> run.first_day, run.change_day, run.precision
    (datetime.date(2026, 1, 5), datetime.date(2026, 7, 5), 0.05)
    """

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    first_day: Date = Field(alias="from")
    """First day of the run."""
    settle_before_change: Period = CalendarTime(months=6)
    """How long the office runs before the change; the date of the change where no plan names one."""
    observe: Period = CalendarTime(months=12)
    """How long it is observed from the change on."""
    precision: Share = 0.05
    """Half-width of the 95 % intervals, as a share of the mean, at which replications stop."""
    smallest_difference: Share | None = None
    """Smallest difference that matters; below it two structures count as practically equal. Empty: the assumption."""
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    """Seed of all chance: the same seed gives the same result."""
    min_replications: Annotated[Count | None, Field(ge=2, le=100_000)] = None
    """Fewest replications; empty: the assumption `replications.first`."""
    max_replications: Annotated[Count | None, Field(ge=2, le=100_000)] = None
    """Most replications; empty: the assumption `replications.most`."""
    max_drain: Promise | None = None
    """Working days after the observed time in which open cases may still finish; empty: the assumption `max_drain`."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        least, most = self.min_replications, self.max_replications
        if least is not None and most is not None and least > most:
            fault = message("the fewest replications are more than the most")
            raise refuse(fault, at=("min_replications",), remedy=message("Lower it, or raise `max_replications`"))
        for name in ("settle_before_change", "observe"):
            period: CalendarTime = getattr(self, name)
            if period.months / 12 + period.days / 365 > _LONGEST_YEARS:
                fault = message("more than {years} years are not run", years=_LONGEST_YEARS)
                raise refuse(fault, at=(name,), remedy=message("Write e.g. {example}", example="12 months"))
        if not 1970 <= self.first_day.year <= 2900:
            raise refuse(message("the year {year} is out of reach", year=str(self.first_day.year)), at=("from",))
        if add_period(self.first_day, self.observe) == self.first_day:
            fault = message("nothing is observed")
            raise refuse(fault, at=("observe",), remedy=message("Write e.g. {example}", example="12 months"))
        return self

    def settled(self, assumptions: Assumptions) -> Self:
        """Return the settings with what they leave to the ledger taken from a scenario's assumptions."""
        first, most = assumptions["replications.first"], assumptions["replications.most"]
        given: dict[str, Any] = {
            "smallest_difference": assumptions["smallest_difference"],
            "min_replications": min(int(first), self.max_replications or int(first)),
            "max_replications": max(int(most), self.min_replications or 0),
            "max_drain": assumptions["max_drain"],
        }
        return self.model_copy(update={name: v for name, v in given.items() if getattr(self, name) is None})

    @property
    def change_day(self) -> dt.date:
        """The date of the change where no plan names one."""
        return add_period(self.first_day, self.settle_before_change)

    @property
    def replications(self) -> tuple[int, int]:
        """Fewest and most replications."""
        settings = self.settled(Assumptions())
        assert settings.min_replications is not None
        assert settings.max_replications is not None
        return settings.min_replications, settings.max_replications

    @property
    def drain_days(self) -> float:
        """Working days after the observed time in which open cases may still finish."""
        drain: WorkingTime | None = self.settled(Assumptions()).max_drain
        assert drain is not None
        return drain.days + drain.seconds / USUAL_DAY

    @property
    def difference_that_matters(self) -> float:
        """Smallest difference that matters, as a share."""
        difference = self.settled(Assumptions()).smallest_difference
        assert difference is not None
        return difference
