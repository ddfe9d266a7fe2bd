from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from orgsim.errors import Fault
from orgsim.organisation.calendar import CalendarSpec
from orgsim.organisation.office_hours import is_hours, parse_days, parse_hours, write_hours
from tests.calendars import calendar


def faults(**fields: Any) -> list[Fault]:
    with pytest.raises(ValidationError) as caught:
        CalendarSpec.model_validate(fields)
    found: list[Fault] = []
    for error in caught.value.errors():
        place = tuple(part for part in error["loc"] if isinstance(part, (str, int)))
        found += [fault.under(*place) for fault in error["ctx"]["faults"]]
    return found


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon", (0,)),
        ("mon-thu", (0, 1, 2, 3)),
        ("sen-kam", (0, 1, 2, 3)),
        ("Senin–Kamis", (0, 1, 2, 3)),
        ("senin s/d jumat", (0, 1, 2, 3, 4)),
        ("Jum'at", (4,)),
        ("sab, minggu", (5, 6)),
        ("sat-mon", (5, 6, 0)),
    ],
)
def test_days_are_read_in_both_languages(text: str, days: tuple[int, ...]) -> None:
    assert parse_days(text) == days


@pytest.mark.parametrize(
    "text", ["07:30-16:00", "07.30–16.00", "7:30 - 16:00 WIB", "07:30 s/d 16:00", "07.30 sampai 16.00"]
)
def test_hours_are_read_as_they_stand_on_the_door(text: str) -> None:
    assert parse_hours(text) == ((27_000, 57_600),)


def test_intervals_may_come_in_any_order_and_touch() -> None:
    assert parse_hours("13:00-16:00; 08:00-12:00") == ((28_800, 43_200), (46_800, 57_600))
    assert calendar(hours={"mon": "13:00-16:00, 08:00-12:00"}).hours_on(dt.date(2026, 1, 5)) == parse_hours(
        "08:00-12:00, 13:00-16:00"
    )
    touching = calendar(hours={"mon": "08:00-12:00, 12:00-16:00"}, holidays="none")
    assert touching.intervals(dt.date(2026, 1, 5), dt.date(2026, 1, 5)).tolist() == [[8 * 3600, 16 * 3600]]


@given(st.lists(st.integers(0, 1440), max_size=8, unique=True).filter(lambda minutes: len(minutes) % 2 == 0))
def test_hours_survive_being_written(minutes: list[int]) -> None:
    edges = [minute * 60 for minute in sorted(minutes)]
    hours = tuple(zip(edges[::2], edges[1::2], strict=True))
    assert is_hours(hours)
    assert parse_hours(write_hours(hours)) == hours


def test_a_calendar_survives_being_written() -> None:
    written = {
        "hours": {"sen-kam": "08:00-15:00", "fri": "08:00-11:00"},
        "breaks": {"sen-kam": "12:00-13:00"},
        "ramadan": {"hours": {"mon-fri": "08:00-13:00"}, "dates": [{"from": "2026-02-18", "to": "2026-03-19"}]},
        "extra_days_off": {"2026-06-17": "HUT Kota Palembang", "2026-07-01": {"id": "Libur", "en": "Day off"}},
        "extra_working_days": {"2026-12-24": "usual", "2026-12-26": "08:00-12:00"},
        "without": ["2026-08-25"],
        "joint_leave": True,
    }
    spec = CalendarSpec.model_validate(written)
    assert spec.model_dump(mode="json", by_alias=True, exclude_unset=True) == written
    assert spec.changed(always=False).resolve() == spec.resolve()
    assert CalendarSpec.model_validate(spec.model_dump(by_alias=True)) == spec
    assert CalendarSpec.model_validate(CalendarSpec(always=True).model_dump(mode="json", by_alias=True)).always


def test_breaks_are_taken_out_wherever_they_lie() -> None:
    days = calendar(
        hours={"mon": "08:00-12:00, 13:00-16:00", "tue": "08:00-16:00", "wed": "08:00-16:00"},
        breaks={"mon": "15:00-16:00", "tue": "10:00-10:15, 12:00-13:00", "wed": "08:00-16:00"},
        holidays="none",
    )
    texts = [write_hours(days.hours_on(dt.date(2026, 1, 5 + day))) for day in range(4)]
    assert texts == ["08:00-12:00, 13:00-15:00", "08:00-10:00, 10:15-12:00, 13:00-16:00", "closed", "closed"]
    assert days.day_seconds == round((6 + 6.75) / 2 * 3600)


@pytest.mark.parametrize(
    ("fields", "path", "sentence"),
    [
        ({"hours": {"mon": "16:00-08:00"}}, "hours.mon", "closes before it opens"),
        ({"hours": {"mon": "22:00-06:00"}}, "hours.mon", "closes before it opens. write a night as two"),
        ({"hours": {"mon": "08:00-12:00, 11:00-16:00"}}, "hours.mon", "overlap"),
        ({"hours": {"mon": "08:00-24:30"}}, "hours.mon", "“24:30” is not a time of day"),
        ({"hours": {"mon": "08:75-16:00"}}, "hours.mon", "“08:75” is not a time of day"),
        ({"hours": {"mon": "8 to 4"}}, "hours.mon", "“8 to 4” is not an interval of time"),
        ({"hours": {"mon": 8}}, "hours.mon", "office hours are needed"),
        ({"hours": {"moonday": "08:00-16:00"}}, "hours.moonday", "“moonday” is not a day of the week"),
        ({"hours": {"mon-wed-fri": "08:00-16:00"}}, "hours.mon-wed-fri", "not a day of the week"),
        ({"hours": {"mon, senin": "08:00-16:00"}}, "hours.mon, senin", "names a day twice"),
        ({"hours": {"mon-thu": "08:00-16:00", "kamis": "08:00-15:00"}}, "hours.kamis", "name the same day"),
        ({"hours": {"mon": "closed"}}, "hours", "no open hour"),
        ({"hours": {}}, "hours", "no open hour"),
        ({"hours": {"mon": "08:00-16:00"}, "breaks": {"mon": "08:00-16:00"}}, "hours", "no open hour"),
        ({"hours": {"mon": "08:00-12:00"}, "breaks": {"mon": "11:30-12:30"}}, "breaks.mon", "outside the office hours"),
        ({"hours": {"mon": "08:00-12:00"}, "breaks": {"mon-tue": "10:00-10:15"}}, "breaks.mon-tue", "outside"),
        ({"breaks": {"sat": "10:00-11:00"}}, "breaks.sat", "the break 10:00-11:00 on “sat” lies outside"),
        ({"ramadan": {"hours": {"mon": "libur"}}}, "ramadan.hours", "no open hour"),
        ({"ramadan": {"dates": [{"from": "2026-02-19"}]}}, "ramadan.dates[0]", "29 or 30 days, not 1"),
        (
            {
                "ramadan": {
                    "dates": [{"from": "2026-02-19", "to": "2026-03-20"}, {"from": "2026-03-01", "to": "2026-03-29"}]
                }
            },
            "ramadan.dates[1]",
            "once in a lunar year",
        ),
        ({"always": True, "hours": {"mon": "08:00-16:00"}}, "hours", "open round the clock leaves nothing to hours"),
        ({"always": True, "holidays": "ID"}, "holidays", "leaves nothing to holidays"),
        ({"holidays": "none", "joint_leave": True}, "joint_leave", "holidays of Indonesia"),
        ({"without": ["2026-08-17", "2026-08-18"]}, "without[1]", "is no holiday anyway"),
        ({"extra_working_days": {"2026-01-10": "usual"}}, "extra_working_days.2026-01-10", "no usual hours"),
        ({"extra_working_days": {"2026-01-10": "closed"}}, "extra_working_days.2026-01-10", "has open hours"),
        (
            {"extra_working_days": {"2026-01-10": "08:00-12:00"}, "extra_days_off": {"2026-01-10": "HUT"}},
            "extra_working_days.2026-01-10",
            "an extra day off and an extra working day",
        ),
    ],
)
def test_faults_are_told_with_their_place(fields: dict[str, Any], path: str, sentence: str) -> None:
    (fault,) = faults(**fields)
    assert fault.dotted_path() == path
    assert sentence in str(fault)


def test_several_faults_are_told_at_once() -> None:
    found = faults(
        hours={"mon": "08:00-12:00"},
        breaks={"tue": "10:00-11:00"},
        ramadan={"hours": {"mon": "closed"}, "dates": [{"from": "2026-02-19", "to": "2026-04-20"}]},
        without=["2026-08-18"],
    )
    assert [fault.dotted_path() for fault in found] == ["breaks.tue", "ramadan.hours", "ramadan.dates[0]", "without[0]"]
