"""The work at one run: what is missing is made batch by batch, and each batch is kept before the next is begun."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from orgsim.analysis.executors import Executor

if TYPE_CHECKING:
    from orgsim.analysis.course import Course
    from orgsim.analysis.draw import Draw
    from orgsim.analysis.findings import Comparison
    from orgsim.analysis.replication import Replication
    from orgsim.analysis.uncertainty import Drawing
    from orgsim.store.claims import Claim

__all__ = ["BATCH_SECONDS", "Cancelled", "Making", "Stopped"]

BATCH_SECONDS: Final = 1.0
_SHARE_OF_SNAPSHOTS: Final = 0.2
"""Interim results take no more than this share of the time."""

T = TypeVar("T")


class _UnderWay(Protocol[T]):
    """Something made part by part: a comparison, or its draws."""

    done: list[T]

    @property
    def needed(self) -> int: ...


class Cancelled(Exception):
    """The run was cancelled."""


class Stopped(Exception):
    """The worker is to end."""


@dataclass
class Making:
    """The work at one run.

    Attributes
    ----------
    claim
        Under which everything is kept.
    executor, workers
        Where it is computed: the result does not depend on it.
    batch_seconds
        After how long what is finished is kept.
    cancel, stopping
        Set when the run is cancelled, and when the worker is to end: after what is under way.
    """

    claim: Claim
    executor: Executor
    workers: int | None
    batch_seconds: float
    cancel: threading.Event
    stopping: threading.Event
    _last: float = field(default_factory=time.monotonic)
    _next_snapshot: float = 0.0

    def replications(self, course: Course) -> None:
        """Make the replications that are missing.

        Raises
        ------
        Cancelled, Stopped
            Before all of them are made; what is finished is kept.
        """

        def save(new: Sequence[Replication]) -> None:
            self.claim.save_batch(new, course.needed, self._spent())

        keep = self._keeping(course, save, course.conclude)
        while course.needed > len(course.done):
            # Somebody waits for the first numbers: the first replication has the machine for itself.
            self._make(course.further(self.executor, self.workers, most=None if course.done else 1), keep)

    def draws(self, drawing: Drawing, found: Comparison) -> None:
        """Make the draws that are missing, after the replications have said what they say.

        Raises
        ------
        Cancelled, Stopped
            Before all of them are made; what is finished is kept.
        """

        def told() -> Comparison:
            return drawing.add_to(found) if drawing.enough else found

        def save(new: Sequence[Draw]) -> None:
            self.claim.save_draws(new, self._spent())

        if drawing.needed > len(drawing.done):
            self.claim.save_snapshot(told(), final=False)
            self._make(drawing.further(self.executor, self.workers), self._keeping(drawing, save, told))

    def _keeping(
        self, under_way: _UnderWay[T], save: Callable[[Sequence[T]], None], told: Callable[[], Comparison]
    ) -> Callable[[], None]:
        """Return what keeps the parts made since it was last called, and what is known by then."""
        kept = len(under_way.done)

        def keep() -> None:
            nonlocal kept
            new, kept = under_way.done[kept:], len(under_way.done)
            if new:
                save(new)
            self._show(told, last=kept >= under_way.needed)

        return keep

    def _make(self, items: Iterable[object], keep: Callable[[], None]) -> None:
        for _ in items:
            first, ended = self._next_snapshot == 0.0, self.cancel.is_set()
            if first or ended or time.monotonic() - self._last >= self.batch_seconds:
                keep()
            if self.cancel.is_set():
                raise Cancelled
            if self.stopping.is_set():
                raise Stopped
        keep()

    def _spent(self) -> float:
        """Return how many seconds have passed since this was asked last."""
        before, self._last = self._last, time.monotonic()
        return self._last - before

    def _show(self, found: Callable[[], Comparison], *, last: bool) -> None:
        """Keep what is known so far, unless that was done a moment ago or all of it will be kept at once."""
        now = time.monotonic()
        if (now >= self._next_snapshot and not last) or self.cancel.is_set():
            self.claim.save_snapshot(found(), final=False)
            self._last = time.monotonic()
            self._next_snapshot = self._last + (self._last - now) / _SHARE_OF_SNAPSHOTS
