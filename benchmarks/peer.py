"""What a peer is, and the registry of all: one file each in `benchmarks/peers/`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import ClassVar

import numpy as np

from benchmarks.models import Model
from orgsim.registry import Registry

__all__ = ["PEERS", "Peer", "blocks"]


class Peer(ABC):
    """A simulator: its package, its licence, and how it runs a model.

    `slower` is by how much its runs are made shorter, so that others need not wait for it; 0: not at all. Without
    `keeps_cases` it gives one number, the mean wait of all cases that are through at the end. One that `compiles`
    takes long for its first run.
    """

    name: ClassVar[str]
    package: ClassVar[str]
    licence: ClassVar[str]
    slower: ClassVar[int] = 0
    keeps_cases: ClassVar[bool] = True
    compiles: ClassVar[bool] = False

    @classmethod
    def version(cls) -> str | None:
        """Return the version that is installed; None if it is not."""
        try:
            return version(cls.package)
        except PackageNotFoundError:
            return None

    def fits(self, model: Model) -> bool:
        """Whether it can run a model."""
        return True

    @abstractmethod
    def waits(self, model: Model, cases: int, seed: int) -> Sequence[float]:
        """Let so many cases come, follow all to the end, and return the wait of each, all stations together.

        In the order of arrival, in mean gaps.
        """


PEERS: Registry[Peer] = Registry("benchmarks.peers")
"""All peers, by name."""


def blocks(draw: Callable[[int], np.ndarray]) -> Iterator[float]:
    """Yield draws one by one, made some thousands at a time: the fastest way to random numbers in plain Python."""
    while True:
        yield from draw(8192).tolist()
