"""The citizens of one replication, drawn without sight of the structure that will serve them.

Case k of day d of a source is the same citizen whatever else is simulated: in every structure, over any number of days,
beside any other source. Nothing here knows of units, posts or plans.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from orgsim.errors import Fault, InputError, message
from orgsim.scenario.demand import Demand, OpenDay
from orgsim.scenario.streams import backlog_faults, streams
from orgsim.simulation.arrival_draws import BACKLOG, DAY, MOST, Numbered, SourceDraw, identity, source_uid
from orgsim.simulation.draws import Key, Purpose, check_uids, key, philox_block

__all__ = ["BACKLOG", "DAY", "Arrivals", "draw_arrivals", "source_uid"]


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
        By name of the source; their order does not matter. Of a source with a mix, each service becomes a source.
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
    if not 0 <= days <= MOST:
        faults += (Fault(message("a run of {days} days is outside 0 to 65,536 days", days=days)),)
    if faults:
        raise InputError(*(fault.under("demand") if fault.path else fault for fault in faults))
    demands = streams(demands)
    draw = SourceDraw(first, days, seed, replication, open_day)
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


def _assemble(
    cases: Mapping[str, tuple[str, Numbered]], closed: set[str], attributes: tuple[str, ...], attribute_key: Key
) -> Arrivals:
    """Put the cases of all sources in order, and draw what each is like."""
    sources = tuple(sorted(cases))
    services = tuple(sorted({service for service, _ in cases.values()}))
    uids = check_uids(identity(name) for name in sources)
    labels = check_uids([*(f"attribute:{name}" for name in attributes), "site"])
    own = np.array([uids[identity(name)] for name in sources], np.uint64)
    sizes = [cases[name][1][0].size for name in sources]
    source = np.repeat(np.arange(len(sources), dtype=np.int32), sizes)
    index, time = (
        np.concatenate([np.empty(0, np.int64), *(cases[name][1][part] for name in sources)]) for part in (0, 1)
    )
    case_key = own[source] << np.uint64(32) | index.astype(np.uint64)
    order = np.lexsort((case_key, time))
    source, index, time, case_key = source[order], index[order].astype(np.uint64), time[order], case_key[order]

    of_closed = np.array([name in closed for name in sources], np.bool_)[source]
    again = of_closed & (index & np.uint64(MOST - 1) > 0)
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
