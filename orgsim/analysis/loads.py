"""Load by arithmetic, before any run: the work that comes in a day over what the people can do in a day.

Counted are the visits that the routes lead to, with rework, choices, approvals and hand-overs, at their mean work and
each person's own pace. Left out are the time lost between kinds of work, and an initial backlog: but for overtime the
true load is never smaller. At 1 or more the queue grows without end, whatever the order of the work.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from orgsim.analysis.traffic import Flow, class_shares, expected_visits, relevant_bits
from orgsim.analysis.workload import Group, Task, balance
from orgsim.simulation.log import Category
from orgsim.simulation.network import ANY_SITE

if TYPE_CHECKING:
    from orgsim.simulation.network import Phase, TaskType
    from orgsim.simulation.simulate import Study

__all__ = ["GroupLoad", "demand_per_day", "highest_load", "loads", "loads_in"]

_DAY = 86_400
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
    work_per_day, capacity_per_day
        Seconds a working day: at the people's own pace, and of all on duty.
    phase
        Number of the phase of the plan, 0 before the change.
    """

    tasks: tuple[str, ...]
    units: tuple[str, ...]
    positions: tuple[str, ...]
    staff_count: int
    load: float
    work_per_day: float
    capacity_per_day: float
    phase: int = 0


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
    network = study.network
    number = phase_index % len(network.phases)
    span = _span(study, number)
    begin, finish = (span[0] if start is None else start), (span[1] if end is None else end)
    if finish <= begin:
        return ()
    phase = network.phases[number]
    flows = _flows(study, phase, demand_per_day(study, begin, finish), (finish - begin) / _DAY)
    capacity = _capacity(study, phase, flows, begin, finish)
    work = list(_work(phase, flows, capacity))
    days = max(1, _working_days(study, begin, finish))
    groups = [
        _group_load(study, number, [work[i].task for i in group.tasks], group, days)
        for group in balance([piece.work for piece in work], capacity)
    ]
    return tuple(sorted(groups, key=_busiest_first))


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
    """Yield the phases that a window touches, with the ticks between which."""
    for number in range(len(study.network.phases)):
        begin, finish = _span(study, number)
        if max(begin, start) < min(finish, end):
            yield number, max(begin, start), min(finish, end)


def demand_per_day(study: Study, start: int, end: int) -> dict[int, float]:
    """Return the mean number of requests of each service a civil day, by service code.

    What the structure adds or takes away (a change of a promise, of channels) is not demand: it is in the routes.
    """
    codes = {name: code for code, name in enumerate(study.network.names["service"])}
    first, last = start // _DAY, -(-end // _DAY)
    per_day: dict[int, float] = {}
    for source, demand in sorted(study.scenario.demand.items()):
        expected = demand.expected(study.origin, last, study.calendar.is_working_day)[first:last]
        code = codes[demand.service or source]
        per_day[code] = per_day.get(code, 0.0) + float(expected.mean())
    return per_day


def _span(study: Study, number: int) -> tuple[int, int]:
    starts = [*(max(0, phase.start) for phase in study.network.phases), study.end]
    return min(starts[number], study.end), min(starts[number + 1], study.end)


def _working_days(study: Study, start: int, end: int) -> int:
    return sum(study.calendar.is_working_day(study.date(tick)) for tick in range(start, end, _DAY))


def _flows(study: Study, phase: Phase, demand: Mapping[int, float], days: float) -> dict[tuple[int, int], Flow]:
    """Return what comes to each task type at each site in so many days."""
    organisation = study.phases[study.network.phases.index(phase)].organisation
    names, attributes = study.network.names["service"], study.network.attributes
    flows: dict[tuple[int, int], Flow] = {}
    for service, per_day in demand.items():
        if service not in phase.first or not per_day:
            continue
        name = names[service]
        shares = organisation.services[name].attributes
        for case_class, share in class_shares(attributes[name], shares, relevant_bits(phase, service)):
            for site, here in _sites(study).items():
                cases = per_day * days * share * here
                for code, one in expected_visits(phase, service, case_class, site).items():
                    before = flows.get((code, site), Flow(0.0, 0.0))
                    flows[code, site] = Flow(
                        before.visits + cases * one.visits, before.hand_overs + cases * one.hand_overs
                    )
    return {at: flow for at, flow in sorted(flows.items()) if phase.tasks[at[0]].category is not Category.EXTERNAL}


def _capacity(study: Study, phase: Phase, flows: Iterable[tuple[int, int]], start: int, end: int) -> dict[int, float]:
    """Return everybody's seconds on duty; who signs electronically signs while away."""
    anywhere = {
        server.staff for code, site in flows if phase.tasks[code].away for server in phase.tasks[code].own.get(site, ())
    }
    network = study.network
    return {
        person: float((network.calendars if person in anywhere else network.clocks)[person].work_between(start, end))
        for person, unit in enumerate(phase.unit_of)
        if unit >= 0
    }


class _Piece(NamedTuple):
    """One task type at one site, or its part for those who take part."""

    task: TaskType
    work: Task


def _work(phase: Phase, flows: Mapping[tuple[int, int], Flow], capacity: Mapping[int, float]) -> Iterator[_Piece]:
    for (code, site), flow in flows.items():
        task = phase.tasks[code]
        servers = [*task.own.get(site, ()), *task.helpers.get(site, ())]
        if not any(capacity.get(server.staff) for server in servers):
            servers = [*task.deputies.get(site, ())]
        handing_over = phase.hand_over_work * flow.hand_overs / flow.visits if flow.visits else 0.0
        pace = {server.staff: max(1.0, task.mean * server.ppm / _PPM) + handing_over for server in servers}
        yield _Piece(task, Task(flow.visits, pace))
        for candidates, count in task.team.get(site, ()):
            together = max(pace.values(), default=float(task.mean))
            yield _Piece(task, Task(flow.visits * count, dict.fromkeys(candidates, together)))


def _sites(study: Study) -> dict[int, float]:
    """Return the share of the citizens at each site."""
    sites = study.phases[0].organisation.agency.sites
    codes = {name: code for code, name in enumerate(study.network.names["site"])}
    return {codes[name]: site.share for name, site in sorted(sites.items())} or {ANY_SITE: 1.0}


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
