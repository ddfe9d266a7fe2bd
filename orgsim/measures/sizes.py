"""Sizes to compare and to scale values by, where no calendar says how long a month or a working day is."""

from __future__ import annotations

from typing import Any, Final

from orgsim.measures.amounts import Frequency
from orgsim.measures.times import CalendarTime, WorkingTime

DAYS_A_MONTH: Final = 30.4375
"""Days of a month, on average."""

USUAL_DAY: Final = 27_000
"""Seconds of a usual working day: 37.5 hours a week."""


def seconds_of(time: WorkingTime | CalendarTime) -> float:
    """Return a time in seconds, its working days and months as usual ones.

    Examples
    --------
    >>> seconds_of(WorkingTime(days=2, seconds=60)), seconds_of(CalendarTime(months=1, days=1))
    (54060.0, 2716200.0)
    """
    if isinstance(time, WorkingTime):
        return float(time.days * USUAL_DAY + time.seconds)
    return float((time.months * DAYS_A_MONTH + time.days) * 86_400 + time.seconds)


def size_of(value: Any) -> float:
    """Return a number by which values of one kind are compared: seconds, times a year, or the number that it is."""
    match value:
        case WorkingTime() | CalendarTime():
            return seconds_of(value)
        case Frequency():
            return value.per_year()
        case _:
            return float(value)
