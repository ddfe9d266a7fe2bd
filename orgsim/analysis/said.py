"""Numbers of findings, which say themselves in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from orgsim.language import Language, format_duration, format_money, format_number, format_share, say_amount

__all__ = ["Hours", "Number", "Percent", "Rupiah", "Time"]


@dataclass(frozen=True, slots=True)
class Percent:
    """A share, in whole per cent unless digits are asked for."""

    share: float
    digits: int = 0

    def say(self, language: Language) -> str:
        """Return it in words.

        Examples
        --------
        >>> Percent(0.352).say("id"), Percent(float("inf")).say("en")
        ('35 %', '∞')
        """
        return format_share(self.share, language, self.digits) if isfinite(self.share) else "∞"

    def __str__(self) -> str:
        return self.say("en")


@dataclass(frozen=True, slots=True)
class Hours:
    """A number of seconds, told in hours."""

    seconds: float

    def say(self, language: Language) -> str:
        """Return it in words.

        Examples
        --------
        >>> Hours(7_200_000).say("id"), Hours(5400).say("en")
        ('2.000 jam', '1.5 hours')
        """
        hours = self.seconds / 3600
        return say_amount(round(hours, 1) if abs(hours) < 10 else round(hours), "hour", language)

    def __str__(self) -> str:
        return self.say("en")


@dataclass(frozen=True, slots=True)
class Time:
    """A number of seconds of office time, told in the two largest measures."""

    seconds: float

    def say(self, language: Language) -> str:
        """Return it in words.

        Examples
        --------
        >>> Time(5700).say("id")
        '1 jam 35 menit'
        """
        return format_duration(self.seconds, language) if isfinite(self.seconds) else "∞"

    def __str__(self) -> str:
        return self.say("en")


@dataclass(frozen=True, slots=True)
class Number:
    """A bare number with so many digits after the comma."""

    value: float
    digits: int = 0

    def say(self, language: Language) -> str:
        """Return it by locale.

        Examples
        --------
        >>> Number(4.2667, 2).say("id"), Number(float("inf")).say("en")
        ('4,27', '∞')
        """
        if not isfinite(self.value):
            return "∞" if self.value > 0 else "−∞"
        return format_number(self.value, language, self.digits).replace("-", "−")

    def __str__(self) -> str:
        return self.say("en")


@dataclass(frozen=True, slots=True)
class Rupiah:
    """An amount of money."""

    value: float

    def say(self, language: Language) -> str:
        """Return it in words.

        Examples
        --------
        >>> Rupiah(4_500_000).say("id")
        'Rp 4,5 juta'
        """
        return format_money(self.value, language)

    def __str__(self) -> str:
        return self.say("en")
