"""The work at one run: what is missing is made batch by batch, and each batch is kept before the next is begun."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from orgsim.analysis.executors import Executor

if TYPE_CHECKING:
    from orgsim.analysis.course import Course
    from orgsim.analysis.findings import Comparison
    from orgsim.analysis.uncertainty import Drawing
    from orgsim.store.claims import Claim

__all__ = ["BATCH_SECONDS", "Cancelled", "Making", "Stopped"]

BATCH_SECONDS: Final = 1.0
_SHARE_OF_SNAPSHOTS: Final = 0.2
"""Interim results take no more than this share of the time."""


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
        kept = len(course.done)

        def keep() -> None:
            nonlocal kept
            new, kept = course.done[kept:], len(course.done)
            if new:
                self.claim.save_batch(new, course.needed, self._spent())
            self._show(course.conclude, last=kept >= course.needed)

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
        kept = len(drawing.done)

        def told() -> Comparison:
            return drawing.add_to(found) if drawing.enough else found

        def keep() -> None:
            nonlocal kept
            new, kept = drawing.done[kept:], len(drawing.done)
            if new:
                self.claim.save_draws(new, self._spent())
            self._show(told, last=kept >= drawing.needed)

        if drawing.needed > len(drawing.done):
            self.claim.save_snapshot(told(), final=False)
            self._make(drawing.further(self.executor, self.workers), keep)

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
