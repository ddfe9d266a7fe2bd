"""What people write (``15 menit``, ``3 hari kerja``, ``12 %``, ``Rp 4,5 juta``) to plain values, and back.

Both languages and both decimal marks are read. What can be read in two ways is refused, with the two ways to write it. Every
``write_…`` is the exact inverse of its ``parse_…``: no number changes by being saved and loaded. Durations are seconds.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal
from difflib import get_close_matches
from typing import Literal, NoReturn

from orgsim.errors import Fault, InputError, Message, message
from orgsim.language import Language, format_number, measure_word, say_amount

__all__ = [
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

LONGEST_DAYS = 36_525
"""A hundred years: anything longer is a slip of the pen."""
MOST_RUPIAH = 10**16
_LONGEST_TEXT = 80
_EXACT = Context(prec=400)
"""Decimal arithmetic that never rounds what fits in a measure; floats are made of it at the very end."""


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """Time at work: whole or part working days, then time on duty; its length on the clock depends on a calendar.

    Attributes
    ----------
    days
        Working days.
    seconds
        Time on duty, beside the days.
    """

    days: float = 0.0
    seconds: float = 0.0

    def say(self, language: Language) -> str:
        """Write it for a reader.

        Examples
        --------
        >>> WorkingTime(days=3).say("id"), WorkingTime(seconds=7200).say("en")
        ('3 hari kerja', '2 working hours')
        """
        return _say([(self.days, "working day"), *_clock_parts(self.seconds, "working ")], language, "working minute")


@dataclass(frozen=True, slots=True)
class CalendarTime:
    """Civil time: months by the calendar, days of 24 hours, and seconds.

    Attributes
    ----------
    months
        Calendar months (a year is 12).
    days
        Days, weekends and holidays included.
    seconds
        Time on the clock, beside the days.
    """

    months: int = 0
    days: float = 0.0
    seconds: float = 0.0

    def say(self, language: Language) -> str:
        """Write it for a reader.

        Examples
        --------
        >>> CalendarTime(months=6).say("id"), CalendarTime(months=18, days=14).say("en")
        ('6 bulan', '1 year 6 months 2 weeks')
        """
        weeks = self.days / 7 if self.days % 7 == 0 else 0
        parts = [
            (self.months // 12, "year"),
            (self.months % 12, "month"),
            (weeks, "week"),
            (0 if weeks else self.days, "day"),
        ]
        return _say([*parts, *_clock_parts(self.seconds, "")], language, "day")


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


def _clock_parts(seconds: float, prefix: str) -> list[tuple[float, str]]:
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    return [(hours, f"{prefix}hour"), (minutes, f"{prefix}minute"), (rest, f"{prefix}second")]


def _say(parts: Iterable[tuple[float, str]], language: Language, nothing: str) -> str:
    return " ".join(say_amount(amount, word, language) for amount, word in parts if amount) or say_amount(
        0, nothing, language
    )


# ---------------------------------------------------------------- numbers

_NUMBER = re.compile(r"[+-]?\d[\d.,]*(?:e[+-]?\d+)?|[+-]?[.,]\d+")


def _refuse(text: Message, remedy: Message | None = None) -> NoReturn:
    raise InputError(Fault(text, remedy=remedy))


def _decimal(text: str, *, rupiah: bool = False) -> Decimal:
    """Read one number; ``rupiah``: a single point before three digits is known to group thousands."""
    mantissa, _, exponent = text.partition("e")
    points, commas = mantissa.count("."), mantissa.count(",")
    if points and commas:  # both marks: the last one is the decimal mark
        group, mark = (".", ",") if mantissa.rfind(",") > mantissa.rfind(".") else (",", ".")
    elif points + commas > 1:
        group, mark = ("." if points else ","), ""
    else:
        group, mark = "", ("." if points else ",")
    whole, _, rest = mantissa.partition(mark) if mark else (mantissa, "", "")
    digits = whole.lstrip("+-")
    if group:
        first, *others = digits.split(group)
        if not (1 <= len(first) <= 3 and others and all(len(part) == 3 for part in others)) or (mark and mark in rest):
            _refuse(
                message("“{text}” is not a number", text=text),
                message("Write thousands in groups of three, e.g. 4.500.000"),
            )
    elif len(rest) == 3 and 1 <= len(digits) <= 3 and digits.strip("0") and not digits.startswith("0") and not exponent:
        if rupiah and mark == ".":
            return Decimal(whole + rest)
        short = rest.rstrip("0")
        decimal = f"{digits}.{short if len(short) < 3 else rest + '0'}" if short else digits
        _refuse(
            message("“{text}” can be read in two ways", text=text),
            message("Write {thousands} or {decimal}", thousands=digits + rest, decimal=decimal),
        )
    number = whole.replace(group, "") if group else whole
    return Decimal(f"{number or '0'}.{rest or '0'}" + (f"e{exponent}" if exponent else ""))


def _plain(value: Decimal) -> str:
    """Write a number so that it reads back the same and in one way only."""
    text = str(value.normalize(_EXACT)) if value else "0"
    if "E" in text and -20 < value.adjusted() < 21:
        text = format(value.normalize(_EXACT), "f")
    whole, _, rest = text.partition(".")
    if len(rest) == 3 and whole.lstrip("-") != "0" and len(whole.lstrip("-")) <= 3:
        text += "0"
    return text.replace("E+", "e").replace("E", "e")


def _given(value: float) -> Decimal:
    return Decimal(repr(float(value)))


def _written(value: object, what: Message, example: str) -> str:
    """Return the text of a measure; a bare number or anything else is refused."""
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        _refuse(
            message("{value} has no measure: {what} is needed", value=str(value), what=what),
            message("Write e.g. {example}", example=example),
        )
    if not isinstance(value, str):
        _refuse(message("{what} is needed here", what=what), message("Write e.g. {example}", example=example))
    text = " ".join(value.split()).casefold()
    if not text or len(text) > _LONGEST_TEXT:
        _refuse(message("{what} is needed here", what=what), message("Write e.g. {example}", example=example))
    return text


def parse_number(value: object) -> float:
    """Read a plain number: a number, or its text with a decimal comma or point.

    Examples
    --------
    >>> parse_number("1,5"), parse_number(2)
    (1.5, 2.0)
    """
    what = message("a number")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _finite(value, str(value))
    text = _written(value, what, "1.5")
    if not _NUMBER.fullmatch(text):
        _refuse(message("“{text}” is not {what}", text=text, what=what), message("Write e.g. {example}", example="1.5"))
    return _finite(_decimal(text), text)


def write_number(value: float) -> str:
    """Write a plain number so that it can be read in one way only.

    Examples
    --------
    >>> write_number(1.25), write_number(1.125)
    ('1.25', '1.1250')
    """
    return _plain(_given(value))


def _finite(value: float | Decimal, text: str) -> float:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        _refuse(message("“{text}” is not a finite number", text=text))
    return number


# ---------------------------------------------------------------- durations


@dataclass(frozen=True, slots=True)
class _Unit:
    name: str
    field: Literal["seconds", "days", "months"]
    size: int
    working: bool = False


_SECOND, _MINUTE, _HOUR = _Unit("s", "seconds", 1), _Unit("min", "seconds", 60), _Unit("h", "seconds", 3600)
_DAY, _WEEK = _Unit("days", "days", 1), _Unit("weeks", "days", 7)
_MONTH, _YEAR = _Unit("months", "months", 1), _Unit("years", "months", 12)
_WORKING_DAY = _Unit("working days", "days", 1, working=True)

_WORDS: dict[str, _Unit] = {
    word: unit
    for unit, words in (
        (_SECOND, "s sec secs second seconds detik dtk"),
        (_MINUTE, "min mins minute minutes menit mnt"),
        (_HOUR, "h hr hrs hour hours jam"),
        (_DAY, "d day days hari"),
        (_WEEK, "w week weeks minggu pekan"),
        (_MONTH, "month months bulan bln"),
        (_YEAR, "y yr year years tahun thn"),
    )
    for word in words.split()
}
for _word, _unit in list(_WORDS.items()):
    if len(_word) > 2 and _unit.field == "seconds":
        _working = _Unit(f"working {_unit.name}", "seconds", _unit.size, working=True)
        _WORDS |= {f"{_word} kerja": _working, f"working {_word}": _working}
_WORDS |= {
    f"working {_unit.name}": _Unit(f"working {_unit.name}", "seconds", _unit.size, working=True)
    for _unit in (_SECOND, _MINUTE, _HOUR)
}
_WORDS |= dict.fromkeys(
    (
        "hari kerja",
        "working day",
        "working days",
        "workday",
        "workdays",
        "work day",
        "work days",
        "business day",
        "business days",
    ),
    _WORKING_DAY,
)

_ISO = re.compile(
    r"p(?:(?P<y>[\d.,]+)y)?(?:(?P<mo>[\d.,]+)m)?(?:(?P<w>[\d.,]+)w)?(?:(?P<d>[\d.,]+)d)?"
    r"(?:t(?=\d)(?:(?P<h>[\d.,]+)h)?(?:(?P<mi>[\d.,]+)m)?(?:(?P<s>[\d.,]+)s)?)?"
)
_ISO_UNITS = {"y": _YEAR, "mo": _MONTH, "w": _WEEK, "d": _DAY, "h": _HOUR, "mi": _MINUTE, "s": _SECOND}
_PART = re.compile(rf"\s*(?P<number>{_NUMBER.pattern})\s*(?P<unit>[^\W\d]*(?:[ -][^\W\d]+)*)\.?\s*[,;]?\s*")

_DURATION = message("a duration")
_CLOCK_EXAMPLE = "15 min"


def _parts(value: object, what: Message, example: str) -> list[tuple[Decimal, _Unit]]:
    """Split ``1 jam 30 menit`` or ``PT1H30M`` into amounts and units."""
    text = _written(value, what, example)
    remedy = message("Write e.g. {example}", example=example)
    iso = _ISO.fullmatch(text)
    if iso and any(iso.groupdict().values()):
        return [(_decimal(number), _ISO_UNITS[key]) for key, number in iso.groupdict().items() if number]
    parts: list[tuple[Decimal, _Unit]] = []
    position = 0
    while position < len(text):
        part = _PART.match(text, position)
        if part is None:
            _refuse(message("“{text}” is not {what}", text=text, what=what), remedy)
        position = part.end()
        amount = _decimal(part["number"])
        word = part["unit"].replace("-", " ").removesuffix(" and").removesuffix(" dan").strip()
        if not word:
            _refuse(message("{value} has no measure: {what} is needed", value=part["number"], what=what), remedy)
        if word not in _WORDS:
            close = get_close_matches(word, _WORDS, n=1)
            if close:
                remedy = message("Did you mean “{guess}”?", guess=close[0])
            _refuse(message("“{word}” is not a measure of time", word=word), remedy)
        if amount < 0:
            _refuse(message("“{text}” is negative; {what} is not", text=text, what=what))
        parts.append((amount, _WORDS[word]))
    return parts


def _total(parts: list[tuple[Decimal, _Unit]], field: str, text: object) -> float:
    amount = sum(
        (_EXACT.multiply(number, Decimal(unit.size)) for number, unit in parts if unit.field == field), Decimal(0)
    )
    limit = {"seconds": LONGEST_DAYS * 86_400, "days": LONGEST_DAYS, "months": 1_200}[field]
    if not amount <= limit:
        _refuse(message("“{text}” is longer than a hundred years", text=str(text)))
    return float(amount)


def parse_effort(value: object) -> float:
    """Read hands-on time; returns seconds.

    Examples
    --------
    >>> parse_effort("15 menit"), parse_effort("1,5 jam"), parse_effort("PT15M"), parse_effort("1 h 30 min")
    (900.0, 5400.0, 900.0, 5400.0)
    """
    parts = _parts(value, message("a duration of work"), _CLOCK_EXAMPLE)
    if any(unit.field != "seconds" for _, unit in parts):
        _refuse(
            message(
                "“{text}”: how long that is depends on a calendar, and work is measured in hours, minutes or seconds",
                text=str(value),
            ),
            message("Write e.g. {example}", example="7.5 h"),
        )
    return _total(parts, "seconds", value)


def parse_working_time(value: object) -> WorkingTime:
    """Read time at work, as in a promise.

    Examples
    --------
    >>> parse_working_time("3 hari kerja"), parse_working_time("2 jam")
    (WorkingTime(days=3.0, seconds=0.0), WorkingTime(days=0.0, seconds=7200.0))
    """
    parts = _parts(value, message("time at work"), "3 working days")
    for amount, unit in parts:
        if unit.field != "seconds" and not unit.working:
            number = _plain(amount * unit.size) if unit.field == "days" else "20"
            _refuse(
                message("“{text}” is time by the calendar, and time at work is needed", text=str(value)),
                message("Write e.g. {example}", example=f"{number} working days"),
            )
    return WorkingTime(_total(parts, "days", value), _total(parts, "seconds", value))


def parse_calendar_time(value: object) -> CalendarTime:
    """Read civil time.

    Examples
    --------
    >>> parse_calendar_time("6 bulan"), parse_calendar_time("2 minggu")
    (CalendarTime(months=6, days=0.0, seconds=0.0), CalendarTime(months=0, days=14.0, seconds=0.0))
    """
    parts = _parts(value, message("time by the calendar"), "6 months")
    if any(unit.working for _, unit in parts):
        _refuse(
            message("“{text}” is time at work, and time by the calendar is needed", text=str(value)),
            message("Write e.g. {example}", example="2 weeks"),
        )
    months = _total(parts, "months", value)
    if months != int(months):
        _refuse(
            message("“{text}” is not a whole number of months", text=str(value)), message("Write weeks or days instead")
        )
    return CalendarTime(int(months), _total(parts, "days", value), _total(parts, "seconds", value))


def parse_delay(value: object) -> WorkingTime | CalendarTime:
    """Read a delay: the word ``kerja`` or ``working`` makes it time at work, else it runs by the calendar.

    Examples
    --------
    >>> parse_delay("1 hari kerja"), parse_delay("1 hari")
    (WorkingTime(days=1.0, seconds=0.0), CalendarTime(months=0, days=1.0, seconds=0.0))
    """
    parts = _parts(value, message("a delay"), "1 working day")
    return parse_working_time(value) if any(unit.working for _, unit in parts) else parse_calendar_time(value)


def _clock_text(seconds: float, prefix: str = "") -> str:
    """Write seconds in the largest unit that holds them shortly and exactly."""
    exact = _given(seconds)
    for unit in (_HOUR, _MINUTE):
        amount = _EXACT.divide(exact, Decimal(unit.size))
        if amount >= 1 and amount == round(amount, 2) and (unit is _MINUTE or amount == round(amount, 1)):
            return f"{_plain(amount)} {prefix}{unit.name}"
    return f"{_plain(exact)} {prefix}{'s' if seconds else 'min'}"


def write_effort(seconds: float) -> str:
    """Write hands-on time.

    Examples
    --------
    >>> write_effort(900), write_effort(5400), write_effort(48), write_effort(0)
    ('15 min', '1.5 h', '48 s', '0 min')
    """
    return _clock_text(seconds)


def write_working_time(time: WorkingTime) -> str:
    """Write time at work.

    Examples
    --------
    >>> write_working_time(WorkingTime(days=3)), write_working_time(WorkingTime(seconds=7200))
    ('3 working days', '2 working h')
    """
    parts = (
        [f"{_plain(_given(time.days))} working {'day' if time.days == 1 else 'days'}"]
        if time.days or not time.seconds
        else []
    )
    return " ".join([*parts, *([_clock_text(time.seconds, "working ")] if time.seconds else [])])


def write_calendar_time(time: CalendarTime) -> str:
    """Write civil time.

    Examples
    --------
    >>> write_calendar_time(CalendarTime(months=6)), write_calendar_time(CalendarTime(days=14))
    ('6 months', '2 weeks')
    """
    parts = []
    if time.months:
        amount, name = (time.months // 12, "year") if time.months % 12 == 0 else (time.months, "month")
        parts.append(f"{amount} {name}{'' if amount == 1 else 's'}")
    if time.days or not (time.months or time.seconds):
        days, name = (time.days / 7, "week") if time.days and time.days % 7 == 0 else (time.days, "day")
        parts.append(f"{_plain(_given(days))} {name}{'' if days == 1 else 's'}")
    return " ".join([*parts, *([_clock_text(time.seconds)] if time.seconds else [])])


def write_delay(time: WorkingTime | CalendarTime) -> str:
    """Write a delay in the words that keep its kind."""
    return write_working_time(time) if isinstance(time, WorkingTime) else write_calendar_time(time)


# ---------------------------------------------------------------- shares, growth, frequencies, money

_PERCENT = re.compile(rf"(?P<number>{_NUMBER.pattern}) ?(?:%|persen|percent|per cent)(?P<rest>.*)")
_YEARLY = re.compile(r" ?(?:/|per|a) ?(?:year|tahun|yr|thn)|se ?tahun|tiap tahun")
_PER = re.compile(rf"(?P<number>{_NUMBER.pattern}) ?(?:/|per\b|tiap\b|setiap\b|each\b|a\b) ?(?P<unit>[a-z ]+)")
_PER_UNITS: dict[_Unit, Per] = {
    _HOUR: "hour",
    _DAY: "day",
    _WORKING_DAY: "working day",
    _WEEK: "week",
    _MONTH: "month",
    _YEAR: "year",
}
_MONEY = re.compile(rf"(?:rp|idr)\.? ?(?P<number>{_NUMBER.pattern}) ?(?P<multiple>[a-z]*)")
_MULTIPLES = {
    word: power
    for words, power in (
        ("", 0), ("ribu rb thousand", 3), ("juta jt million", 6), ("miliar milyar billion", 9), ("triliun trilyun trillion", 12),
    )
    for word in (words.split() or [""])
}  # fmt: skip


def parse_share(value: object) -> float:
    """Read a share; returns 0 to 1.

    Examples
    --------
    >>> parse_share("12 %"), parse_share("2,5%"), parse_share("40 persen")
    (0.12, 0.025, 0.4)
    """
    example = "12 %"
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1:
        example = f"{_plain(_given(value).scaleb(2))} %"
    what = message("a share in per cent")
    text = _written(value, what, example)
    found = _PERCENT.fullmatch(text)
    if not found or found["rest"]:
        _refuse(
            message("“{text}” is not {what}", text=text, what=what), message("Write e.g. {example}", example=example)
        )
    share = _decimal(found["number"])
    if not 0 <= share <= 100:
        _refuse(message("“{text}” is not between 0 % and 100 %", text=text))
    return float(share.scaleb(-2, _EXACT))


def write_share(share: float) -> str:
    """Write a share.

    Examples
    --------
    >>> write_share(0.07), write_share(1.0)
    ('7 %', '100 %')
    """
    return f"{_plain(_given(share).scaleb(2, _EXACT))} %"


def parse_growth(value: object) -> float:
    """Read a yearly growth; returns a fraction a year, negative where it shrinks.

    Examples
    --------
    >>> parse_growth("4 %/year"), parse_growth("-2 % per tahun")
    (0.04, -0.02)
    """
    what = message("a yearly growth")
    text = _written(value, what, "4 %/year")
    found = _PERCENT.fullmatch(text)
    if not found or not _YEARLY.fullmatch(found["rest"]):
        _refuse(
            message("“{text}” is not {what}", text=text, what=what), message("Write e.g. {example}", example="4 %/year")
        )
    growth = _decimal(found["number"])
    if not -100 < growth <= 1000:
        _refuse(message("“{text}” is not between −100 % and 1000 % a year", text=text))
    return float(growth.scaleb(-2, _EXACT))


def write_growth(growth: float) -> str:
    """Write a yearly growth.

    Examples
    --------
    >>> write_growth(0.04)
    '4 %/year'
    """
    return f"{_plain(_given(growth).scaleb(2, _EXACT))} %/year"


def parse_frequency(value: object) -> Frequency:
    """Read how many in each hour, day, working day, week, month or year.

    Examples
    --------
    >>> parse_frequency("9600 per tahun"), parse_frequency("30/hari")
    (Frequency(count=9600.0, per='year'), Frequency(count=30.0, per='day'))
    """
    what, remedy = message("a number per day, month or year"), message("Write e.g. {example}", example="9600 per year")
    text = _written(value, what, "9600 per year")
    found = _PER.fullmatch(text)
    unit = _WORDS.get(found["unit"].strip()) if found else None
    if not found or unit not in _PER_UNITS:
        _refuse(message("“{text}” is not {what}", text=text, what=what), remedy)
    count = _finite(_decimal(found["number"]), text)
    if not 0 <= count <= 1e12:
        _refuse(message("“{text}” is negative or beyond all measure", text=text), remedy)
    return Frequency(count, _PER_UNITS[unit])


def write_frequency(frequency: Frequency) -> str:
    """Write how many in each.

    Examples
    --------
    >>> write_frequency(Frequency(30, "working day"))
    '30 per working day'
    """
    return f"{_plain(_given(frequency.count))} per {frequency.per}"


def parse_money(value: object) -> float:
    """Read an amount of money; returns rupiah.

    Examples
    --------
    >>> parse_money("Rp 4,5 juta"), parse_money("Rp 4.500.000"), parse_money("Rp 1,2 miliar")
    (4500000.0, 4500000.0, 1200000000.0)
    """
    what, remedy = message("an amount of money"), message("Write e.g. {example}", example="Rp 4,5 juta")
    text = _written(value, what, "Rp 4,5 juta")
    found = _MONEY.fullmatch(text.rstrip(",-"))
    if not found or found["multiple"] not in _MULTIPLES:
        _refuse(message("“{text}” is not {what}", text=text, what=what), remedy)
    amount = _decimal(found["number"], rupiah=not found["multiple"]).scaleb(_MULTIPLES[found["multiple"]], _EXACT)
    if not 0 <= amount <= MOST_RUPIAH:
        _refuse(message("“{text}” is negative or beyond all measure", text=text), remedy)
    return float(amount)


def write_money(rupiah: float) -> str:
    """Write an amount of money.

    Examples
    --------
    >>> write_money(4_500_000), write_money(1.2e9), write_money(850)
    ('Rp 4.5 juta', 'Rp 1.2 miliar', 'Rp 850')
    """
    amount = _given(rupiah)
    for word, power in (("triliun", 12), ("miliar", 9), ("juta", 6)):
        if amount >= Decimal(10) ** power:
            return f"Rp {_plain(amount.scaleb(-power, _EXACT))} {word}"
    return f"Rp {_plain(amount)}"
