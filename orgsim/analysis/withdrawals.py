"""When a question to a superior was withdrawn: the log says only that nobody took it up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.organisation.intervals import NEVER
from orgsim.simulation.log import Category

if TYPE_CHECKING:
    from orgsim.simulation.log import Log

__all__ = ["withdrawals"]

_LATER = 1 << 36
"""More than any tick, and than the age of any backlog: it makes one number that sorts by case, then by tick."""


def withdrawals(log: Log, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the tick at which each of some visits was withdrawn: when its case went on without an answer.

    Parameters
    ----------
    log
        What happened.
    rows
        Rows of the table of visits.

    Returns
    -------
    int64[n]
        `NEVER` for what is no question, was taken up, or still waits when the case is over or last seen.
    """
    visits = log.visits
    asked = (visits.of("category", rows) == Category.EXCEPTION) & (visits.of("started", rows) == -1)
    ticks = np.full(len(rows), NEVER, dtype=np.int64)
    if asked.any():
        aside = (Category.TEAM, Category.CHASE)
        on_the_way = ~np.isin(visits["category"], aside)
        base = visits["case"] * (2 * _LATER) + _LATER
        moments = np.sort((base + visits["ready"])[on_the_way])
        mine = rows[asked]
        place = np.searchsorted(moments, (base + visits["enqueued"])[mine], side="right")
        later = np.append(moments, NEVER)[place] - base[mine]
        ticks[asked] = np.where(later < _LATER, later, NEVER)
    return ticks
