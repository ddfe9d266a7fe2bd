"""Indonesian and English: catalogues, numbers, dates, money, durations.

The English sentence is the key; ``locale/<language>/LC_MESSAGES/orgsim.po`` holds the others. Numbers and dates follow the
locale through Babel, which is imported only when something is formatted.
"""

from __future__ import annotations

import datetime as dt
import gettext
import io
import os
from functools import cache
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
    from babel.numbers import format_decimal

    if digits is None:
        pattern = "#,##0.###" if abs(value) < 1000 else "#,##0.#"
    else:
        pattern = "#,##0." + "0" * digits if digits else "#,##0"
    return str(format_decimal(value, format=pattern, locale=language))


def format_date(value: dt.date, language: Language) -> str:
    """Write a date in full.

    Examples
    --------
    >>> format_date(dt.date(2026, 8, 17), "id")
    '17 Agustus 2026'
    """
    from babel.dates import format_date as babel_format

    return str(babel_format(value, format="d MMMM y", locale=language))
