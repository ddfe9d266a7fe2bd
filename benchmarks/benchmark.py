"""What a benchmark is, and the registry of all: one file each in `benchmarks/cases/`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from orgsim.registry import Registry


@dataclass(frozen=True, slots=True)
class Result:
    """One number of a benchmark.

    Attributes
    ----------
    what
        What was measured.
    value
        As text, with its measure.
    goal
        What it is held to, as text; empty: nothing.
    met
        Whether it is; None without a goal.
    """

    what: str
    value: str
    goal: str = ""
    met: bool | None = None


class Benchmark(ABC):
    """A benchmark: its name, and its numbers one after the other."""

    name: ClassVar[str]
    about: ClassVar[str]

    @abstractmethod
    def results(self, rounds: int) -> Iterator[Result]:
        """Measure so many times, and yield the numbers."""


BENCHMARKS: Registry[Benchmark] = Registry("benchmarks.cases")
"""All benchmarks, by name."""
