"""Time on duty before many moments of many people at once: looked up, where a clock searches."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from orgsim.simulation.compiled_code import address, addresses, compiled, whole_numbers

__all__ = ["DutyTimes", "duty_times_of"]

Ticks = NDArray[np.int64]

_SHIFT = 11
"""Moments are looked up by stretches of 2^11 ticks, about half an hour: in few of them duty ends more than once."""
_BLOCK = 1 << 14
"""So many moments are looked up at a time that what is found on the way stays in the processor's cache."""
_AFTER_ALL = np.iinfo(np.int64).max


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

    __slots__ = ("_base", "_closes", "_first", "_interval", "_last", "_more", "_opens", "_row", "_until")

    def __init__(self, clocks: Sequence[Intervals]) -> None:
        numbers: dict[Intervals, int] = {}
        number = np.array([numbers.setdefault(clock, len(numbers)) for clock in clocks], dtype=np.int64)
        worked = [clock for clock in numbers if len(clock.opens)]
        self._first = min((int(clock.opens[0]) >> _SHIFT for clock in worked), default=0) - 1
        self._last = max((_first_after(clock.closes[-1:]).item() for clock in worked), default=0)
        size = self._last - self._first + 1
        self._row = number * size - self._first
        # Of each clock and stretch, the first interval that is not over when the stretch begins. The last one never is.
        self._interval = np.zeros(len(numbers) * size, dtype=np.int64)
        self._more, known = 0, 0
        opens, closes, base = [], [], []
        for place, clock in enumerate(numbers):
            over = np.bincount(_first_after(clock.closes) - self._first, minlength=size)
            self._interval[place * size : (place + 1) * size] = np.cumsum(over) + known
            self._more = max(self._more, int(over.max()))
            opens.append(np.append(clock.opens, _AFTER_ALL))
            closes.append(np.append(clock.closes, _AFTER_ALL))
            # What was worked before an interval, less the tick at which it opens.
            base.append(np.append(0, np.cumsum(clock.closes - clock.opens)) - opens[-1])
            known += len(clock.opens) + 1
        nothing = [np.zeros(0, dtype=np.int64)]
        self._opens, self._closes, self._base = (np.concatenate(parts or nothing) for parts in (opens, closes, base))
        # Of each clock and stretch, the end of the interval that it begins in; off duty, before all moments.
        starts = np.tile(np.arange(self._first, self._last + 1) << _SHIFT, len(numbers))
        on_duty = self._opens[self._interval] <= starts
        self._until = np.where(on_duty, self._closes[self._interval], -_AFTER_ALL)

    @property
    def table(self) -> NDArray[np.int64]:
        """What a compiled function must know: where the arrays stand, as long as this is kept, and numbers.

        They are in the order of `orgsim.simulation.engines.log_passes` (`DUTY_ROW` and so on).
        """
        where = addresses(self._row, self._interval, self._until, self._opens, self._closes, self._base)
        return np.append(where, (_SHIFT, self._first, self._last, self._more))

    def before(self, moments: ArrayLike, whose: ArrayLike = 0) -> Ticks:
        """Return the time on duty before each moment.

        Parameters
        ----------
        moments
            Ticks, in any order.
        whose
            Place in `clocks` of the person that each moment is asked of, or of all of them.
        """
        at, who = (np.asarray(values, dtype=np.int64) for values in (moments, whose))
        if at.size <= _BLOCK or who.shape not in ((), at.shape) or at.ndim > 1:
            return self._look_up(at, who)
        done = np.empty_like(at)
        for start in range(0, len(at), _BLOCK):
            block = slice(start, start + _BLOCK)
            done[block] = self._look_up(at[block], who[block] if who.ndim else who)
        return done

    def between(self, begins: ArrayLike, ends: ArrayLike, whose: ArrayLike = 0) -> Ticks:
        """Return the time on duty from each moment to another."""
        begin, end, who = whole_numbers(begins, ends, whose)
        find = compiled("time_on_duty")
        if find is not None:
            table, done = self.table, np.empty(len(end), dtype=np.int64)
            find(*map(address, (table, begin, end, who, done)), who.ndim, len(done))
            return done
        done, through = end - begin, np.empty(len(end), dtype=np.bool_)
        for start in range(0, len(end), _BLOCK):
            block = slice(start, start + _BLOCK)
            until = self._until.take(self._stretch(begin[block], who[block] if who.ndim else who))
            through[block] = end[block] <= until
        # Most are on duty all the time.
        some = np.flatnonzero(~through | (done < 0))
        its = who[some] if who.ndim else who
        done[some] = self.before(end[some], its) - self.before(begin[some], its)
        return done

    def _look_up(self, at: Ticks, who: Ticks) -> Ticks:
        interval = self._not_over(at, who)
        done: Ticks = np.maximum(at, self._opens.take(interval))
        done += self._base.take(interval)
        return done

    def _not_over(self, at: Ticks, who: Ticks) -> Ticks:
        """Return the first interval that is not over at each moment."""
        interval: Ticks = self._interval.take(self._stretch(at, who))
        for _ in range(self._more):
            interval += self._closes.take(interval) <= at
        return interval

    def _stretch(self, at: Ticks, who: Ticks) -> Ticks:
        """Return the place in the table of the stretch that each moment is in."""
        stretch = at >> _SHIFT
        np.maximum(stretch, self._first, out=stretch)
        np.minimum(stretch, self._last, out=stretch)
        found: Ticks = stretch + self._row.take(who)
        return found


@lru_cache(maxsize=8)
def duty_times_of(clocks: tuple[Intervals, ...]) -> DutyTimes:
    """Return the duty of several people; of those asked for last, the one that was made before."""
    return DutyTimes(clocks)


def _first_after(ticks: Ticks) -> Ticks:
    """Return the first stretch that begins at a tick or after it."""
    return ((ticks - 1) >> _SHIFT) + 1
