"""What a benchmark is, and the registry of all: one file each in `benchmarks/cases/`."""

from __future__ import annotations

import gc
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, median, stdev
from time import process_time
from typing import Any, ClassVar

from orgsim.analysis.statistics.intervals import student_quantile
from orgsim.registry import Registry

__all__ = ["BENCHMARKS", "Benchmark", "Goals", "Mean", "Result", "Settings", "ratios", "times"]

LEVELS = ("at least", "release goal", "stretch")


@dataclass(frozen=True, slots=True)
class Goals:
    """What a number is held to: at least, as a release goal, as a stretch; None where nothing is said.

    `most` turns the direction: the number is to stay below.
    """

    levels: tuple[float | None, ...]
    most: bool = False

    def reached(self, number: float) -> str:
        """Return the highest level that is reached."""
        held = [
            name
            for name, level in zip(LEVELS, self.levels, strict=False)
            if level is not None and (number <= level if self.most else number >= level)
        ]
        return held[-1] if held else "NOT reached"

    def __str__(self) -> str:
        sign = "≤" if self.most else "≥"
        return " / ".join("–" if level is None else f"{sign} {level:g}" for level in self.levels)


@dataclass(frozen=True, slots=True)
class Result:
    """One number of a benchmark.

    Attributes
    ----------
    what
        What was measured.
    value
        As text, with its measure.
    number, goals
        The number itself, if it is held to something.
    """

    what: str
    value: str
    number: float | None = None
    goals: Goals | None = None

    @property
    def reached(self) -> str:
        """The highest level that is reached; empty without goals."""
        return "" if self.goals is None or self.number is None else self.goals.reached(self.number)


@dataclass(frozen=True, slots=True)
class Settings:
    """How much is done.

    Attributes
    ----------
    rounds
        How often each is timed.
    cases
        How many cases each handles in a round.
    checks
        How many runs of so many cases go into a mean before it is compared with the exact value.
    """

    rounds: int = 7
    cases: int = 50_000
    checks: int = 4


class Benchmark(ABC):
    """A benchmark: its name, and its numbers one after the other."""

    name: ClassVar[str]
    about: ClassVar[str]

    @abstractmethod
    def results(self, settings: Settings) -> Iterator[Result]:
        """Measure, and yield the numbers."""


BENCHMARKS: Registry[Benchmark] = Registry("benchmarks.cases")
"""All benchmarks, by name."""


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of runs beside the exact value."""

    runs: tuple[float, ...]
    exact: float

    @property
    def value(self) -> float:
        """The mean."""
        return fmean(self.runs)

    @property
    def error(self) -> float:
        """Its standard error."""
        return stdev(self.runs) / sqrt(len(self.runs))

    @property
    def verdict(self) -> str:
        """Why it is not timed; empty if the exact value lies within the 99.9 % interval, widened by 1 %."""
        if not self.error <= 0.12 * self.exact:
            return "too few cases to tell: not timed"
        reach = student_quantile(0.999, len(self.runs) - 1) * self.error + 0.01 * self.exact
        return "" if abs(self.value - self.exact) <= reach else "WRONG: not timed"

    def __str__(self) -> str:
        return f"{self.value:.3g} ± {2 * self.error:.2g} (exactly {self.exact:.5g})"


def times(
    things: Mapping[str, Callable[[int], Any]],
    rounds: int,
    *,
    after: Callable[[], None] = gc.collect,
    least: float = 0.0,
) -> dict[str, list[float]]:
    """Return the CPU seconds of each thing in each round; they take turns, in another order every round.

    Parameters
    ----------
    things
        By name: what is done in a round, given its number.
    rounds
        How many.
    after
        What is done before each, outside its time.
    least
        Seconds that each is to take in a round: what takes less is done again, and the mean of its times counts.
    """
    names = list(things)
    found: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        shift = number % len(names)
        for name in names[shift:] + names[:shift]:
            after()
            passed, start, often = 0.0, process_time(), 0
            while not often or passed < least:
                kept = things[name](number)
                passed, often = process_time() - start, often + 1
                del kept
            found[name].append(passed / often)
    return found


def ratios(over: list[float], under: list[float]) -> tuple[float, str]:
    """Return the median of the paired ratios, and it as text with the least and the greatest."""
    pairs = [one / other for one, other in zip(over, under, strict=True)]
    middle = median(pairs)
    digits = 0 if middle >= 20 else 2
    return middle, f"{middle:.{digits}f} × ({min(pairs):.{digits}f} – {max(pairs):.{digits}f})"
