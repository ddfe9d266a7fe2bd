"""Who handles cases, and where, in each phase of the plan that reaches into a window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation
    from orgsim.analysis.reading import Reading
    from orgsim.simulation.network import Phase

__all__ = ["Shift", "shifts"]


@dataclass(frozen=True)
class Shift:
    """A stretch of time with one order, and the groups of everybody who handles cases in it, by staff code."""

    start: int
    end: int
    groups: Mapping[int, tuple[str, ...]]


def shifts(observation: Observation) -> tuple[Shift, ...]:
    """Return the phases of the plan that reach into the window, with who handles cases and where.

    People count from the first phase on in which there are cases that they may handle: a head who handles none is not
    idle, only busy with what is not modelled; one whose cases a merger took away is idle.
    """
    return observation.reading.once(_shifts, observation.window.start, observation.window.end)


def _shifts(reading: Reading, start: int, end: int) -> tuple[Shift, ...]:
    network, names, found = reading.study.network, reading.log.names, []
    handle_cases: set[int] = set()
    ends = [*(phase.start for phase in network.phases[1:]), end]
    for phase, phase_end in zip(network.phases, ends, strict=True):
        handle_cases |= _case_staff(phase)
        begin, close = max(phase.start, start), min(phase_end, end)
        if begin < close:
            posts = enumerate(zip(phase.unit_of, phase.position_of, strict=True))
            groups = {
                staff: ("all", f"unit:{names['unit'][unit]}", f"position:{names['position'][position]}")
                for staff, (unit, position) in posts
                if unit >= 0 and staff in handle_cases
            }
            found.append(Shift(begin, close, groups))
    return tuple(found)


def _case_staff(phase: Phase) -> set[int]:
    """Return the staff who may handle some case in a phase, first or in place of others, alone or in a team."""
    staff: set[int] = set()
    for task in phase.tasks.values():
        for servers in (*task.own.values(), *task.helpers.values(), *task.deputies.values()):
            staff.update(server.staff for server in servers)
        for members in task.team.values():
            staff.update(person for candidates, _ in members for person in candidates)
    return staff
