"""Share of their time on duty that staff are occupied with cases."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.kpi import KPIS, Kpi, Measured, ratio
from orgsim.errors import message

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation
    from orgsim.simulation.clocks import Clock
    from orgsim.simulation.network import Phase


@KPIS.register
class Utilisation(Kpi):
    r"""Share of time on duty that is occupied by visits.

    .. math:: U = \frac{\sum_s \sum_{v \in s} H_s(v \cap [t_0, t_1))}{\sum_s H_s([t_0, t_1))}

    with `H` the time on duty by the clock of each member of staff `s`. A visit occupies its person from start to
    finish; where times are stretched by the effective share of the day, that stretch is in it. Work beyond closing and
    electronic signatures given while away are not time on duty and do not count on either side. ``unit:<id>`` and
    ``position:<id>`` hold the people who serve there, in each phase of the plan by its own order.

    People count from the first phase on in which there are cases that they may handle: a head who handles none is not
    idle, only busy with what is not modelled; one whose cases a merger took away is idle.
    """

    name = "utilisation"
    place = 60
    title = message("Occupied share of time on duty")
    measured_in = "share"
    better = "neither"
    scale = "difference"
    missing = message("nobody who handles cases is on duty in the window")

    def measure(self, observation: Observation) -> Measured:
        window, network, names = observation.window, observation.study.network, observation.log.names
        if not window.is_period:
            return {}
        busy: Counter[str] = Counter()
        on_duty: Counter[str] = Counter()
        handle_cases: set[int] = set()
        ends = [*(phase.start for phase in network.phases[1:]), window.end]
        for phase, phase_end in zip(network.phases, ends, strict=True):
            handle_cases |= case_staff(phase)
            start, end = max(phase.start, window.start), min(phase_end, window.end)
            if start >= end:
                continue
            occupied = busy_ticks(observation, start, end)
            for staff, (unit, position) in enumerate(zip(phase.unit_of, phase.position_of, strict=True)):
                if unit < 0 or staff not in handle_cases:
                    continue
                present = network.clocks[staff].work_between(start, end)
                for group in ("all", f"unit:{names['unit'][unit]}", f"position:{names['position'][position]}"):
                    busy[group] += int(occupied[staff])
                    on_duty[group] += present
        return {"all": None} | {group: ratio(busy[group], ticks) for group, ticks in on_duty.items()}


def case_staff(phase: Phase) -> set[int]:
    """Return the staff who may handle some case in a phase, first or in place of others, alone or in a team."""
    staff: set[int] = set()
    for task in phase.tasks.values():
        for servers in (*task.own.values(), *task.helpers.values(), *task.deputies.values()):
            staff.update(server.staff for server in servers)
        for members in task.team.values():
            staff.update(person for candidates, _ in members for person in candidates)
    return staff


def busy_ticks(observation: Observation, start: int, end: int) -> NDArray[np.int64]:
    """Return the time on duty that each member of staff is occupied between two ticks, by staff code."""
    visits, clocks = observation.log.visits, observation.study.network.clocks
    began, finished, staff = visits["started"], visits["finished"], visits["staff"]
    rows = np.flatnonzero((staff >= 0) & (began != -1) & (began < end) & ((finished == -1) | (finished > start)))
    staff, began, finished = staff[rows], began[rows], finished[rows]
    begins = np.maximum(began, start)
    finishes = np.minimum(np.where(finished == -1, end, finished), end)
    holders: defaultdict[Clock, list[int]] = defaultdict(list)
    for code, clock in enumerate(clocks):
        holders[clock].append(code)
    busy = np.zeros(len(clocks), dtype=np.int64)
    kept_by = np.zeros(len(clocks), dtype=np.int64)
    for number, codes in enumerate(holders.values()):
        kept_by[codes] = number
    clock_of = kept_by[staff]
    for number, clock in enumerate(holders):
        of_clock = np.flatnonzero(clock_of == number)
        np.add.at(busy, staff[of_clock], clock.work_between_block(begins[of_clock], finishes[of_clock]))
    return busy
