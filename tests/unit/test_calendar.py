from __future__ import annotations

import datetime as dt
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from orgsim.organisation.calendar import Absence, CalendarSpec
from orgsim.organisation.holidays_indonesia import holidays_of, ramadans_ending_in
from orgsim.organisation.intervals import DAY
from orgsim.organisation.office_hours import write_hours
from tests.calendars import calendar, office

HOUR = 3600
D = dt.date


# --- what the law says ----------------------------------------------------------------------------------------------


def test_days_off_of_2025_and_2026_are_those_of_the_decrees() -> None:
    assert len(holidays_of(2026, "public")) == 17
    assert [day.isoformat()[5:] for day in holidays_of(2026, "government")] == [
        "02-16", "03-18", "03-20", "03-23", "03-24", "05-15", "05-28", "12-24",
    ]  # fmt: skip
    assert [day.isoformat()[5:] for day in holidays_of(2026, "public")] == [
        "01-01", "01-16", "02-17", "03-19", "03-21", "03-22", "04-03", "04-05", "05-01",
        "05-14", "05-27", "05-31", "06-01", "06-16", "08-17", "08-25", "12-25",
    ]  # fmt: skip
    assert len(holidays_of(2025, "public")) == 17
    assert len(holidays_of(2025, "government")) == 11


@pytest.mark.parametrize(("year", "number"), [(2025, 0), (2026, 0), (2027, 3), (2028, 8)])
def test_estimated_days_are_those_that_hang_on_the_moon(year: int, number: int) -> None:
    assert len(calendar(hours={"mon-fri": "08:00-16:00"}).estimated_days(D(year, 1, 1), D(year, 12, 31))) == number


def test_an_estimated_ramadan_is_told_only_where_its_hours_count() -> None:
    names = [day.say("en") for day in calendar().estimated_days(D(2027, 1, 1), D(2027, 3, 1))]
    assert names == ["Beginning of Ramadan"]
    assert calendar(hours={"mon-fri": "08:00-16:00"}).estimated_days(D(2027, 1, 1), D(2027, 3, 1)) == ()


def test_working_days_of_the_months_of_2026() -> None:
    civil = calendar()
    starts = [D(2026, month, 1) for month in range(1, 13)] + [D(2027, 1, 1)]
    days = [len(civil.working_days(a, b - dt.timedelta(1))) for a, b in pairwise(starts)]
    assert days == [20, 18, 17, 21, 16, 20, 23, 19, 22, 22, 21, 21]
    assert sum(days) == 240


def test_civil_service_week_is_37_and_a_half_hours_and_32_and_a_half_in_ramadan() -> None:
    civil = calendar()
    assert civil.week_seconds == 37.5 * HOUR
    assert civil.day_seconds == 450 * 60
    assert civil.intervals(D(2026, 7, 6), D(2026, 7, 12)).tolist() == [
        [day * DAY + a, day * DAY + b] for day in range(5) for a, b in civil.hours_on(D(2026, 7, 6 + day))
    ]
    fasting = civil.intervals(D(2026, 2, 23), D(2026, 3, 1))
    assert (fasting[:, 1] - fasting[:, 0]).sum() == 32.5 * HOUR
    assert write_hours(civil.hours_on(D(2026, 2, 23))) == "08:00-12:00, 12:30-15:00"
    assert write_hours(civil.hours_on(D(2026, 2, 27))) == "08:00-11:30, 12:30-15:30"
    assert write_hours(civil.hours_on(D(2026, 2, 18))) == "07:30-12:00, 13:00-16:00"
    assert write_hours(civil.hours_on(D(2026, 3, 27))) == "07:30-11:30, 13:00-16:30"


@pytest.mark.parametrize(
    ("year", "first", "last"),
    [
        (2022, "2022-04-03", "2022-05-01"),
        (2023, "2023-03-23", "2023-04-21"),
        (2024, "2024-03-12", "2024-04-09"),
        (2025, "2025-03-02", "2025-03-30"),  # decided: Saturday 1 March; no weekday differs
        (2026, "2026-02-19", "2026-03-20"),
    ],
)
def test_ramadan_ends_on_the_eve_of_idul_fitri(year: int, first: str, last: str) -> None:
    (month,) = ramadans_ending_in(year)
    assert (month.first.isoformat(), month.last.isoformat(), month.estimated) == (first, last, False)


def test_every_ramadan_of_the_century_has_29_or_30_days_and_comes_once() -> None:
    months = [month for year in range(2019, 2070) for month in ramadans_ending_in(year)]
    assert {(month.last - month.first).days + 1 for month in months} == {29, 30}
    assert {(b.first - a.first).days for a, b in pairwise(months)} <= {353, 354, 355, 356}
    assert len(ramadans_ending_in(2033)) == 2


# --- days off -------------------------------------------------------------------------------------------------------


def test_names_of_days_off_are_known_in_both_languages() -> None:
    civil = calendar(extra_days_off={"2026-06-17": "HUT Kota Palembang"})
    leave = civil.name_of(D(2026, 5, 15))
    assert leave is not None
    assert (leave.say("id"), leave.say("en")) == ("Cuti Bersama Kenaikan Yesus Kristus", "Ascension Joint Holiday")
    regional = civil.name_of(D(2026, 6, 17))
    assert regional is not None
    assert regional.say("id") == "HUT Kota Palembang"
    assert not civil.is_working_day(D(2026, 6, 17))
    assert civil.name_of(D(2026, 6, 18)) is None
    assert (lebaran := calendar().name_of(D(2028, 2, 27))) is not None
    assert lebaran.say("id") == "Hari Raya Idul Fitri"  # without the library's "(perkiraan)"
    assert lebaran.estimated


def test_joint_leave_and_holidays_can_be_left_out() -> None:
    leave, holiday = D(2026, 5, 15), D(2026, 5, 14)
    calendars = (calendar(), calendar(joint_leave=False), office())
    open_on = [[days.is_working_day(day) for day in (leave, holiday)] for days in calendars]
    assert open_on == [[False, False], [True, False], [True, True]]


def test_a_holiday_can_be_moved_by_decree() -> None:
    moved = calendar(without=["2027-03-10", "2027-03-09"], extra_days_off={"2027-03-08": "Nyepi"})
    assert moved.is_working_day(D(2027, 3, 10))
    assert moved.is_working_day(D(2027, 3, 9))
    assert D(2027, 3, 10) not in [day.date for day in moved.estimated_days(D(2027, 1, 1), D(2027, 12, 31))]


def test_extra_working_days_win_over_days_off() -> None:
    busy = calendar(extra_working_days={"2026-05-15": None, "2026-02-16": "08:00-12:00", "2026-01-10": "08:00-11:00"})
    assert write_hours(busy.hours_on(D(2026, 5, 15))) == "07:30-11:30, 13:00-16:30"
    assert write_hours(busy.hours_on(D(2026, 2, 16))) == "08:00-12:00"
    assert write_hours(busy.hours_on(D(2026, 1, 10))) == "08:00-11:00"
    assert busy.name_of(D(2026, 5, 15)) is not None


def test_given_dates_of_ramadan_replace_those_of_that_year_only() -> None:
    early = calendar(ramadan={"dates": [{"from": "2026-02-18", "to": "2026-03-19"}]})
    ordinary, fasting = 7.5 * HOUR, 6.5 * HOUR
    worked = [sum(b - a for a, b in early.hours_on(day)) for day in (D(2026, 2, 18), D(2026, 2, 13), D(2027, 2, 9))]
    assert worked == [fasting, ordinary, fasting]
    own = calendar(ramadan={"hours": {"mon-thu": "08:00-14:00"}})
    assert not own.is_working_day(D(2026, 2, 20))
    assert len(own.hours_on(D(2026, 2, 19))) == 1


def test_years_without_a_decree_on_joint_leave_are_named() -> None:
    assert calendar().years_without_joint_leave(D(2026, 1, 1), D(2028, 12, 31)) == (2028,)
    assert calendar(joint_leave=False).years_without_joint_leave(D(2026, 1, 1), D(2028, 12, 31)) == ()


def test_round_the_clock_is_one_interval() -> None:
    always = calendar(always=True)
    assert always.intervals(D(2026, 1, 1), D(2026, 12, 31)).tolist() == [[0, 365 * DAY]]
    assert always.day_seconds == DAY
    assert always.estimated_days(D(2028, 1, 1), D(2028, 12, 31)) == ()


@given(st.dates(D(2019, 1, 1), D(2029, 12, 31)), st.integers(0, 500))
def test_intervals_are_sorted_apart_and_add_up(first: dt.date, length: int) -> None:
    civil, last = CalendarSpec().resolve(), first + dt.timedelta(length)
    table = civil.intervals(first, last)
    assert np.all(np.diff(table.ravel()) > 0)
    assert not table.flags.writeable
    days = [first + dt.timedelta(n) for n in range(length + 1)]
    assert (table[:, 1] - table[:, 0]).sum() == sum(b - a for day in days for a, b in civil.hours_on(day))
    assert sum(map(civil.is_working_day, days)) == len(civil.working_days(first, last))


# --- absences -------------------------------------------------------------------------------------------------------


def test_absences_are_cut_to_the_window() -> None:
    leave = Absence.model_validate({"from": "2026-01-05", "to": "2026-01-09", "reason": "Cuti"})
    assert leave.intervals(D(2026, 1, 8), D(2026, 1, 31)).tolist() == [[0, DAY], [DAY, 2 * DAY]]
    assert leave.intervals(D(2026, 1, 1), D(2026, 1, 5)).tolist() == [[4 * DAY, 5 * DAY]]
    assert leave.intervals(D(2026, 1, 10), D(2026, 1, 31)).shape == (0, 2)
    assert leave.intervals(D(2025, 1, 1), D(2026, 1, 4)).shape == (0, 2)


def test_absences_are_written_with_from_and_to() -> None:
    written = {"from": "2026-01-05", "to": "2026-01-09", "hours": "13:00-15:00", "reason": "Rapat"}
    absence = Absence.model_validate(written)
    assert absence.model_dump(mode="json", by_alias=True) == written
    assert absence.changed(end=D(2026, 1, 6)).last == D(2026, 1, 6)
    with pytest.raises(ValidationError, match="comes before the first"):
        Absence.model_validate({"from": "2026-01-05", "to": "2026-01-04"})
    with pytest.raises(ValidationError, match="an absence takes time"):
        Absence.model_validate({"from": "2026-01-05", "hours": "libur"})
