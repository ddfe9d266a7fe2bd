"""A structure by formulas, in milliseconds: loads, waits, the bottleneck, and where no formula holds.

Every group of people who share work is a queue, at the rates of its office hours. It is given the formula that fits:
Erlang C and Cobham where all is exponential, Erlang A where citizens give up, M/M/c/K where a room is full, Whitt's
GI/G/m otherwise, a random walk for sessions; the traffic from group to group as Whitt's network analyser has it, and
where more come at some hours than at others, what that adds on a typical day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import fsum
from typing import TYPE_CHECKING

from orgsim.analysis.loads import GroupLoad, things_in
from orgsim.analysis.theory.decomposition import Seen, decompose
from orgsim.analysis.theory.limits import limits_of
from orgsim.analysis.theory.outlook import Limit, Outlook, Preview, ServiceOutlook
from orgsim.analysis.theory.queues import Answer, QueueRules, equipment_wait
from orgsim.analysis.theory.rhythm import rushes
from orgsim.analysis.theory.stations import Floor, floor_of
from orgsim.simulation.log import Category

if TYPE_CHECKING:
    from orgsim.simulation.simulate import Study

__all__ = ["preview"]

_WEEK = 7 * 86_400


def preview(study: Study, *, floor: Floor | None = None, rhythm: bool = True) -> Preview:
    """Say what the formulas know of a structure, as it is once the last phase of its plan is in force.

    Parameters
    ----------
    study
        An alternative, from `orgsim.simulation.simulate.prepare`.
    floor
        The same as a network of queues, where that is at hand already.
    rhythm
        Whether to reckon what the hours of the day add to the waits, which takes most of the time; without it they are
        those of an even flow.

    Returns
    -------
    Preview
        Also of an overloaded structure: its groups have a growth a week in place of a mean wait.

    Examples
    --------
    >>> from orgsim.resources import scenarios
    >>> from orgsim.scenario.yaml_file import load
    >>> from orgsim.simulation.simulate import prepare
    >>> found = preview(prepare(load(scenarios() / "theory" / "jackson-office.yaml")))
    >>> found.bottleneck.group.positions, round(found.highest_load, 4), round(found.bottleneck.wait / 3600, 3)
    (('pemeriksa',), 0.8488, 0.535)
    """
    floor = floor or floor_of(study)
    limits = limits_of(study, floor)
    uneven = rhythm and any(limit.name == "times" for limit in limits)
    rules = QueueRules(study, floor, rushes(study, floor) if uneven else (0.0,) * len(floor.stations))
    weeks = (floor.end - floor.start) / _WEEK
    seen = decompose(floor.stations, floor.flows.tolist())
    waits: dict[tuple[int, int], float | None] = {}
    shares = _shares_at(floor)
    found: list[Outlook] = []
    for place, group in enumerate(floor.divided.loads):
        answer = rules.answer(place, seen[place])
        waits |= _parts_of(shares.get(place, ()), answer, waits)
        found.append(_outlook(study, floor, place, answer, seen[place], weeks, _touching(group, limits)))
    found += _things(study, floor, waits, weeks, limits)
    demand = fsum(floor.divided.demand.values()) * (floor.end - floor.start) / 86_400
    return Preview(
        study.alternative,
        tuple(sorted(found, key=_busiest_first)),
        tuple(_services(study, floor, waits, limits)),
        demand / floor.divided.days,
        limits,
    )


def _shares_at(floor: Floor) -> dict[int, list[tuple[tuple[int, int], float]]]:
    """Return by station: which task types and sites send it visits, and which share of theirs."""
    found: dict[int, list[tuple[tuple[int, int], float]]] = {}
    for at, parts in floor.shares.items():
        for place, share in parts:
            found.setdefault(place, []).append((at, share))
    return found


def _parts_of(
    shares: Iterable[tuple[tuple[int, int], float]],
    answer: Answer,
    so_far: Mapping[tuple[int, int], float | None],
) -> dict[tuple[int, int], float | None]:
    """Return the waits at a station by task type and site, each with its share of the visits."""
    found: dict[tuple[int, int], float | None] = {}
    for at, share in shares:
        wait = answer.waits.get(at)
        before = so_far.get(at, 0.0)
        found[at] = None if wait is None or before is None else before + share * wait
    return found


def _outlook(
    study: Study, floor: Floor, place: int, answer: Answer, seen: Seen, weeks: float, limits: tuple[str, ...]
) -> Outlook:
    group, names = floor.divided.loads[place], study.network.names["step"]
    pieces = [floor.divided.pieces[i] for i in floor.divided.groups[place].tasks]
    visits = fsum(piece.work.visits for piece in pieces)
    weights = {(piece.task.code, piece.site): piece.work.visits for piece in pieces if piece.part != "team"}
    known = {at: wait for at, wait in answer.waits.items() if wait is not None}
    complete = len(known) == len(weights) and weights
    total = fsum(weights.values())
    wait = fsum(weights[at] * known[at] for at in weights) / total if complete and total else None
    growth = None
    if answer.load >= 1 and not answer.bounded:
        # Where sessions are the limit, and not people's time, only what waits for them grows.
        late = visits
        if floor.stations[place].load < 1:
            late = fsum(piece.work.visits for piece in pieces if piece.task.gathering is not None)
        growth = late / weeks * (1 - 1 / answer.load) * (1 - seen.returns)
    return Outlook(
        group=answer.measured(group),
        visits_per_day=visits / floor.divided.days,
        formula=answer.formula,
        wait=wait,
        wait_by_task={names[code]: wait for (code, _), wait in sorted(known.items())},
        queue=None if wait is None else total / floor.office(study) * wait,
        left_share=answer.left_share,
        growth_per_week=growth,
        limits=limits,
    )


def _things(
    study: Study,
    floor: Floor,
    waits: dict[tuple[int, int], float | None],
    weeks: float,
    limits: tuple[Limit, ...],
) -> Iterator[Outlook]:
    """Yield equipment and supplies; where a wait for equipment is longer than that for people, it takes its place."""
    names = study.network.names["step"]
    for group in things_in(study, len(study.network.phases) - 1, floor.divided, floor.start, floor.end):
        at = [place for place in floor.divided.flows if names[place[0]] in group.tasks]
        visits = fsum(floor.divided.flows[place].visits for place in at)
        queue = equipment_wait(study, floor, group, at)
        for place in at if queue is not None else ():
            before = waits.get(place)
            waits[place] = before if before is None or queue is None else max(before, queue)
        growth = visits / weeks * (1 - 1 / group.load) if group.load >= 1 else None
        for place in at if growth is not None else ():
            waits[place] = None
        yield Outlook(
            group=group,
            visits_per_day=visits / floor.divided.days,
            formula="" if queue is None else "GI/G/m",
            wait=queue,
            wait_by_task={},
            queue=None if queue is None else visits / floor.office(study) * queue,
            growth_per_week=growth,
            limits=_touching(group, limits),
        )


def _touching(group: GroupLoad, limits: tuple[Limit, ...]) -> tuple[str, ...]:
    return tuple(limit.name for limit in limits if not set(limit.tasks).isdisjoint(group.tasks))


def _services(
    study: Study, floor: Floor, waits: Mapping[tuple[int, int], float | None], limits: tuple[Limit, ...]
) -> Iterator[ServiceOutlook]:
    """Yield every service, by id."""
    phase, names = study.network.phases[-1], study.network.names
    work: dict[tuple[int, int], float] = {}
    for piece in floor.divided.pieces:
        if piece.part == "own" and piece.work.pace:
            work[piece.task.code, piece.site] = fsum(piece.work.pace.values()) / len(piece.work.pace)
    flows: dict[int, dict[tuple[int, int], float]] = {}
    for at, flow in floor.divided.flows.items():
        flows.setdefault(phase.tasks[at[0]].service, {})[at] = flow.visits
    for service, (requests, walked) in sorted(floor.visits_of_service.items()):
        # Questions to superiors, and visits to the wrong unit, belong to the way of a case as well.
        asides = {at: often for at, often in flows.get(service, {}).items() if at not in walked}
        visits = {**walked, **asides}
        steps = {names["step"][code] for code, _ in visits}
        outside = {at for at in visits if phase.tasks[at[0]].category is Category.EXTERNAL}
        parts = [(often, waits.get(at)) for at, often in visits.items() if at not in outside]
        known = [often * wait for often, wait in parts if wait is not None]
        yield ServiceOutlook(
            service=names["service"][service],
            requests_per_day=requests / floor.divided.days,
            wait=fsum(known) / requests if len(known) == len(parts) else None,
            work=fsum(often * work.get(at, 0.0) for at, often in visits.items() if at not in outside) / requests,
            delay=fsum(visits[at] * phase.tasks[at[0]].mean for at in outside) / requests,
            limits=tuple(limit.name for limit in limits if not steps.isdisjoint(limit.tasks)),
        )


def _busiest_first(outlook: Outlook) -> tuple[float, tuple[str, ...], tuple[str, ...]]:
    return -outlook.group.load, outlook.group.positions, outlook.group.tasks
