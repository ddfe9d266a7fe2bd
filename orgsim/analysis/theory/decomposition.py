"""A network of queues taken apart: each station a queue of its own, with arrivals as irregular as the others make them.

Whitt's network analyser, with returns counted as one longer service. Where all arrivals are Poisson and all work is
exponential, the answer is Jackson's and exact.

References
----------
W. Whitt, "The queueing network analyzer", Bell System Technical Journal 62, 1983, for the variability of flows.
W. Whitt and W. You, "A robust queueing network analyzer", 2020 (arXiv 2003.11174), for the idea that work which comes
back soon is one longer service; the simple rule here is ours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.theory.general_service import gigm_wait, mg1_wait

__all__ = ["Seen", "Station", "decompose"]

Matrix = NDArray[np.float64]
Places = NDArray[np.int64]

_LEAST_SERVICE_SCV = 0.2  # in what leaves a station: constant work does not make constant gaps


@dataclass(frozen=True, slots=True)
class Station:
    """Servers who share a queue.

    Attributes
    ----------
    servers
        How many.
    load
        Work over capacity.
    mean_service, service_scv
        Mean and squared coefficient of variation of a service; its measure is that of the wait.
    streams
        Arrivals from outside: rate, and squared coefficient of variation of the gaps (1: Poisson).
    """

    servers: int
    load: float
    mean_service: float
    service_scv: float
    streams: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a station sees of the network.

    Attributes
    ----------
    arrival_scv
        Squared coefficient of variation of the gaps between arrivals, returns left out where they count as service.
    soon
        Share of services after which the case is back before it has passed a busier station.
    wait
        Mean wait; None at a load of 1 or more.
    """

    arrival_scv: float
    soon: float
    wait: float | None
    _returns: Callable[[], float] = field(repr=False, compare=False)

    @property
    def returns(self) -> float:
        """Share of services after which the case comes back at all; reckoned when it is asked for, which is rarely."""
        return self._returns()


def decompose(stations: Sequence[Station], flows: Sequence[Sequence[float]]) -> tuple[Seen, ...]:
    """Return the mean wait at each station.

    Parameters
    ----------
    stations
        Each with its own measure of time; rates of streams and flows have one measure for all.
    flows
        ``flows[i][j]``: services a unit of time at i after which the case goes to j.

    Examples
    --------
    >>> clerk = Station(1, 0.5 / 0.75, 1.0, 1.0, ((0.5, 1.0),))
    >>> round(decompose([clerk], [[0.5 / 3]])[0].wait, 6)  # a quarter of the services is done again
    2.0
    """
    network = _Network(stations, np.asarray(flows, dtype=np.float64).reshape(len(stations), len(stations)))
    everywhere = np.arange(len(stations))
    variability = network.arrival_scvs(everywhere, network.arriving, network.outside(), network.moves)
    return tuple(network.seen(place, variability) for place in range(len(stations)))


def _wait(rate: float, mean_service: float, servers: int, arrival_scv: float, service_scv: float) -> float:
    """Return the mean wait at one station: exact where one server has Poisson arrivals."""
    if servers == 1 and abs(arrival_scv - 1) < 1e-9:
        return mg1_wait(rate, mean_service, service_scv)
    return gigm_wait(rate, mean_service, servers, arrival_scv, service_scv)


class _Network:
    """Stations, the rates between them, and where a service leads."""

    def __init__(self, stations: Sequence[Station], flows: Matrix) -> None:
        self.stations = stations
        self.load = np.array([min(station.load, 1.0) for station in stations])
        self.entering = np.array([sum(rate for rate, _ in station.streams) for station in stations], dtype=np.float64)
        self.arriving = self.entering + flows.sum(axis=0)
        scv = np.array([max(station.service_scv, _LEAST_SERVICE_SCV) for station in stations])
        self.leaving_scv = 1 + (scv - 1) / np.sqrt([station.servers for station in stations])
        self.moves = np.divide(
            flows, self.arriving[:, None], out=np.zeros_like(flows), where=self.arriving[:, None] > 0
        )

    def outside(self) -> list[list[tuple[float, float]]]:
        return [list(station.streams) for station in self.stations]

    def arrival_scvs(
        self, places: Places, arriving: Matrix, outside: Sequence[Sequence[tuple[float, float]]], moves: Matrix
    ) -> Matrix:
        """Return how irregular the arrivals at some stations are; a linear system, since each makes the next."""
        load, leaving_scv = self.load[places], self.leaving_scv[places]
        met = arriving != 0  # the others are regular by definition: nothing comes
        total = np.where(met, arriving, 1.0)
        split = np.ascontiguousarray(moves.T)  # a row for each station: what comes to it
        shares = arriving * split / total[:, None]
        streams = [[(rate / sum_, scv) for rate, scv in own] for own, sum_ in zip(outside, total.tolist(), strict=True)]
        squares = np.array([sum(share**2 for share, _ in own) for own in streams]) + (shares**2).sum(axis=1)
        concentration = np.where(met, squares, 1.0)
        weight = np.where(met, 1 / (1 + 4 * (1 - load) ** 2 * (1 / concentration - 1)), 0.0)
        passed = shares * ((1 - split) + split * load**2 * leaving_scv)
        entering = np.array([sum(share * scv for share, scv in own) for own in streams])
        right = 1 + weight * (entering + passed.sum(axis=1) - 1)
        equations = np.eye(len(places)) - weight[:, None] * shares * split * (1 - load**2)
        return np.asarray(np.linalg.solve(equations, right), dtype=np.float64)

    def seen(self, place: int, variability: Matrix) -> Seen:
        """Return what one station sees."""
        station = self.stations[place]
        soon = self._returning(place, self.load < self.load[place])
        returns = partial(self._returning, place, np.arange(len(self.stations)) != place)
        scv = self._without_returns(place, soon) if soon > 0 else float(variability[place])
        if station.load >= 1:
            return Seen(scv, soon, None, returns)
        once = station.mean_service / (1 - soon)
        rate = station.load * station.servers / once if once else 0.0
        spread = soon + (1 - soon) * station.service_scv
        wait = (1 - soon) * _wait(rate, once, station.servers, scv, spread) if rate else 0.0
        return Seen(scv, soon, wait, returns)

    def _returning(self, place: int, among: NDArray[np.bool_]) -> float:
        """Return the share of services after which the case comes back by way of some other stations only."""
        direct = float(self.moves[place, place])
        others = np.flatnonzero(among & (self.circle == self.circle[place]))  # no other way leads back
        if not len(others):
            return direct
        between = np.eye(len(others)) - self.moves[np.ix_(others, others)]
        back = np.linalg.solve(between, self.moves[others, place])
        return direct + float(self.moves[place, others] @ back)

    def _without_returns(self, place: int, soon: float) -> float:
        """Return how irregular arrivals are if nothing leaves the station; what comes back late is Poisson."""
        places = self._before(place)
        at = int(np.flatnonzero(places == place)[0])
        moves = self.moves[np.ix_(places, places)]
        moves[at] = 0.0
        outside = [list(self.stations[i].streams) for i in places]
        arriving = np.asarray(np.linalg.solve(np.eye(len(moves)) - moves.T, self.entering[places]), dtype=np.float64)
        late = self.arriving[place] * (1 - soon) - arriving[at]
        if late > 1e-12 * self.arriving[place]:
            outside[at].append((late, 1.0))
            arriving[at] += late
        arriving[arriving < 1e-12 * self.arriving.max()] = 0.0
        return float(self.arrival_scvs(places, arriving, outside, moves)[at])

    @cached_property
    def circle(self) -> Places:
        """Number of the circle that each station is in: from each station of one, every other can be reached."""
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import connected_components

        return np.asarray(connected_components(csr_array(self.moves), connection="strong")[1], dtype=np.int64)

    @cached_property
    def sources(self) -> list[list[int]]:
        """For each station, those from which cases come to it."""
        return [np.flatnonzero(column).tolist() for column in self.moves.T]

    def _before(self, place: int) -> Places:
        """Return the stations from which a case may come to one, and itself: nothing else matters to it."""
        found, todo = {place}, [place]
        while todo:
            for i in self.sources[todo.pop()]:
                if i not in found:
                    found.add(i)
                    todo.append(i)
        return np.array(sorted(found), dtype=np.int64)
