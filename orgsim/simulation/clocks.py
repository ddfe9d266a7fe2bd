"""When a person is on duty, in ticks: where a service pauses, resumes and ends.

A clock is a table of duty intervals with the work that fits before each. The methods for single ticks are plain Python,
for an engine that asks once per visit; those ending in ``_block`` answer for arrays and give equal results.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from orgsim.errors import Fault, SimulationError, message
from orgsim.organisation.intervals import (
    NEVER,
    Ticks,
    as_intervals,
    covered,
    cumulative,
    frozen,
    normal,
    without,
    work_before,
)
from orgsim.simulation.duty_times import DutyTimes

__all__ = ["NEVER", "Clock"]

_MANY = 2000
"""From so many moments on, a table is made to look them up."""


@dataclass(frozen=True, slots=True, eq=False)
class Clock:
    """Duty times of a person, or of all who keep the same: half-open intervals of ticks.

    A person is on duty from the opening tick up to, but not at, the closing tick.

    Attributes
    ----------
    opens, closes : int64[n]
        Sorted; every interval opens after the one before has closed. Read-only.
    worked : int64[n]
        Work, in ticks, that fits before each interval. Read-only.

    Examples
    --------
    >>> office = Clock.from_intervals([[8, 12], [13, 16], [32, 36]])
    >>> office.add_work(14, 3)
    33
    >>> office.work_between(9, 15), office.next_open(12), office.close_of(9)
    (5, 13, 12)
    """

    opens: Ticks
    closes: Ticks
    worked: Ticks = field(init=False)
    _opens: list[int] = field(init=False, repr=False)  # lists, because they answer a single question faster than arrays
    _closes: list[int] = field(init=False, repr=False)
    _done: list[int] = field(init=False, repr=False)
    _times: DutyTimes | None = field(init=False, repr=False)  # made when many moments are asked for
    _hash: int = field(init=False, repr=False)  # clocks are compared only if these are equal: all ticks would take long

    def __post_init__(self) -> None:
        opens, closes = frozen(self.opens), frozen(self.closes)
        table = np.stack((opens, closes), axis=1)
        if np.any(np.diff(table.ravel()) <= 0):
            raise SimulationError(Fault(message("the intervals of a clock must be sorted and must not touch")))
        done = cumulative(table)
        for name, value in (
            ("opens", opens),
            ("closes", closes),
            ("worked", frozen(done[:-1])),
            ("_opens", opens.tolist()),
            ("_closes", closes.tolist()),
            ("_done", done.tolist()),
            ("_times", None),
            ("_hash", hash((len(opens), int(opens.sum()), int(closes.sum())))),
        ):
            object.__setattr__(self, name, value)

    @classmethod
    def from_intervals(cls, intervals: ArrayLike) -> Clock:
        """Make a clock of intervals in any order, which may touch or overlap."""
        table = normal(intervals)
        return cls(table[:, 0], table[:, 1])

    @classmethod
    def together(cls, *clocks: Clock) -> Clock:
        """Return the clock of people who must work together: off duty when any of them is."""
        table = covered([clock.intervals() for clock in clocks], len(clocks))
        return cls(table[:, 0], table[:, 1])

    @classmethod
    def union(cls, *clocks: Clock) -> Clock:
        """Return the clock of a group: on duty when any of them is."""
        table = covered([clock.intervals() for clock in clocks], 1)
        return cls(table[:, 0], table[:, 1])

    def minus(self, intervals: ArrayLike) -> Clock:
        """Return the clock without some intervals, given in any order (absences, outages)."""
        table = without(self.intervals(), as_intervals(intervals))
        return Clock(table[:, 0], table[:, 1])

    def intervals(self) -> Ticks:
        """Return the duty intervals as int64[n, 2]."""
        return np.stack((self.opens, self.closes), axis=1)

    def __len__(self) -> int:
        return len(self._opens)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Clock):
            return False
        return np.array_equal(self.opens, other.opens) and np.array_equal(self.closes, other.closes)

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[Any, ...]:
        return Clock, (self.opens, self.closes)

    # --- single ticks -------------------------------------------------------------------------------------------------

    def on_duty(self, t: int) -> bool:
        """Return whether the person is on duty at a tick."""
        i = bisect_right(self._closes, t)
        return i < len(self._closes) and self._opens[i] <= t

    def next_open(self, t: int) -> int:
        """Return the tick itself if on duty, else the next opening; `NEVER` if there is none."""
        i = bisect_right(self._closes, t)
        if i == len(self._closes):
            return NEVER
        opening = self._opens[i]
        return t if opening <= t else opening

    def close_of(self, t: int) -> int:
        """Return the end of the duty interval that holds a tick; -1 if off duty."""
        i = bisect_right(self._closes, t)
        return self._closes[i] if i < len(self._closes) and self._opens[i] <= t else -1

    def work_before(self, t: int) -> int:
        """Return the time on duty before a tick."""
        i = bisect_right(self._closes, t)
        if i == len(self._closes):
            return self._done[i]
        opening = self._opens[i]
        return self._done[i] + (t - opening if t > opening else 0)

    def work_between(self, a: int, b: int) -> int:
        """Return the time on duty from one tick to another."""
        return self.work_before(b) - self.work_before(a)

    def add_work(self, t: int, d: int) -> int:
        """Return when a service that starts at ``t`` and takes ``d`` ticks ends.

        It pauses off duty and resumes at the next opening; started off duty, it waits for the opening. Work that is
        done exactly at a closing ends at that closing, not at the next opening. A service of no work ends at once.

        Returns
        -------
        int
            The exact tick, or `NEVER` if the duty left in the table does not suffice.
        """
        if d == 0:
            return t
        closes = self._closes
        i = bisect_right(closes, t)
        if i == len(closes):
            return NEVER
        start = self._opens[i]
        if t > start:
            start = t
        end = start + d
        if end <= closes[i]:
            return end
        target = self._done[i] + start - self._opens[i] + d
        j = bisect_left(self._done, target, i + 1) - 1
        return NEVER if j == len(closes) else self._opens[j] + target - self._done[j]

    # --- arrays of ticks ----------------------------------------------------------------------------------------------

    def on_duty_block(self, ticks: ArrayLike) -> NDArray[np.bool_]:
        """Return `on_duty` of each tick."""
        at = np.asarray(ticks, dtype=np.int64)
        on_duty: NDArray[np.bool_] = self.next_open_block(at) == at
        return on_duty

    def next_open_block(self, ticks: ArrayLike) -> Ticks:
        """Return `next_open` of each tick."""
        at = np.asarray(ticks, dtype=np.int64)
        openings = np.append(self.opens, NEVER)[np.searchsorted(self.closes, at, side="right")]
        ticks_open: Ticks = np.maximum(openings, at)
        return ticks_open

    def work_before_block(self, ticks: ArrayLike) -> Ticks:
        """Return `work_before` of each tick."""
        if self._times is None and np.size(ticks) < _MANY:
            return work_before(self.intervals(), self.worked, ticks)
        return self._table().before(ticks)

    def work_between_block(self, a: ArrayLike, b: ArrayLike) -> Ticks:
        """Return `work_between` of each pair of ticks."""
        if self._times is None and np.size(a) < _MANY:
            return self.work_before_block(b) - self.work_before_block(a)
        return self._table().between(a, b)

    def _table(self) -> DutyTimes:
        if self._times is None:
            object.__setattr__(self, "_times", DutyTimes([self]))
        return cast(DutyTimes, self._times)
