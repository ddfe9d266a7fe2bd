"""Numbers that know their measure, and say it in the reader's language, with the digits that their precision allows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import floor, inf, isfinite, log10
from typing import Any, Final, Literal

from orgsim.errors import Message, message
from orgsim.language import (
    Language,
    format_duration,
    format_money,
    format_number,
    format_share,
    measure_word,
    say,
    say_amount,
    say_value,
)

_DAY: Final = 86_400.0
_PER: Final = {
    "cases/day": message("{number} requests a day"),
    "cases/week": message("{number} requests a week"),
    "cases": message("{number} requests"),
    "per case": message("{number} per request"),
    "per 100 cases": message("{number} per 100 requests"),
    "h/100 cases": message("{number} hours per 100 requests"),
    "h/week": message("{number} hours a week"),
    "days": message("{number} working days"),
}
_ONE: Final = message("{number} request")
_MEASURES: Final = {
    "min": message("minutes"),
    "h": message("hours"),
    "share": message("per cent"),
    "cases": message("requests"),
    "cases/day": message("requests a day"),
    "cases/week": message("requests a week"),
    "per case": message("per request"),
    "per 100 cases": message("per 100 requests"),
    "h/100 cases": message("hours per 100 requests"),
    "h/week": message("hours a week"),
    "days": message("working days"),
    "index": message("0 to 1"),
    "Rp": message("rupiah"),
}
_POINTS: Final = message("{number} percentage points")


def measure_name(measured_in: str) -> Message | str:
    """Return the name of a measure, for the heading of a column or a line.

    Examples
    --------
    >>> str(measure_name("cases/week"))
    'requests a week'
    """
    return _MEASURES.get(measured_in, measured_in)


class Spoken:
    """A value that says itself in every language."""

    __slots__ = ()

    def say(self, language: Language) -> str:
        """Return the value in a language."""
        raise NotImplementedError

    def __str__(self) -> str:
        return self.say("en")


@dataclass(frozen=True, slots=True)
class Amount(Spoken):
    """A number with its measure, for use in a sentence.

    Attributes
    ----------
    value
        In the measure of the indicator.
    measured_in
        See `orgsim.analysis.kpi.Kpi.measured_in`; ``min`` is office time, ``h`` time by the calendar.
    kind
        A ``level``; a ``difference``, signed, of shares in percentage points; or the ``size`` of one, without a sign.
    digits
        Digits after the comma, as of the interval that stands beside it; without any said, as many as the number
        deserves by itself. Times and money have their own.
    """

    value: float
    measured_in: str
    kind: Literal["level", "difference", "size"] = "level"
    digits: int | None = None

    def say(self, language: Language) -> str:
        """Return the amount in words.

        Examples
        --------
        >>> Amount(95.0, "min").say("id"), Amount(0.123, "share").say("en"), Amount(-0.05, "share", "size").say("en")
        ('1 jam 35 menit', '12.3 %', '5.0 percentage points')
        """
        if self.kind == "difference" and self.value > 0:
            return "+" + replace(self, kind="size").say(language)
        value = abs(self.value) if self.kind == "size" else self.value
        if not isfinite(value):
            return "∞" if value > 0 else "−∞"
        match self.measured_in:
            case "min":
                return format_duration(value * 60, language)
            case "h":
                return format_duration(value * 3600, language, day=_DAY)
            case "share" if self.kind == "level":
                return format_share(value, language)
            case "share":
                return say(Message(_POINTS.text, {"number": self._bare(value * 100, 1)}), language)
            case "Rp":
                return format_money(value, language)
            case measured if measured in _PER:
                template = _ONE if measured == "cases" and abs(value) == 1 else _PER[measured]
                return say(Message(template.text, {"number": self._bare(value, _digits(value))}), language)
            case "index":
                return self._bare(value, 2).say(language)
            case measured:
                return f"{self._bare(value, _digits(value)).say(language)} {measured}"

    def _bare(self, value: float, digits: int) -> Plain:
        return Plain(value, digits if self.digits is None else self.digits)


def _digits(value: float) -> int:
    """Return the digits after the comma of a bare number in a sentence: none of a whole one, three in all of others."""
    return 0 if value == round(value) or abs(value) >= 1000 else digits_for(0.0, value)


@dataclass(frozen=True, slots=True)
class Seconds(Spoken):
    """A stretch of time, to the second."""

    ticks: int

    def say(self, language: Language) -> str:
        """Return it in words.

        Examples
        --------
        >>> Seconds(0).say("en"), Seconds(750).say("id")
        ('0 seconds', '12,5 menit')
        """
        return format_duration(self.ticks, language)


@dataclass(frozen=True, slots=True)
class Plain(Spoken):
    """A bare number with so many digits after the comma, and a proper minus sign.

    Attributes
    ----------
    value
        The number.
    digits
        Digits after the comma.
    signed
        Whether a plus is written, too.
    """

    value: float
    digits: int = 0
    signed: bool = False

    def say(self, language: Language) -> str:
        """Return the number by locale.

        Examples
        --------
        >>> Plain(-1234.56, 1).say("id"), Plain(0.4, 1, signed=True).say("en"), Plain(-0.04, 1).say("en")
        ('−1.234,6', '+0.4', '0.0')
        """
        if not isfinite(self.value):
            return "∞" if self.value > 0 else "−∞"
        rounded = round(self.value, self.digits) + 0.0
        sign = "+" if self.signed and rounded > 0 else ""
        return sign + format_number(rounded, language, self.digits).replace("-", "−")


@dataclass(frozen=True, slots=True)
class Assumed(Spoken):
    """A value of the ledger of assumptions.

    Attributes
    ----------
    value
        Seconds, a fraction, rupiah, a number, a time, a word.
    kind
        Its kind, see `orgsim.assumptions.Assumption.measured_in`.
    """

    value: Any
    kind: str

    def say(self, language: Language) -> str:
        """Return the value in words.

        Examples
        --------
        >>> Assumed(0.0, "work").say("en"), Assumed(0.5, "number").say("id"), Assumed("gamma", "word").say("id")
        ('0 minutes', '0,5', 'gamma')
        """
        match self.kind:
            case "work":
                return format_duration(self.value, language) if self.value else say_amount(0, "minute", language)
            case "share" | "share per year":
                return format_share(self.value, language)
            case "rupiah":
                return format_money(self.value, language)
            case _:
                return say_value(self.value, language)


@dataclass(frozen=True, slots=True)
class Per100(Spoken):
    """A share, written in per cent with so many digits; without any said, one below 10 %."""

    value: float
    digits: int | None = None
    signed: bool = False

    def say(self, language: Language) -> str:
        """Return the share by locale.

        Examples
        --------
        >>> Per100(0.3219, 1, signed=True).say("id")
        '+32,2 %'
        """
        digits = self.digits if self.digits is not None else int(abs(self.value) < 0.0995)
        return Plain(self.value * 100, digits, self.signed).say(language) + " %"


def scale_of(measured_in: str) -> float:
    """Return what a value is multiplied by before it is written in a table: shares are written in per cent."""
    return 100.0 if measured_in == "share" else 1.0


def within_reach(low: float, high: float, measured_in: str) -> tuple[float, float]:
    """Return the ends of an interval of a level, cut where the measure itself ends: no share is above 100 %.

    Examples
    --------
    >>> within_reach(0.98, 1.02, "share"), within_reach(-3.0, 9.0, "cases"), within_reach(-3.0, 9.0, "cases/week")
    ((0.98, 1.0), (0.0, 9.0), (-3.0, 9.0))
    """
    least = float("-inf") if measured_in == "cases/week" else 0.0
    most = 1.0 if measured_in in ("share", "index") else inf
    return max(low, least), min(high, most)


def digits_for(half_width: float, value: float = 0.0) -> int:
    """Return how many digits after the comma a number deserves: two significant ones of its half-width.

    Without an interval, or with an infinite or empty one, three significant digits of the value itself.

    Examples
    --------
    >>> digits_for(0.33548), digits_for(12.3), digits_for(812.0), digits_for(float("inf"), 45.6)
    (2, 0, 0, 1)
    """
    usable = 0 < half_width < inf
    size, significant = (half_width, 2) if usable else (abs(value), 3)
    if not size or not isfinite(size):
        return 1
    magnitude = floor(log10(size) + 1e-9)  # 0.999… is 1
    return min(3, max(0, significant - 1 - magnitude))


def months(count: float, language: Language) -> str:
    """Return a number of months in words.

    Examples
    --------
    >>> months(6, "id")
    '6 bulan'
    """
    return f"{format_number(count, language)} {measure_word('month', count, language)}"
