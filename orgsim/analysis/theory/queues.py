"""Which formula answers for a group of people, and what it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import exp, inf, isfinite
from typing import TYPE_CHECKING

from orgsim.analysis.scarcity import held_share
from orgsim.analysis.theory.gatherings import batch_wait, session_wait
from orgsim.analysis.theory.general_service import gigm_wait
from orgsim.analysis.theory.markov_queues import Queue, finite_room, finite_source, with_abandonment
from orgsim.analysis.theory.stations import rank_of, scv_of
from orgsim.scenario.streams import streams_by_service

if TYPE_CHECKING:
    from orgsim.analysis.loads import GroupLoad, Piece
    from orgsim.analysis.theory.decomposition import Seen, Station
    from orgsim.analysis.theory.stations import Floor
    from orgsim.scenario.demand import Demand
    from orgsim.simulation.simulate import Study

__all__ = ["Answer", "QueueRules", "equipment_wait"]

_NEARLY = 0.01  # of a squared coefficient of variation: exponential or Poisson, but for the rounding of a table
_NO_LIMIT = 1 << 39

Place = tuple[int, int]
"""A task type and a site."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a formula says of a group.

    Attributes
    ----------
    formula
        Its name.
    load
        Work over capacity, sessions that take only so many included.
    waits
        Mean wait by task type and site, in seconds of office time; None if there is none.
    left_share
        Share of visits that give up or are refused.
    bounded
        The queue cannot grow without end, whatever the load.
    flow_share
        What comes, over what was taken to come.
    """

    formula: str
    load: float
    waits: Mapping[Place, float | None] = field(default_factory=dict)
    left_share: float = 0.0
    bounded: bool = False
    flow_share: float = 1.0

    def measured(self, group: GroupLoad) -> GroupLoad:
        """Return a group with the load that the formula found, where demand hangs on what is open."""
        if self.flow_share == 1.0:
            return group
        return replace(group, load=self.load, work_per_day=group.work_per_day * self.flow_share)


class QueueRules:
    """Chooses formulas for the groups of one structure.

    Parameters
    ----------
    study, floor
        The structure.
    longer
        By station: seconds of office time by which the rhythm of the day makes the mean wait longer.
    """

    def __init__(self, study: Study, floor: Floor, longer: Sequence[float]) -> None:
        self.study, self.floor, self.longer = study, floor, longer
        self.office = floor.office(study)

    def answer(self, place: int, seen: Seen) -> Answer:
        """Return what the fitting formula says of a group."""
        group, station = self.floor.divided.groups[place], self.floor.stations[place]
        load = self.floor.divided.loads[place].load
        pieces = [self.floor.divided.pieces[i] for i in group.tasks]
        going = [piece for piece in pieces if piece.part != "team"]
        if not group.people or not isfinite(load):
            return Answer("", load)
        on_duty = group.capacity / len(group.people)
        stretch = self.office / on_duty
        at = [(piece.task.code, piece.site) for piece in going]
        for special in (self._closed, self._giving_up, self._room):
            found = special(station, going, on_duty)
            if found is not None:
                name, queue, share = found
                waits: dict[Place, float | None] = dict.fromkeys(at, queue.wait * stretch)
                return Answer(
                    name, queue.load if share != 1 else load, waits, queue.lost, bounded=True, flow_share=share
                )
        found_waits = self._in_line(place, seen, stretch)
        names = [] if seen.wait is None else [self._name(place, seen, station)]
        for piece in going:
            if piece.task.gathering is not None:
                name, wait = self._gathering(piece, going)
                found_waits[piece.task.code, piece.site] = wait if load < 1 else None
                names = [name, *(other for other in names if len(going) > 1 and not _gather(going))]
        lost = sum(p.work.visits * self._sent_away(p) for p in going) / max(1e-300, sum(p.work.visits for p in going))
        return Answer(" + ".join(dict.fromkeys(names)), load, found_waits, lost)

    def _sent_away(self, piece: Piece) -> float:
        """Return the share of a task's citizens who are sent away since the numbers of the day have been given out."""
        if not (piece.task.quota and piece.task.loses):
            return 0.0
        return surplus_share(piece.work.visits / self.floor.divided.days, piece.task.quota)

    def _in_line(self, place: int, seen: Seen, stretch: float) -> dict[Place, float | None]:
        """Return the waits of who is served one by one, those of smaller rank first (Cobham)."""
        load, before = self.floor.stations[place].load, 0.0
        factor = {}
        for rank, part in self.floor.classes[place].items():
            factor[rank] = (1 - load) / ((1 - before) * (1 - before - part)) if load < 1 else 0.0
            before += part
        pieces = (self.floor.divided.pieces[i] for i in self.floor.divided.groups[place].tasks)
        return {
            (piece.task.code, piece.site): None
            if seen.wait is None
            else (seen.wait * stretch + self.longer[place]) * factor[rank_of(piece.task)]
            for piece in pieces
            if piece.part != "team"
        }

    def _name(self, place: int, seen: Seen, station: Station) -> str:
        plain = abs(seen.arrival_scv - 1) < _NEARLY
        exponential = abs(station.service_scv - 1) < _NEARLY
        if len(self.floor.classes[place]) > 1:
            return "Cobham" if plain and (exponential or station.servers == 1) else "GI/G/m + Cobham"
        if plain and exponential:
            return "Erlang C"
        return "Pollaczek–Khinchine" if plain and station.servers == 1 and not seen.soon else "GI/G/m"

    # --- queues that cannot grow without end --------------------------------------------------------------------------

    def _giving_up(self, station: Station, pieces: list[Piece], on_duty: float) -> tuple[str, Queue, float] | None:
        rules = [piece.task.patience for piece in pieces]
        if not rules or any(rule is None for rule in rules):
            return None
        mean = _mean((rule.table.mean_ticks for rule in rules if rule is not None), pieces)
        working = all(rule.working for rule in rules if rule is not None)
        patience = mean * on_duty / (self.office if working else self.floor.end - self.floor.start)
        rate = station.load * station.servers / station.mean_service
        return "Erlang A", with_abandonment(rate, station.mean_service, station.servers, patience), 1.0

    def _room(self, station: Station, pieces: list[Piece], on_duty: float) -> tuple[str, Queue, float] | None:
        rooms = {piece.task.room for piece in pieces}
        if len(rooms) != 1 or 0 in rooms:
            return None
        rate = station.load * station.servers / station.mean_service
        return "M/M/c/K", finite_room(rate, station.mean_service, station.servers, max(*rooms, station.servers)), 1.0

    def _closed(self, station: Station, pieces: list[Piece], on_duty: float) -> tuple[str, Queue, float] | None:
        """Answer for a closed group of citizens who have this queue to themselves and ask for nothing else."""
        demand = self._only_demand(pieces)
        if demand is None or demand.population is None or demand.every is None:
            return None
        if on_duty < self.floor.end - self.floor.start:
            return None
        queue = finite_source(demand.population, 1 / demand.every.mean, station.mean_service, station.servers)
        return "M/M/c//N", queue, queue.load / station.load

    def _only_demand(self, pieces: list[Piece]) -> Demand | None:
        services = {piece.task.service for piece in pieces}
        if len(services) != 1 or len(pieces) != 1:
            return None
        service = services.pop()
        requests, visits = self.floor.visits_of_service.get(service, (0.0, {}))
        if set(visits) != {(pieces[0].task.code, pieces[0].site)} or sum(visits.values()) >= 1.000001 * requests:
            return None
        name = self.study.network.names["service"][service]
        found = streams_by_service(self.study.scenario.demand).get(name, [])
        return found[0] if len(found) == 1 else None

    # --- gatherings ---------------------------------------------------------------------------------------------------

    def _gathering(self, piece: Piece, others: list[Piece]) -> tuple[str, float | None]:
        rule = piece.task.gathering
        assert rule is not None
        visits = piece.work.visits
        if rule.moments:
            number = sum(self.floor.start <= tick < self.floor.end for tick in rule.moments)
            if not number:
                return "", None
            together = [
                other.work.visits
                for other in others
                if other.task.gathering is not None and other.task.gathering.moments == rule.moments
            ]
            places = float(rule.most) if rule.most < _NO_LIMIT else inf
            held = held_share(self.study.network, piece.task, piece.site, self.floor.start, self.floor.end)
            wait = session_wait(sum(together) / number, places, held)
            return "Spitzer", wait * self.office / number if isfinite(wait) else None
        longest = float(rule.longest_wait) if rule.longest_wait >= 0 else inf
        return "n/(2λ)", batch_wait(visits / self.office, rule.size, longest)


def equipment_wait(study: Study, floor: Floor, group: GroupLoad, at: Iterable[Place]) -> float | None:
    """Return the mean wait for equipment, in seconds of office time; None for supplies, and without a mean."""
    network, phase = study.network, study.network.phases[-1]
    thing = network.names["thing"].index(group.things[0])
    count = phase.equipment[thing] if phase.equipment else -1
    places = set(at)
    pieces = [p for p in floor.divided.pieces if p.part == "own" and (p.task.code, p.site) in places and p.work.pace]
    visits = sum(piece.work.visits for piece in pieces)
    if count < 1 or group.load >= 1 or not visits:
        return None
    first, second = 0.0, 0.0
    for piece in pieces:
        mean = sum(piece.work.pace.values()) / len(piece.work.pace)
        first += piece.work.visits * mean / visits
        second += piece.work.visits * mean**2 * (1 + scv_of(piece.task.table)) / visits
    return gigm_wait(group.load * count / first, first, count, 1.0, max(0.0, second / first**2 - 1))


def surplus_share(mean: float, most: int) -> float:
    """Return the share of a day's citizens (Poisson) for whom there is no number.

    Examples
    --------
    >>> round(surplus_share(20.0, 20), 4)
    0.0888
    """
    chance, above = exp(-mean), mean - most
    for k in range(most):  # E[(N - q)+] = E[N] - q + E[(q - N)+]
        above += (most - k) * chance
        chance *= mean / (k + 1)
    return max(0.0, above) / mean if mean else 0.0


def _gather(pieces: list[Piece]) -> bool:
    return all(piece.task.gathering is not None for piece in pieces)


def _mean(values: Iterable[float], pieces: list[Piece]) -> float:
    weights = [piece.work.visits for piece in pieces]
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) / sum(weights)
