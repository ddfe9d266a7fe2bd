"""Shares, growth, numbers per time, and money."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from orgsim.errors import message
from orgsim.language import Language, format_number, measure_word
from orgsim.measures.numerals import EXACT, NUMBER, exactly, finite, plain, read_decimal, refuse_text, written_text
from orgsim.measures.units import DAY, HOUR, MONTH, WEEK, WORDS, WORKING_DAY, YEAR, Unit

MOST_RUPIAH = 10**16
"""Beyond it an amount of money is a slip of the pen."""

Per = Literal["hour", "day", "working day", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class Frequency:
    """So many in each hour, day, working day, week, month or year.

    Attributes
    ----------
    count
        How many.
    per
        In each what.
    """

    count: float
    per: Per

    def per_year(self, working_days: float = 240.0) -> float:
        """Return how many a year; how many working days a year has depends on the calendar.

        Examples
        --------
        >>> Frequency(800, "month").per_year()
        9600
        """
        return (
            self.count
            * {"hour": 8766, "day": 365.25, "working day": working_days, "week": 365.25 / 7, "month": 12, "year": 1}[
                self.per
            ]
        )

    def say(self, language: Language) -> str:
        """Write it for a reader.

        Examples
        --------
        >>> Frequency(9600, "year").say("id")
        '9.600 per tahun'
        """
        return f"{format_number(self.count, language)} per {measure_word(self.per, 1, language)}"


_PERCENT = re.compile(rf"(?P<number>{NUMBER.pattern}) ?(?:%|persen|percent|per cent)(?P<rest>.*)")
_YEARLY = re.compile(r" ?(?:/|per|a) ?(?:year|tahun|yr|thn)|se ?tahun|tiap tahun")
_PER = re.compile(rf"(?P<number>{NUMBER.pattern}) ?(?:/|per\b|tiap\b|setiap\b|each\b|a\b) ?(?P<unit>[a-z ]+)")
_PER_UNITS: dict[Unit, Per] = {
    HOUR: "hour",
    DAY: "day",
    WORKING_DAY: "working day",
    WEEK: "week",
    MONTH: "month",
    YEAR: "year",
}
_MONEY = re.compile(rf"(?:rp|idr)\.? ?(?P<number>{NUMBER.pattern}) ?(?P<multiple>[a-z]*)")
_MULTIPLES = {"": 0} | {
    word: power
    for power, words in {
        3: "ribu rb thousand",
        6: "juta jt million",
        9: "miliar milyar billion",
        12: "triliun trilyun trillion",
    }.items()
    for word in words.split()
}


def parse_share(value: object) -> float:
    """Read a share; returns 0 to 1.

    Examples
    --------
    >>> parse_share("12 %"), parse_share("2,5%"), parse_share("40 persen")
    (0.12, 0.025, 0.4)
    """
    example = "12 %"
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1:
        example = f"{plain(exactly(value).scaleb(2))} %"
    what = message("a share in per cent")
    text = written_text(value, what, example)
    found = _PERCENT.fullmatch(text)
    if not found or found["rest"]:
        refuse_text(
            message('"{text}" is not {what}', text=text, what=what), message("Write e.g. {example}", example=example)
        )
    share = read_decimal(found["number"])
    if not 0 <= share <= 100:
        refuse_text(message('"{text}" is not between 0 % and 100 %', text=text))
    return float(share.scaleb(-2, EXACT))


def write_share(share: float) -> str:
    """Write a share.

    Examples
    --------
    >>> write_share(0.07), write_share(1.0)
    ('7 %', '100 %')
    """
    return f"{plain(exactly(share).scaleb(2, EXACT))} %"


def parse_growth(value: object) -> float:
    """Read a yearly growth; returns a fraction a year, negative where it shrinks.

    Examples
    --------
    >>> parse_growth("4 %/year"), parse_growth("-2 % per tahun")
    (0.04, -0.02)
    """
    what = message("a yearly growth")
    text = written_text(value, what, "4 %/year")
    found = _PERCENT.fullmatch(text)
    if not found or not _YEARLY.fullmatch(found["rest"]):
        refuse_text(
            message('"{text}" is not {what}', text=text, what=what), message("Write e.g. {example}", example="4 %/year")
        )
    growth = read_decimal(found["number"])
    if not -100 < growth <= 1000:
        refuse_text(message('"{text}" is not between −100 % and 1000 % a year', text=text))
    return float(growth.scaleb(-2, EXACT))


def write_growth(growth: float) -> str:
    """Write a yearly growth.

    Examples
    --------
    >>> write_growth(0.04)
    '4 %/year'
    """
    return f"{plain(exactly(growth).scaleb(2, EXACT))} %/year"


def parse_frequency(value: object) -> Frequency:
    """Read how many in each hour, day, working day, week, month or year.

    Examples
    --------
    >>> parse_frequency("9600 per tahun"), parse_frequency("30/hari")
    (Frequency(count=9600.0, per='year'), Frequency(count=30.0, per='day'))
    """
    what, remedy = message("a number per day, month or year"), message("Write e.g. {example}", example="9600 per year")
    text = written_text(value, what, "9600 per year")
    found = _PER.fullmatch(text)
    unit = WORDS.get(found["unit"].strip()) if found else None
    if not found or unit not in _PER_UNITS:
        refuse_text(message('"{text}" is not {what}', text=text, what=what), remedy)
    count = finite(read_decimal(found["number"]), text)
    if not 0 <= count <= 1e12:
        refuse_text(message('"{text}" is negative or beyond all measure', text=text), remedy)
    return Frequency(count, _PER_UNITS[unit])


def write_frequency(frequency: Frequency) -> str:
    """Write how many in each.

    Examples
    --------
    >>> write_frequency(Frequency(30, "working day"))
    '30 per working day'
    """
    return f"{plain(exactly(frequency.count))} per {frequency.per}"


def parse_money(value: object) -> float:
    """Read an amount of money; returns rupiah.

    Examples
    --------
    >>> parse_money("Rp 4,5 juta"), parse_money("Rp 4.500.000"), parse_money("Rp 1,2 miliar")
    (4500000.0, 4500000.0, 1200000000.0)
    """
    what, remedy = message("an amount of money"), message("Write e.g. {example}", example="Rp 4,5 juta")
    text = written_text(value, what, "Rp 4,5 juta")
    found = _MONEY.fullmatch(text.rstrip(",-"))
    if not found or found["multiple"] not in _MULTIPLES:
        refuse_text(message('"{text}" is not {what}', text=text, what=what), remedy)
    amount = read_decimal(found["number"], rupiah=not found["multiple"]).scaleb(_MULTIPLES[found["multiple"]], EXACT)
    if not 0 <= amount <= MOST_RUPIAH:
        refuse_text(message('"{text}" is negative or beyond all measure', text=text), remedy)
    return float(amount)


def write_money(rupiah: float) -> str:
    """Write an amount of money.

    Examples
    --------
    >>> write_money(4_500_000), write_money(1.2e9), write_money(850)
    ('Rp 4.5 juta', 'Rp 1.2 miliar', 'Rp 850')
    """
    amount = exactly(rupiah)
    for word, power in (("triliun", 12), ("miliar", 9), ("juta", 6)):
        if amount >= Decimal(10) ** power:
            return f"Rp {plain(amount.scaleb(-power, EXACT))} {word}"
    return f"Rp {plain(amount)}"
