"""How often a request passes from one unit to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.kpi import KPIS, Kpi, Measured, mean_by_service
from orgsim.errors import message
from orgsim.simulation.log import Category

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation
    from orgsim.analysis.reading import Reading


@KPIS.register
class HandOvers(Kpi):
    """Mean number of times that a request passes from the unit that owns a step to another one, per served request.

    Approvals on the way up the line of command and waits outside are no hand-over: the paper comes back to where it
    was. Open requests do not count, for their way is not over; `unfinished` tells how many there are.
    """

    name = "hand_overs"
    place = 50
    title = message("Hand-overs between units per request")
    measured_in = "per case"
    better = "lower"
    scale = "difference"
    concerns = "staff"
    missing = message("no request was finished")

    def measure(self, observation: Observation) -> Measured:
        return mean_by_service(observation, hand_overs_of(observation), observation.served)


def hand_overs_of(observation: Observation) -> NDArray[np.int64]:
    """Return how often each request of the cohort passed to another unit.

    The giver of a visit is the visit of the same request that was finished last when it became ready. One that owns no
    paper (an approval, a wait outside) passes on what its own giver gave.
    """
    return observation.reading.once(_hand_overs)[observation.requests]


def _hand_overs(reading: Reading) -> NDArray[np.int64]:
    """Return how often each case passed to another unit."""
    visits, arrived = reading.log.visits, reading.log.cases["arrived"]
    counts = np.zeros(len(arrived), dtype=np.int64)
    on_the_way = np.isin(visits["category"], (Category.WORK, Category.APPROVAL, Category.EXTERNAL))
    rows = np.flatnonzero(on_the_way & (visits["started"] != -1) & (arrived[visits["case"]] < reading.until))
    if not len(rows):
        return counts
    # One number that sorts by case, then by tick; a tick is far below 2^36 (2,000 years).
    finished = visits["finished"][rows]
    moments = (visits["case"][rows] << 36) + np.where(finished == -1, (1 << 36) - 1, finished)
    order = np.lexsort((visits["unit"][rows], moments))
    rows, moments = rows[order], moments[order]
    case, ready = visits["case"][rows], visits["ready"][rows]
    work = visits["category"][rows] == Category.WORK
    giver = np.searchsorted(moments, (case << 36) + ready, side="right") - 1
    giver = np.where((giver >= 0) & (case[giver] == case), giver, -1)
    while True:
        passes_on = (giver >= 0) & ~work[giver]
        if not passes_on.any():
            break
        giver = np.where(passes_on, giver[giver], giver)
    unit, phase = visits["unit"][rows], visits["phase"][rows]
    passed = work & (giver >= 0) & (unit[giver] != unit)
    # A unit that was merged away hands nothing over: its paper stays on the desk, and the desk has moved.
    units = np.arange(len(reading.log.names["unit"]))
    there = np.array([np.isin(units, p.unit_of) for p in reading.study.network.phases])
    passed &= there[phase, unit[giver]]
    np.add.at(counts, case[passed], 1)
    return counts
