"""Office time: before cases arrived and ended, and of their visits, found once for all windows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.visit_stages import PASSED_ON, WAITED, told
from orgsim.organisation.intervals import NEVER

if TYPE_CHECKING:
    from orgsim.analysis.reading import Reading

__all__ = [
    "Amounts",
    "before_arrivals",
    "before_ends",
    "dispositions_until",
    "of_cases",
    "of_visits",
    "waits_until",
    "work_until",
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
        Tick up to which each of them is followed.
    """
    found = _between(reading, reading.queued[chosen], reading.left[chosen], last)
    if reading.interruptions.any():
        interruptions = reading.interruptions[reading.queueing[chosen]]
        broken = np.flatnonzero(interruptions)
        finished = reading.queueing_column("finished")[chosen][broken]
        found[broken] += _between(reading, finished - interruptions[broken], finished, last[broken])
    return found


def dispositions_until(reading: Reading, chosen: slice | Ticks, last: Ticks) -> Ticks:
    """Return the office time of visits on the way to the queue; see `waits_until`."""
    ready, queued = reading.queueing_column("ready")[chosen], reading.queued[chosen]
    found, some = np.zeros(len(ready), dtype=np.int64), np.flatnonzero(ready < queued)
    found[some] = _between(reading, ready[some], queued[some], last[some])
    return found


def work_until(reading: Reading, chosen: slice | Ticks, last: Ticks) -> Ticks:
    """Return the office time of visits from their start to their end; see `waits_until`."""
    started, finished = (reading.queueing_column(name)[chosen] for name in ("started", "finished"))
    begins, ends = (np.where(ticks == -1, NEVER, ticks) for ticks in (started, finished))
    return _between(reading, begins, ends, last)


def _between(reading: Reading, begins: Ticks, ends: Ticks, last: Ticks) -> Ticks:
    """Return the office time between two moments, of what lies before a third."""
    ends = np.minimum(ends, last)
    return reading.study.network.office.work_between_block(np.minimum(begins, ends), ends)


def _before_arrivals(reading: Reading) -> Ticks:
    return reading.study.network.office.work_before_block(reading.log.cases["arrived"])


def _before_ends(reading: Reading) -> Ticks:
    return reading.study.network.office.work_before_block(reading.case_ends)


def _of_visits(reading: Reading, find: Amounts) -> Ticks:
    found = told(reading)
    known = {} if found is None else {waits_until: found.waits, work_until: found.work}
    return known[find] if find in known else find(reading, slice(None), reading.once(_ends_of_cases))


def _ends_of_cases(reading: Reading) -> Ticks:
    """Return when the case of each visit ended, of those that `queueing` names, and in its order."""
    return reading.case_ends.take(reading.queueing_column("case"))


def _of_cases(reading: Reading, find: Amounts) -> Ticks:
    found, columns = told(reading), {waits_until: WAITED, dispositions_until: PASSED_ON}
    if found is not None and find in columns:
        return found.sums[:, columns[find]].copy()  # in one piece, for every window picks its requests out of it
    sums, amounts = np.zeros(len(reading.case_ends), dtype=np.int64), of_visits(reading, find)
    if amounts.any():
        np.add.at(sums, reading.queueing_column("case"), amounts)
    return sums
