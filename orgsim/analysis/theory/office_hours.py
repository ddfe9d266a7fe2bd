"""Days that open and close: exact numbers for exponential counters, and why a steady formula misleads on short days."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["batch_wait", "committee_wait", "mean_queue_of_a_day", "present_at_closing"]

_STATES = 400  # beyond it the chances are nil for a load below 1


def _generator(arrival_rate: float, mean_service: float, servers: int, states: int) -> NDArray[np.float64]:
    n = np.arange(states)
    deaths = np.minimum(n, servers) / mean_service
    births = np.where(n < states - 1, arrival_rate, 0.0)
    matrix = np.diag(births[:-1], 1) + np.diag(deaths[1:], -1)
    return matrix - np.diag(matrix.sum(axis=1))


def present_at_closing(
    arrival_rate: float, mean_service: float, servers: int, hours: float, days: Sequence[int]
) -> list[float]:
    """Return the mean number in the system at the closing of given days, the first day starting empty.

    Nobody comes while closed; who waits, and service in hand, go on the next morning.
    """
    from scipy.linalg import expm

    day = expm(_generator(arrival_rate, mean_service, servers, _STATES) * hours)
    chances = np.zeros(_STATES)
    chances[0] = 1.0
    found = {}
    for number in range(1, max(days) + 1):
        chances = chances @ day
        found[number] = float(chances @ np.arange(_STATES))
    return [found[number] for number in days]


def mean_queue_of_a_day(arrival_rate: float, mean_service: float, servers: int, hours: float) -> float:
    """Return the mean number waiting over a day that starts empty and whose queue is emptied in the evening."""
    from scipy.linalg import expm

    # The integral of the chances over the day is one more component of the same linear equations.
    generator = _generator(arrival_rate, mean_service, servers, _STATES)
    waiting = np.maximum(np.arange(_STATES) - servers, 0.0)
    larger = np.zeros((_STATES + 1, _STATES + 1))
    larger[:-1, :-1], larger[:-1, -1] = generator, waiting
    return float(expm(larger * hours)[0, -1]) / hours


def committee_wait(interval: float) -> float:
    """Return the mean wait for a committee that meets at a fixed interval and clears everything: half of it."""
    return interval / 2


def batch_wait(arrival_rate: float, batch: int) -> float:
    """Return the mean wait for a batch to fill.

    Examples
    --------
    >>> batch_wait(4, 10)
    1.125
    """
    return (batch - 1) / (2 * arrival_rate)
