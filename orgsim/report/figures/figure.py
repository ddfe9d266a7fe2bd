"""A figure before it is drawn: its numbers, what to read from it, and the table behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from orgsim.errors import Message, message
from orgsim.report.tables import Table

__all__ = ["Drawing", "Figure", "Line", "Lines", "Measure", "Pair", "Pairs", "Point", "Share", "Shares", "measure_of"]

Role = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Measure:
    """How numbers are shown on an axis.

    Attributes
    ----------
    factor
        What a value is multiplied by.
    title
        What it is then measured in.
    """

    factor: float
    title: Message


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a curve, with the ends of its 95 % interval; None where there is no such number."""

    at: dt.date | float
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One structure's curve."""

    title: Any
    role: Role
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Curves with bands.

    Attributes
    ----------
    across
        ``weeks``: dates; ``within``: minutes of office time, on a scale that gives short times more room.
    across_title, up_title
        Titles of the axes, without their measures.
    measured_in
        Of the values.
    lines
        Before, then after; or only after.
    change
        When it becomes another structure, on an axis of dates.
    from_zero
        Whether the axis begins at 0; not where what matters is a small part of a large number.
    """

    across: Literal["weeks", "within"]
    across_title: Message
    up_title: Message
    measured_in: str
    lines: tuple[Line, ...]
    change: dt.date | None = None
    from_zero: bool = True

    @property
    def measure(self) -> Measure:
        """How the values are shown."""
        return measure_of(self.measured_in, (p.value for line in self.lines for p in line.points))


@dataclass(frozen=True, slots=True)
class Pair:
    """One thing before and after, with the 95 % interval of the difference; None where there is no such number."""

    what: Any
    before: float | None
    after: float | None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    verdict: str | None = None


@dataclass(frozen=True, slots=True)
class Pairs:
    """Several things before and after.

    Attributes
    ----------
    measured_in
        Of all numbers.
    up_title
        What is measured.
    titles
        Of the structures, before and after.
    pairs
        From top to bottom.
    """

    measured_in: str
    up_title: Message
    titles: tuple[Any, Any]
    pairs: tuple[Pair, ...]

    @property
    def measure(self) -> Measure:
        """How the values are shown."""
        return measure_of(self.measured_in, (value for pair in self.pairs for value in (pair.before, pair.after)))


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole."""

    what: Message
    share: float
    role: Literal["sooner", "same", "later"]


@dataclass(frozen=True, slots=True)
class Shares:
    """Wholes in parts: by title, the parts of each."""

    rows: tuple[tuple[Any, tuple[Share, ...]], ...]


Drawing = Lines | Pairs | Shares


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure.

    Attributes
    ----------
    name
        Its name in addresses and files.
    title
        What it shows.
    reading
        What to read from it, in sentences.
    table
        The numbers behind it.
    drawing
        What is drawn.
    """

    name: str
    title: Message
    reading: tuple[Message, ...]
    table: Table
    drawing: Drawing


def measure_of(measured_in: str, values: Iterable[float | None]) -> Measure:
    """Return how values are best shown on an axis.

    Examples
    --------
    >>> from orgsim.language import say
    >>> found = measure_of("min", [30.0, 600.0])
    >>> say(found.title), round(600 * found.factor)
    ('hours (office time)', 10)
    """
    largest = max((abs(value) for value in values if value is not None), default=0.0)
    match measured_in:
        case "min" if largest >= 240:
            return Measure(1 / 60, message("hours (office time)"))
        case "min":
            return Measure(1.0, message("minutes (office time)"))
        case "h" if largest >= 72:
            return Measure(1 / 24, message("days (calendar)"))
        case "h" if largest < 3:
            return Measure(60.0, message("minutes (calendar)"))
        case "h":
            return Measure(1.0, message("hours (calendar)"))
        case "share":
            return Measure(100.0, message("per cent"))
        case "Rp" if largest >= 1_000_000:
            return Measure(1e-6, message("million rupiah"))
        case "Rp":
            return Measure(1.0, message("rupiah"))
        case _:
            return Measure(1.0, message("requests"))
