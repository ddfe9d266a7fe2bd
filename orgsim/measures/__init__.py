"""What people write (``15 menit``, ``3 hari kerja``, ``12 %``, ``Rp 4,5 juta``) to plain values, and back.

Both languages and both decimal marks are read. What can be read in two ways is refused, with the two ways to write it.
Every ``write_…`` is the exact inverse of its ``parse_…``: no number changes by being saved and loaded. Durations are
seconds.
"""

from __future__ import annotations

from orgsim.measures.amounts import (
    MOST_RUPIAH,
    Frequency,
    parse_frequency,
    parse_growth,
    parse_money,
    parse_share,
    write_frequency,
    write_growth,
    write_money,
    write_share,
)
from orgsim.measures.numerals import parse_number, write_number
from orgsim.measures.sizes import DAYS_A_MONTH, USUAL_DAY, seconds_of, size_of
from orgsim.measures.times import (
    LONGEST_DAYS,
    CalendarTime,
    WorkingTime,
    parse_calendar_time,
    parse_delay,
    parse_effort,
    parse_working_time,
    write_calendar_time,
    write_delay,
    write_effort,
    write_working_time,
)

__all__ = [
    "DAYS_A_MONTH",
    "LONGEST_DAYS",
    "MOST_RUPIAH",
    "USUAL_DAY",
    "CalendarTime",
    "Frequency",
    "WorkingTime",
    "parse_calendar_time",
    "parse_delay",
    "parse_effort",
    "parse_frequency",
    "parse_growth",
    "parse_money",
    "parse_number",
    "parse_share",
    "parse_working_time",
    "seconds_of",
    "size_of",
    "write_calendar_time",
    "write_delay",
    "write_effort",
    "write_frequency",
    "write_growth",
    "write_money",
    "write_number",
    "write_share",
    "write_working_time",
]
