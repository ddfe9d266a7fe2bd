"""When the citizens of one source come: daily counts, one after the other, again and again, or waiting already."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orgsim.errors import Fault, InputError, message
from orgsim.scenario.demand import Demand, OpenDay, Span
from orgsim.simulation.draws import Purpose, key, philox_block, uid
from orgsim.simulation.tables import Quantiles, count_table, quantile_table

DAY = 86_400
"""Ticks of a civil day; Indonesia sets no clock forward or back."""

BACKLOG = "backlog:"
"""What the name of an initial backlog starts with; the service follows."""

MOST = 1 << 16
"""Days, and cases of one day, that an index can number."""


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
"""Indices and arrival times of the cases of one source."""


@dataclass(frozen=True, slots=True)
class SourceDraw:
    """Draws indices and times of the cases of one source at a time."""

    first: dt.date
    days: int
    seed: int
    replication: int
    open_day: OpenDay

    def words(self, name: str, purpose: Purpose, index: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return word 0 of the block of each index."""
        words = philox_block(source_uid(name), index, 0, 0, key(self.seed, self.replication, purpose))
        return words[:, 0].astype(np.int64)

    def counts(self, name: str, demand: Demand) -> Numbered:
        """Draw daily counts, then a time of day for every case."""
        means = demand.expected(self.first, self.days, self.open_day)
        if means.size and means.max() >= MOST:
            raise InputError(Fault(message("more than 65,535 cases of one source on one day"), ("per_day",)))
        days, together = np.flatnonzero(means), demand.together
        words = self.words(name, Purpose.ARRIVAL_COUNT, days << 16)
        pairs = zip(means[days].tolist(), words.tolist(), strict=True)
        counts = np.array([count_table(mean, demand.overdispersion).count(word) for mean, word in pairs], np.int64)
        counts *= together
        if counts.size and counts.max() > MOST:
            raise InputError(Fault(message("more than 65,535 cases of one source on one day"), ("per_day",)))
        day = np.repeat(days, counts)
        k = np.arange(day.size) - np.repeat(np.cumsum(counts) - counts, counts)
        index = day << 16 | k
        first = day << 16 | k // together * together  # who comes together comes when the first one does
        return index, day * DAY + _time_of_day(demand.spans(), self.words(name, Purpose.ARRIVAL_TIME, first))

    def renewal(self, name: str, demand: Demand, distribution: Quantiles) -> Numbered:
        """Draw gaps one after the other, in time that runs only within the hours of days on which citizens come."""
        table = quantile_table(distribution)
        days = np.flatnonzero(demand.expected(self.first, self.days, self.open_day))
        spans = demand.spans()
        lengths = np.array([end - start for start, end, _ in spans])
        before = np.cumsum(lengths) - lengths
        in_a_day = int(lengths.sum())
        total = in_a_day * days.size
        gaps = np.empty(0, np.int64)
        while gaps.sum() < total:
            more = 64 + int((total - gaps.sum()) / table.mean_ticks * 1.05)
            number = np.arange(gaps.size, gaps.size + more) * demand.together
            gaps = np.append(gaps, table.ticks_block(self.words(name, Purpose.ARRIVAL_TIME, number).astype(np.uint32)))
        elapsed = np.cumsum(gaps)
        elapsed = elapsed[elapsed < total]
        day, rest = np.divmod(elapsed, max(1, in_a_day))
        span = np.searchsorted(before, rest, side="right") - 1
        starts = np.array([start for start, _, _ in spans])
        time = np.repeat(days[day] * DAY + starts[span] + rest - before[span], demand.together)
        return np.arange(time.size), time

    def population(self, name: str, demand: Demand, distribution: Quantiles) -> Numbered:
        """Draw, for every member of a closed group, the times from the close of one request to the next.

        The index is member << 16 | request; times are from the first day on for the first request, else from the
        close of the one before. As many are drawn as can come if no request takes any time.
        """
        table = quantile_table(distribution)
        total, indices, times = self.days * DAY, list[NDArray[np.int64]](), list[NDArray[np.int64]]()
        for member in range(demand.population or 0):
            number = np.arange(min(MOST, 64 + int(total / table.mean_ticks * 1.5)))
            gaps = table.ticks_block(self.words(name, Purpose.ARRIVAL_TIME, member << 16 | number).astype(np.uint32))
            some = number[np.cumsum(gaps) < total]
            indices.append(member << 16 | some)
            times.append(gaps[some])
        return np.concatenate(indices), np.concatenate(times)

    def backlog(self, name: str, demand: Demand) -> Numbered:
        """Spread the waiting cases evenly between the age of the oldest and the first day."""
        assert demand.backlog_age is not None
        age = demand.backlog_age
        months = (self.first - _months_before(self.first, age.months)).days * DAY
        ticks = np.uint64(months + round(age.days * DAY + age.seconds))
        index = np.arange(demand.backlog)
        words = self.words(name, Purpose.ARRIVAL_TIME, index).astype(np.uint64)
        return index, -1 - (words * ticks >> np.uint64(32)).astype(np.int64)


def _months_before(date: dt.date, months: int) -> dt.date:
    """Return the same day some months ago, or the last day of that month."""
    year, month = divmod(date.year * 12 + date.month - 1 - months, 12)
    return dt.date(year, month + 1, min(date.day, monthrange(year, month + 1)[1]))


def _time_of_day(spans: Sequence[Span], words: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return ticks since midnight: the span by its share of the words, the place in it by where the word lies."""
    start, end, weight = (np.array(column) for column in zip(*spans, strict=True))
    cumulated = np.cumsum(weight)
    above = np.floor(cumulated / cumulated[-1] * 2.0**32).astype(np.int64)
    span = np.searchsorted(above, words, side="right")
    below = np.concatenate([[0], above])[span]
    ticks: NDArray[np.int64] = start[span] + (words - below) * (end - start)[span] // (above[span] - below)
    return ticks
