"""The words for measures of time, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Unit:
    """A measure of time.

    Attributes
    ----------
    name
        The word that is written to files.
    field
        The part of a duration that it counts in.
    size
        How many of those.
    working
        Whether it is time at work by its name.
    """

    name: str
    field: Literal["seconds", "days", "months"]
    size: int
    working: bool = False


SECOND, MINUTE, HOUR = Unit("s", "seconds", 1), Unit("min", "seconds", 60), Unit("h", "seconds", 3600)
DAY, WEEK = Unit("days", "days", 1), Unit("weeks", "days", 7)
MONTH, YEAR = Unit("months", "months", 1), Unit("years", "months", 12)
WORKING_DAY = Unit("working days", "days", 1, working=True)

_CIVIL = {
    SECOND: "s sec secs second seconds detik dtk",
    MINUTE: "min mins minute minutes menit mnt",
    HOUR: "h hr hrs hour hours jam",
    DAY: "d day days hari",
    WEEK: "w week weeks minggu pekan",
    MONTH: "month months bulan bln",
    YEAR: "y yr year years tahun thn",
}


def _words() -> dict[str, Unit]:
    words = {word: unit for unit, written in _CIVIL.items() for word in written.split()}
    for unit in (SECOND, MINUTE, HOUR):
        working = Unit(f"working {unit.name}", "seconds", unit.size, working=True)
        for word in _CIVIL[unit].split():
            words |= {f"{word} kerja": working, f"working {word}": working}
    for word in ("work day", "workday", "working day", "business day"):
        words |= {word: WORKING_DAY, f"{word}s": WORKING_DAY}
    return words | {"hari kerja": WORKING_DAY}


WORDS = _words()
"""What people write, to the measure that it means; ``m`` is missing on purpose: minutes or months?"""
