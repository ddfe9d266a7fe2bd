"""The citizens of one replication, drawn without sight of the structure that will serve them.

Case k of day d of a source is the same citizen whatever else is simulated: in every structure, over any number of days,
beside any other source. Nothing here knows of units, posts or plans.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from orgsim.simulation.arrival_draws import BACKLOG, DAY, MOST, WHOLE, Numbered, source_uid
from orgsim.simulation.draws import WORD, Key, Purpose, key, parts, philox_words, uid
from orgsim.simulation.sources import Habits, Sources

__all__ = ["BACKLOG", "DAY", "Arrivals", "draw_arrivals", "draw_stretches", "source_uid"]

Array = TypeVar("Array", bound=NDArray[np.generic])


@dataclass(frozen=True, eq=False)
class Arrivals:
    """The cases of one replication, sorted by time, then case key; all arrays are read-only.

    Attributes
    ----------
    time : int64[n]
        Ticks since 00:00 of the first day; negative for the initial backlog.
    source : int32[n]
        Place in `sources`.
    key : uint64[n]
        uid(source) << 32 | index: the case key of every tie-break.
    follows : int64[n]
        Of a citizen of a closed group who comes again: the place of the request before, from whose close `time`
        counts; -1 for all others.
    service_of : int32[m]
        Place in `services` of what each of the sources asks for.
    sources, services, attributes
        The names, sorted.
    attribute_key
        The key of what cases are like.
    habits
        By source and attribute, the word of each day below which a citizen has it by habit.
    """

    time: NDArray[np.int64]
    source: NDArray[np.int32]
    key: NDArray[np.uint64]
    follows: NDArray[np.int64]
    service_of: NDArray[np.int32]
    sources: tuple[str, ...]
    services: tuple[str, ...]
    attributes: tuple[str, ...]
    attribute_key: Key
    habits: Habits

    def __post_init__(self) -> None:
        for array in (self.time, self.source, self.key, self.follows, self.service_of):
            array.flags.writeable = False

    @cached_property
    def service(self) -> NDArray[np.int32]:
        """Place in `services`: int32[n]."""
        return _read_only(self.service_of[self.source])

    @cached_property
    def index(self) -> NDArray[np.uint64]:
        """Within the source, day << 16 | k of a daily count, else a running number from 0: uint64[n]."""
        return _read_only(self.key & np.uint64(WORD - 1))

    @cached_property
    def attribute_words(self) -> NDArray[np.uint32]:
        """One word per case and attribute, uint32[n, A]; who has it has a word below the threshold of the service."""
        words = np.empty((len(self), len(self.attributes)), np.uint32)
        for column, name in enumerate(self.attributes):
            self._draw(f"attribute:{name}", words[:, column])
        return _read_only(words)

    @cached_property
    def site_word(self) -> NDArray[np.uint32]:
        """What decides to which place of service the citizen goes: uint32[n]."""
        words = np.empty(len(self), np.uint32)
        self._draw("site", words)
        return _read_only(words)

    def _draw(self, label: str, words: NDArray[np.uint32]) -> None:
        """Fill in one word per case; only what is asked for is ever drawn."""
        for part in parts(len(self)):
            keys = self.key[part]
            source, index = keys >> np.uint64(32), keys & np.uint64(WORD - 1)
            words[part] = philox_words(source, index, uid(label), 0, self.attribute_key)

    def __len__(self) -> int:
        return len(self.time)

    def digest(self) -> str:
        """Return the hash of all cases, for the manifest of a run."""
        content = blake2b(repr((self.sources, self.services, self.attributes)).encode(), digest_size=16)
        who = (self.time, self.source, self.service, self.index, self.key, self.follows)
        for array in (*who, self.attribute_words, self.site_word):
            content.update(array.astype(array.dtype.newbyteorder("<")).tobytes())
        return content.hexdigest()


def draw_arrivals(sources: Sources, *, seed: int, replication: int) -> Arrivals:
    """Draw every case of one replication.

    Parameters
    ----------
    sources
        Who may come.
    seed, replication
        The key of the draws.

    Raises
    ------
    InputError
        If more come on a day than an index can number.

    Examples
    --------
    >>> import datetime as dt
    >>> from orgsim.scenario.demand import Demand
    >>> from orgsim.simulation.sources import sources_of
    >>> demands = {"kk": Demand(per_day=31), "ktp": Demand(every="10 min", backlog=5, backlog_age="2 days")}
    >>> monday, weekday = dt.date(2026, 1, 5), lambda day: day.weekday() < 5
    >>> arrivals = draw_arrivals(sources_of(demands, first=monday, days=3, open_day=weekday), seed=7, replication=0)
    >>> arrivals.sources, arrivals.services, int((arrivals.time < 0).sum())
    (('backlog:ktp', 'kk', 'ktp'), ('kk', 'ktp'), 5)
    """
    return next(draw_stretches(sources, WHOLE, seed=seed, replication=replication))


def draw_stretches(sources: Sources, ends: Sequence[int], *, seed: int, replication: int) -> Iterator[Arrivals]:
    """Draw the cases of one replication, one stretch of time after the other; together they are those of all.

    Parameters
    ----------
    sources
        Who may come; if more than one stretch is wanted, no closed groups.
    ends
        The tick with which each stretch ends, a multiple of a day.
    seed, replication
        The key of the draws.

    Raises
    ------
    InputError
        As `draw_arrivals` does.
    """
    # One source after the other in the order of their keys: of two cases, the one further on has the larger key.
    names = sorted(sources.by_name, key=lambda name: sources.by_name[name].uid)
    draws = {name: sources.draw(name, seed, replication, ends) for name in names}
    for _ in ends:
        yield _together(sources, {name: next(draw) for name, draw in draws.items()}, seed, replication)


def _together(sources: Sources, drawn: dict[str, Numbered], seed: int, replication: int) -> Arrivals:
    """Put the cases of all sources in order."""
    names, services = tuple(sorted(drawn)), tuple(sorted(set(sources.services.values())))
    codes = np.repeat(np.array([names.index(name) for name in drawn], np.int32), [len(i) for i, _ in drawn.values()])
    again = np.zeros(codes.size if sources.closed else 0, np.bool_)
    keys, time, place = _laid_out(sources, drawn, again)
    follows = np.broadcast_to(np.int64(-1), codes.size)  # mostly nobody follows, which takes no memory
    if again.any():
        follows = follows.copy()
        now, later = np.empty_like(place), np.flatnonzero(again)
        now[place] = np.arange(place.size)
        follows[now[later]] = now[later - 1]
    return Arrivals(
        time=time,
        source=codes.take(place),
        key=keys.take(place),
        follows=follows,
        service_of=np.array([services.index(sources.services[name]) for name in names], np.int32),
        sources=names,
        services=services,
        attributes=sources.attributes,
        attribute_key=key(seed, replication, Purpose.ATTRIBUTE),
        habits=sources.habits,
    )


def _laid_out(
    sources: Sources, drawn: dict[str, Numbered], again: NDArray[np.bool_]
) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the keys of the cases as drawn, their times sorted, and the place of each of these among the keys.

    What was drawn is given up on the way; of closed groups it is marked who comes again, after the case just before.
    """
    size, start = sum(len(index) for index, _ in drawn.values()), 0
    keys, packed, bits = np.empty(size, np.uint64), np.empty(size, np.int64), size.bit_length()
    earliest = min((int(time.min()) for _, time in drawn.values() if time.size), default=0)
    for name in list(drawn):
        index, time = drawn.pop(name)
        part = slice(start, start := start + len(index))
        keys[part] = index
        keys[part] |= np.uint64(sources.by_name[name].uid << 32)
        np.subtract(time, earliest, out=packed[part])
        if name in sources.closed:
            again[part] = index & (MOST - 1) > 0
    # Times above, places below: sorting single numbers is fastest. Times of 2^36 ticks leave room for 2^27 cases.
    packed <<= bits
    packed |= np.arange(size)
    packed.sort()
    place = packed & ((1 << bits) - 1)
    packed >>= bits
    packed += earliest
    return keys, packed, place


def _read_only(array: Array) -> Array:
    array.flags.writeable = False
    return array
