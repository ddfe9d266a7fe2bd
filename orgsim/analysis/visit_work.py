"""How long people worked at single visits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.overtime import presence

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation
    from orgsim.analysis.reading import Reading

__all__ = ["work_of_visits"]

Ticks = NDArray[np.int64]


def work_of_visits(observation: Observation, rows: Ticks, followed: Ticks) -> Ticks:
    """Return the time that the person of each of some visits of the cohort worked at it.

    Parameters
    ----------
    observation
        Where the cohort is.
    rows
        Rows of the table of visits, all of requests of the cohort, begun, and with somebody who works at them.
    followed
        Ticks up to which the requests are followed; later work does not count.
    """
    visits, reading = observation.log.visits, observation.reading
    staff, begins = visits["staff"][rows].astype(np.int64), visits["started"][rows]
    last = followed[observation.place_of_case[visits["case"][rows]]]
    ends = np.maximum(np.minimum(reading.known_ends[rows], last), begins)
    clock = np.where(reading.away[rows], staff + len(reading.clocks), staff)
    on_duty = reading.once(presence).between(begins, ends, clock)
    work = np.where(reading.attended[rows], ends - begins, on_duty)
    mine, all_of_them, together = (column[rows] for column in reading.once(_weights))
    return np.where(together > 1, work * mine // all_of_them, work)


def _weights(reading: Reading) -> tuple[Ticks, Ticks, Ticks]:
    """Return the weight of each visit, of all that its person had in hand at once, and how many they are."""
    visits = reading.log.visits
    weight = np.maximum(visits["base"] + visits["switching"] + visits["handover"], 1)
    sums, counts = weight.copy(), np.ones(len(weight), dtype=np.int64)
    begun = np.flatnonzero((visits["staff"] >= 0) & (visits["started"] != -1))
    begins = visits["started"][begun]
    person = visits["staff"][begun].astype(np.int64) * (int(begins.max(initial=0)) + 1) + begins
    shared = begun[_met_again(person)]  # few, but for sessions and batches
    columns = (visits["staff"][shared].astype(np.int64), visits["started"][shared], reading.known_ends[shared])
    order = np.lexsort(columns[::-1])
    firsts = np.flatnonzero(np.any([_changes(column[order]) for column in columns], axis=0))
    if len(firsts):
        sizes = np.diff(np.append(firsts, len(order)))
        sums[shared[order]] = np.repeat(np.add.reduceat(weight[shared[order]], firsts), sizes)
        counts[shared[order]] = np.repeat(sizes, sizes)
    return weight, sums, counts


def _met_again(keys: Ticks) -> NDArray[np.bool_]:
    """Return which keys are there more than once."""
    order = np.argsort(keys)
    new = _changes(keys[order])
    found = np.empty(len(keys), dtype=np.bool_)
    found[order] = ~(new & np.append(new[1:], True))
    return found


def _changes(values: Ticks) -> NDArray[np.bool_]:
    """Return where a value differs from the one before; the first one does."""
    return np.append(np.ones(min(1, len(values)), dtype=np.bool_), values[1:] != values[:-1])
