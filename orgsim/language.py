"""Indonesian and English: catalogues, numbers, dates, money, durations.

The English sentence is the key; ``locale/<language>/LC_MESSAGES/orgsim.po`` holds the others. Numbers and dates follow
the locale through Babel, which is imported only when something is formatted.
"""

from __future__ import annotations

import datetime as dt
import gettext
import io
import os
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal

from orgsim.errors import Message

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = ("id", "en")


def preferred_language() -> Language:
    """Return the language of the environment: ``ORGSIM_LANG``, else the locale; English if neither is Indonesian."""
    for variable in ("ORGSIM_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            return "id" if value.lower().startswith("id") else "en"
    return "en"


@cache
def catalogue(language: Language) -> gettext.NullTranslations:
    """Return the catalogue of a language, compiled in memory from its ``.po`` file."""
    source = files("orgsim") / "locale" / language / "LC_MESSAGES" / "orgsim.po"
    if not source.is_file():
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source.read_bytes()), locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def translate(text: str, language: Language) -> str:
    """Return an English catalogue key in a language (the key itself where there is no translation)."""
    return catalogue(language).gettext(text) if text else text


def say(message: Message | str, language: Language = "en") -> str:
    """Make the sentence of a message.

    Examples
    --------
    >>> from orgsim.errors import message
    >>> say(message("half-width {width}", width=2.5), "id").endswith("2,5")
    True
    """
    if isinstance(message, str):
        return translate(message, language)
    template = translate(message.text, language)
    return template.format_map({name: say_value(value, language) for name, value in message.parameters.items()})


def say_value(value: Any, language: Language) -> str:
    """Write one parameter as the language writes it: number, date, list, message, text in both languages."""
    if isinstance(value, Message):
        return say(value, language)
    if hasattr(value, "say"):
        return str(value.say(language))
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, (int, float)):
        return format_number(value, language)
    if isinstance(value, dt.date):
        return format_date(value, language)
    if isinstance(value, (list, tuple)):
        return ", ".join(say_value(item, language) for item in value)
    return str(value)


def format_number(value: float, language: Language, digits: int | None = None) -> str:
    """Write a number by locale; ``digits`` after the comma, else up to three significant places after it.

    Examples
    --------
    >>> format_number(1234.5, "id"), format_number(1234.5, "en")
    ('1.234,5', '1,234.5')
    """
    if digits is None:
        pattern = "#,##0.###" if abs(value) < 1000 else "#,##0.#"
    else:
        pattern = "#,##0." + "0" * digits if digits else "#,##0"
    return _number_by_pattern(str(value), pattern, language)


@lru_cache(maxsize=4096)
def _number_by_pattern(value: str, pattern: str, language: Language) -> str:
    """Return a number as the language writes it; the same few come again and again in a table."""
    from decimal import Decimal

    from babel.numbers import format_decimal

    return str(format_decimal(Decimal(value), format=_number_pattern(pattern), locale=_locale(language)))


@cache
def _number_pattern(pattern: str) -> Any:
    from babel.numbers import parse_pattern

    return parse_pattern(pattern)


@cache
def _locale(language: Language) -> Any:
    from babel import Locale

    return Locale.parse(language)


def format_date(value: dt.date, language: Language) -> str:
    """Write a date in full.

    Examples
    --------
    >>> format_date(dt.date(2026, 8, 17), "id")
    '17 Agustus 2026'
    """
    from babel.dates import format_date as babel_format

    return str(babel_format(value, format="d MMMM y", locale=language))


_MEASURES: dict[str, tuple[str, str, str]] = {
    "second": ("second", "seconds", "detik"),
    "minute": ("minute", "minutes", "menit"),
    "hour": ("hour", "hours", "jam"),
    "working second": ("working second", "working seconds", "detik kerja"),
    "working minute": ("working minute", "working minutes", "menit kerja"),
    "working hour": ("working hour", "working hours", "jam kerja"),
    "day": ("day", "days", "hari"),
    "working day": ("working day", "working days", "hari kerja"),
    "week": ("week", "weeks", "minggu"),
    "month": ("month", "months", "bulan"),
    "year": ("year", "years", "tahun"),
}
"""Measures of time: English singular and plural, Indonesian. Beside the catalogues, for English has a plural."""


def measure_word(measure: str, amount: float, language: Language) -> str:
    """Return the word for a measure of time beside an amount.

    Examples
    --------
    >>> measure_word("day", 2, "en"), measure_word("working day", 2, "id")
    ('days', 'hari kerja')
    """
    singular, plural, indonesian = _MEASURES[measure]
    return indonesian if language == "id" else singular if amount == 1 else plural


def say_amount(amount: float, measure: str, language: Language, digits: int | None = None) -> str:
    """Write an amount of a measure of time.

    Examples
    --------
    >>> say_amount(1.5, "hour", "id"), say_amount(1, "working day", "en")
    ('1,5 jam', '1 working day')
    """
    return f"{format_number(amount, language, digits)} {measure_word(measure, amount, language)}"


def format_duration(seconds: float, language: Language, *, day: float | None = None) -> str:
    """Write a duration in the two largest measures that say it; what is smaller is rounded away.

    Parameters
    ----------
    seconds
        The duration; negative for a difference.
    language
        For whom.
    day
        Seconds in a day, where days are wanted: 86 400 for calendar time, a day's office hours for working time.

    Examples
    --------
    >>> format_duration(5700, "id"), format_duration(750, "id"), format_duration(93_600, "en", day=86_400)
    ('1 jam 35 menit', '12,5 menit', '1 day 2 hours')
    """
    sign, size = ("−" if seconds < 0 else ""), abs(seconds)
    if size < 59.5:
        return sign + say_amount(round(size), "second", language)
    if size < 3570:
        minutes = round(size / 60, 1) if size < 1800 else round(size / 60)
        return sign + say_amount(minutes, "minute", language)
    if day is None or size < day:
        return sign + _two_measures(round(size / 60), 60, "hour", "minute", language)
    working = "working " if day != 86_400 else ""
    hours_a_day = day / 3600
    days, hours = divmod(round(size / 3600, 1 if day % 3600 else None), hours_a_day)
    parts = [(days, f"{working}day"), (round(hours, 1), "hour")]
    return sign + " ".join(say_amount(amount, measure, language) for amount, measure in parts if amount)


def _two_measures(total: int, ratio: int, large: str, small: str, language: Language) -> str:
    many, few = divmod(total, ratio)
    parts = [(many, large), (few, small)]
    return " ".join(say_amount(amount, measure, language) for amount, measure in parts if amount)


def format_share(share: float, language: Language, digits: int = 1) -> str:
    """Write a share in per cent, without idle zeros.

    Examples
    --------
    >>> format_share(0.123, "id"), format_share(0.12, "en"), format_share(-0.0004, "en")
    ('12,3 %', '12 %', '0 %')
    """
    per_cent = round(share * 100, digits) + 0.0
    text = format_number(per_cent, language, digits if digits > 3 else None)
    return f"{text} %".replace("-", "−")


def format_money(rupiah: float, language: Language) -> str:
    """Write an amount of money as a planner reads it, to three significant places or so.

    Examples
    --------
    >>> format_money(4_500_000, "id"), format_money(1.2e9, "en"), format_money(85_000, "id")
    ('Rp 4,5 juta', 'Rp 1.2 billion', 'Rp 85.000')
    """
    sign, size = ("−" if rupiah < 0 else ""), abs(rupiah)
    for power, indonesian, english in ((12, "triliun", "trillion"), (9, "miliar", "billion"), (6, "juta", "million")):
        if round(size) >= 10**power:
            word = indonesian if language == "id" else english
            return f"{sign}Rp {format_number(round(size / 10**power, 2), language)} {word}"
    return f"{sign}Rp {format_number(round(size), language)}"
