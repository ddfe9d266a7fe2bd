"""The same citizen in two structures: who finishes sooner, who later, and by how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.findings import Twins

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation

__all__ = ["TwinCounts", "count_twins", "twins_of"]


@dataclass(frozen=True, slots=True)
class TwinCounts:
    """Counts of one replication, and ticks of office time gained and lost."""

    sooner: int
    later: int
    same: int
    gained: int
    lost: int


def count_twins(baseline: Observation, alternative: Observation) -> TwinCounts:
    """Compare every citizen of a cohort with the one of the same case key in the other structure.

    Compared is the office time from arrival to the end, as long as requests are followed: who is open in both is the
    same in both. Who gave up in either is left out.
    """
    mine, theirs = _the_same(baseline.keys, alternative.keys)
    both = baseline.timed[mine] & alternative.timed[theirs]
    before = baseline.restricted_office_durations[mine[both]]
    gain = before - alternative.restricted_office_durations[theirs[both]]
    return TwinCounts(
        sooner=int((gain > 0).sum()),
        later=int((gain < 0).sum()),
        same=int((gain == 0).sum()),
        gained=int(gain[gain > 0].sum()),
        lost=int(-gain[gain < 0].sum()),
    )


def _the_same(keys: NDArray[np.uint64], others: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the places of the keys that are in both."""
    order, others_order = np.argsort(keys), np.argsort(others)
    wanted, there = keys[order], others[others_order]
    place = np.searchsorted(there, wanted)
    found = np.flatnonzero(place < len(there))
    found = found[there[place[found]] == wanted[found]]
    return order[found], others_order[place[found]]


def twins_of(alternative: str, window: str, counts: Sequence[TwinCounts]) -> Twins | None:
    """Add up all replications; None without citizens."""
    sooner, later, same = (sum(getattr(count, name) for count in counts) for name in ("sooner", "later", "same"))
    gained, lost = sum(count.gained for count in counts), sum(count.lost for count in counts)
    citizens = sooner + later + same
    if not citizens:
        return None
    return Twins(
        alternative,
        window,
        citizens,
        sooner / citizens,
        later / citizens,
        same / citizens,
        gained / (sooner * 60) if sooner else None,
        lost / (later * 60) if later else None,
    )
