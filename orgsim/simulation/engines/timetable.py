"""What happens by the calendar in a replication, whoever comes: phases, openings, evenings, sessions, deliveries,
outages, overtime, the end; as the kernel reads it.
"""

from __future__ import annotations

import numpy as np

from orgsim.simulation.conditions import Conditions, closings
from orgsim.simulation.engines import layout
from orgsim.simulation.engines.packed import Packed
from orgsim.simulation.network import QueueingNetwork

_DAY = 86_400


def timetable(
    network: QueueingNetwork, pack: Packed, conditions: Conditions, end: int, limit: int
) -> tuple[layout.Memory, layout.Memory]:
    """Return what happens by the calendar, in order (tick and turn, kind, two numbers), and who may stay on when."""
    found: list[tuple[int, int, int, int]] = []
    for number, phase in enumerate(network.phases[1:], start=1):
        found.append((max(phase.start, 0) << 4 | layout.TURN_SWITCH, layout.K_PHASE, number, 0))
    clocks = {*conditions.clocks, *network.calendars}
    opens = [clock.opens for clock in clocks]
    if any(task.quota for phase in network.phases for task in phase.tasks.values()):
        opens.append(np.arange(0, limit + 1, _DAY))
    ticks = np.unique(np.concatenate(opens or [np.zeros(0, np.int64)]))
    for tick in ticks[(ticks >= 0) & (ticks <= limit)].tolist():
        found.append((tick << 4 | layout.TURN_SWITCH, layout.K_OPEN, 0, 0))
    tasks = [task for phase in network.phases for task in phase.tasks.values()]
    for hours in {task.hours for task in tasks if task.attended and task.at_closing != "stay"}:
        found += [
            (tick << 4 | layout.TURN_EVENING, layout.K_EVENING, pack.clock(hours), 0)
            for tick in closings(hours)
            if 0 <= tick <= limit
        ]
    moments = {tick for task in tasks if task.gathering is not None for tick in task.gathering.moments}
    found += [(t << 4 | layout.TURN_CALL, layout.K_SESSION, 0, 0) for t in moments if 0 <= t <= limit]
    starts = [*(phase.start for phase in network.phases[1:]), layout.NEVER]
    for phase, until in zip(network.phases, starts, strict=True):
        found += [
            (tick << 4 | layout.TURN_SWITCH, layout.K_DELIVER, thing, number)
            for tick, thing, number in phase.deliveries
            if max(phase.start, 0) <= tick < min(until, limit + 1)
        ]
    edges = [(start, 1, thing) for thing, start, _ in conditions.outages]
    edges += [(stop, 0, thing) for thing, _, stop in conditions.outages]
    for tick, fails, thing in sorted(edges):
        if tick <= limit:
            found.append((tick << 4 | layout.TURN_SWITCH, layout.K_OUTAGE, thing, fails))
    overtime, evenings = _evenings(network, conditions, limit)
    found += overtime
    found.append((end << 4 | layout.TURN_END, layout.K_END, 0, 0))
    found.append((limit << 4 | layout.TURN_END, layout.K_END, 1, 0))
    found.sort(key=lambda event: event[0])
    return np.array(found, np.int64), np.array(evenings or [0], np.int64)


def _evenings(
    network: QueueingNetwork, conditions: Conditions, limit: int
) -> tuple[list[tuple[int, int, int, int]], list[int]]:
    """Return when people whose unit orders overtime would go, and a list of them that those events point into."""
    found: list[tuple[int, int, int, int]] = []
    evenings: list[int] = []
    if not any(phase.overtime for phase in network.phases):
        return found, evenings
    closing_of: dict[int, list[int]] = {}
    for staff, clock in enumerate(conditions.clocks):
        for tick in closings(clock):
            if 0 <= tick <= limit:
                closing_of.setdefault(tick, []).append(staff)
    for tick, people in closing_of.items():
        found.append((tick << 4 | layout.TURN_OVERTIME, layout.K_OVERTIME, len(evenings), len(people)))
        evenings += people
    return found, evenings
