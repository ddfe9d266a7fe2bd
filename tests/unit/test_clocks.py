from __future__ import annotations

import datetime as dt
import pickle
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgsim.errors import SimulationError
from orgsim.organisation.calendar import CalendarSpec
from orgsim.organisation.intervals import DAY, add_work, cumulative, without
from orgsim.simulation.clocks import NEVER, Clock
from orgsim.simulation.duty_times import DutyTimes
from tests.calendars import office
from tests.compiled_code import in_both_ways

HOUR = 3600
MONDAY = dt.date(2026, 1, 5)
LENGTH = 60
"""Ticks in which the clocks of the property tests live; beyond them they are off duty."""

intervals = st.lists(
    st.tuples(st.integers(0, LENGTH), st.integers(0, 12)).map(lambda x: (x[0], min(sum(x), LENGTH))), max_size=8
)
clocks = intervals.map(Clock.from_intervals)
ticks = st.integers(-5, LENGTH + 5)


def office_clock(weeks: int = 4) -> Clock:
    return Clock.from_intervals(office().intervals(MONDAY, MONDAY + dt.timedelta(7 * weeks - 1)))


def at(day: int, hour: float) -> int:
    """Tick of a day (0: the first Monday) and an hour."""
    return int(day * DAY + hour * HOUR)


def duty(clock: Clock) -> list[bool]:
    """Whether on duty, tick by tick, from -5: the plain meaning of a clock."""
    on = [False] * (LENGTH + 10)
    for start, end in clock.intervals().tolist():
        on[start + 5 : end + 5] = [True] * (end - start)
    return on


# --- check values ---------------------------------------------------------------------------------------------------


def test_five_hours_from_friday_14_end_on_monday_at_11() -> None:
    clock = office_clock()
    assert clock.add_work(at(4, 14), 5 * HOUR) == at(7, 11)
    assert clock.work_between(at(4, 14), at(7, 11)) == 5 * HOUR


def test_work_done_at_a_closing_ends_at_the_closing() -> None:
    clock = office_clock()
    assert clock.add_work(at(0, 9), 3 * HOUR) == at(0, 12)
    assert clock.add_work(at(0, 9), 3 * HOUR + 1) == at(0, 13) + 1
    assert clock.add_work(at(0, 9), 6 * HOUR) == at(0, 16)
    assert clock.add_work(at(4, 15), HOUR) == at(4, 16)


def test_what_the_table_cannot_hold_never_ends() -> None:
    clock = office_clock(weeks=1)
    assert clock.add_work(at(4, 15), HOUR + 1) == NEVER
    assert clock.next_open(at(4, 16)) == NEVER
    assert clock.add_work(at(4, 16), 0) == at(4, 16)
    idle = Clock.from_intervals([])
    assert (idle.next_open(0), idle.add_work(0, 1), idle.work_before(9), idle.close_of(0)) == (NEVER, NEVER, 0, -1)
    assert not idle.on_duty(0)
    assert add_work(idle.intervals(), cumulative(idle.intervals()), [0, 0], [0, 1]).tolist() == [0, NEVER]
    assert idle.next_open_block([3]).tolist() == [NEVER]
    assert len(idle) == 0


def test_closings() -> None:
    clock = office_clock()
    assert clock.close_of(at(0, 9)) == at(0, 12)
    assert clock.close_of(at(0, 12)) == -1


def test_a_clock_cannot_be_changed_and_refuses_a_bad_table() -> None:
    clock = office_clock()
    with pytest.raises(ValueError, match="read-only"):
        clock.opens[0] = 1
    for opens, closes in (([0, 5], [5, 9]), ([5, 0], [9, 3]), ([3], [3])):
        with pytest.raises(SimulationError, match="must be sorted and must not touch"):
            Clock(np.array(opens), np.array(closes))
    with pytest.raises(SimulationError, match="ends before it starts"):
        Clock.from_intervals([[3, 1]])


def test_a_clock_is_equal_to_its_copies() -> None:
    clock = office_clock()
    copy = pickle.loads(pickle.dumps(clock))
    assert copy == clock
    assert hash(copy) == hash(clock)
    assert not copy.worked.flags.writeable
    assert copy.add_work(at(4, 14), 5 * HOUR) == at(7, 11)
    assert clock != office_clock(weeks=3)
    assert clock != "clock"


# --- every answer, tick by tick -------------------------------------------------------------------------------------


@given(clocks, ticks, ticks)
def test_single_answers_have_their_plain_meaning(clock: Clock, t: int, other: int) -> None:
    on = duty(clock)
    later = [u for u in range(t, LENGTH + 5) if on[u + 5]]
    assert clock.on_duty(t) == (t < LENGTH + 5 and on[t + 5])
    assert clock.next_open(t) == (later[0] if later else NEVER)
    assert clock.work_before(t) == sum(on[: t + 5])
    assert clock.work_between(t, other) == -clock.work_between(other, t) == sum(on[: other + 5]) - sum(on[: t + 5])
    if clock.on_duty(t):
        assert clock.close_of(t) == next(u for u in range(t, LENGTH + 5) if not on[u + 5])
    else:
        assert clock.close_of(t) == -1


@given(clocks, ticks, st.integers(0, 40))
def test_work_ends_at_the_first_tick_by_which_it_is_done(clock: Clock, t: int, work: int) -> None:
    ends = (u for u in range(t, LENGTH + 6) if clock.work_between(t, u) >= work)
    assert clock.add_work(t, work) == next(ends, NEVER)


@given(clocks, st.lists(ticks, max_size=12), st.lists(st.integers(0, 40), min_size=12, max_size=12))
def test_arrays_answer_as_single_ticks(clock: Clock, moments: list[int], work: list[int]) -> None:
    work = work[: len(moments)]
    assert clock.on_duty_block(moments).tolist() == [clock.on_duty(t) for t in moments]
    assert clock.next_open_block(moments).tolist() == [clock.next_open(t) for t in moments]
    assert clock.work_before_block(moments).tolist() == [clock.work_before(t) for t in moments]
    assert clock.work_between_block(moments, work).tolist() == [
        clock.work_between(*pair) for pair in zip(moments, work, strict=True)
    ]
    assert add_work(clock.intervals(), cumulative(clock.intervals()), moments, work).tolist() == [
        clock.add_work(*pair) for pair in zip(moments, work, strict=True)
    ]


@given(st.lists(clocks, min_size=1, max_size=4), st.data(), st.sampled_from([1, 700, 5000]))
def test_a_table_of_duty_times_answers_as_the_clocks(some: list[Clock], data: st.DataObject, long: int) -> None:
    some = [Clock.from_intervals(clock.intervals() * long) for clock in some]  # several openings in a stretch, or one
    moments = data.draw(st.lists(st.integers(-LENGTH * long, (LENGTH + 6) * long) | st.just(NEVER), max_size=12))
    others = [data.draw(st.integers(-LENGTH * long, (LENGTH + 6) * long)) for _ in moments]
    whose = data.draw(st.lists(st.integers(0, len(some) - 1), min_size=len(moments), max_size=len(moments)))
    before = [some[who].work_before(t) for who, t in zip(whose, moments, strict=True)]
    times = DutyTimes(some)
    assert times.before(moments, whose).tolist() == before
    assert times.before(moments, whose[0] if whose else 0).tolist() == [some[whose[0]].work_before(t) for t in moments]
    expected = [some[who].work_between(*pair) for who, *pair in zip(whose, others, moments, strict=True)]
    for between in in_both_ways(lambda: times.between(others, moments, whose)):
        assert between.tolist() == expected
    apart = np.repeat(np.array(others, dtype=np.int64), 2)[::2]  # not one after the other
    expected = [some[0].work_between(*pair) for pair in zip(others, moments, strict=True)]
    for between in in_both_ways(lambda: times.between(apart, moments, 0)):
        assert between.tolist() == expected
    again = pickle.loads(pickle.dumps(times))
    assert again.between(others, moments).tolist() == expected


@given(clocks, ticks, st.integers(0, 20), st.integers(0, 20))
def test_work_in_two_parts_ends_as_in_one(clock: Clock, t: int, first: int, second: int) -> None:
    middle = clock.add_work(t, first)
    if middle < NEVER:
        assert clock.add_work(middle, second) == clock.add_work(t, first + second)


@given(st.lists(intervals, min_size=1, max_size=4))
def test_sets_of_clocks_have_their_plain_meaning(tables: list[list[Any]]) -> None:
    group = [Clock.from_intervals(table) for table in tables]
    on = [duty(clock) for clock in group]
    assert duty(Clock.together(*group)) == [all(now) for now in zip(*on, strict=True)]
    assert duty(Clock.union(*group)) == [any(now) for now in zip(*on, strict=True)]
    rest = group[0].minus(
        np.concatenate([np.array(table, dtype=np.int64).reshape(-1, 2) for table in tables[1:]] or [[]])
    )
    assert duty(rest) == [now[0] and not any(now[1:]) for now in zip(*on, strict=True)]
    assert rest.opens.dtype == rest.closes.dtype == rest.worked.dtype == np.int64


@given(intervals, intervals)
def test_taking_away_and_keeping_the_overlap_make_up_the_whole(table: list[Any], other: list[Any]) -> None:
    clock, taken = Clock.from_intervals(table), Clock.from_intervals(other)
    parts = Clock.union(clock.minus(taken.intervals()), Clock.together(clock, taken))
    assert parts == clock
    assert without(clock.intervals(), clock.intervals()).shape == (0, 2)


# --- folding: a queue in working time and in calendar time ----------------------------------------------------------


def waits_in_calendar_time(clock: Clock, arrivals: list[int], services: list[int]) -> list[int]:
    free, waits = min(arrivals, default=0), []
    for arrival, service in zip(arrivals, services, strict=True):
        start = clock.next_open(max(arrival, free))
        free = clock.add_work(start, service)
        waits.append(clock.work_between(arrival, start))
    return waits


def waits_in_working_time(arrivals: list[int], services: list[int]) -> list[int]:
    free, waits = min(arrivals, default=0), []
    for arrival, service in zip(arrivals, services, strict=True):
        start = max(arrival, free)
        free = start + service
        waits.append(start - arrival)
    return waits


@given(
    st.lists(st.tuples(st.integers(0, 14 * DAY), st.integers(1, 9 * HOUR)), min_size=1, max_size=30),
    st.sampled_from(["civil service", "plain office", "with leave"]),
)
def test_closed_time_can_be_folded_away(cases: list[tuple[int, int]], kind: str) -> None:
    calendar = CalendarSpec().resolve() if kind == "civil service" else office()
    clock = Clock.from_intervals(calendar.intervals(dt.date(2026, 3, 2), dt.date(2026, 8, 31)))
    if kind == "with leave":
        clock = clock.minus([(at(1, 0), at(4, 0)), (at(7, 9), at(7, 11))])
    cases = sorted(cases, key=lambda case: case[0])
    arrivals, services = [a for a, _ in cases], [s for _, s in cases]
    folded = clock.work_before_block(arrivals).tolist()
    assert waits_in_calendar_time(clock, arrivals, services) == waits_in_working_time(folded, services)


# --- size -------------------------------------------------------------------------------------------------------


def test_tables_of_a_year_stay_small() -> None:
    clock = Clock.from_intervals(CalendarSpec().resolve().intervals(dt.date(2026, 1, 1), dt.date(2026, 12, 31)))
    assert len(clock) == 2 * 240
    assert all(end < start for (_, end), (start, _) in pairwise(clock.intervals().tolist()))
