"""Indonesian public holidays, joint leave (cuti bersama) and Ramadan, from the `holidays` library.

Dates are fixed by a yearly decree; those of years without one yet are *estimated*, from the moon. A scenario can move
them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Any, Literal

from orgsim.language import Language
from orgsim.postponed import postponed

Category = Literal["public", "government"]
"""`public`: national holidays; `government`: joint leave of the civil service."""

_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day off by national decree, or expected to be.

    Attributes
    ----------
    date
        The day.
    indonesian, english
        Its name.
    estimated
        Whether the date still hangs on the moon and a decree.
    """

    date: dt.date
    indonesian: str
    english: str
    estimated: bool

    def say(self, language: Language) -> str:
        """Return the name."""
        return self.indonesian if language == "id" else self.english


@cache
def holidays_of(year: int, category: Category) -> Mapping[dt.date, Holiday]:
    """Return the days off of a year, by date.

    Examples
    --------
    >>> holidays_of(2026, "public")[dt.date(2026, 8, 17)].say("id")
    'Hari Kemerdekaan Republik Indonesia'
    >>> len(holidays_of(2026, "government"))
    8
    """
    indonesia = _library().Indonesia
    names = {language: indonesia(years=year, categories=(category,), language=language) for language in ("id", "en_US")}
    marked = "(perkiraan)"
    days = {
        date: Holiday(
            date=date,
            indonesian=name.replace(f" {marked}", ""),
            english=names["en_US"][date].replace(" (estimated)", ""),
            estimated=marked in name,
        )
        for date, name in sorted(names["id"].items())
        if date.year == year
    }
    return MappingProxyType(days)


@cache
def _library() -> Any:
    """Return the module of the library that is about Indonesia; its package loads 250 other countries."""
    with postponed("holidays.countries", parts=True):
        return import_module("holidays.countries.indonesia")


@dataclass(frozen=True, slots=True)
class Ramadan:
    """The fasting month.

    Attributes
    ----------
    first, last
        Its first day, and its last, the day before Idul Fitri.
    estimated
        Whether Idul Fitri of that year is estimated.
    """

    first: dt.date
    last: dt.date
    estimated: bool = False


@cache
def ramadans_ending_in(year: int) -> tuple[Ramadan, ...]:
    """Return the fasting months that end in a year: one, or two, as in 2033.

    Idul Fitri is Indonesia's. The first day is that of the common reckoning of the neighbouring countries, from which
    Indonesia's own decision may differ by a day (2025: Saturday 1 March, where the library says 2 March).

    Examples
    --------
    >>> [(month.first.isoformat(), month.last.isoformat()) for month in ramadans_ending_in(2026)]
    [('2026-02-19', '2026-03-20')]
    """
    moon = _library().IndonesiaIslamicHolidays()
    beginnings = {date for y in (year - 1, year) for date, _ in moon.ramadan_beginning_dates(y)}
    # The library answers for neighbouring years too, and has gaps: a month of 29 or 30 days ends before a known feast.
    feasts = {
        date: estimated
        for y in (year, year + 1)
        for date, estimated in moon.eid_al_fitr_dates(y)
        if (date - _ONE_DAY).year == year
    }
    months = []
    for feast, estimated in sorted(feasts.items()):
        length = 29 if feast - 29 * _ONE_DAY in beginnings else 30
        months.append(Ramadan(feast - length * _ONE_DAY, feast - _ONE_DAY, estimated))
    return tuple(months)
