"""A calendar in its resolved state: which seconds of which days an office is open, and when a promise falls due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from orgsim.measures import WorkingTime
from orgsim.organisation.holidays_indonesia import Category, Holiday, Ramadan, holidays_of, ramadans_ending_in
from orgsim.organisation.intervals import DAY, NEVER, Ticks, add_work, cumulative, frozen, normal
from orgsim.organisation.office_hours import DayHours, Week

_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Open hours of an office, by date; made by `CalendarSpec.resolve`.

    Days run from midnight to midnight local time, 86,400 seconds each. Of several rules for one date the first wins: an
    extra working day, an extra day off, a national holiday or joint leave that is not overridden, Ramadan hours, the
    week.

    Attributes
    ----------
    week
        Open intervals of Monday to Sunday, breaks taken out.
    ramadan_week
        The same during Ramadan; None: as usual.
    ramadans
        Dates of Ramadan that replace those of the library.
    days_off
        Regional and other further days off.
    working_days_added
        Dates worked in spite of the rules, with their hours; None: the usual hours of that weekday.
    without
        Dates that are no day off, whatever the library says.
    categories
        Which Indonesian days off are kept.
    """

    week: Week
    ramadan_week: Week | None = None
    ramadans: tuple[Ramadan, ...] = ()
    days_off: tuple[Holiday, ...] = ()
    working_days_added: tuple[tuple[dt.date, DayHours | None], ...] = ()
    without: frozenset[dt.date] = frozenset()
    categories: tuple[Category, ...] = ()

    def name_of(self, date: dt.date) -> Holiday | None:
        """Return the holiday, joint leave or extra day off on a date, worked or not; None if there is none."""
        for day in self.days_off:
            if day.date == date:
                return day
        if date in self.without:
            return None
        found = (holidays_of(date.year, category).get(date) for category in self.categories)
        return next((holiday for holiday in found if holiday), None)

    def hours_on(self, date: dt.date) -> DayHours:
        """Return the open intervals of a date, in seconds since its midnight; empty if closed."""
        usual = self._week_on(date)[date.weekday()]
        for added, hours in self.working_days_added:
            if added == date:
                return usual if hours is None else hours
        return () if self.name_of(date) else usual

    def is_working_day(self, date: dt.date) -> bool:
        """Return whether the office opens at all on a date."""
        return bool(self.hours_on(date))

    def working_days(self, first: dt.date, last: dt.date) -> tuple[dt.date, ...]:
        """Return the days from first to last, both included, on which the office opens."""
        return tuple(date for date in _dates(first, last) if self.hours_on(date))

    @property
    def day_seconds(self) -> int:
        """Usual open seconds of a working day: the mean over the working days of an ordinary week."""
        lengths = [sum(end - start for start, end in hours) for hours in self.week if hours]
        return round(sum(lengths) / len(lengths))

    @property
    def week_seconds(self) -> int:
        """Open seconds of an ordinary week."""
        return sum(end - start for hours in self.week for start, end in hours)

    def intervals(self, first: dt.date, last: dt.date) -> Ticks:
        """Return the open intervals from first to last day, both included.

        Returns
        -------
        int64[n, 2]
            Seconds since 00:00 of the first day; sorted, disjoint, intervals that touch merged; read-only.
        """
        return _intervals(self, first, last)

    def ramadans_between(self, first: dt.date, last: dt.date) -> tuple[Ramadan, ...]:
        """Return the months of Ramadan that touch a range of dates, the given ones in place of the library's."""
        derived = (month for year in range(first.year, last.year + 2) for month in ramadans_ending_in(year))
        kept = (m for m in derived if all(abs((m.first - given.first).days) > 40 for given in self.ramadans))
        months = (*kept, *self.ramadans)
        return tuple(sorted((m for m in months if m.first <= last and m.last >= first), key=lambda m: m.first))

    def estimated_days(self, first: dt.date, last: dt.date) -> tuple[Holiday, ...]:
        """Return the days that matter to this calendar and whose date is only estimated, since it hangs on the moon."""
        days = [day for date in _dates(first, last) if (day := self.name_of(date)) and day.estimated]
        if self.ramadan_week:
            months = self.ramadans_between(first, last)
            days += [Holiday(m.first, "Awal Ramadan", "Beginning of Ramadan", True) for m in months if m.estimated]
        return tuple(sorted(days, key=lambda day: day.date))

    def years_without_joint_leave(self, first: dt.date, last: dt.date) -> tuple[int, ...]:
        """Return the years for which joint leave is kept, but none is known yet: it is decreed a year ahead."""
        years = range(first.year, last.year + 1) if "government" in self.categories else ()
        return tuple(year for year in years if not holidays_of(year, "government"))

    def due_ticks(self, arrived: ArrayLike, promise: WorkingTime, origin: dt.date) -> Ticks:
        """Return when a promise falls due, for each arrival.

        A promise of n working days falls due at the closing of the n-th working day after the day of arrival; who
        arrives after closing or on a day off arrives on the next working day. Time beside the whole days (hours, or
        part of a usual day) runs while the office is open, from that closing, or from the arrival if there are no whole
        days. No time at all means the closing of the day of arrival.

        Parameters
        ----------
        arrived
            Ticks of arrival; may be negative.
        promise
            The promised working time.
        origin
            The day at whose 00:00 tick 0 is.
        """
        at = np.asarray(arrived, dtype=np.int64)
        if not at.size:
            return np.zeros_like(at)
        days = int(promise.days)
        rest = round((promise.days - days) * self.day_seconds + promise.seconds)
        first = origin + int(at.min()) // DAY * _ONE_DAY
        last = origin + int(at.max()) // DAY * _ONE_DAY
        reach = 30 + 2 * days + 3 * rest // self.day_seconds
        while True:
            # Whole years, so that all services and replications share one table.
            start, end = dt.date(first.year, 1, 1), dt.date((last + reach * _ONE_DAY).year, 12, 31)
            shift = (start - origin).days * DAY
            due = _due(self, start, end, at - shift, days, rest)
            if due.max() < NEVER:
                return due + shift
            reach *= 2

    def _week_on(self, date: dt.date) -> Week:
        if self.ramadan_week and self.ramadans_between(date, date):
            return self.ramadan_week
        return self.week


def _dates(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    return (first + n * _ONE_DAY for n in range((last - first).days + 1))


@lru_cache(maxsize=256)
def _intervals(calendar: Calendar, first: dt.date, last: dt.date) -> Ticks:
    days = (calendar.hours_on(date) for date in _dates(first, last))
    return normal([(n * DAY + start, n * DAY + end) for n, hours in enumerate(days) for start, end in hours])


@lru_cache(maxsize=256)
def _closings(calendar: Calendar, first: dt.date, last: dt.date) -> tuple[Ticks, Ticks, Ticks]:
    """Return the closing of every working day; by date, how many come before it, and its own or `NEVER`.

    A day that is open round the clock closes at its midnight.
    """
    days = (calendar.hours_on(date) for date in _dates(first, last))
    own = frozen([n * DAY + hours[-1][1] if hours else NEVER for n, hours in enumerate(days)])
    working = own < NEVER
    return frozen(own[working]), frozen(np.cumsum(working) - working), own


def _due(calendar: Calendar, first: dt.date, last: dt.date, at: Ticks, days: int, rest: int) -> Ticks:
    """Return due ticks since 00:00 of the first day; `NEVER` where the last day comes too early."""
    moments = at
    if days or not rest:
        closings, before, own = _closings(calendar, first, last)
        date = at // DAY
        place = before[date] + (at >= own[date])
        moments = np.append(closings[days:], np.full(days + 1, NEVER))[place]
    if rest:
        open_time = calendar.intervals(first, last)
        moments = np.where(moments == NEVER, NEVER, add_work(open_time, cumulative(open_time), moments, rest))
    return moments
