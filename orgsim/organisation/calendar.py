"""Calendars and absences as they are written in a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Literal, Self, TypeAlias

import numpy as np
from pydantic import ConfigDict, Field, model_validator

from orgsim.errors import Fault, InputError, message
from orgsim.organisation.holidays_indonesia import Category, Holiday, Ramadan, holidays_of
from orgsim.organisation.intervals import DAY, Ticks, frozen
from orgsim.organisation.office_hours import (
    DayHours,
    HoursText,
    Week,
    WeeklyHours,
    is_hours,
    parse_hours,
    week_of,
    write_hours,
)
from orgsim.organisation.resolved_calendar import Calendar
from orgsim.spec import Date, Measure, Spec, Text, refuse, refuse_all

__all__ = ["Absence", "Calendar", "CalendarSpec", "RamadanSpec"]

CIVIL_SERVICE_HOURS = {"mon-thu": parse_hours("07:30-16:00"), "fri": parse_hours("07:30-16:30")}
CIVIL_SERVICE_BREAKS = {"mon-thu": parse_hours("12:00-13:00"), "fri": parse_hours("11:30-13:00")}
"""37.5 h a week from 07:30, breaks of 60 minutes and 90 on Fridays (Perpres 21/2023; sources F75, F76)."""

RAMADAN_HOURS = {"mon-thu": parse_hours("08:00-15:00"), "fri": parse_hours("08:00-15:30")}
RAMADAN_BREAKS = {"mon-thu": parse_hours("12:00-12:30"), "fri": parse_hours("11:30-12:30")}
"""32.5 h a week from 08:00, breaks of 30 minutes and 60 on Fridays (Perpres 21/2023; sources F75, F76)."""

_ROUND_THE_CLOCK: Week = (((0, DAY),),) * 7


def _parse_day(value: object) -> DayHours | None:
    if value is None or (isinstance(value, str) and value.strip().casefold() in {"usual", "biasa"}):
        return None
    hours = parse_hours(value)
    if not hours:
        remedy = message("a closed day belongs to {field}", field="extra_days_off")
        raise InputError(Fault(message("a working day has open hours"), remedy=remedy))
    return hours


DayText: TypeAlias = Annotated[
    DayHours | None,
    Measure(
        parse=_parse_day,
        write=lambda hours: write_hours(hours) if hours else "usual",
        holds=lambda hours: hours is None or (bool(hours) and is_hours(hours)),
        measured_in="office hours",
        schema={"type": "string", "examples": ["usual", "08:00-12:00"]},
    ),
]
"""Open hours of one date, or `usual`: those of its weekday."""


class Days(Spec):
    """A range of dates."""

    model_config = ConfigDict(populate_by_name=True)

    start: Date = Field(alias="from")
    """First day."""
    end: Date | None = Field(default=None, alias="to")
    """Last day, included; empty: the first day only."""

    @property
    def last(self) -> dt.date:
        """Last day."""
        return self.end or self.start

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.start:
            fault = message("the last day, {last}, comes before the first, {first}", last=self.last, first=self.start)
            raise refuse(fault, at=("to",))
        return self


class Absence(Days):
    """Dated absence: leave, training, meetings, an assignment elsewhere."""

    hours: HoursText | None = None
    """Time of day, on each of the days; empty: the whole day."""
    reason: Text | None = None
    """Why."""

    @model_validator(mode="after")
    def _takes_time(self) -> Self:
        if self.hours == ():
            raise refuse(
                message("an absence takes time"), remedy=message("leave the hours out for whole days"), at=("hours",)
            )
        return self

    def intervals(self, first: dt.date, last: dt.date) -> Ticks:
        """Return when somebody is away, as far as it lies between two days, both included.

        Returns
        -------
        int64[n, 2]
            Seconds since 00:00 of the first of the two days.

        Examples
        --------
        >>> absence = Absence.model_validate({"from": "2026-03-02", "hours": "13:00-15:00", "reason": "Rapat"})
        >>> (absence.intervals(dt.date(2026, 3, 1), dt.date(2026, 3, 31)) / 3600).tolist()
        [[37.0, 39.0]]
        """
        from_day, to_day = max((self.start - first).days, 0), min((self.last - first).days, (last - first).days)
        hours = ((0, DAY),) if self.hours is None else self.hours
        midnights = np.arange(from_day, to_day + 1, dtype=np.int64) * DAY
        return frozen(np.add.outer(midnights, np.array(hours, dtype=np.int64).reshape(-1, 2)).reshape(-1, 2))


class RamadanSpec(Spec):
    """Office hours during Ramadan."""

    hours: WeeklyHours | None = None
    """Hours by day; empty: those of the civil service."""
    breaks: WeeklyHours | None = None
    """Breaks by day; empty: none, or those of the civil service with its hours."""
    dates: tuple[Days, ...] = ()
    """First and last days of Ramadan; empty, or for other years: up to the day before Idul Fitri."""

    def week(self) -> Week:
        """Return the open intervals of a week in Ramadan."""
        if self.hours is None:
            return week_of(RAMADAN_HOURS, RAMADAN_BREAKS if self.breaks is None else self.breaks)
        return week_of(self.hours, self.breaks or {})

    def faults(self) -> Iterator[Fault]:
        """Find what does not fit together."""
        yield from _week_faults(self)
        for place, days in enumerate(self.dates):
            length = (days.last - days.start).days + 1
            if not 29 <= length <= 30:
                yield Fault(
                    message("Ramadan has 29 or 30 days, not {number}", number=length),
                    ("dates", place),
                    message("give its first and its last day"),
                )
        for place, (days, later) in enumerate(pairwise(self.dates), 1):
            if (later.start - days.last).days < 300:
                fault = message("Ramadan comes once in a lunar year; write the dates in order")
                yield Fault(fault, ("dates", place))


class CalendarSpec(Spec):
    """Office hours with breaks, holidays and leave; left empty: those of the civil service."""

    hours: WeeklyHours | None = None
    """Open hours by day, e.g. `{mon-thu: "07:30-16:00", fri: "07:30-16:30"}`; empty: those of the civil service."""
    breaks: WeeklyHours | None = None
    """Breaks by day; empty: none, or those of the civil service with its hours."""
    always: bool = False
    """Open round the clock on every day, instead of all else."""
    holidays: Literal["ID", "none"] | None = None
    """Public holidays of a country (ID: Indonesia), or `none`; empty: Indonesia's, unless open round the clock."""
    joint_leave: bool | None = None
    """Closed on joint leave (cuti bersama) too; empty: as the holidays."""
    ramadan: RamadanSpec | None = None
    """Hours during Ramadan; empty: as usual, or those of the civil service with its hours."""
    extra_days_off: dict[Date, Text] = Field(default_factory=dict)
    """Further days off, regional ones for instance, with their name."""
    extra_working_days: dict[Date, DayText] = Field(default_factory=dict)
    """Dates that are worked although they are days off, with their hours or `usual`."""
    without: tuple[Date, ...] = ()
    """Dates that are no holiday and no joint leave after all; to move one, name the new date in `extra_days_off`."""

    def resolve(self) -> Calendar:
        """Return the calendar that the fields describe.

        Examples
        --------
        >>> office = CalendarSpec().resolve()
        >>> office.day_seconds / 60, office.is_working_day(dt.date(2026, 8, 17))
        (450.0, False)
        """
        if self.always:
            return Calendar(week=_ROUND_THE_CLOCK)
        ramadan = self.ramadan or (RamadanSpec() if self.hours is None else None)
        return Calendar(
            week=self.week(),
            ramadan_week=ramadan.week() if ramadan else None,
            ramadans=tuple(Ramadan(days.start, days.last) for days in ramadan.dates) if ramadan else (),
            days_off=tuple(Holiday(date, t.id, t.en, False) for date, t in sorted(self.extra_days_off.items())),
            working_days_added=tuple(sorted(self.extra_working_days.items(), key=lambda item: item[0])),
            without=frozenset(self.without),
            categories=self._categories(),
        )

    def week(self) -> Week:
        """Return the open intervals of an ordinary week."""
        if self.hours is None:
            return week_of(CIVIL_SERVICE_HOURS, CIVIL_SERVICE_BREAKS if self.breaks is None else self.breaks)
        return week_of(self.hours, self.breaks or {})

    def _categories(self) -> tuple[Category, ...]:
        if self.holidays == "none":
            return ()
        return ("public",) if self.joint_leave is False else ("public", "government")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if faults := tuple(self._faults()):
            raise refuse_all(*faults)
        return self

    def _faults(self) -> Iterator[Fault]:
        if self.always:
            for name in sorted(self.model_fields_set - {"always"}):
                if getattr(self, name) not in (None, "none", False, {}, ()):
                    yield Fault(message("open round the clock leaves nothing to {field}", field=name), (name,))
            return
        of_weeks = list(_week_faults(self))
        if self.ramadan:
            of_weeks += [fault.under("ramadan") for fault in self.ramadan.faults()]
        yield from of_weeks
        yield from self._date_faults()
        if not of_weeks:
            yield from self._idle_working_days()

    def _date_faults(self) -> Iterator[Fault]:
        if self.holidays == "none" and self.joint_leave:
            remedy = message("write {example}", example="holidays: ID")
            yield Fault(message("joint leave belongs to the holidays of Indonesia"), ("joint_leave",), remedy)
        for place, date in enumerate(self.without):
            if not any(date in holidays_of(date.year, category) for category in self._categories()):
                yield Fault(message("{date} is no holiday anyway", date=date), ("without", place))
        for date in self.extra_working_days:
            if date in self.extra_days_off:
                fault = message("{date} is an extra day off and an extra working day", date=date)
                yield Fault(fault, ("extra_working_days", date.isoformat()))

    def _idle_working_days(self) -> Iterator[Fault]:
        for date, hours in self.extra_working_days.items():
            if hours is None and not self.resolve().hours_on(date):
                fault = message("there are no usual hours on the weekday of {date}", date=date)
                remedy = message("write e.g. {example}", example='"08:00-12:00"')
                yield Fault(fault, ("extra_working_days", date.isoformat()), remedy)


def _week_faults(spec: CalendarSpec | RamadanSpec) -> Iterator[Fault]:
    try:
        spec.week()
    except InputError as error:
        yield from error.faults
