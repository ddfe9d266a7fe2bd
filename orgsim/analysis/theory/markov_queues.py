"""Exact queues with exponential service: Erlang B, C and A, finite rooms, finite sources.

Rates and times share one measure, whichever it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, fsum, log

from orgsim.analysis.theory.stability import steady_load

__all__ = [
    "Queue",
    "erlang_b",
    "erlang_c",
    "finite_room",
    "finite_source",
    "mmc",
    "mmc_wait_beyond",
    "mmc_wait_quantile",
    "with_abandonment",
]


@dataclass(frozen=True, slots=True)
class Queue:
    """What a formula says of a station.

    Attributes
    ----------
    wait_share
        Share of (accepted) cases that wait.
    wait
        Mean wait of accepted cases.
    queue, present
        Mean number waiting; mean number in the system.
    load
        Share of the time that a server is busy.
    lost
        Share of cases refused, or gone before service.
    """

    wait_share: float
    wait: float
    queue: float
    present: float
    load: float
    lost: float = 0.0


def erlang_b(offered: float, servers: int) -> float:
    """Return the share lost where nobody can wait; `offered` is arrival rate × mean service.

    Examples
    --------
    >>> round(erlang_b(2.0, 2), 6)
    0.4
    """
    loss = 1.0
    for k in range(1, servers + 1):
        loss = offered * loss / (k + offered * loss)
    return loss


def erlang_c(offered: float, servers: int) -> float:
    """Return the share that waits in M/M/c.

    Examples
    --------
    >>> round(erlang_c(2.4, 3), 6)
    0.647191
    """
    load = steady_load(offered, 1.0, servers)
    loss = erlang_b(offered, servers)
    return loss / (1 - load * (1 - loss))


def mmc(arrival_rate: float, mean_service: float, servers: int) -> Queue:
    """Return the steady state of M/M/c.

    Raises
    ------
    UnstableError
        If the load is 1 or more.

    Examples
    --------
    >>> round(mmc(2.4, 1.0, 3).wait, 6)
    1.078652
    """
    offered = arrival_rate * mean_service
    load = steady_load(arrival_rate, mean_service, servers)
    waiting = erlang_c(offered, servers)
    wait = waiting * mean_service / (servers * (1 - load))
    return Queue(waiting, wait, arrival_rate * wait, arrival_rate * wait + offered, load)


def mmc_wait_beyond(arrival_rate: float, mean_service: float, servers: int, time: float) -> float:
    """Return the share of cases that wait longer than a time."""
    load = steady_load(arrival_rate, mean_service, servers)
    return erlang_c(arrival_rate * mean_service, servers) * exp(-servers * (1 - load) * time / mean_service)


def mmc_wait_quantile(arrival_rate: float, mean_service: float, servers: int, share: float) -> float:
    """Return the wait that the given share of cases does not exceed.

    Examples
    --------
    >>> round(mmc_wait_quantile(2.4, 1.0, 3, 0.9), 5)
    3.11245
    """
    waiting = erlang_c(arrival_rate * mean_service, servers)
    if 1 - share >= waiting:
        return 0.0
    load = steady_load(arrival_rate, mean_service, servers)
    return log(waiting / (1 - share)) * mean_service / (servers * (1 - load))


def _birth_and_death(births: list[float], deaths: list[float]) -> list[float]:
    """Return the steady probabilities of states 0 to n."""
    weights = [1.0]
    for birth, death in zip(births, deaths, strict=True):
        weights.append(weights[-1] * birth / death)
    total = fsum(weights)
    return [weight / total for weight in weights]


def with_abandonment(arrival_rate: float, mean_service: float, servers: int, patience: float) -> Queue:
    """Return the steady state of M/M/c+M (Erlang A): who waits leaves after an exponential patience.

    Parameters
    ----------
    patience
        Mean patience.

    Notes
    -----
    The share that leaves is mean queue / (patience × arrival rate), always.
    """
    rate, leaving = 1 / mean_service, 1 / patience
    size, weight, largest = servers, 1.0, 1.0
    deaths: list[float] = []
    n = 0
    while n < size or weight > 1e-18 * largest:
        n += 1
        deaths.append(min(n, servers) * rate + max(n - servers, 0) * leaving)
        weight *= arrival_rate / deaths[-1]
        largest = max(largest, weight)
    shares = _birth_and_death([arrival_rate] * n, deaths)
    queue = fsum((i - servers) * share for i, share in enumerate(shares) if i > servers)
    busy = fsum(min(i, servers) * share for i, share in enumerate(shares))
    lost = leaving * queue / arrival_rate
    return Queue(fsum(shares[servers:]), queue / arrival_rate, queue, queue + busy, busy / servers, lost)


def finite_room(arrival_rate: float, mean_service: float, servers: int, room: int) -> Queue:
    """Return the steady state of M/M/c/K: who finds the room full is refused.

    Parameters
    ----------
    room
        Places, those at the servers included.
    """
    shares = _birth_and_death([arrival_rate] * room, [min(n, servers) / mean_service for n in range(1, room + 1)])
    queue = fsum(max(n - servers, 0) * share for n, share in enumerate(shares))
    busy = fsum(min(n, servers) * share for n, share in enumerate(shares))
    accepted = arrival_rate * (1 - shares[-1])
    waiting = fsum(shares[servers:-1]) / (1 - shares[-1])
    return Queue(waiting, queue / accepted, queue, queue + busy, busy / servers, shares[-1])


def finite_source(sources: int, asking_rate: float, mean_service: float, servers: int = 1) -> Queue:
    """Return the steady state where each of a few sources, while not in the system, asks at a rate (machine repair)."""
    births = [(sources - n) * asking_rate for n in range(sources)]
    shares = _birth_and_death(births, [min(n, servers) / mean_service for n in range(1, sources + 1)])
    queue = fsum(max(n - servers, 0) * share for n, share in enumerate(shares))
    busy = fsum(min(n, servers) * share for n, share in enumerate(shares))
    flow = busy / mean_service
    asked = [share * birth / flow for share, birth in zip(shares, births, strict=False)]
    return Queue(fsum(asked[servers:]), queue / flow, queue, queue + busy, busy / servers)
