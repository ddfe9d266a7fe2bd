"""Office time before the moments of a log, looked up once for all windows.

What lies before a cut needs no look-up of its own: the office time before the earlier of two moments is the smaller of
the office times before each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.organisation.intervals import NEVER

if TYPE_CHECKING:
    from orgsim.analysis.reading import Reading

__all__ = [
    "Amounts",
    "before_arrivals",
    "before_ends",
    "before_visits",
    "dispositions_until",
    "of_cases",
    "of_visits",
    "waits_until",
    "within",
]

Ticks = NDArray[np.int64]
Amounts = Callable[["Reading", slice | Ticks, Ticks], Ticks]
"""Finds an amount of each of some visits up to a moment; for the arguments see `waits_until`."""


def before_arrivals(reading: Reading) -> Ticks:
    """Return the office time before each case arrived."""
    return reading.once(_before_arrivals)


def before_ends(reading: Reading) -> Ticks:
    """Return the office time before each case ended, or before anything is known no longer."""
    return reading.once(_before_ends)


def before_visits(reading: Reading, moment: str) -> Ticks:
    """Return the office time before a moment of each visit that `queueing` names, and in its order.

    Parameters
    ----------
    reading
        Whose visits.
    moment
        ``queued``, ``left`` or ``finished``; what did not happen never does.
    """
    return reading.once(_before_visits, moment)


def within(begins: Ticks, ends: Ticks, last: Ticks) -> Ticks:
    """Return the office time between two moments, of what lies before a third, from the office time before each."""
    found: Ticks = np.maximum(np.minimum(ends, last) - np.minimum(begins, last), 0)
    return found


def of_visits(reading: Reading, find: Amounts) -> Ticks:
    """Return an amount, up to the ends of cases, of all visits that `queueing` names."""
    return reading.once(_of_visits, find)


def of_cases(reading: Reading, find: Amounts) -> Ticks:
    """Return what the visits of each case add up to."""
    return reading.once(_of_cases, find)


def waits_until(reading: Reading, chosen: slice | Ticks, last: Ticks) -> Ticks:
    """Return the office time of visits in the queue, that in which they were interrupted included.

    Parameters
    ----------
    reading
        Whose visits.
    chosen
        Which of those that `queueing` names.
    last
        Office time before the moment up to which each of them is followed.
    """
    found = within(before_visits(reading, "queued")[chosen], before_visits(reading, "left")[chosen], last)
    if reading.interruptions.any():
        interruptions = reading.interruptions[reading.queueing[chosen]]
        broken = np.flatnonzero(interruptions)
        finished = reading.queueing_column("finished")[chosen][broken]
        before = reading.study.network.office.work_before_block
        found[broken] += within(before(finished - interruptions[broken]), before(finished), last[broken])
    return found


def dispositions_until(reading: Reading, chosen: slice | Ticks, last: Ticks) -> Ticks:
    """Return the office time of visits on the way to the queue; see `waits_until`."""
    ready, queued = reading.queueing_column("ready")[chosen], reading.queued[chosen]
    found, some = np.zeros(len(ready), dtype=np.int64), np.flatnonzero(ready < queued)
    before = reading.study.network.office.work_before_block
    found[some] = within(before(ready[some]), before(queued[some]), last[some])
    return found


def _before_arrivals(reading: Reading) -> Ticks:
    return reading.study.network.office.work_before_block(reading.log.cases["arrived"])


def _before_ends(reading: Reading) -> Ticks:
    return reading.study.network.office.work_before_block(reading.case_ends)


def _before_visits(reading: Reading, moment: str) -> Ticks:
    before = reading.study.network.office.work_before_block
    if moment != "finished":
        return before(reading.queued if moment == "queued" else reading.left)
    finished = reading.queueing_column("finished")
    ticks = np.where(finished == -1, NEVER, finished)
    # Most visits end when the next one in the list joins the queue.
    found, following = np.zeros_like(ticks), np.full_like(ticks, -1)
    found[:-1], following[:-1] = before_visits(reading, "queued")[1:], reading.queued[1:]
    others = np.flatnonzero(ticks != following)
    found[others] = before(ticks[others])
    return found


def _of_visits(reading: Reading, find: Amounts) -> Ticks:
    return find(reading, slice(None), before_ends(reading)[reading.queueing_column("case")])


def _of_cases(reading: Reading, find: Amounts) -> Ticks:
    sums, amounts = np.zeros(len(reading.case_ends), dtype=np.int64), of_visits(reading, find)
    if amounts.any():
        np.add.at(sums, reading.queueing_column("case"), amounts)
    return sums
