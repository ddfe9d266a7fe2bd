"""Field types of what is measured or counted."""

from __future__ import annotations

import datetime as dt
import math
from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator, Field

from orgsim import measures
from orgsim.errors import message
from orgsim.measures import CalendarTime, Frequency, WorkingTime
from orgsim.spec.base import refuse
from orgsim.spec.measure import Measure, bare_number, number_between


def _text_schema(pattern: str, *examples: str) -> dict[str, Any]:
    return {"type": "string", "pattern": pattern, "examples": list(examples)}


def _holds_time(value: Any) -> bool:
    return isinstance(value, (WorkingTime, CalendarTime)) and all(
        math.isfinite(part) and part >= 0 for part in (getattr(value, "months", 0), value.days, value.seconds)
    )


_DAYS = measures.LONGEST_DAYS
_ANY_NUMBER = r"\s*[0-9.,]+"

Effort: TypeAlias = Annotated[
    float,
    Measure(
        measures.parse_effort,
        measures.write_effort,
        number_between(0, _DAYS * 86_400.0),
        "work",
        _text_schema(rf"^({_ANY_NUMBER}\s*[A-Za-z]+|P)", "15 min", "2 jam", "PT15M"),
    ),
]
"""Hands-on time, kept in seconds: `15 min`, `15 menit`, `2 jam`, `90 s`."""

Promise: TypeAlias = Annotated[
    WorkingTime,
    Measure(
        measures.parse_working_time,
        measures.write_working_time,
        lambda value: isinstance(value, WorkingTime) and _holds_time(value),
        "working time",
        _text_schema(rf"^({_ANY_NUMBER}\s*[A-Za-z]+|P)", "3 hari kerja", "3 working days", "2 jam"),
    ),
]
"""Time at work: `3 hari kerja`, `3 working days`, `2 jam`."""

Period: TypeAlias = Annotated[
    CalendarTime,
    Measure(
        measures.parse_calendar_time,
        measures.write_calendar_time,
        lambda value: isinstance(value, CalendarTime) and _holds_time(value),
        "calendar time",
        _text_schema(rf"^({_ANY_NUMBER}\s*[A-Za-z]+|P)", "6 bulan", "2 weeks", "P6M"),
    ),
]
"""Time by the calendar: `6 bulan`, `2 weeks`, `10 hari`."""

Delay: TypeAlias = Annotated[
    WorkingTime | CalendarTime,
    Measure(
        measures.parse_delay,
        measures.write_delay,
        _holds_time,
        "working or calendar time",
        _text_schema(rf"^({_ANY_NUMBER}\s*[A-Za-z]+|P)", "1 hari kerja", "3 days", "2 jam kerja"),
    ),
]
"""A wait: at work if it says so (`1 hari kerja`, `2 jam kerja`), else by the calendar (`3 hari`, `2 jam`)."""

Share: TypeAlias = Annotated[
    float,
    Measure(
        measures.parse_share,
        measures.write_share,
        number_between(0, 1),
        "share",
        _text_schema(rf"^{_ANY_NUMBER}\s*(%|persen|percent)", "12 %", "2,5 %"),
    ),
]
"""A share in per cent, kept as a fraction: `12 %`."""

Growth: TypeAlias = Annotated[
    float,
    Measure(
        measures.parse_growth,
        measures.write_growth,
        number_between(-1, 10, above=True),
        "share per year",
        _text_schema(r"^\s*[+-]?[0-9.,]+\s*(%|persen|percent)", "4 %/year", "4 % per tahun"),
    ),
]
"""Growth in a year, kept as a fraction: `4 %/year`, `-2 % per tahun`."""

Money: TypeAlias = Annotated[
    float,
    Measure(
        measures.parse_money,
        measures.write_money,
        number_between(0, measures.MOST_RUPIAH),
        "rupiah",
        _text_schema(rf"^\s*([Rr][Pp]|IDR)\.?{_ANY_NUMBER}", "Rp 4,5 juta", "Rp 4.500.000"),
    ),
]
"""An amount of money in rupiah: `Rp 4,5 juta`, `Rp 4.500.000`."""

Rate: TypeAlias = Annotated[
    Frequency,
    Measure(
        measures.parse_frequency,
        measures.write_frequency,
        lambda value: isinstance(value, Frequency) and 0 <= value.count <= 1e12,
        "number per time",
        _text_schema(rf"^{_ANY_NUMBER}\s*[/A-Za-z]", "9600 per year", "30/hari"),
    ),
]
"""How many in each hour, day, working day, week, month or year: `9600 per year`, `30 per hari`."""

Factor: TypeAlias = Annotated[
    float,
    Measure(
        *bare_number(0, 1e6, above=True),
        measured_in="factor",
        schema={"type": "number", "exclusiveMinimum": 0, "maximum": 1e6},
    ),
]
"""A bare number above 0, by which something is multiplied."""

Weight: TypeAlias = Annotated[
    float,
    Measure(*bare_number(0, 1e9), measured_in="weight", schema={"type": "number", "minimum": 0, "maximum": 1e9}),
]
"""A bare number, 0 or more, that counts in proportion to its fellows."""

Level: TypeAlias = Annotated[
    float,
    Measure(
        *bare_number(0, 2, above=True),
        measured_in="skill level",
        schema={"type": "number", "exclusiveMinimum": 0, "maximum": 2},
    ),
]
"""Level of a skill, above 0 and at most 2: work times are divided by it; 1 is the level of a position's own staff."""


def _count(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int):
        raise refuse(message("a whole number is needed here"), remedy=message("Write e.g. {example}", example="3"))
    return value


WHOLE = BeforeValidator(_count)
"""Refuses for an `int` what pydantic would make one of: true, 3.0, "3"."""

Count: TypeAlias = Annotated[int, Field(ge=0, json_schema_extra={"measured_in": "count"}), WHOLE]
"""A whole number, 0 or more."""


def _date(value: Any) -> Any:
    if isinstance(value, dt.datetime) or not isinstance(value, (str, dt.date)):
        raise refuse(message("a date is needed here"), remedy=message("Write e.g. {example}", example="2026-07-01"))
    if isinstance(value, str):
        try:
            return dt.date.fromisoformat(value.strip())
        except ValueError:
            text = message('"{text}" is not a date', text=value[:40])
            raise refuse(text, remedy=message("Write e.g. {example}", example="2026-07-01")) from None
    return value


Date: TypeAlias = Annotated[dt.date, BeforeValidator(_date)]
"""A date, `2026-07-01`."""
