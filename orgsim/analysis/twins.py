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
    from orgsim.analysis.reading import Reading

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
    # Kept with the alternative, which is let go of when it has been compared with the baseline.
    theirs = alternative.reading.once(_the_same, baseline.reading)[baseline.requests]
    theirs = np.where(theirs >= 0, alternative.place_of_case[theirs], -1)
    mine = np.flatnonzero(theirs >= 0)
    theirs = theirs[mine]
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


def _the_same(reading: Reading, other: Reading) -> NDArray[np.int64]:
    """Return the row of the request of the same key, for each row of the table of cases of another log; -1: none."""
    rows, others = (np.flatnonzero(one.log.cases["parent"] == -1) for one in (reading, other))
    found = np.full(len(other.log.cases["key"]), -1, dtype=np.int64)
    there, keys = reading.log.cases.of("key", rows), other.log.cases.of("key", others)
    both = min(len(rows), len(others))
    if np.array_equal(there[:both], keys[:both]):  # as a rule the same citizens come, and one run lasts longer
        found[others[:both]] = rows[:both]
    else:
        # Both in the order of keys, for what is looked up in order is found fast.
        order, rows_order = np.argsort(keys), np.argsort(there)
        place = np.minimum(np.searchsorted(there[rows_order], keys[order]), len(there) - 1)
        place = rows_order[place]
        found[others[order]] = np.where(there[place] == keys[order], rows[place], -1)
    return found


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
