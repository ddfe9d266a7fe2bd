"""Series in time: where the start-up ends (MSER-5), and how fast a backlog grows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np
from numpy.typing import ArrayLike

from orgsim.analysis.statistics.intervals import Interval, mean_interval

__all__ = ["WarmUp", "growth", "mser", "slope"]


@dataclass(frozen=True, slots=True)
class WarmUp:
    """Where the start-up of a series ends.

    Attributes
    ----------
    batches, observations
        What to leave out.
    statistic
        The smallest marginal standard error, squared.
    trusted
        False if the minimum lies at the border, half-way through: the series is too short.
    """

    batches: int
    observations: int
    statistic: float
    trusted: bool


def mser(values: ArrayLike, batch: int = 5) -> WarmUp:
    """Find the end of the start-up by the marginal standard error rule on means of batches (MSER-5).

    References
    ----------
    K. P. White, "An effective truncation heuristic for bias reduction in simulation output", Simulation 69, 1997.
    """
    series = np.asarray(values, dtype=np.float64)
    n = series.size // batch
    if n < 2:
        raise ValueError("the start-up of a series cannot be found in fewer than two batches")
    means = series[: n * batch].reshape(n, batch).mean(axis=1)
    statistics = [float(((means[d:] - means[d:].mean()) ** 2).sum()) / (n - d) ** 2 for d in range(n // 2 + 1)]
    best = int(np.argmin(statistics))
    return WarmUp(best, best * batch, statistics[best], best < n // 2)


def slope(values: Sequence[float]) -> float:
    """Return the least-squares slope of a series, per step.

    Examples
    --------
    >>> slope([1.0, 3.0, 5.0, 7.0])
    2.0
    """
    n = len(values)
    if n < 2:
        return 0.0
    middle = (n - 1) / 2
    mean = fsum(values) / n
    return fsum((i - middle) * (value - mean) for i, value in enumerate(values)) / (n * (n * n - 1) / 12)


def growth(series: Sequence[Sequence[float]], confidence: float = 0.99) -> Interval:
    """Return the growth per step over the last half of a series, with its interval over replications."""
    return mean_interval([slope(values[len(values) // 2 :]) for values in series], confidence)
