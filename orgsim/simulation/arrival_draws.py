"""When the citizens of one source come: daily counts, one after the other, again and again, or waiting already."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator, Sequence
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from orgsim.errors import Fault, InputError, message
from orgsim.scenario.demand import Demand, Span
from orgsim.simulation.draws import BLOCK, WORD, Key, Purpose, key, parts, philox_words, uid
from orgsim.simulation.tables import CountTables, Quantiles, quantile_table

DAY = 86_400
"""Ticks of a civil day; Indonesia sets no clock forward or back."""

BACKLOG = "backlog:"
"""What the name of an initial backlog starts with; the service follows."""

MOST = 1 << 16
"""Days, and cases of one day, that an index can number."""

WHOLE: Final = (1 << 62,)
"""The end of a run that is drawn at once."""


def source_uid(name: str) -> int:
    """Return the identity of a source; an initial backlog, ``backlog:<service>``, is a source of its own.

    Examples
    --------
    >>> source_uid("ktp") == uid("source:ktp"), source_uid("backlog:ktp") == uid("backlog:ktp")
    (True, True)
    """
    return uid(identity(name))


def identity(name: str) -> str:
    """Return what the uid of a source is taken of."""
    return name if name.startswith(BACKLOG) else f"source:{name}"


Numbered = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Indices, rising, and arrival times of the cases of one source."""


class Source(Protocol):
    """Who comes for one reason, ready to be drawn in any replication."""

    uid: int

    def draw(self, seed: int, replication: int, ends: Sequence[int]) -> Iterator[Numbered]:
        """Draw the cases of a replication, one stretch of time after the other; each ends with a day, at a tick."""


class DailyCounts:
    """Daily counts, then a time of day for every case."""

    def __init__(self, name: str, demand: Demand, means: NDArray[np.float64]) -> None:
        if means.size and means.max() >= MOST:
            raise _too_many()
        self.uid, self._together = source_uid(name), demand.together
        self._days = np.flatnonzero(means)
        self._tables = CountTables(means[self._days], demand.overdispersion)
        self._spans = _shares(demand.spans())

    def draw(self, seed: int, replication: int, ends: Sequence[int]) -> Iterator[Numbered]:
        """Draw the cases of a replication, by stretches of time."""
        words = philox_words(self.uid, self._days << 16, 0, 0, key(seed, replication, Purpose.ARRIVAL_COUNT))
        counts = self._tables.counts(words) * self._together
        if counts.size and counts.max() > MOST:
            raise _too_many()
        first, why = 0, key(seed, replication, Purpose.ARRIVAL_TIME)
        for end in ends:
            last = int(np.searchsorted(self._days, end // DAY))
            yield self._of_days(self._days[first:last], counts[first:last], why)
            first = last

    def _of_days(self, days: NDArray[np.int64], counts: NDArray[np.int64], why: Key) -> Numbered:
        index = np.repeat((days << 16) - (np.cumsum(counts) - counts), counts)
        index += np.arange(index.size)
        time = index >> 16
        time *= DAY
        for part in parts(index.size):
            first = index[part]
            if self._together > 1:  # who comes together comes when the first one does
                first = first - (first & (MOST - 1)) % self._together
            time[part] += _time_of_day(self._spans, philox_words(self.uid, first, 0, 0, why))
        return index, time


class Renewals:
    """Gaps one after the other, in time that runs only within the hours of days on which citizens come."""

    def __init__(self, name: str, demand: Demand, distribution: Quantiles, means: NDArray[np.float64]) -> None:
        self.uid, self._together, self._table = source_uid(name), demand.together, quantile_table(distribution)
        starts, ends = np.array([span[:2] for span in demand.spans()]).T
        days, lengths = np.flatnonzero(means), ends - starts
        self._total = days.size * int(lengths.sum())
        passed = np.cumsum(np.tile(lengths, days.size))
        self._begins = passed - np.tile(lengths, days.size)
        self._shifts = np.add.outer(days * DAY, starts).ravel() - self._begins

    def draw(self, seed: int, replication: int, ends: Sequence[int]) -> Iterator[Numbered]:
        """Draw the cases of a replication, by stretches of time."""
        why, drawn = key(seed, replication, Purpose.ARRIVAL_TIME), [np.empty(0, np.int64)]
        number, last, before = 0, 0, 0
        for end in ends:
            place = int(np.searchsorted(self._begins + self._shifts, end))
            until = int(self._begins[place]) if place < self._begins.size else self._total
            while last < until:
                more = min(BLOCK, 64 + int((until - last) / self._table.mean_ticks * 1.05))
                numbers = np.arange(number, number + more) * self._together
                gaps = self._table.ticks_block(philox_words(self.uid, numbers, 0, 0, why))
                gaps[0] += last
                drawn.append(np.cumsum(gaps, out=gaps))
                number, last = number + more, int(gaps[-1])
            drawn = [np.concatenate(drawn)]
            cut = int(np.searchsorted(drawn[0], until))
            drawn.append(drawn[0][cut:].copy())
            # What is handed over is not kept: it may be millions of cases.
            yield self._in_office_hours(drawn.pop(0)[:cut], before)
            before += cut

    def _in_office_hours(self, time: NDArray[np.int64], before: int) -> Numbered:
        time += np.repeat(self._shifts, np.diff(np.searchsorted(time, self._begins), append=time.size))
        if self._together > 1:
            time = np.repeat(time, self._together)
        return np.arange(time.size) + before * self._together, time


class ClosedGroup:
    """For every member of a closed group, the times from the close of one request to the next.

    The index is member << 16 | request; times are from the first day on for the first request, else from the close of
    the one before. As many are drawn as can come if no request takes any time.
    """

    def __init__(self, name: str, demand: Demand, distribution: Quantiles, days: int) -> None:
        self.uid, self._members, self._total = source_uid(name), demand.population or 0, days * DAY
        self._table = quantile_table(distribution)

    def draw(self, seed: int, replication: int, ends: Sequence[int]) -> Iterator[Numbered]:
        """Draw the cases of a replication, all at once: who comes when hangs on when the one before was served."""
        if len(ends) > 1:
            raise ValueError(ends)
        why, drawn = key(seed, replication, Purpose.ARRIVAL_TIME), [np.empty((2, 0), np.int64)]
        number = np.arange(min(MOST, 64 + int(self._total / self._table.mean_ticks * 1.5)))
        at_once = max(1, BLOCK // number.size)
        for member in range(0, self._members, at_once):
            members = np.arange(member, min(member + at_once, self._members))
            index = members[:, np.newaxis] << 16 | number
            gaps = self._table.ticks_block(philox_words(self.uid, index.ravel(), 0, 0, why)).reshape(index.shape)
            some = np.cumsum(gaps, axis=1) < self._total
            drawn.append(np.stack([index[some], gaps[some]]))
        index, time = np.concatenate(drawn, axis=1)
        yield index, time


class Backlog:
    """The waiting cases, spread evenly between the age of the oldest and the first day."""

    def __init__(self, name: str, demand: Demand, first: dt.date) -> None:
        assert demand.backlog_age is not None
        age = demand.backlog_age
        months = (first - _months_before(first, age.months)).days * DAY
        self.uid, self._size = source_uid(name), demand.backlog
        self._ticks = np.uint64(months + round(age.days * DAY + age.seconds))

    def draw(self, seed: int, replication: int, ends: Sequence[int]) -> Iterator[Numbered]:
        """Draw the cases of a replication: all are there before the first stretch of time."""
        index = np.arange(self._size)
        words = philox_words(self.uid, index, 0, 0, key(seed, replication, Purpose.ARRIVAL_TIME)).astype(np.uint64)
        yield index, -1 - (words * self._ticks >> np.uint64(32)).astype(np.int64)
        for _ in ends[1:]:
            yield np.empty(0, np.int64), np.empty(0, np.int64)


def _too_many() -> InputError:
    return InputError(Fault(message("more than 65,535 cases of one source on one day"), ("per_day",)))


def _months_before(date: dt.date, months: int) -> dt.date:
    """Return the same day some months ago, or the last day of that month."""
    year, month = divmod(date.year * 12 + date.month - 1 - months, 12)
    return dt.date(year, month + 1, min(date.day, monthrange(year, month + 1)[1]))


def _shares(spans: Sequence[Span]) -> list[tuple[int, int, int, int]]:
    """Return of each part of the day start, length, and the words from and up to which it is meant."""
    start, end, weight = (np.array(column) for column in zip(*spans, strict=True))
    cumulated = np.cumsum(weight)
    above = np.floor(cumulated / cumulated[-1] * WORD).astype(np.int64)
    columns = (start, end - start, np.concatenate([[0], above[:-1]]), above)
    rows = np.stack(columns, axis=1).tolist()
    return [(begin, length, low, high) for begin, length, low, high in rows if low < high]


def _time_of_day(spans: Sequence[tuple[int, int, int, int]], words: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Return ticks since midnight: the span by its share of the words, the place in it by where the word lies."""
    ticks = words.astype(np.int64)
    for start, length, low, high in spans:
        inside = slice(None) if len(spans) == 1 else np.flatnonzero((words >= low) & (words < high))
        found = ticks[inside]
        found -= low
        found *= length
        found //= high - low
        found += start
        ticks[inside] = found
    return ticks
