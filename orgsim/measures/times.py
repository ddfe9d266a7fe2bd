"""Durations, in hands-on, working and calendar time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from orgsim.errors import Message, message
from orgsim.language import Language, say_amount
from orgsim.measures.numerals import EXACT, NUMBER, exactly, plain, read_decimal, refuse_text, written_text
from orgsim.measures.units import DAY, HOUR, MINUTE, MONTH, SECOND, WEEK, WORDS, YEAR, Unit
from orgsim.suggestion import suggest

LONGEST_DAYS = 36_525
"""A hundred years: anything longer is a slip of the pen."""


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


def _clock_parts(seconds: float, prefix: str) -> list[tuple[float, str]]:
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    return [(hours, f"{prefix}hour"), (minutes, f"{prefix}minute"), (rest, f"{prefix}second")]


def _say(parts: Iterable[tuple[float, str]], language: Language, nothing: str) -> str:
    said = [say_amount(amount, word, language) for amount, word in parts if amount]
    return " ".join(said) or say_amount(0, nothing, language)


_ISO = re.compile(
    r"p(?:(?P<y>[\d.,]+)y)?(?:(?P<mo>[\d.,]+)m)?(?:(?P<w>[\d.,]+)w)?(?:(?P<d>[\d.,]+)d)?"
    r"(?:t(?=\d)(?:(?P<h>[\d.,]+)h)?(?:(?P<mi>[\d.,]+)m)?(?:(?P<s>[\d.,]+)s)?)?"
)
_ISO_UNITS = {"y": YEAR, "mo": MONTH, "w": WEEK, "d": DAY, "h": HOUR, "mi": MINUTE, "s": SECOND}
_PART = re.compile(rf"\s*(?P<number>{NUMBER.pattern})\s*(?P<unit>[^\W\d]*(?:[ -][^\W\d]+)*)\.?\s*[,;]?\s*")


def _parts(value: object, what: Message, example: str) -> list[tuple[Decimal, Unit]]:
    """Split ``1 jam 30 menit`` or ``PT1H30M`` into amounts and units."""
    text = written_text(value, what, example)
    remedy = message("Write e.g. {example}", example=example)
    iso = _ISO.fullmatch(text)
    if iso and any(iso.groupdict().values()):
        return [(read_decimal(number), _ISO_UNITS[key]) for key, number in iso.groupdict().items() if number]
    parts: list[tuple[Decimal, Unit]] = []
    position = 0
    while position < len(text):
        part = _PART.match(text, position)
        if part is None:
            refuse_text(message('"{text}" is not {what}', text=text, what=what), remedy)
        position = part.end()
        amount = read_decimal(part["number"])
        word = part["unit"].replace("-", " ").removesuffix(" and").removesuffix(" dan").strip()
        if not word:
            refuse_text(message("{value} has no measure: {what} is needed", value=part["number"], what=what), remedy)
        if word not in WORDS:
            near = suggest(word, WORDS)
            guess = remedy if near is None else message('Did you mean "{near}"?', near=near)
            refuse_text(message('"{word}" is not a measure of time', word=word), guess)
        if amount < 0:
            refuse_text(message('"{text}" is negative; {what} is not', text=text, what=what))
        parts.append((amount, WORDS[word]))
    return parts


def _total(parts: list[tuple[Decimal, Unit]], field: str, text: object) -> float:
    amount = Decimal(0)
    for number, unit in parts:
        if unit.field == field:
            amount = EXACT.add(amount, EXACT.multiply(number, Decimal(unit.size)))
    limit = {"seconds": LONGEST_DAYS * 86_400, "days": LONGEST_DAYS, "months": 1_200}[field]
    if not amount <= limit:
        refuse_text(message('"{text}" is longer than a hundred years', text=str(text)))
    return float(amount)


def parse_effort(value: object) -> float:
    """Read hands-on time; returns seconds.

    Examples
    --------
    >>> parse_effort("15 menit"), parse_effort("1,5 jam"), parse_effort("PT15M"), parse_effort("1 h 30 min")
    (900.0, 5400.0, 900.0, 5400.0)
    """
    parts = _parts(value, message("a duration of work"), "15 min")
    if any(unit.field != "seconds" for _, unit in parts):
        refuse_text(
            message(
                '"{text}": how long that is depends on a calendar, and work is measured in hours, minutes or seconds',
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
            number = plain(amount * unit.size) if unit.field == "days" else "20"
            refuse_text(
                message('"{text}" is time by the calendar, and time at work is needed', text=str(value)),
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
        refuse_text(
            message('"{text}" is time at work, and time by the calendar is needed', text=str(value)),
            message("Write e.g. {example}", example="2 weeks"),
        )
    months = _total(parts, "months", value)
    if months != int(months):
        refuse_text(
            message('"{text}" is not a whole number of months', text=str(value)), message("Write weeks or days instead")
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
    exact = exactly(seconds)
    for unit in (HOUR, MINUTE):
        amount = EXACT.divide(exact, Decimal(unit.size))
        if amount >= 1 and amount == round(amount, 2) and (unit is MINUTE or amount == round(amount, 1)):
            return f"{plain(amount)} {prefix}{unit.name}"
    return f"{plain(exact)} {prefix}{'s' if seconds else 'min'}"


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
        [f"{plain(exactly(time.days))} working {'day' if time.days == 1 else 'days'}"]
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
        parts.append(f"{plain(exactly(days))} {name}{'' if days == 1 else 's'}")
    return " ".join([*parts, *([_clock_text(time.seconds)] if time.seconds else [])])


def write_delay(time: WorkingTime | CalendarTime) -> str:
    """Write a delay in the words that keep its kind."""
    return write_working_time(time) if isinstance(time, WorkingTime) else write_calendar_time(time)
