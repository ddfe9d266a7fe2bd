"""The server groups of a phase as stations of a network of queues: their work, its spread, the ways between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.flows import walks_of
from orgsim.analysis.loads import DividedWork, divide_work
from orgsim.analysis.theory.decomposition import Station
from orgsim.scenario.streams import streams_by_service

if TYPE_CHECKING:
    from orgsim.analysis.loads import Piece
    from orgsim.scenario.demand import Demand
    from orgsim.simulation.clocks import Clock
    from orgsim.simulation.network import TaskType
    from orgsim.simulation.simulate import Study
    from orgsim.simulation.tables import QuantileTable

__all__ = ["Floor", "floor_of", "rank_of", "scv_of"]

_PPM = 1_000_000
_NEGLIGIBLE = 1e-9

Shares = Mapping[tuple[int, int], tuple[tuple[int, float], ...]]


@dataclass(frozen=True)
class Floor:
    """One phase as a network of queues, over a stretch of time.

    Attributes
    ----------
    start, end
        Ticks between which it is averaged.
    divided
        The work and who does it.
    stations
        One for each group of `divided`; rates are visits in the stretch, service in seconds on duty.
    flows
        ``flows[i][j]``: visits at station i after which j follows, in the stretch.
    streams
        By station: how many requests of each service come to it first, in the stretch.
    shares
        By task type and site: the stations that its visits go to, with their shares.
    classes
        By station and rank (the smaller is served first): its part of the load.
    ranks
        By station and place among the pieces: the rank.
    visits_of_service
        By service: how many requests, and for each task type and site how many visits, in the stretch.
    entering
        By service: the hours of the first task types.
    """

    start: int
    end: int
    divided: DividedWork
    stations: tuple[Station, ...]
    flows: NDArray[np.float64]
    streams: tuple[Mapping[int, float], ...]
    shares: Shares
    classes: tuple[Mapping[tuple[int, int], float], ...]
    visits_of_service: Mapping[int, tuple[float, Mapping[tuple[int, int], float]]]
    entering: Mapping[int, tuple[Clock, ...]]

    def office(self, study: Study) -> float:
        """Return the seconds of office hours in the stretch."""
        return float(study.network.office.work_between(self.start, self.end))

    @property
    def shared(self) -> set[int]:
        """Codes of tasks that only some people of their group can do."""
        return {
            self.divided.pieces[i].task.code
            for group in self.divided.groups
            for i in group.tasks
            if not set(group.people) <= self.divided.pieces[i].work.pace.keys()
        }

    @property
    def unlike(self) -> set[int]:
        """Codes of tasks of groups of several people with priorities between works of different length."""
        found = set()
        for group, classes in zip(self.divided.groups, self.classes, strict=True):
            tasks = [self.divided.pieces[i].task for i in group.tasks]
            means = {task.mean for task in tasks}
            if len(classes) > 1 and len(group.people) > 1 and max(means) > 1.01 * min(means):
                found |= {task.code for task in tasks}
        return found

    @property
    def after_overload(self) -> set[int]:
        """Codes of tasks that get cases from an overloaded group, directly or through others."""
        reached = {i for i, station in enumerate(self.stations) if station.load >= 1}
        full = frozenset(reached)
        while more := {int(j) for i in reached for j in np.flatnonzero(self.flows[i])} - reached:
            reached |= more
        return {self.divided.pieces[i].task.code for place in reached - full for i in self.divided.groups[place].tasks}


def rank_of(task: TaskType) -> tuple[int, int]:
    """Return what goes first: priority, then the shorter work where that is the rule."""
    return task.priority, task.mean if task.shortest_first else 0


def floor_of(study: Study) -> Floor:
    """Return the last phase of a study as a network of queues, from the change to the end of what is observed.

    A phase that begins later than anything is observed is taken as if it were there from the change on.
    """
    number = len(study.network.phases) - 1
    phase = study.network.phases[number]
    change, end = max(study.change, 0), study.end
    start = max(change, phase.start) if phase.start < end else change
    divided = divide_work(study, number, start, end)
    place_of = {i: place for place, group in enumerate(divided.groups) for i in group.tasks}
    shares = _shares(divided, place_of)
    flows = np.zeros((len(divided.groups), len(divided.groups)))
    streams: list[dict[int, float]] = [{} for _ in divided.groups]
    services: dict[int, tuple[float, dict[tuple[int, int], float]]] = {}
    entering: dict[int, dict[int, Clock]] = {}
    for service, site, cases, walk in walks_of(study, phase, divided.demand, start, end):
        requests, visits = services.get(service, (0.0, {}))
        for code, flow in walk.visits.items():
            visits[code, site] = visits.get((code, site), 0.0) + cases * flow.visits
        services[service] = requests + cases, visits
        for place, share in shares.get((walk.first, site), ()):
            streams[place][service] = streams[place].get(service, 0.0) + cases * share
            entering.setdefault(service, {})[walk.first] = phase.tasks[walk.first].hours
        for (before, after), often in walk.moves.items():
            for one, its in shares.get((before, site), ()):
                for other, theirs in shares.get((after, site), ()):
                    flows[one, other] += cases * often * its * theirs
    stations = tuple(_station(study, divided, place, streams[place], flows) for place in range(len(divided.groups)))
    classes = tuple(_classes(divided, place, station) for place, station in enumerate(stations))
    clocks = {service: tuple(hours.values()) for service, hours in entering.items()}
    return Floor(start, end, divided, stations, flows, tuple(streams), shares, classes, services, clocks)


def _shares(divided: DividedWork, place_of: Mapping[int, int]) -> Shares:
    """Return to which stations the visits of each task type go; who only takes part is not gone to."""
    found: dict[tuple[int, int], list[tuple[int, float]]] = {}
    for i, piece in enumerate(divided.pieces):
        if i in place_of and piece.part != "team":
            found.setdefault((piece.task.code, piece.site), []).append((place_of[i], piece.work.visits))
    totals = {at: fsum(visits for _, visits in parts) for at, parts in found.items()}
    return {at: tuple((place, visits / totals[at]) for place, visits in parts) for at, parts in found.items()}


def _station(
    study: Study, divided: DividedWork, place: int, entering: Mapping[int, float], flows: NDArray[np.float64]
) -> Station:
    group = divided.groups[place]
    pieces = [divided.pieces[i] for i in group.tasks]
    visits = fsum(piece.work.visits for piece in pieces)
    inside = float(flows[:, place].sum())
    streams = [
        (rate * part, scv)
        for service, rate in entering.items()
        for part, scv in _sources(study, service, max(group.load, _NEGLIGIBLE))
    ]
    # Whatever comes otherwise: after a delay outside, questions, strays, the part of those who only take part.
    other = visits - inside - fsum(rate for rate, _ in streams)
    if other > _NEGLIGIBLE * visits:
        streams.append((other, 1.0))
    if not group.people:
        return Station(1, group.load, 1.0, 1.0, tuple(streams))
    mean, square = _moments(pieces, set(group.people))
    return Station(len(group.people), group.load, group.work / visits, square / mean**2 - 1, tuple(streams))


def _moments(pieces: list[Piece], people: set[int]) -> tuple[float, float]:
    """Return the mean and the mean square of the work of a visit, people taking equal parts."""
    first, second, visits = 0.0, 0.0, 0.0
    for piece in pieces:
        paces = [pace for person, pace in piece.work.pace.items() if person in people]
        scv = scv_of(piece.task.table)
        for pace in paces:
            share = piece.work.visits / len(paces)
            first += share * pace
            second += share * (pace**2 + scv * (pace - piece.fixed) ** 2)
            visits += share
    return first / visits, second / visits


def scv_of(table: QuantileTable) -> float:
    """Return the squared coefficient of variation of what a table draws, before any multiplier."""
    mean, square = 0.0, 0.0
    for knots, weight in ((table.main[:-1], 1.0), (table.tail, 1.0 / 4096)):
        low, high = knots[:-1].astype(np.float64), knots[1:].astype(np.float64)
        each = weight / 4096
        mean += each * float((low + high).sum()) / 2
        square += each * float((low * low + low * high + high * high).sum()) / 3
    return max(0.0, square / mean**2 - 1) if mean else 0.0


def _sources(study: Study, service: int, load: float) -> tuple[tuple[float, float], ...]:
    """Return the sources of a service: the share of each, and how irregular it is."""
    name = study.network.names["service"][service]
    found = streams_by_service(study.scenario.demand).get(name, [])
    sizes = [demand.ordinary for demand in found]
    if not fsum(sizes):
        return ((1.0, 1.0),)
    return tuple(
        (size / fsum(sizes), _irregular(demand, load)) for size, demand in zip(sizes, found, strict=True) if size
    )


def _irregular(demand: Demand, load: float) -> float:
    """Return the squared coefficient of variation of gaps that does to a queue what this source does.

    Exact at one exponential server for citizens who come together; the dispersion of daily counts else.
    """
    gaps = demand.gaps()
    alone = demand.overdispersion if gaps is None else gaps.scv
    return alone + (demand.together - 1) / load


def _classes(divided: DividedWork, place: int, station: Station) -> Mapping[tuple[int, int], float]:
    """Return the part of the load of each rank, the first served first."""
    group = divided.groups[place]
    work: dict[tuple[int, int], float] = {}
    for i in group.tasks:
        piece = divided.pieces[i]
        paces = [pace for person, pace in piece.work.pace.items() if person in group.people]
        mine = piece.work.visits * (fsum(paces) / len(paces) if paces else 1.0)
        work[rank_of(piece.task)] = work.get(rank_of(piece.task), 0.0) + mine
    total = fsum(work.values())
    return {rank: station.load * work[rank] / total for rank in sorted(work)}
