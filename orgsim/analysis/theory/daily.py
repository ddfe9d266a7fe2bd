"""A queue over a day on which more come at some hours than at others, for Poisson arrivals and exponential work.

The chances of every number present are carried from hour to hour (Kolmogorov's equations, implicit steps), through
closing, when nobody is served but some may come, and on to the next day, until one day is like the other. Time counts
while the office is open.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, exp, log, sqrt

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.theory.markov_queues import mmc

__all__ = ["Day", "Hours", "daily_queue", "rush"]

Vector = NDArray[np.float64]
Step = Callable[[Vector], Vector]

_MOST_STATES = 300
_STEPS = 48  # of an open day
_THETA = 0.55  # nearly Crank and Nicolson's step, a little more damped
_DAYS = 40  # at most, until one day is like the other
_ALIKE = 2e-3  # of the number at closing


@dataclass(frozen=True, slots=True)
class Hours:
    """A stretch of the day.

    Attributes
    ----------
    length
        How long it lasts; 0 while closed.
    arrivals
        Mean number who come in it, evenly.
    """

    length: float
    arrivals: float


@dataclass(frozen=True, slots=True)
class Day:
    """What a day is like, once one is like the other.

    Attributes
    ----------
    wait
        Mean wait.
    served
        Mean number whose service ends in each stretch.
    closing
        Mean number present at the end of the day.
    """

    wait: float
    served: tuple[float, ...]
    closing: float


def rush(day: Sequence[Hours], mean_service: float, servers: int) -> tuple[float, tuple[float, ...]]:
    """Return how much longer the mean wait is than with an even flow, and how many are served in each stretch.

    From the chances; near saturation, where these need many numbers, as if there were no chance (a fluid), which comes
    within a tenth of the whole wait there.
    """
    arriving, open_time = sum(hours.arrivals for hours in day), sum(hours.length for hours in day)
    if not arriving or arriving * mean_service >= servers * open_time:
        return 0.0, tuple(servers * hours.length / mean_service for hours in day)
    if _states(day, mean_service, servers) > _MOST_STATES:
        levels = _fluid(day, mean_service, servers)
        ends = list(zip(day, levels[:-1], levels[1:], strict=True))
        lasting = sum(hours.length * (before + after) / 2 for hours, before, after in ends)
        return lasting / arriving, tuple(before + hours.arrivals - after for hours, before, after in ends)
    found = daily_queue(day, mean_service, servers)
    return max(0.0, found.wait - mmc(arriving / open_time, mean_service, servers).wait), found.served


def daily_queue(day: Sequence[Hours], mean_service: float, servers: int) -> Day:
    """Return the queue of a day that repeats itself, with less work than capacity.

    Examples
    --------
    >>> even = daily_queue([Hours(28800, 38.4)], 1800, 3)  # 3 servers at load 0.8: as without a day
    >>> round(even.wait / 1800, 3)
    1.079
    """
    arriving, open_time = sum(hours.arrivals for hours in day), sum(hours.length for hours in day)
    states = min(_states(day, mean_service, servers), 10 * _MOST_STATES)
    number = np.arange(states, dtype=np.float64)
    waiting = np.maximum(number - servers, 0.0)
    known: dict[Hours, tuple[Step, int]] = {}
    for hours in day:
        if hours not in known:
            known[hours] = _through(hours, mean_service, servers, states, open_time / _STEPS)
    chances = _even(arriving / open_time, mean_service, servers, states)
    wait, closing, served = 0.0, -1.0, [0.0]
    for _ in range(_DAYS):
        queue, served = 0.0, []
        for hours in day:
            step, times = known[hours]
            before = float(chances @ number)
            looked = float(chances @ waiting)
            for _ in range(times):
                chances, last = step(chances), looked
                looked = float(chances @ waiting)
                queue += hours.length / times * (last + looked) / 2
            served.append(max(0.0, before + hours.arrivals - float(chances @ number)))
        wait, present = queue / arriving, float(chances @ number)
        if abs(present - closing) <= _ALIKE * present:
            break
        closing = present
    return Day(wait, tuple(served), present)


def _fluid(day: Sequence[Hours], mean_service: float, servers: int) -> list[float]:
    """Return how many wait at the ends of the stretches of a day like the one before, as if there were no chance."""
    level, levels = 0.0, [0.0]
    for _ in range(2):
        levels = [level]
        for hours in day:
            level = max(0.0, level + hours.arrivals - servers * hours.length / mean_service)
            levels.append(level)
    return levels


def _states(day: Sequence[Hours], mean_service: float, servers: int) -> int:
    """Return how many numbers present are looked at: beyond them chances are next to nil."""
    arriving = sum(hours.arrivals for hours in day)
    load = arriving * mean_service / (servers * sum(hours.length for hours in day))
    tail = log(1e-4) / log(load) if 0 < load < 1 else float(_MOST_STATES)
    return ceil(servers + max(_fluid(day, mean_service, servers)) + 3 * sqrt(arriving) + 6 + tail)


def _even(rate: float, mean_service: float, servers: int, states: int) -> Vector:
    """Return the chances with an even flow: where the first day begins."""
    steps = rate * mean_service / np.minimum(np.arange(1, states), servers)
    logs = np.concatenate([[0.0], np.cumsum(np.log(steps))])
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def _through(hours: Hours, mean_service: float, servers: int, states: int, longest: float) -> tuple[Step, int]:
    """Return what a step of a stretch does to the chances, and how many steps it has."""
    if not hours.length:
        return _coming(hours.arrivals, states), 1
    from scipy.linalg.lapack import dgttrf, dgttrs

    quick = max(longest / 4, 4 * mean_service / servers)  # fast work needs short steps, up to a point
    times = max(1, ceil(hours.length / min(longest, quick)))
    step = hours.length / times
    births = np.full(states, step * hours.arrivals / hours.length)
    births[-1] = 0.0
    deaths = step * np.minimum(np.arange(states), servers) / mean_service
    up, down = births[:-1], deaths[1:]
    leaving = births + deaths
    lower, middle, upper, second, pivots, _ = dgttrf(-_THETA * up, 1 + _THETA * leaving, -_THETA * down)

    def onward(chances: Vector) -> Vector:
        moved = -leaving * chances
        moved[1:] += up * chances[:-1]
        moved[:-1] += down * chances[1:]
        half = chances + (1 - _THETA) * moved
        return np.asarray(dgttrs(lower, middle, upper, second, pivots, half)[0], dtype=np.float64)

    return onward, times


def _coming(mean: float, states: int) -> Step:
    """Return what it does to the chances if some more come (Poisson) and nobody is served."""
    chance = np.zeros(states)
    chance[0] = exp(-mean)
    for k in range(1, states):
        chance[k] = chance[k - 1] * mean / k

    def onward(chances: Vector) -> Vector:
        found = np.convolve(chances, chance)[:states]
        found[-1] += 1 - found.sum()
        return np.asarray(found, dtype=np.float64)

    return onward
