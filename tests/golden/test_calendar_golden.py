"""Clock times worked out by hand, with real hours and real days off."""

from __future__ import annotations

import datetime as dt

import pytest

from orgsim.measures import WorkingTime
from orgsim.organisation.calendar import CalendarSpec
from orgsim.simulation.clocks import Clock
from tests.calendars import falls_due

START = dt.datetime(2026, 1, 1)


def ticks(text: str) -> int:
    return int((dt.datetime.fromisoformat(text) - START).total_seconds())


def civil(tick: int) -> str:
    return (START + dt.timedelta(seconds=tick)).isoformat(" ", "minutes")


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        # Friday to 16:30; Monday 16 February is joint leave, Tuesday 17 is Imlek: the second hour is Wednesday's.
        ("2026-02-13 15:30", 2, "2026-02-18 08:30"),
        # The same work on an ordinary Friday: Monday 07:30 to 08:30.
        ("2026-02-06 15:30", 2, "2026-02-09 08:30"),
        # An hour earlier it is done at the closing itself.
        ("2026-02-13 14:30", 2, "2026-02-13 16:30"),
        # Friday noon break 11:30 to 13:00.
        ("2026-02-13 10:30", 2, "2026-02-13 14:00"),
        # Thursday 14 May is Ascension Day, Friday 15 May joint leave.
        ("2026-05-13 15:30", 2, "2026-05-18 09:00"),
        # In Ramadan the office closes at 15:00; 18 to 24 March are leave, Nyepi, Idul Fitri; then usual hours.
        ("2026-03-17 14:00", 2, "2026-03-25 08:30"),
        # From the last evening before Ramadan into its first day: 08:00.
        ("2026-02-18 15:30", 1, "2026-02-19 08:30"),
        # Over Christmas: Thursday 24 December is joint leave, Friday 25 December the holiday.
        ("2026-12-23 15:00", 2, "2026-12-28 08:30"),
    ],
)
def test_work_ends_at_the_right_clock_time(start: str, hours: int, end: str) -> None:
    calendar = CalendarSpec().resolve()
    clock = Clock.from_intervals(calendar.intervals(START.date(), dt.date(2026, 12, 31)))
    assert civil(clock.add_work(ticks(start), hours * 3600)) == end
    assert civil(falls_due(calendar, ticks(start), WorkingTime(seconds=hours * 3600), START.date())) == end


@pytest.mark.parametrize(
    ("arrival", "days", "due"),
    [
        ("2026-02-13 15:30", 1, "2026-02-18 16:00"),
        (
            "2026-02-13 16:30",
            1,
            "2026-02-19 15:00",
        ),  # after closing: counts as Wednesday; Ramadan begins
        ("2026-02-14 09:00", 1, "2026-02-19 15:00"),
        ("2026-03-13 09:00", 3, "2026-03-25 16:00"),
        ("2026-12-31 09:00", 1, "2027-01-04 16:00"),
    ],
)
def test_promises_in_working_days_end_at_the_right_closing(arrival: str, days: int, due: str) -> None:
    assert civil(falls_due(CalendarSpec().resolve(), ticks(arrival), WorkingTime(days=days), START.date())) == due
