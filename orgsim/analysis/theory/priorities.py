"""Priorities, exact: the class of the smaller number is served first (Cobham)."""

from __future__ import annotations

from collections.abc import Sequence

from orgsim.analysis.theory.markov_queues import erlang_c
from orgsim.analysis.theory.stability import steady_load

__all__ = ["non_preemptive_waits", "preemptive_times"]


def non_preemptive_waits(arrival_rates: Sequence[float], mean_service: float, servers: int = 1) -> list[float]:
    """Return the mean wait of each class in M/M/c, one mean for all, where a service once begun is finished.

    Examples
    --------
    >>> [round(wait, 6) for wait in non_preemptive_waits([0.9, 1.5], 1.0, servers=3)]
    [0.308186, 1.540931]
    """
    steady_load(sum(arrival_rates), mean_service, servers)
    remaining = erlang_c(sum(arrival_rates) * mean_service, servers) * mean_service / servers
    waits, before = [], 0.0
    for rate in arrival_rates:
        upto = before + rate * mean_service / servers
        waits.append(remaining / ((1 - before) * (1 - upto)))
        before = upto
    return waits


def preemptive_times(arrival_rates: Sequence[float], mean_service: float) -> list[float]:
    """Return the mean time in an M/M/1 system of each class where a higher one interrupts and the lower resumes.

    Examples
    --------
    >>> [round(time, 6) for time in preemptive_times([0.3, 0.5], 1.0)]
    [1.428571, 7.142857]
    """
    steady_load(sum(arrival_rates), mean_service, 1)
    times, before = [], 0.0
    for rate in arrival_rates:
        upto = before + rate * mean_service
        times.append(mean_service / (1 - before) + upto * mean_service / ((1 - before) * (1 - upto)))
        before = upto
    return times
