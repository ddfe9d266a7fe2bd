"""Profiles as people write them: factors of weekdays and months, weights of the parts of a day."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, TypeAlias

from pydantic import AfterValidator

from orgsim.errors import Fault, InputError, Message, message
from orgsim.organisation.office_hours import parse_days, parse_hours
from orgsim.spec import Weight, refuse

__all__ = ["MonthFactors", "SpanWeights", "WeekdayFactors", "parse_months"]

_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "jan january januari",
            "feb february februari",
            "mar march maret",
            "apr april",
            "may mei",
            "jun june juni",
            "jul july juli",
            "aug august agu agt ags agustus",
            "sep sept september",
            "oct october okt oktober",
            "nov november nop nopember",
            "dec december des desember",
        ),
        start=1,
    )
    for name in names.split()
}


def parse_months(text: str) -> tuple[int, ...]:
    """Read months, one or a range; January is 1.

    Examples
    --------
    >>> parse_months("Agustus"), parse_months("nov-feb")
    ((8,), (11, 12, 1, 2))
    """
    ends = [end.strip() for end in re.split(r"[-–]", text.casefold())]
    if len(ends) > 2 or not set(ends) <= _MONTHS.keys():
        remedy = message("Write e.g. {example}", example="jan, agustus, jun-jul")
        raise InputError(
            Fault(message("“{text}” is not a month, nor a range of months", text=text[:40]), remedy=remedy)
        )
    first, last = _MONTHS[ends[0]], _MONTHS[ends[-1]]
    return tuple((month - 1) % 12 + 1 for month in range(first, last + 1 if last >= first else last + 13))


def _by_name(
    parse: Callable[[str], tuple[int, ...]], names: int, all_zero: Message
) -> Callable[[dict[str, float]], dict[str, float]]:
    """Return a check of factors by day or month: every key is one, none is named twice, not all are zero."""

    def check(factors: dict[str, float]) -> dict[str, float]:
        named: dict[int, str] = {}
        for key in factors:
            try:
                numbers = parse(key)
            except InputError as error:
                raise refuse(error.faults[0].message, remedy=error.faults[0].remedy, at=(key,)) from None
            for number in numbers:
                if number in named:
                    raise refuse(message("“{one}” and “{other}” overlap", one=named[number], other=key), at=(key,))
                named[number] = key
        if len(named) == names and not any(factors.values()):
            raise refuse(all_zero, remedy=message("Give at least one a factor above 0"))
        return factors

    return check


WeekdayFactors: TypeAlias = Annotated[
    dict[str, Weight], AfterValidator(_by_name(parse_days, 7, message("no weekday has any arrivals")))
]
"""Factors by day of the week or range of days, `{mon: 1.3, kamis: 0.9}`."""

MonthFactors: TypeAlias = Annotated[
    dict[str, Weight], AfterValidator(_by_name(parse_months, 12, message("no month has any arrivals")))
]
"""Factors by month or range of months, `{jan: 1.1, jun-jul: 1.2}`."""


def _check_spans(weights: dict[str, float]) -> dict[str, float]:
    """Check the parts of a day: each one interval, none overlapping, not all of weight 0."""
    taken: list[tuple[int, int, str]] = []
    for key in weights:
        try:
            hours = parse_hours(key)
        except InputError as error:
            raise refuse(error.faults[0].message, remedy=error.faults[0].remedy, at=(key,)) from None
        if len(hours) != 1:
            fault = message("“{text}” is not one part of the day", text=key[:40])
            raise refuse(fault, remedy=message("Write e.g. {example}", example='"08:00-10:00": 2'), at=(key,))
        ((start, end),) = hours
        for other_start, other_end, other in taken:
            if start < other_end and other_start < end:
                raise refuse(message("“{one}” and “{other}” overlap", one=other, other=key), at=(key,))
        taken.append((start, end, key))
    if not any(weights.values()):
        fault = message("no part of the day has any arrivals")
        raise refuse(fault, remedy=message("Give at least one a weight above 0"))
    return weights


SpanWeights: TypeAlias = Annotated[dict[str, Weight], AfterValidator(_check_spans)]
"""Weights of parts of the day, `{"08:00-10:00": 2, "10:00-15:00": 3}`."""
