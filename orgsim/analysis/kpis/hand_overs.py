"""How often a request passes from one unit to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.kpi import KPIS, Kpi, Measured, mean_by_service
from orgsim.errors import message
from orgsim.simulation.log import Category
from orgsim.simulation.sorting import order_by

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
    several = _between_units(reading) & (arrived < reading.until)
    if not several.any():
        return np.zeros(len(arrived), dtype=np.int64)
    rows = np.flatnonzero(several.take(visits["case"]) & (visits["started"] != -1))
    rows = rows[np.isin(visits.of("category", rows), (Category.WORK, Category.APPROVAL, Category.EXTERNAL))]
    if not len(rows):
        return np.zeros(len(arrived), dtype=np.int64)
    # One number that sorts by case, then by tick; what is not finished comes last.
    never = max(int(visits[name].max()) for name in ("ready", "finished")) + 1
    finished = visits.of("finished", rows)
    finished = np.where(finished == -1, never, finished)
    rows = rows[order_by(visits.of("case", rows), finished, visits.of("unit", rows))]
    case, ready, finished = (visits.of(name, rows) for name in ("case", "ready", "finished"))
    moments = case * (never + 1) + np.where(finished == -1, never, finished)
    wanted, before = case * (never + 1) + ready, np.append(-1, moments[:-1])
    giver = np.arange(-1, len(rows) - 1)  # most visits are given by the one before
    others = np.flatnonzero((wanted < before) | (wanted >= moments))
    giver[others] = np.searchsorted(moments, wanted[others], side="right") - 1
    giver = np.where((giver >= 0) & (case[giver] == case), giver, -1)
    is_work = visits.of("category", rows) == Category.WORK
    work = np.flatnonzero(is_work & (giver >= 0))
    from_whom = giver[work]
    while len(on := np.flatnonzero((from_whom >= 0) & ~is_work[from_whom])):
        from_whom[on] = giver[from_whom[on]]
    work, from_whom = work[from_whom >= 0], from_whom[from_whom >= 0]
    unit, phase = visits.of("unit", rows), visits.of("phase", rows[work])
    passed = unit[from_whom] != unit[work]
    # A unit that was merged away hands nothing over: its paper stays on the desk, and the desk has moved.
    units = np.arange(len(reading.log.names["unit"]))
    there = np.array([np.isin(units, p.unit_of) for p in reading.study.network.phases])
    passed &= there[phase, unit[from_whom]]
    return np.bincount(case[work[passed]], minlength=len(arrived))


def _between_units(reading: Reading) -> NDArray[np.bool_]:
    """Return at which cases several units work; no others pass from one to another."""
    column = reading.queueing_column
    work = np.flatnonzero((column("category") == Category.WORK) & (column("started") != -1))
    case, unit = column("case").take(work), column("unit").take(work)
    found, one = np.zeros(len(reading.case_ends), dtype=np.bool_), np.empty(len(reading.case_ends), dtype=unit.dtype)
    one[case] = unit  # of each case, one of them
    found[case.compress(unit != one.take(case))] = True
    return found
