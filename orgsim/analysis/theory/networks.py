"""Networks of stations with exponential service and rework, exact (Jackson)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from orgsim.analysis.theory.markov_queues import Queue, mmc

__all__ = ["Network", "jackson", "time_with_rework"]


@dataclass(frozen=True, slots=True)
class Network:
    """What Jackson's theorem says.

    Attributes
    ----------
    flows
        Visits per unit of time at each station.
    stations
        Each station as a queue of its own.
    time
        Mean time from entering to leaving the network.
    """

    flows: tuple[float, ...]
    stations: tuple[Queue, ...]
    time: float


def jackson(
    arrivals: Sequence[float], moves: Sequence[Sequence[float]], rates: Sequence[float], servers: Sequence[int]
) -> Network:
    """Solve an open network.

    Parameters
    ----------
    arrivals
        From outside, per unit of time, at each station.
    moves
        ``moves[i][j]``: share of visits to i after which j follows; the rest leaves.
    rates
        Completions per busy server.
    servers
        At each station.

    Raises
    ------
    UnstableError
        If a station is overloaded.
    """
    flows = np.linalg.solve(np.eye(len(rates)) - np.asarray(moves, dtype=np.float64).T, np.asarray(arrivals, float))
    stations = tuple(mmc(float(f), 1 / rate, c) for f, rate, c in zip(flows, rates, servers, strict=True))
    return Network(tuple(map(float, flows)), stations, sum(s.present for s in stations) / sum(arrivals))


def time_with_rework(arrival_rate: float, mean_service: float, rework_share: float) -> float:
    """Return the mean time in a system of one clerk where a share of services is done again, at the end of the queue.

    Examples
    --------
    >>> [round(time_with_rework(0.5, 1.0, share), 6) for share in (0.25, 0.4)]
    [4.0, 10.0]
    """
    return jackson([arrival_rate], [[rework_share]], [1 / mean_service], [1]).time
