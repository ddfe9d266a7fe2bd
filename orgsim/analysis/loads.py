"""Load by arithmetic, before any run: the work that comes in a day over what the people can do in a day.

Counted are the visits that the routes lead to, with rework, choices, approvals and hand-overs, questions to superiors,
cases in the wrong unit and the complaints that come even when all is in time, at their mean work and each person's own
pace; sessions that take only so many, equipment and supplies have loads of their own. Left out are the time lost
between kinds of work, complaints of lateness, and an initial backlog: but for overtime the true load is never smaller.
At 1 or more the queue grows without end, whatever the order of the work.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, groupby
from typing import TYPE_CHECKING, Literal, NamedTuple

from orgsim.analysis.flows import Flows, demand_per_day, flows_of
from orgsim.analysis.scarcity import presence, session_limits, things_used
from orgsim.analysis.workload import Group, Task, balance
from orgsim.organisation.intervals import DAY

if TYPE_CHECKING:
    from orgsim.simulation.network import Phase, QueueingNetwork, Server, TaskType
    from orgsim.simulation.simulate import Study

__all__ = [
    "DividedWork",
    "GroupLoad",
    "Piece",
    "demand_per_day",
    "divide_work",
    "highest_load",
    "loads",
    "loads_in",
    "things_in",
]

_PPM = 1_000_000


@dataclass(frozen=True, slots=True)
class GroupLoad:
    """A group of people who share work, and how much of their time it takes.

    Where people of a connected group have unequal loads however the work is divided, each part that shares one load is
    a group of its own.

    Attributes
    ----------
    tasks
        Ids of the steps (``service/step``) that only this group does.
    units, positions
        Home units and posts of its people.
    staff_count
        How many people.
    load
        Work over capacity, under the division of work that is best for the busiest; infinite if nobody is on duty.
        Where sessions take only so many cases, those that come over those that they can take, if that is more.
    work_per_day, capacity_per_day
        Seconds a working day: at the people's own pace, and of all on duty; of supplies, pieces.
    phase
        Number of the phase of the plan, 0 before the change.
    things
        Equipment or supplies instead of people.
    """

    tasks: tuple[str, ...]
    units: tuple[str, ...]
    positions: tuple[str, ...]
    staff_count: int
    load: float
    work_per_day: float
    capacity_per_day: float
    phase: int = 0
    things: tuple[str, ...] = ()


def loads(
    study: Study, phase_index: int = -1, start: int | None = None, end: int | None = None
) -> tuple[GroupLoad, ...]:
    """Return the load of every group in one phase, the busiest first.

    Parameters
    ----------
    study
        An alternative.
    phase_index
        Which phase; the last by default.
    start, end
        Ticks between which demand and duty are averaged; the whole phase by default.
    """
    number = phase_index % len(study.network.phases)
    span = _span(study, number)
    begin, finish = (span[0] if start is None else start), (span[1] if end is None else end)
    if finish <= begin:
        return ()
    divided = divide_work(study, number, begin, finish)
    found = [*divided.loads, *things_in(study, number, divided, begin, finish)]
    return tuple(sorted(found, key=_busiest_first))


def divide_work(study: Study, number: int, start: int, end: int) -> DividedWork:
    """Divide the work of a phase among its people, as is best for the busiest.

    Parameters
    ----------
    study, number
        An alternative, and the number of one of its phases.
    start, end
        Ticks between which demand and duty are averaged; the end lies after the start.
    """
    network, phase = study.network, study.network.phases[number]
    demand = demand_per_day(study, start, end)
    flows = flows_of(study, phase, demand, start, end)
    capacity = _capacity(study, phase, flows, start, end)
    pieces = tuple(_work(network, phase, flows, capacity, start))
    days = max(1, _working_days(study, start, end))
    groups = tuple(balance([piece.work for piece in pieces], capacity))
    found = [_group_load(study, number, [pieces[i].task for i in group.tasks], group, days) for group in groups]
    for limit in session_limits(network, phase, flows, start, end):
        names = {network.names["step"][code] for code in limit.tasks}
        found = [_limited(group, limit.load) if names & set(group.tasks) else group for group in found]
    return DividedWork(demand, flows, pieces, groups, tuple(found), days)


def _limited(group: GroupLoad, load: float) -> GroupLoad:
    """Return a group with the load of its sessions, if that is more than that of its time."""
    if load <= group.load:
        return group
    return replace(group, load=load, capacity_per_day=group.work_per_day / load)


def things_in(study: Study, number: int, divided: DividedWork, start: int, end: int) -> Iterator[GroupLoad]:
    """Yield the loads of the equipment and supplies of a phase."""
    network, phase, days = study.network, study.network.phases[number], divided.days
    for use in things_used(network, phase, divided.flows, start, end):
        units = {unit for code in use.tasks for unit in phase.tasks[code].unit.values() if unit >= 0}
        yield GroupLoad(
            tasks=tuple(sorted(network.names["step"][code] for code in use.tasks)),
            units=tuple(sorted(network.names["unit"][unit] for unit in units)),
            positions=(),
            staff_count=0,
            load=use.load,
            work_per_day=use.used / days,
            capacity_per_day=use.available / days,
            phase=number,
            things=(network.names["thing"][use.thing],),
        )


def loads_in(study: Study, start: int, end: int) -> tuple[GroupLoad, ...]:
    """Return the loads of all phases that a window touches, each over its part of the window."""
    found = (loads(study, number, begin, finish) for number, begin, finish in _parts(study, start, end))
    return tuple(sorted(chain.from_iterable(found), key=_busiest_first))


def highest_load(study: Study, start: int, end: int) -> float:
    """Return the load of the busiest group, averaged over the phases of a window by their length."""
    parts = [
        (finish - begin, max((group.load for group in loads(study, number, begin, finish)), default=0.0))
        for number, begin, finish in _parts(study, start, end)
    ]
    time = sum(length for length, _ in parts)
    return sum(length * load for length, load in parts) / time if time else 0.0


def _parts(study: Study, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield the phases that a window touches, with the ticks between which.

    Those that differ only in how much rework a dip brings count as one: the last of them, in which the dip is over.
    """
    for _, alike in groupby(range(len(study.phases)), key=lambda number: study.phases[number].structure):
        numbers = tuple(alike)
        begin, finish = _span(study, numbers[0])[0], _span(study, numbers[-1])[1]
        if max(begin, start) < min(finish, end):
            yield numbers[-1], max(begin, start), min(finish, end)


def _span(study: Study, number: int) -> tuple[int, int]:
    starts = [*(max(0, phase.start) for phase in study.network.phases), study.end]
    return min(starts[number], study.end), min(starts[number + 1], study.end)


def _working_days(study: Study, start: int, end: int) -> int:
    return sum(study.open_days[study.date(tick)] for tick in range(start, end, DAY))


def _capacity(study: Study, phase: Phase, flows: Iterable[tuple[int, int]], start: int, end: int) -> dict[int, float]:
    """Return everybody's seconds on duty on the days on which they are there; who signs electronically always is."""
    anywhere = {
        server.staff for code, site in flows if phase.tasks[code].away for server in phase.tasks[code].own.get(site, ())
    }
    network = study.network
    return {
        person: float(network.calendars[person].work_between(start, end))
        if person in anywhere
        else network.clocks[person].work_between(start, end) * presence(network, person, start)
        for person, unit in enumerate(phase.unit_of)
        if unit >= 0
    }


class Piece(NamedTuple):
    """One task type at one site, or its part for those who take part: deputies, others needed at the same time.

    `fixed` are the seconds of a visit that are always the same: hand-overs, the gathering itself.
    """

    task: TaskType
    site: int
    work: Task
    part: Literal["own", "deputies", "team"]
    fixed: float


@dataclass(frozen=True, slots=True)
class DividedWork:
    """The work of a phase, divided among its people.

    Attributes
    ----------
    demand
        Requests of each service a civil day, by service code.
    flows
        What comes to each task type at each site.
    pieces
        The work, in pieces.
    groups, loads
        The people who share pieces and have one load; the same in words, with the limits of sessions.
    days
        Working days.
    """

    demand: Mapping[int, float]
    flows: Flows
    pieces: tuple[Piece, ...]
    groups: tuple[Group, ...]
    loads: tuple[GroupLoad, ...]
    days: int


def _work(
    network: QueueingNetwork, phase: Phase, flows: Flows, capacity: Mapping[int, float], start: int
) -> Iterator[Piece]:
    for (code, site), flow in flows.items():
        task = phase.tasks[code]
        own = [*task.own.get(site, ()), *task.helpers.get(site, ())]
        deputies = [*task.deputies.get(site, ())]
        left = _left_to_deputies(network, task, site, capacity, start) if deputies else 0.0
        extra = phase.hand_over_work * flow.hand_overs / flow.visits if flow.visits else 0.0
        extra += task.gathering.fixed / task.gathering.most if task.gathering else 0.0
        parts: tuple[tuple[Literal["own", "deputies"], list[Server], float], ...]
        parts = ("own", own, flow.visits * (1 - left)), ("deputies", deputies, flow.visits * left)
        for part, servers, visits in parts:
            pace = {server.staff: max(1.0, task.mean * server.ppm / _PPM) + extra for server in servers}
            if visits or servers is own:
                yield Piece(task, site, Task(visits, pace), part, extra)
            for candidates, count in task.team.get(site, ()) if visits else ():
                together = max(pace.values(), default=float(task.mean))
                yield Piece(task, site, Task(visits * count, dict.fromkeys(candidates, together)), "team", extra)


def _left_to_deputies(
    network: QueueingNetwork, task: TaskType, site: int, capacity: Mapping[int, float], start: int
) -> float:
    """Return the share of the work on days on which nobody of the owners is there."""
    nobody = 1.0
    for server in task.own.get(site, ()):
        nobody *= 1 - presence(network, server.staff, start) if capacity.get(server.staff) else 1.0
    return 0.0 if task.away else nobody


def _group_load(study: Study, number: int, tasks: list[TaskType], group: Group, days: int) -> GroupLoad:
    names, phase = study.network.names, study.network.phases[number]
    if group.people:
        units, positions = {phase.unit_of[p] for p in group.people}, {phase.position_of[p] for p in group.people}
    else:
        units = {unit for task in tasks for unit in task.unit.values()}
        positions = {position for task in tasks for position in task.position.values()}
    return GroupLoad(
        tasks=tuple(sorted({names["step"][task.code] for task in tasks})),
        units=tuple(sorted(names["unit"][unit] for unit in units)),
        positions=tuple(sorted(names["position"][position] for position in positions)),
        staff_count=len(group.people),
        load=group.load,
        work_per_day=group.work / days,
        capacity_per_day=group.capacity / days,
        phase=number,
    )


def _busiest_first(group: GroupLoad) -> tuple[float, int, tuple[str, ...], tuple[str, ...]]:
    return -group.load, group.phase, group.positions, group.tasks
