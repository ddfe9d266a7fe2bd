"""The citizens of one replication, drawn without sight of the structure that will serve them.

Case k of day d of a source is the same citizen whatever else is simulated: in every structure, over any number of days,
beside any other source. Nothing here knows of units, posts or plans.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from orgsim.errors import Fault, InputError, message
from orgsim.scenario.demand import Demand, OpenDay, Span, backlog_faults
from orgsim.simulation.draws import Key, Purpose, check_uids, key, philox_block, uid
from orgsim.simulation.tables import Quantiles, count_table, quantile_table

__all__ = ["BACKLOG", "DAY", "Arrivals", "draw_arrivals", "source_uid"]

DAY = 86_400
"""Ticks of a civil day; Indonesia sets no clock forward or back."""

BACKLOG = "backlog:"
"""What the name of an initial backlog starts with; the service follows."""

_MOST = 1 << 16  # days, and cases of one day, that an index can number


@dataclass(frozen=True, slots=True, eq=False)
class Arrivals:
    """The cases of one replication, sorted by time, then case key; all arrays are read-only.

    Attributes
    ----------
    time : int64[n]
        Ticks since 00:00 of the first day; negative for the initial backlog.
    source : int32[n]
        Place in `sources`.
    service : int32[n]
        Place in `services`.
    index : uint64[n]
        Within the source: day << 16 | k of a daily count, else a running number from 0.
    key : uint64[n]
        uid(source) << 32 | index: the case key of every tie-break.
    follows : int64[n]
        Of a citizen of a closed group who comes again: the place of the request before, from whose close `time`
        counts; -1 for all others.
    attribute_words : uint32[n, A]
        One word per case and attribute; a case has the attribute if its word lies below the threshold of the service.
    site_word : uint32[n]
        Decides to which place of service the citizen goes.
    sources, services, attributes
        The names, sorted.
    """

    time: NDArray[np.int64]
    source: NDArray[np.int32]
    service: NDArray[np.int32]
    index: NDArray[np.uint64]
    key: NDArray[np.uint64]
    follows: NDArray[np.int64]
    attribute_words: NDArray[np.uint32]
    site_word: NDArray[np.uint32]
    sources: tuple[str, ...]
    services: tuple[str, ...]
    attributes: tuple[str, ...]

    def __post_init__(self) -> None:
        for array in self._arrays():
            array.flags.writeable = False

    def _arrays(self) -> tuple[NDArray[np.generic], ...]:
        values = (getattr(self, field.name) for field in fields(self))
        return tuple(value for value in values if isinstance(value, np.ndarray))

    def __len__(self) -> int:
        return len(self.time)

    def digest(self) -> str:
        """Return the hash of all cases, for the manifest of a run."""
        content = blake2b(repr((self.sources, self.services, self.attributes)).encode(), digest_size=16)
        for array in self._arrays():
            content.update(array.astype(array.dtype.newbyteorder("<")).tobytes())
        return content.hexdigest()


def source_uid(name: str) -> int:
    """Return the identity of a source; an initial backlog, ``backlog:<service>``, is a source of its own.

    Examples
    --------
    >>> source_uid("ktp") == uid("source:ktp"), source_uid("backlog:ktp") == uid("backlog:ktp")
    (True, True)
    """
    return uid(_identity(name))


def _identity(name: str) -> str:
    return name if name.startswith(BACKLOG) else f"source:{name}"


def draw_arrivals(
    demands: Mapping[str, Demand],
    *,
    first: dt.date,
    days: int,
    seed: int,
    replication: int,
    open_day: OpenDay,
    attributes: Sequence[str] = (),
) -> Arrivals:
    """Draw every case of one replication.

    Parameters
    ----------
    demands
        By name of the source; their order does not matter.
    first, days
        The first day of the run, and how many days citizens come.
    seed, replication
        The key of the draws.
    open_day
        Whether a date is a civil working day of the agency.
    attributes
        Names of the case attributes of all services.

    Raises
    ------
    InputError
        If a backlog is stated twice, a day or its count is beyond what an index can number, or two names collide.

    Examples
    --------
    >>> demands = {"kk": Demand(per_day=31), "ktp": Demand(every="10 min", backlog=5, backlog_age="2 days")}
    >>> run = {"first": dt.date(2026, 1, 5), "days": 3, "seed": 7, "replication": 0}
    >>> arrivals = draw_arrivals(demands, **run, open_day=lambda day: day.weekday() < 5)
    >>> arrivals.sources, arrivals.services, int((arrivals.time < 0).sum())
    (('backlog:ktp', 'kk', 'ktp'), ('kk', 'ktp'), 5)
    """
    faults = backlog_faults(demands)
    if not 0 <= days <= _MOST:
        faults += (Fault(message("a run of {days} days is outside 0 to 65,536 days", days=days)),)
    if faults:
        raise InputError(*(fault.under("demand") if fault.path else fault for fault in faults))
    draw = _Draw(first, days, seed, replication, open_day)
    cases: dict[str, tuple[str, Numbered]] = {}
    for name, demand in demands.items():
        service = demand.service or name
        try:
            gaps = demand.gaps()
            if gaps is None:
                cases[name] = service, draw.counts(name, demand)
            else:
                cases[name] = service, (draw.population if demand.population else draw.renewal)(name, demand, gaps)
        except InputError as error:
            raise InputError(*(fault.under("demand", name) for fault in error.faults)) from None
        if demand.backlog:
            cases[BACKLOG + service] = service, draw.backlog(BACKLOG + service, demand)
    closed = {name for name, demand in demands.items() if demand.population}
    return _assemble(cases, closed, tuple(sorted(set(attributes))), key(seed, replication, Purpose.ATTRIBUTE))


Numbered = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Indices and arrival times of the cases of one source."""


@dataclass(frozen=True, slots=True)
class _Draw:
    """What the draws of all sources share."""

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
        if means.size and means.max() >= _MOST:
            raise InputError(Fault(message("more than 65,535 cases of one source on one day"), ("per_day",)))
        days, together = np.flatnonzero(means), demand.together
        words = self.words(name, Purpose.ARRIVAL_COUNT, days << 16)
        pairs = zip(means[days].tolist(), words.tolist(), strict=True)
        counts = np.array([count_table(mean, demand.overdispersion).count(word) for mean, word in pairs], np.int64)
        counts *= together
        if counts.size and counts.max() > _MOST:
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
            number = np.arange(min(_MOST, 64 + int(total / table.mean_ticks * 1.5)))
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


def _assemble(
    cases: Mapping[str, tuple[str, Numbered]], closed: set[str], attributes: tuple[str, ...], attribute_key: Key
) -> Arrivals:
    """Put the cases of all sources in order, and draw what each is like."""
    sources = tuple(sorted(cases))
    services = tuple(sorted({service for service, _ in cases.values()}))
    uids = check_uids(_identity(name) for name in sources)
    labels = check_uids([*(f"attribute:{name}" for name in attributes), "site"])
    own = np.array([uids[_identity(name)] for name in sources], np.uint64)
    sizes = [cases[name][1][0].size for name in sources]
    source = np.repeat(np.arange(len(sources), dtype=np.int32), sizes)
    index, time = (
        np.concatenate([np.empty(0, np.int64), *(cases[name][1][part] for name in sources)]) for part in (0, 1)
    )
    case_key = own[source] << np.uint64(32) | index.astype(np.uint64)
    order = np.lexsort((case_key, time))
    source, index, time, case_key = source[order], index[order].astype(np.uint64), time[order], case_key[order]

    of_closed = np.array([name in closed for name in sources], np.bool_)[source]
    again = of_closed & (index & np.uint64(_MOST - 1) > 0)
    place = {int(number): n for n, number in enumerate(case_key)} if again.any() else {}
    follows = np.full(time.size, -1, np.int64)
    follows[again] = [place[int(number) - 1] for number in case_key[again]]

    def words(label: str) -> NDArray[np.uint32]:
        return philox_block(own[source], index, labels[label], 0, attribute_key)[:, 0]

    attribute_words = np.empty((time.size, len(attributes)), np.uint32)
    for column, name in enumerate(attributes):
        attribute_words[:, column] = words(f"attribute:{name}")
    service_of = np.array([services.index(cases[name][0]) for name in sources], np.int32)
    return Arrivals(
        time=time,
        source=source,
        service=service_of[source],
        index=index,
        key=case_key,
        follows=follows,
        attribute_words=attribute_words,
        site_word=words("site").copy(),
        sources=sources,
        services=services,
        attributes=attributes,
    )
