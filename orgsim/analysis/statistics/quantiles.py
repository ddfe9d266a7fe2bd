"""Durations of which some are not over yet: restricted means and quantiles.

Open cases are never dropped: leaving them out flatters the structure that leaves more of them open.
"""

from __future__ import annotations

from math import ceil, floor

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["common_cut", "kaplan_meier_quantile", "quantile", "quantile_of_cases", "restricted_mean"]


def quantile(values: ArrayLike, share: float) -> float | None:
    """Return a quantile by linear interpolation between order statistics (type 7); None without values.

    Examples
    --------
    >>> quantile([1, 2, 3, 10], 0.5), quantile([1, 2, 3, 10], 0.75)
    (2.5, 4.75)
    """
    found = np.asarray(values, dtype=np.float64)
    if not found.size:
        return None
    place = share * (found.size - 1)
    low = floor(place)
    parted = np.partition(found, low)  # what is smaller stands before it, what is larger after it
    below, above = parted[low], parted[low + 1 :].min(initial=np.inf) if low + 1 < found.size else parted[low]
    return float(below + (above - below) * (place - low))


def kaplan_meier_quantile(durations: ArrayLike, over: ArrayLike, share: float) -> float | None:
    """Return the smallest duration by which the given share is over, by Kaplan and Meier's estimate.

    Parameters
    ----------
    durations
        Duration of each case, or its age so far.
    over
        Whether the case is over; the others are open at that age.
    share
        Between 0 and 1.

    Returns
    -------
    float or None
        None if the estimate never reaches the share: the quantile lies beyond what was observed.

    Examples
    --------
    >>> kaplan_meier_quantile([1, 2, 2, 3, 4], [True, True, False, True, False], 0.5)
    3.0
    """
    age, done = np.asarray(durations, dtype=np.float64), np.asarray(over, dtype=np.bool_)
    if not age.size:
        return None
    finished = np.sort(age[done])
    firsts = np.flatnonzero(np.append(True, finished[1:] != finished[:-1])[: finished.size])
    times, ended = finished[firsts], np.diff(np.append(firsts, finished.size))
    at_risk = age.size - np.searchsorted(np.sort(age), times)
    surviving = np.cumprod(1 - ended / at_risk)
    reached = np.flatnonzero(surviving <= 1 - share + 1e-12)
    return float(times[reached[0]]) if reached.size else None


def quantile_of_cases(durations: ArrayLike, over: ArrayLike, share: float) -> float | None:
    """Return a quantile of durations of which some are open.

    Type 7 where every open case is older than the quantile could become, so that the open ones cannot change it; else
    Kaplan and Meier's estimate; None where the observation does not reach it.
    """
    age, done = np.asarray(durations, dtype=np.float64), np.asarray(over, dtype=np.bool_)
    if done.all():
        return quantile(age, share)
    place = min(ceil(share * (age.size - 1)), age.size - 1)
    if np.partition(age, place)[place] < age[~done].min():
        return quantile(age, share)
    return kaplan_meier_quantile(age, done, share)


def common_cut(*arms: tuple[ArrayLike, ArrayLike]) -> float | None:
    """Return the age up to which every case of every arm was followed; None if all are over.

    Parameters
    ----------
    arms
        Durations (ages so far, of open cases) and whether each case is over, for each structure compared.
    """
    ages: list[NDArray[np.float64]] = []
    for durations, over in arms:
        ages.append(np.asarray(durations, dtype=np.float64)[~np.asarray(over, dtype=np.bool_)])
    open_ages = np.concatenate(ages) if ages else np.empty(0)
    return float(open_ages.min()) if open_ages.size else None


def restricted_mean(durations: ArrayLike, cut: float | None = None) -> float | None:
    """Return the mean of min(duration, cut): what a case took, of the time up to the cut; None without cases.

    Open cases enter with their age so far, so the cut must not exceed the age of any of them (`common_cut`).

    Examples
    --------
    >>> restricted_mean([10, 20, 90], cut=30)
    20.0
    """
    values = np.asarray(durations, dtype=np.float64)
    if not values.size:
        return None
    return float((values if cut is None else np.minimum(values, cut)).mean())
