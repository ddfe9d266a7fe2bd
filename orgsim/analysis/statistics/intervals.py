"""Confidence intervals over replications: paired differences, log-ratios, ratios of means.

Replications are matched: the n-th of one structure and the n-th of another served the same citizens. Sums are exact
(`math.fsum`), so an interval of swapped arms is the opposite to the last bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import fsum, inf, log, sqrt

__all__ = [
    "Interval",
    "log_ratio_interval",
    "mean_interval",
    "paired_interval",
    "ratio_of_means",
    "student_quantile",
    "welch_interval",
]


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its confidence interval.

    Attributes
    ----------
    mean, half_width
        In the measure of the values; the half-width is infinite for a single replication.
    replications
        How many values it rests on.
    """

    mean: float
    half_width: float
    replications: int

    @property
    def low(self) -> float:
        """Lower end."""
        return self.mean - self.half_width

    @property
    def high(self) -> float:
        """Upper end."""
        return self.mean + self.half_width


@lru_cache(maxsize=1024)
def student_quantile(confidence: float, degrees: float) -> float:
    """Return the two-sided quantile of Student's t: the mean lies within so many standard errors.

    Examples
    --------
    >>> round(student_quantile(0.95, 4), 6)
    2.776445
    """
    from scipy.special import stdtrit

    return float(stdtrit(degrees, 0.5 + confidence / 2))


def variance(values: Sequence[float]) -> float:
    """Return the sample variance (divisor n - 1)."""
    mean = fsum(values) / len(values)
    return fsum((value - mean) ** 2 for value in values) / (len(values) - 1)


def mean_interval(values: Sequence[float], confidence: float = 0.95) -> Interval:
    """Return the mean of independent values with its Student interval.

    Raises
    ------
    ValueError
        If there is no value.
    """
    n = len(values)
    if n == 0:
        raise ValueError("an interval needs at least one replication")
    mean = fsum(values) / n
    if n == 1:
        return Interval(mean, inf, 1)
    spread = variance(values)
    return Interval(mean, student_quantile(confidence, n - 1) * sqrt(spread / n) if spread else 0.0, n)


def paired_interval(baseline: Sequence[float], alternative: Sequence[float], confidence: float = 0.95) -> Interval:
    """Return the interval of the mean difference, alternative minus baseline, of matched replications (paired t).

    Examples
    --------
    >>> found = paired_interval([10.2, 11.1, 9.8, 10.5, 10.9], [9.1, 10.2, 9.0, 9.9, 9.6])
    >>> round(found.mean, 3), round(found.half_width, 5)
    (-0.94, 0.33548)
    """
    return mean_interval([after - before for before, after in zip(baseline, alternative, strict=True)], confidence)


def log_ratio_interval(baseline: Sequence[float], alternative: Sequence[float], confidence: float = 0.95) -> Interval:
    """Return the interval of the mean of ln(alternative / baseline) of matched replications.

    For the test and for stopping only: exp of its mean is a ratio of geometric means, which may be far from the ratio
    of means that is reported.

    Raises
    ------
    ValueError
        If a value is not positive.
    """
    return mean_interval(
        [log(after) - log(before) for before, after in zip(baseline, alternative, strict=True)], confidence
    )


def welch_interval(baseline: Sequence[float], alternative: Sequence[float], confidence: float = 0.95) -> Interval:
    """Return the interval of the difference of means of unmatched samples (Welch), for comparison with the paired one.

    Examples
    --------
    >>> found = welch_interval([10.2, 11.1, 9.8, 10.5, 10.9], [9.1, 10.2, 9.0, 9.9, 9.6])
    >>> round(found.half_width, 5)
    0.75649
    """
    n, m = len(baseline), len(alternative)
    one, other = variance(baseline) / n, variance(alternative) / m
    mean = fsum(alternative) / m - fsum(baseline) / n
    if not one + other:
        return Interval(mean, 0.0, min(n, m))
    degrees = (one + other) ** 2 / (one**2 / (n - 1) + other**2 / (m - 1))
    return Interval(mean, student_quantile(confidence, degrees) * sqrt(one + other), min(n, m))


def ratio_of_means(
    baseline: Sequence[float], alternative: Sequence[float], confidence: float = 0.95
) -> Interval | None:
    """Return mean(alternative) / mean(baseline) with its jackknife interval; None where it is not defined.

    The centre is the jackknife's, free of the bias of order 1/n.

    Examples
    --------
    >>> found = ratio_of_means([10.2, 11.1, 9.8, 10.5, 10.9], [9.1, 10.2, 9.0, 9.9, 9.6])
    >>> round(found.mean, 4), round(found.half_width, 4)
    (0.9104, 0.0308)
    """
    n = len(baseline)
    below, above = fsum(baseline), fsum(alternative)
    without = [below - value for value in baseline]
    if min([below, *(without if n > 1 else ())]) <= 0:
        return None
    ratio = above / below
    if n == 1:
        return Interval(ratio, inf, 1)
    pseudo = [n * ratio - (n - 1) * (above - after) / rest for after, rest in zip(alternative, without, strict=True)]
    return mean_interval(pseudo, confidence)
