"""What staff did with their time: who was occupied when, on duty and beyond it, as far as a log tells.

A person may have several rows for one stretch of time (the cases of a batch or a session): it counts once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.organisation.intervals import DAY
from orgsim.simulation.log import Category

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation
    from orgsim.simulation.clocks import Clock
    from orgsim.simulation.network import Phase, TaskType

__all__ = [
    "Shift",
    "Stretches",
    "attended_rows",
    "away_rows",
    "busy_by_day",
    "busy_ticks",
    "known_ends",
    "shifts",
    "stretches",
    "time_on_duty",
]

Ticks = NDArray[np.int64]
Flags = NDArray[np.bool_]

_FAR = 1 << 40
"""More than any tick: one number that sorts by person, then by tick."""


@dataclass(frozen=True)
class Shift:
    """A stretch of time with one order, and the groups of everybody who handles cases in it, by staff code."""

    start: int
    end: int
    groups: Mapping[int, tuple[str, ...]]


def shifts(observation: Observation) -> Iterator[Shift]:
    """Yield the phases of the plan that reach into the window, with who handles cases and where.

    People count from the first phase on in which there are cases that they may handle: a head who handles none is not
    idle, only busy with what is not modelled; one whose cases a merger took away is idle.
    """
    window, network, names = observation.window, observation.study.network, observation.log.names
    handle_cases: set[int] = set()
    ends = [*(phase.start for phase in network.phases[1:]), window.end]
    for phase, phase_end in zip(network.phases, ends, strict=True):
        handle_cases |= _case_staff(phase)
        start, end = max(phase.start, window.start), min(phase_end, window.end)
        if start < end:
            posts = enumerate(zip(phase.unit_of, phase.position_of, strict=True))
            groups = {
                staff: ("all", f"unit:{names['unit'][unit]}", f"position:{names['position'][position]}")
                for staff, (unit, position) in posts
                if unit >= 0 and staff in handle_cases
            }
            yield Shift(start, end, groups)


def _case_staff(phase: Phase) -> set[int]:
    """Return the staff who may handle some case in a phase, first or in place of others, alone or in a team."""
    staff: set[int] = set()
    for task in phase.tasks.values():
        for servers in (*task.own.values(), *task.helpers.values(), *task.deputies.values()):
            staff.update(server.staff for server in servers)
        for members in task.team.values():
            staff.update(person for candidates, _ in members for person in candidates)
    return staff


@dataclass(frozen=True)
class Stretches:
    """Stretches of time in which people are occupied.

    Attributes
    ----------
    staff, begins, ends
        Who, and from when to when, by the clock on the wall; pauses off duty are in it.
    attended
        A citizen is present: the work runs through, off duty too.
    alone
        Nobody else takes part.
    """

    staff: Ticks
    begins: Ticks
    ends: Ticks
    attended: Flags
    alone: Flags

    def __getitem__(self, chosen: Flags | Ticks) -> Stretches:
        return Stretches(
            self.staff[chosen], self.begins[chosen], self.ends[chosen], self.attended[chosen], self.alone[chosen]
        )


def stretches(observation: Observation, start: int, end: int) -> Stretches:
    """Return when everybody was occupied between two ticks, each moment of a person once.

    A visit occupies its person from start to finish. One that was interrupted occupies the person who finished it, for
    so much less; the log does not say when it was interrupted, so that time is taken from its end. An interrupted
    visit and what interrupted it lie on top of each other and both count.
    """
    visits = observation.log.visits
    began, finished, staff = visits["started"], visits["finished"], visits["staff"]
    at_work = (staff >= 0) & (began != -1) & (began < end) & ((finished == -1) | (finished > start))
    rows = np.flatnonzero(at_work)
    ends = known_ends(observation, rows)
    interrupted = ends < np.minimum(finished[rows], observation.until)
    found = Stretches(
        staff[rows].astype(np.int64),
        np.maximum(began[rows], start),
        np.minimum(ends, end),
        attended_rows(observation, rows),
        ~_in_teams(observation)[rows],
    )
    whole, broken = found[~interrupted], found[interrupted]
    whole = whole[np.lexsort((whole.ends, whole.begins, whole.staff))]
    person = whole.staff * _FAR
    reached = np.maximum.accumulate(whole.ends + person)
    begins = np.maximum(whole.begins, np.append(start, reached[:-1] - person[1:])[: len(person)])
    whole = Stretches(whole.staff, begins, whole.ends, whole.attended, whole.alone)
    once = np.stack((broken.staff, began[rows][interrupted], finished[rows][interrupted]), axis=1)
    broken = broken[np.unique(once, axis=0, return_index=True)[1]]
    both = Stretches(
        *(np.concatenate((getattr(whole, name), getattr(broken, name))) for name in Stretches.__dataclass_fields__)
    )
    return both[both.begins < both.ends]


def known_ends(observation: Observation, rows: Ticks) -> Ticks:
    """Return when visits were over, the time in which they were interrupted taken off; no later than is known."""
    visits = observation.log.visits
    finished = visits["finished"][rows]
    known = (finished != -1) & (finished < observation.until)
    return np.where(known, finished - visits["suspended"][rows], observation.until)


def attended_rows(observation: Observation, rows: Ticks) -> Flags:
    """Return in which visits a citizen is present."""
    return _of_tasks(observation, rows, lambda task: task.attended)


def away_rows(observation: Observation, rows: Ticks) -> Flags:
    """Return which visits can be done while away: electronic signatures."""
    return _of_tasks(observation, rows, lambda task: task.away)


def _of_tasks(observation: Observation, rows: Ticks, holds: Callable[[TaskType], bool]) -> Flags:
    visits, phases = observation.log.visits, observation.study.network.phases
    steps = range(len(observation.log.names["step"]))
    found = [[step in phase.tasks and holds(phase.tasks[step]) for step in steps] for phase in phases]
    return np.array(found, dtype=np.bool_)[visits["phase"][rows], visits["step"][rows]]


def _in_teams(observation: Observation) -> Flags:
    """Return which visits take several people, of all rows of the log."""
    visits = observation.log.visits
    in_team: Flags = visits["category"] == Category.TEAM
    if not in_team.any():
        return in_team
    visit = np.stack([visits[name].astype(np.int64) for name in ("case", "step", "visit")], axis=1)
    _, number = np.unique(visit, axis=0, return_inverse=True)
    number = number.reshape(-1)
    return np.isin(number, number[in_team])


def busy_ticks(observation: Observation, start: int, end: int) -> Ticks:
    """Return the time on duty that each member of staff is occupied between two ticks, by staff code."""
    clocks = observation.clocks
    found = stretches(observation, start, end)
    busy = np.zeros(len(clocks), dtype=np.int64)
    np.add.at(busy, found.staff, time_on_duty(clocks, found.staff, found.begins, found.ends))
    return busy


def busy_by_day(observation: Observation, start: int, end: int) -> tuple[Ticks, Ticks]:
    """Return the occupied time on duty and the time on duty of everybody on every day between two ticks.

    Returns
    -------
    busy, on_duty : int64[staff, days]
        The days begin with the one that holds `start`.
    """
    clocks, first = observation.clocks, start // DAY
    days = -(-end // DAY) - first
    edges = np.clip((first + np.arange(days + 1, dtype=np.int64)) * DAY, start, end)
    on_duty = np.array([np.diff(clock.work_before_block(edges)) for clock in clocks], dtype=np.int64)
    found = stretches(observation, start, end)
    counts = (found.ends - 1) // DAY - found.begins // DAY + 1
    row = np.repeat(np.arange(len(counts)), counts)
    day = found.begins[row] // DAY + np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    begins, ends = np.maximum(found.begins[row], day * DAY), np.minimum(found.ends[row], (day + 1) * DAY)
    busy = np.zeros((len(clocks), days), dtype=np.int64)
    np.add.at(busy, (found.staff[row], day - first), time_on_duty(clocks, found.staff[row], begins, ends))
    return busy, on_duty.reshape(len(clocks), days)


def time_on_duty(clocks: Sequence[Clock], whose: Ticks, begins: Ticks, ends: Ticks) -> Ticks:
    """Return the time on duty of stretches, each by the clock of its number."""
    numbers: dict[Clock, int] = {}
    number_of = np.array([numbers.setdefault(clock, len(numbers)) for clock in clocks], dtype=np.int64)
    order = np.argsort(number_of[whose], kind="stable")
    bounds = np.searchsorted(number_of[whose][order], np.arange(len(numbers) + 1))
    ticks = np.zeros(len(whose), dtype=np.int64)
    for number, clock in enumerate(numbers):
        rows = order[bounds[number] : bounds[number + 1]]
        if len(rows):
            ticks[rows] = clock.work_between_block(begins[rows], ends[rows])
    return ticks
