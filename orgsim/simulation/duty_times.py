"""Time on duty before many moments of many people at once: looked up, where a clock searches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["DutyTimes"]

Ticks = NDArray[np.int64]

_SHIFT = 12
"""Moments are looked up by stretches of 2^12 ticks, a little more than an hour: duty rarely begins twice in one."""
_FAR = 1 << 40
"""More than any tick that is not `NEVER`."""


class Intervals(Protocol):
    """What must be known of a clock here: its intervals, sorted. Equal clocks are kept once."""

    @property
    def opens(self) -> Ticks: ...
    @property
    def closes(self) -> Ticks: ...


class DutyTimes:
    """The duty of several people in one table.

    Parameters
    ----------
    clocks
        The clock of each of them; whoever keeps the same hours may have the same clock.

    Examples
    --------
    >>> from orgsim.simulation.clocks import Clock
    >>> times = DutyTimes([Clock.from_intervals([[8, 12], [13, 16]]), Clock.from_intervals([[20, 30]])])
    >>> times.before([7, 9, 12, 14, 99, 99], [0, 0, 0, 0, 0, 1]).tolist()
    [0, 1, 4, 5, 7, 10]
    >>> times.between([9, 21], [15, 23], [0, 1]).tolist()
    [5, 2]
    """

    __slots__ = ("_begun", "_first", "_last", "_most", "_number", "_offset", "_opens", "_start", "_worked")

    def __init__(self, clocks: Sequence[Intervals]) -> None:
        numbers: dict[Intervals, int] = {}
        self._number = np.array([numbers.setdefault(clock, len(numbers)) for clock in clocks], dtype=np.int64)
        size = len(numbers)
        # For each clock: its first stretch of the table, the number of the last one, and where they begin in the table.
        self._first, self._last, self._start = (np.zeros(size, dtype=np.int64) for _ in range(3))
        begun, opens, offset, worked = [], [], [], []
        stretches = intervals = self._most = 0
        for number, clock in enumerate(numbers):
            stretch = clock.opens >> _SHIFT
            first = int(stretch[0]) if len(stretch) else 0
            last = int(clock.closes[-1] >> _SHIFT) + 1 - first if len(stretch) else 0
            counts = np.bincount(stretch - first, minlength=last + 1)
            done = np.append(0, np.cumsum(clock.closes - clock.opens))
            begun.append(np.cumsum(counts) - counts + intervals)
            opens.append(np.append(clock.opens, np.iinfo(np.int64).max))
            # Before a moment: the moment and an offset, but no more than what fits into all intervals begun so far.
            offset.append(np.append(_FAR, done[:-1] - clock.opens))
            worked.append(done)
            self._first[number], self._last[number], self._start[number] = first, last, stretches
            self._most = max(self._most, int(counts.max(initial=0)))
            stretches, intervals = stretches + last + 1, intervals + len(stretch) + 1
        nothing = [np.zeros(0, dtype=np.int64)]
        self._begun, self._opens, self._offset, self._worked = (
            np.concatenate(parts or nothing) for parts in (begun, opens, offset, worked)
        )

    def before(self, moments: ArrayLike, whose: ArrayLike = 0) -> Ticks:
        """Return the time on duty before each moment.

        Parameters
        ----------
        moments
            Ticks, in any order.
        whose
            Place in `clocks` of the person that each moment is asked of, or of all of them.
        """
        at, number = np.asarray(moments, dtype=np.int64), self._number[np.asarray(whose, dtype=np.int64)]
        stretch = np.clip((at >> _SHIFT) - self._first[number], 0, self._last[number])
        begun = self._begun[self._start[number] + stretch]
        for _ in range(self._most):
            begun += self._opens[begun] <= at
        done: Ticks = np.minimum(at + self._offset[begun], self._worked[begun])
        return done

    def between(self, begins: ArrayLike, ends: ArrayLike, whose: ArrayLike = 0) -> Ticks:
        """Return the time on duty from each moment to another."""
        return self.before(ends, whose) - self.before(begins, whose)
