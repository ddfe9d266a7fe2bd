from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgsim.measures import WorkingTime
from orgsim.organisation.calendar import CalendarSpec
from orgsim.organisation.intervals import DAY
from tests.calendars import calendar, falls_due, office

HOUR = 3600
D = dt.date


def tick(origin: dt.date, year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> int:
    return (D(year, month, day) - origin).days * DAY + hour * HOUR + minute * 60


MONDAY = D(2026, 1, 5)


@pytest.mark.parametrize(
    ("arrival", "promise", "due"),
    [
        ((5, 10), WorkingTime(days=1), (6, 16)),
        ((5, 7), WorkingTime(days=1), (6, 16)),  # before opening: the same day
        ((5, 15, 59), WorkingTime(days=1), (6, 16)),
        ((5, 16), WorkingTime(days=1), (7, 16)),  # at closing: the next day
        ((5, 20), WorkingTime(days=1), (7, 16)),
        ((9, 10), WorkingTime(days=1), (12, 16)),  # Friday
        ((9, 17), WorkingTime(days=1), (13, 16)),
        ((10, 9), WorkingTime(days=1), (13, 16)),  # Saturday counts as Monday
        ((5, 10), WorkingTime(days=14), (23, 16)),
        ((5, 10), WorkingTime(), (5, 16)),
        ((10, 10), WorkingTime(), (12, 16)),
        ((5, 10), WorkingTime(seconds=2 * HOUR), (5, 12)),
        ((5, 11), WorkingTime(seconds=2 * HOUR), (5, 14)),
        ((9, 15), WorkingTime(seconds=2 * HOUR), (12, 9)),
        ((10, 15), WorkingTime(seconds=2 * HOUR), (12, 10)),
        ((5, 8), WorkingTime(days=0.5), (5, 11, 30)),  # half of seven hours
        ((5, 10), WorkingTime(days=1, seconds=HOUR), (7, 9)),
    ],
)
def test_promises_fall_due_at_closings(arrival: Any, promise: WorkingTime, due: Any) -> None:
    assert falls_due(office(), tick(MONDAY, 2026, 1, *arrival), promise, MONDAY) == tick(MONDAY, 2026, 1, *due)


def test_joint_leave_and_holidays_do_not_count_for_a_promise() -> None:
    civil, origin = calendar(), D(2026, 1, 1)
    # Tuesday 17 March; 18 to 24 March are leave, Nyepi, weekend and Idul Fitri.
    arrival = tick(origin, 2026, 3, 17, 9)
    assert falls_due(civil, arrival, WorkingTime(days=1), origin) == tick(origin, 2026, 3, 25, 16)
    assert falls_due(civil, arrival, WorkingTime(days=3), origin) == tick(origin, 2026, 3, 27, 16, 30)


def test_round_the_clock_a_day_closes_at_midnight() -> None:
    always = calendar(always=True)
    assert falls_due(always, 10 * HOUR, WorkingTime(days=1), MONDAY) == 2 * DAY
    assert falls_due(always, DAY, WorkingTime(days=1), MONDAY) == 3 * DAY
    assert falls_due(always, 10 * HOUR, WorkingTime(seconds=20 * HOUR), MONDAY) == 30 * HOUR


def test_arrivals_before_the_start_and_far_promises_are_settled() -> None:
    assert falls_due(office(), -3 * DAY + 10 * HOUR, WorkingTime(days=1), MONDAY) == 16 * HOUR
    assert falls_due(office(), 0, WorkingTime(days=2600), MONDAY) == 520 * 7 * DAY + 16 * HOUR
    weekly = calendar(hours={"wed": "10:00-10:30"}, holidays="none")
    assert falls_due(weekly, 0, WorkingTime(seconds=50 * HOUR), MONDAY) == (99 * 7 + 2) * DAY + 10.5 * HOUR
    assert office().due_ticks([], WorkingTime(days=1), MONDAY).tolist() == []


@given(
    st.lists(st.integers(-60 * DAY, 400 * DAY), min_size=1, max_size=20),
    st.integers(0, 20),
    st.sampled_from([0, 1, HOUR, 30 * HOUR]),
)
def test_many_arrivals_fall_due_as_each_alone(arrivals: list[int], days: int, seconds: int) -> None:
    civil, origin, promise = CalendarSpec().resolve(), D(2026, 1, 1), WorkingTime(days, seconds)
    together = civil.due_ticks(arrivals, promise, origin)
    assert together.tolist() == [falls_due(civil, arrival, promise, origin) for arrival in arrivals]
    order = np.argsort(arrivals, kind="stable")
    assert np.all(np.diff(together[order]) >= 0)
    assert np.all(together >= arrivals)


@given(st.integers(0, 300 * DAY), st.integers(0, 15))
def test_due_days_agree_with_counting_on_fingers(arrival: int, days: int) -> None:
    civil, origin = CalendarSpec().resolve(), D(2026, 1, 1)
    date, time = origin + dt.timedelta(arrival // DAY), arrival % DAY
    while not (hours := civil.hours_on(date)) or time >= hours[-1][1]:
        date, time = date + dt.timedelta(1), 0
    for _ in range(days):
        date += dt.timedelta(1)
        while not civil.is_working_day(date):
            date += dt.timedelta(1)
    expected = (date - origin).days * DAY + civil.hours_on(date)[-1][1]
    assert falls_due(civil, arrival, WorkingTime(days=days), origin) == expected
