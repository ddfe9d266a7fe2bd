"""Chance as a pure function of a name, with the face that the recipes of `tests.strategies` ask for.

Every part of an office decides by a chance of its own name. So one part can be left out and all others are as they
were: that is what makes a mechanism that is switched off comparable with one that is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


class Unfit(Exception):
    """There is nothing to choose from."""


class Chance:
    """What is decided by chance, one decision after the other, under one name."""

    def __init__(self, *name: object) -> None:
        self._name = "/".join(map(str, name))
        self._decided = 0

    def number(self, low: int, high: int) -> int:
        """Return a number, both ends included."""
        digest = blake2b(f"{self._name}#{self._decided}".encode(), digest_size=8).digest()
        self._decided += 1
        return low + int.from_bytes(digest) % (high - low + 1)

    def one_in(self, n: int) -> bool:
        """Return true once in n times."""
        return self.number(1, n) == n

    def pick(self, among: Iterable[T]) -> T:
        """Return one of some."""
        names = list(among)
        self.need(names)
        return names[self.number(0, len(names) - 1)]

    def some(self, among: Iterable[T], low: int = 0, high: int = 3) -> list[T]:
        """Return several, each once."""
        names = list(among)
        self.need(not names or len(names) >= low)
        count = self.number(low, min(high, len(names))) if names else 0
        return [names.pop(self.number(0, len(names) - 1)) for _ in range(count)]

    def need(self, condition: object) -> None:
        """Give up where something is missing."""
        if not condition:
            raise Unfit
