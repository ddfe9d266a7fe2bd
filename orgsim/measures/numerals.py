"""Numbers as people write them, with a decimal comma or point, exactly; what can be read in two ways is refused."""

from __future__ import annotations

import math
import re
from decimal import Context, Decimal
from typing import NoReturn

from orgsim.errors import Fault, InputError, Message, message

_LONGEST_TEXT = 200
EXACT = Context(prec=400)
"""Decimal arithmetic that never rounds what fits in a measure; floats are made of it at the very end."""

NUMBER = re.compile(r"[+-]?\d[\d.,]*(?:e[+-]?\d{1,3})?|[+-]?[.,]\d+")


def refuse_text(text: Message, remedy: Message | None = None) -> NoReturn:
    """Raise what is wrong with a text, and how to mend it."""
    raise InputError(Fault(text, remedy=remedy))


def read_decimal(text: str, *, rupiah: bool = False) -> Decimal:
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
            refuse_text(
                message('"{text}" is not a number', text=text),
                message("Write thousands in groups of three, e.g. 4.500.000"),
            )
    elif len(rest) == 3 and 1 <= len(digits) <= 3 and digits.strip("0") and not digits.startswith("0") and not exponent:
        if rupiah and mark == ".":
            return Decimal(whole + rest)
        short = rest.rstrip("0")
        decimal = f"{digits}.{short if len(short) < 3 else rest + '0'}" if short else digits
        refuse_text(
            message('"{text}" can be read in two ways', text=text),
            message("Write {thousands} or {decimal}", thousands=digits + rest, decimal=decimal),
        )
    number = whole.replace(group, "") if group else whole
    return Decimal(f"{number or '0'}.{rest or '0'}" + (f"e{exponent}" if exponent else ""))


def plain(value: Decimal) -> str:
    """Write a number so that it reads back the same and in one way only."""
    text = str(value.normalize(EXACT)) if value else "0"
    if "E" in text and -7 < value.adjusted() < 21:
        text = format(value.normalize(EXACT), "f")
    whole, _, rest = text.partition(".")
    if len(rest) == 3 and whole.lstrip("-") != "0" and len(whole.lstrip("-")) <= 3:
        text += "0"
    return text.replace("E+", "e").replace("E", "e")


def exactly(value: float) -> Decimal:
    """Return the decimal number that a float is written as."""
    return Decimal(repr(float(value)))


def written_text(value: object, what: Message, example: str) -> str:
    """Return the text of a measure; a bare number or anything else is refused."""
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        refuse_text(
            message("{value} has no measure: {what} is needed", value=str(value), what=what),
            message("Write e.g. {example}", example=example),
        )
    if not isinstance(value, str):
        refuse_text(message("{what} is needed here", what=what), message("Write e.g. {example}", example=example))
    text = " ".join(value.split()).casefold()
    if not text or len(text) > _LONGEST_TEXT:
        refuse_text(message("{what} is needed here", what=what), message("Write e.g. {example}", example=example))
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
        return finite(value, str(value))
    text = written_text(value, what, "1.5")
    if not NUMBER.fullmatch(text):
        refuse_text(
            message('"{text}" is not {what}', text=text, what=what), message("Write e.g. {example}", example="1.5")
        )
    return finite(read_decimal(text), text)


def write_number(value: float) -> str:
    """Write a plain number so that it can be read in one way only.

    Examples
    --------
    >>> write_number(1.25), write_number(1.125)
    ('1.25', '1.1250')
    """
    return plain(exactly(value))


def finite(value: float | Decimal, text: str) -> float:
    """Return a number as float; infinite and undefined ones are refused."""
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        refuse_text(message('"{text}" is not a finite number', text=text))
    return number
