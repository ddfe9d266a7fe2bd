"""How long requests take, not only in the mean: which share is finished within how much office time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Final

import numpy as np

from orgsim.analysis.statistics.intervals import Interval, mean_interval

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation

__all__ = ["EDGES", "Spread", "SpreadCounts", "count_spread", "spread_of"]

EDGES: Final = (
    *(5, 10, 15, 20, 30, 45, 60, 75, 90, 105, 120, 150, 180, 240, 300, 360, 420, 480, 600, 720, 840, 1050, 1260, 1680),
    *(2100, 2520, 3150, 4200, 6300, 8400, 12_600, 16_800, 25_200, 50_400, 100_800),
)
"""Minutes of office time, closer where most requests of an office end: from five minutes to a year and more."""


@dataclass(frozen=True, slots=True)
class SpreadCounts:
    """One replication, one structure, one window.

    Attributes
    ----------
    within
        Requests finished within each of `EDGES`, exactly so long included.
    requests
        Requests served or still open.
    known
        Office time in ticks up to which every one of them was followed that is still open; None if all are over.
    """

    within: tuple[int, ...]
    requests: int
    known: int | None


@dataclass(frozen=True, slots=True)
class Spread:
    """Which share of the requests is finished within how much office time.

    Attributes
    ----------
    minutes
        Of `EDGES`, those up to which it is known of every request in every replication.
    shares
        Share finished within each, over the replications.
    """

    minutes: tuple[int, ...]
    shares: tuple[Interval, ...]


def count_spread(observation: Observation) -> SpreadCounts:
    """Count how long the requests of one replication took."""
    timed, over, durations = observation.timed, observation.over, observation.office_durations
    ended = np.sort(durations[timed & over])
    still_open = durations[timed & ~over]
    within = np.searchsorted(ended, np.array(EDGES, dtype=np.int64) * 60, side="right")
    known = int(still_open.min()) if still_open.size else None
    return SpreadCounts(tuple(within.tolist()), int(timed.sum()), known)


def spread_of(counts: Sequence[SpreadCounts]) -> Spread | None:
    """Put all replications together; None if one of them has no request.

    Examples
    --------
    >>> nobody = tuple(0 for _ in EDGES)
    >>> spread_of([SpreadCounts(nobody, 0, None)]) is None
    True
    """
    if not counts or not all(one.requests for one in counts):
        return None
    last = min(inf if one.known is None else one.known for one in counts)
    minutes = tuple(minutes for minutes in EDGES if minutes * 60 <= last)
    shares = [mean_interval([one.within[place] / one.requests for one in counts]) for place in range(len(minutes))]
    return Spread(minutes, tuple(shares))
