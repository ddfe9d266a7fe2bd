"""Waits for others: until a session is held, until a batch is full.

References
----------
F. Spitzer, "A combinatorial lemma and its application to probability theory", Transactions of the AMS 82, 1956: the
mean of the largest value of a random walk.
"""

from __future__ import annotations

from math import exp, inf, sqrt

import numpy as np

__all__ = ["batch_wait", "session_wait"]

_MOST_SESSIONS = 4000


def session_wait(cases: float, places: float, held: float = 1.0) -> float:
    """Return the mean wait for a session that takes only so many, in intervals between sessions.

    Half an interval for whoever is taken at once; those left over wait on. How many are left over is a random walk kept
    above 0: cases come (Poisson), and places for them, if the session is held.

    Parameters
    ----------
    cases
        Mean number that comes between one session and the next.
    places
        How many a session takes; infinite: all.
    held
        Chance that a session is held; the others wait for the next.

    Returns
    -------
    float
        Infinite where more come than are taken.

    Examples
    --------
    >>> session_wait(4.0, float("inf")), session_wait(4.0, float("inf"), held=0.8)
    (0.5, 0.75)
    >>> round(session_wait(97.0, 150.0, held=0.8), 2)
    1.17
    """
    if places == inf:
        return 1 / held - 0.5
    if cases <= 0:
        return 0.5
    drift = places * held - cases
    if drift <= 0:
        return inf
    variance = cases + places**2 * held * (1 - held)
    left = 0.0
    for n in range(1, _MOST_SESSIONS):
        # More came in n sessions than were taken: by how many, on average; the numbers that come are nearly normal.
        more = _mean_above(n, cases, places, held) if n <= 40 else _positive(-n * drift, sqrt(n * variance))
        left += more / n
        if n > 10 and more < 1e-7 * (left + cases):
            break
    return 0.5 + left / cases


def _mean_above(n: int, cases: float, places: float, held: float) -> float:
    """Return the mean of what n sessions leave over, 0 if nothing, over how many of them are held."""
    spread, total, chance = sqrt(n * cases), 0.0, (1 - held) ** n
    for k in range(n + 1):
        if chance > 0:
            total += chance * _positive(n * cases - k * places, spread)
        if held >= 1:
            chance = 1.0 if k + 1 == n else 0.0
        else:
            chance *= (n - k) / (k + 1) * held / (1 - held)
    return total


def _positive(mean: float, spread: float) -> float:
    """Return the mean of the positive part of a normal number."""
    from math import erfc, pi

    z = mean / spread
    return mean * 0.5 * erfc(-z / sqrt(2)) + spread * exp(-z * z / 2) / sqrt(2 * pi)


def batch_wait(arrival_rate: float, size: int, longest: float = inf) -> float:
    """Return the mean wait until a batch begins: when so many wait, or the first has waited the longest time.

    Examples
    --------
    >>> batch_wait(4.0, 10)
    1.125
    >>> round(batch_wait(4.0, 1000, longest=0.5), 4)  # the first waits it all, two more on average half of it
    0.3333
    """
    if size <= 1 or arrival_rate <= 0:
        return 0.0
    if longest == inf:
        return (size - 1) / (2 * arrival_rate)
    # Of the gap after the n-th case, those n wait it together, or as much of it as is left until the longest wait.
    expected = arrival_rate * longest
    chance = np.zeros(size)
    chance[0] = exp(-expected)
    for k in range(1, size):
        chance[k] = chance[k - 1] * expected / k
    below = np.minimum(np.cumsum(chance), 1.0)  # chance that at most k more come within the longest wait
    lasting = (1 - below) / arrival_rate  # mean time, within it, during which k more have come
    waiting = float((np.arange(1, size) * lasting[:-1]).sum())
    taken = 1 + float((np.arange(size - 1) * chance[:-1]).sum()) + (size - 1) * (1 - below[-2])
    return float(waiting / taken)
