"""Sets of half-open intervals ``[start, end)`` in whole seconds, and the work that fits into them.

An array of intervals is ``int64[n, 2]``; it is *normal* if sorted, disjoint, without empty intervals and without two
that touch. Every function returns normal arrays, read-only.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from orgsim.errors import Fault, SimulationError, message

Ticks = NDArray[np.int64]
"""Whole seconds, or an array of intervals of them."""

DAY = 86_400
"""Seconds of a civil day; Indonesia sets no clock forward or back."""

NEVER = 1 << 62
"""A moment that does not come: later than every tick of a run, and small enough to add to."""


def frozen(values: ArrayLike) -> Ticks:
    """Return a read-only copy as int64."""
    array = np.array(values, dtype=np.int64)
    array.flags.writeable = False
    return array


def as_intervals(values: ArrayLike) -> Ticks:
    """Return values as an array of intervals; none may end before it starts."""
    array = np.asarray(values, dtype=np.int64).reshape(-1, 2)
    if np.any(array[:, 1] < array[:, 0]):
        raise SimulationError(Fault(message("an interval of time ends before it starts")))
    return array


def normal(values: ArrayLike) -> Ticks:
    """Return the union of intervals given in any order.

    Examples
    --------
    >>> normal([[8, 12], [0, 3], [2, 5], [12, 13]]).tolist()
    [[0, 5], [8, 13]]
    """
    return covered([as_intervals(values)], 1)


def covered(sets: Sequence[Ticks], times: int) -> Ticks:
    """Return where at least so many of the given intervals lie on top of each other.

    Parameters
    ----------
    sets
        Arrays of intervals; their members are counted one by one.
    times
        1 gives the union; the number of sets, if each is normal, their intersection.

    Examples
    --------
    >>> covered([np.array([[0, 10]]), np.array([[2, 4], [8, 12]])], 2).tolist()
    [[2, 4], [8, 10]]
    """
    together = np.concatenate(sets) if sets else np.empty((0, 2), dtype=np.int64)
    return _above(together[:, 0], together[:, 1], times)


def without(intervals: Ticks, removed: ArrayLike) -> Ticks:
    """Return normal intervals less all others.

    Examples
    --------
    >>> without(np.array([[0, 10], [20, 30]]), [[2, 4], [8, 22]]).tolist()
    [[0, 2], [4, 8], [22, 30]]
    """
    taken = normal(removed)
    # What is taken counts down where it begins, so that the level is 1 only where the first set is alone.
    return _above(np.concatenate((intervals[:, 0], taken[:, 1])), np.concatenate((intervals[:, 1], taken[:, 0])), 1)


def _above(up: Ticks, down: Ticks, level: int) -> Ticks:
    """Return the stretches between ``up`` and ``down`` moments where the count is at least the level."""
    moments, place = np.unique(np.concatenate((up, down)), return_inverse=True)
    change = np.zeros(len(moments) + 1, dtype=np.int64)
    np.add.at(change, place, np.repeat(np.array([1, -1]), (len(up), len(down))))
    inside = np.concatenate(([False], np.cumsum(change)[:-1] >= level, [False]))
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    return frozen(moments[edges].reshape(-1, 2))


def cumulative(intervals: Ticks) -> Ticks:
    """Return the work that fits before each interval, and at last before all later times: int64[n + 1].

    Examples
    --------
    >>> cumulative(np.array([[8, 12], [13, 16]])).tolist()
    [0, 4, 7]
    """
    lengths = intervals[:, 1] - intervals[:, 0]
    return frozen(np.concatenate(([0], np.cumsum(lengths))))


def work_before(intervals: Ticks, worked: Ticks, moments: ArrayLike) -> Ticks:
    """Return the open time before each moment.

    Parameters
    ----------
    intervals, worked
        Normal intervals and their `cumulative` work.
    moments
        Ticks, in any order.

    Examples
    --------
    >>> office = np.array([[8, 12], [13, 16]])
    >>> work_before(office, cumulative(office), [7, 9, 12, 13, 14, 99]).tolist()
    [0, 1, 4, 4, 5, 7]
    """
    at = np.asarray(moments, dtype=np.int64)
    if not len(intervals):
        return np.zeros_like(at)
    last = np.searchsorted(intervals[:, 0], at, side="right") - 1
    begun = np.maximum(last, 0)
    inside = np.minimum(at, intervals[begun, 1]) - intervals[begun, 0]
    return np.where(last < 0, 0, worked[begun] + inside)


def add_work(intervals: Ticks, worked: Ticks, moments: ArrayLike, work: ArrayLike) -> Ticks:
    """Return when work begun at each moment is done: the first tick by which so much open time has passed.

    Work done exactly at a closing ends at that closing. No work ends at once, open or not. What the intervals cannot
    hold ends at `NEVER`.

    Examples
    --------
    >>> office = np.array([[8, 12], [13, 16]])
    >>> add_work(office, cumulative(office), [9, 9, 12, 15], [3, 4, 1, 0]).tolist()
    [12, 14, 14, 15]
    """
    at, effort = np.broadcast_arrays(np.asarray(moments, dtype=np.int64), np.asarray(work, dtype=np.int64))
    target = work_before(intervals, worked, at) + effort
    place = np.searchsorted(worked, target, side="left") - 1  # the interval in which the target is reached
    found = np.clip(place, 0, max(len(intervals) - 1, 0))
    if not len(intervals):
        return np.where(effort == 0, at, NEVER)
    end = np.where(target > worked[-1], NEVER, intervals[found, 0] + target - worked[found])
    return np.where(effort == 0, at, end)
