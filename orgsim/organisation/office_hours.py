"""Weekly office hours as people write them, ``{sen-kam: "07:30-16:00", jumat: "07.30–16.30"}``, to seconds and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Annotated, Any, NoReturn, TypeAlias

from pydantic import AfterValidator

from orgsim.errors import Fault, InputError, Message, message
from orgsim.organisation.intervals import DAY
from orgsim.spec import Measure, refuse

DayHours: TypeAlias = tuple[tuple[int, int], ...]
"""Open intervals of one day, in seconds since its midnight: sorted, disjoint."""

Week: TypeAlias = tuple[DayHours, ...]
"""Open intervals of Monday to Sunday."""

_DAYS = {
    name: day
    for day, names in enumerate(
        (
            "mon monday sen senin",
            "tue tues tuesday sel selasa",
            "wed wednesday rab rabu",
            "thu thur thurs thursday kam kamis",
            "fri friday jum jumat jum'at jum’at",
            "sat saturday sab sabtu",
            "sun sunday min minggu ahad",
        )
    )
    for name in names.split()
}
_CLOSED = {"closed", "tutup", "libur"}
_TO = r"\s*(?:-|–|—|s/d|s\.d\.?|to|sampai)\s*"
_TIME = r"(\d{1,2})[:.](\d{2})"
_INTERVAL = re.compile(rf"{_TIME}{_TO}{_TIME}(?:\s*wi(?:b|ta|t))?")
_INTERVAL_REMEDY = message("write e.g. {example}", example='"08:00-12:00, 13:00-16:00"')
_DAYS_REMEDY = message("write e.g. {example}", example="mon-thu, fri, sen-kam, jumat")


def _refuse(fault: Message, remedy: Message | None = None, *at: str) -> NoReturn:
    raise InputError(Fault(fault, at, remedy))


@lru_cache(maxsize=1024)
def parse_days(text: str) -> tuple[int, ...]:
    """Read days of the week, one, several or a range; Monday is 0.

    Examples
    --------
    >>> parse_days("mon-thu"), parse_days("Jumat"), parse_days("sat, sun")
    ((0, 1, 2, 3), (4,), (5, 6))
    """
    days: list[int] = []
    for part in text.casefold().split(","):
        names = re.split(_TO, part.strip())
        if len(names) > 2 or not set(names) <= _DAYS.keys():
            _refuse(message("“{text}” is not a day of the week, nor a range of days", text=text[:40]), _DAYS_REMEDY)
        first, last = _DAYS[names[0]], _DAYS[names[-1]]
        days.extend(day % 7 for day in range(first, last + 1 if last >= first else last + 8))
    if len(set(days)) < len(days):
        _refuse(message("“{text}” names a day twice", text=text[:40]), _DAYS_REMEDY)
    return tuple(days)


def parse_hours(value: object) -> DayHours:
    """Read the open intervals of a day.

    Examples
    --------
    >>> parse_hours("08:00-12:00, 13.00–16.00"), parse_hours("closed")
    (((28800, 43200), (46800, 57600)), ())
    """
    if not isinstance(value, str):
        _refuse(message("office hours are needed here"), _INTERVAL_REMEDY)
    text = value.strip().casefold()
    if text in _CLOSED:
        return ()
    intervals = sorted(_interval(part.strip()) for part in re.split(r"[,;]", text))
    if any(later[0] < earlier[1] for earlier, later in pairwise(intervals)):
        _refuse(message("the intervals “{text}” overlap", text=value[:80]), _INTERVAL_REMEDY)
    return tuple(intervals)


def _interval(text: str) -> tuple[int, int]:
    found = _INTERVAL.fullmatch(text)
    if not found:
        _refuse(message("“{text}” is not an interval of time", text=text[:40]), _INTERVAL_REMEDY)
    start, end = _clock(found[1], found[2]), _clock(found[3], found[4])
    if end <= start:
        _refuse(
            message("“{text}” closes before it opens", text=text),
            message("write a night as two: until 24:00 on one day, from 00:00 on the next"),
        )
    return start, end


def _clock(hour: str, minute: str) -> int:
    seconds = int(hour) * 3600 + int(minute) * 60
    if int(minute) > 59 or seconds > DAY:
        _refuse(
            message("“{text}” is not a time of day", text=f"{hour}:{minute}"),
            message("times of day run from 00:00 to 24:00"),
        )
    return seconds


def write_hours(hours: DayHours) -> str:
    """Write the open intervals of a day.

    Examples
    --------
    >>> write_hours(((28800, 43200), (46800, 57600))), write_hours(())
    ('08:00-12:00, 13:00-16:00', 'closed')
    """
    return ", ".join("-".join(f"{t // 3600:02}:{t % 3600 // 60:02}" for t in pair) for pair in hours) or "closed"


def is_hours(value: Any) -> bool:
    """Return whether a value is a day's open intervals, sorted and disjoint."""
    try:
        edges = [int(edge) for start, end in value for edge in (start, end)]
    except (TypeError, ValueError):
        return False
    in_order = all(a < b if n % 2 == 0 else a <= b for n, (a, b) in enumerate(pairwise(edges)))
    return isinstance(value, tuple) and in_order and all(0 <= edge <= DAY for edge in edges)


def _no_day_twice(hours: dict[str, DayHours]) -> dict[str, DayHours]:
    seen: dict[int, str] = {}
    for key in hours:
        try:
            days = parse_days(key)
        except InputError as error:
            raise refuse(error.faults[0].message, remedy=error.faults[0].remedy, at=(key,)) from None
        for day in days:
            if day in seen:
                fault = message("“{days}” and “{others}” name the same day", days=key, others=seen[day])
                raise refuse(fault, remedy=message("write all intervals of a day together"), at=(key,))
            seen[day] = key
    return hours


HoursText: TypeAlias = Annotated[
    DayHours,
    Measure(
        parse=parse_hours,
        write=write_hours,
        holds=is_hours,
        measured_in="office hours",
        schema={"type": "string", "examples": ["07:30-16:00", "08:00-12:00, 13:00-16:00", "closed"]},
    ),
]
"""Open intervals of a day, e.g. `08:00-12:00, 13:00-16:00`, or `closed`."""


def parse_time(value: object) -> int:
    """Read a time of day, in seconds since midnight.

    Examples
    --------
    >>> parse_time("14:00"), parse_time("07.30")
    (50400, 27000)
    """
    found = re.fullmatch(_TIME + r"(?:\s*wi(?:b|ta|t))?", str(value).strip().casefold())
    if not isinstance(value, str) or found is None:
        remedy = message("write e.g. {example}", example="14:00")
        _refuse(message("“{text}” is not a time of day", text=str(value)[:40]), remedy)
    return _clock(*found.groups())


ClockTime: TypeAlias = Annotated[
    int,
    Measure(
        parse=parse_time,
        write=lambda seconds: f"{seconds // 3600:02}:{seconds % 3600 // 60:02}",
        holds=lambda value: isinstance(value, int) and 0 <= value <= DAY,
        measured_in="time of day",
        schema={"type": "string", "examples": ["14:00"]},
    ),
]
"""A time of day, e.g. `14:00`, in seconds since midnight."""


def _readable_days(text: str) -> str:
    try:
        parse_days(text)
    except InputError as error:
        raise refuse(error.faults[0].message, remedy=error.faults[0].remedy) from None
    return text


WeekdaysText: TypeAlias = Annotated[str, AfterValidator(_readable_days)]
"""Days of the week, one, several or a range: `mon-fri`, `rabu`, `sel, kam`."""

WeeklyHours: TypeAlias = Annotated[dict[str, HoursText], AfterValidator(_no_day_twice)]
"""Open intervals by day or range of days, e.g. `{mon-thu: "07:30-16:00", fri: "07:30-16:30"}`."""


def week_of(hours: Mapping[str, DayHours], breaks: Mapping[str, DayHours]) -> Week:
    """Return the open intervals of a week: its hours less its breaks.

    Raises
    ------
    InputError
        If a break lies outside the hours of its day, or nothing is open; the path starts at ``hours`` or ``breaks``.

    Examples
    --------
    >>> week_of({"mon": parse_hours("08:00-16:00")}, {"mon": parse_hours("12:00-13:00")})[0]
    ((28800, 43200), (46800, 57600))
    """
    return _week_of(tuple(hours.items()), tuple(breaks.items()))


@lru_cache(maxsize=256)
def _week_of(hours: tuple[tuple[str, DayHours], ...], breaks: tuple[tuple[str, DayHours], ...]) -> Week:
    """Return the week; every post asks for that of its calendar."""
    week: list[DayHours] = [()] * 7
    for key, intervals in hours:
        for day in parse_days(key):
            week[day] = intervals
    for key, pauses in breaks:
        for day in parse_days(key):
            for pause in pauses:
                week[day] = _less(week[day], pause, key)
    if not any(week):
        remedy = message("write e.g. {example}", example='hours: {mon-fri: "08:00-16:00"}')
        _refuse(message("the week has no open hour"), remedy, "hours")
    return tuple(week)


def _less(hours: DayHours, pause: tuple[int, int], key: str) -> DayHours:
    """Return a day's hours without a break, which must lie within one interval."""
    start, end = pause
    around = next((pair for pair in hours if pair[0] <= start and end <= pair[1]), None)
    if around is None:
        text = write_hours((pause,))
        fault = message("the break {hours} on “{days}” lies outside the office hours", hours=text, days=key)
        _refuse(fault, message("a break interrupts the office hours of its day"), "breaks", key)
    parts = [(a, b) for a, b in ((around[0], start), (end, around[1])) if a < b]
    return tuple(sorted([*(pair for pair in hours if pair != around), *parts]))
