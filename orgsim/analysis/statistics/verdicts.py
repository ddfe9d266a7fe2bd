"""Four verdicts, with a smallest difference that matters; and whether a row is compared as a ratio."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, log1p
from typing import Literal

from orgsim.analysis.statistics.intervals import Interval

__all__ = ["MINUTE", "Better", "Verdict", "margin", "signs_conflict", "uses_log_ratio", "verdict"]

Verdict = Literal["better", "worse", "practically_equal", "not_separable"]
Better = Literal["lower", "higher", "neither"]

MINUTE = 60.0


def uses_log_ratio(baseline: Sequence[float], alternative: Sequence[float], floor: float = MINUTE) -> bool:
    """Whether durations are compared as log-ratios: only if each replication's mean exceeds the floor in both arms.

    Decided once per row, from all its replications.

    Parameters
    ----------
    floor
        One minute, in the measure of the values.
    """
    return bool(baseline) and min(*baseline, *alternative) > floor


def margin(baseline: Sequence[float], alternative: Sequence[float], smallest: float, *, ratio: bool) -> float:
    """Return the smallest difference that matters, on the scale of the test.

    Of a difference it is the share `smallest` of the mean size of both arms: of both, so that swapping the arms gives
    the opposite verdict.
    """
    if ratio:
        return log1p(smallest)
    n = len(baseline)
    return smallest * (abs(fsum(baseline)) + abs(fsum(alternative))) / (2 * n)


def verdict(interval: Interval, smallest: float, better: Better) -> Verdict | None:
    """Judge an interval of alternative minus baseline.

    Practically equal if it lies within the smallest difference that matters on either side; not separable if it holds 0
    and reaches beyond; else better or worse. Without two replications nothing can be separated. None where the values
    differ but neither direction is better.

    Examples
    --------
    >>> verdict(Interval(-8.0, 3.0, 20), 2.0, "lower"), verdict(Interval(-8.0, 9.0, 20), 2.0, "lower")
    ('better', 'not_separable')
    >>> verdict(Interval(-0.5, 1.0, 20), 2.0, "lower"), verdict(Interval(0.0, 0.0, 1), 2.0, "lower")
    ('practically_equal', 'not_separable')
    """
    if interval.replications < 2:
        return "not_separable"
    if -smallest <= interval.low and interval.high <= smallest:
        return "practically_equal"
    if interval.low <= 0 <= interval.high:
        return "not_separable"
    if better == "neither":
        return None
    return "better" if (interval.mean < 0) == (better == "lower") else "worse"


def signs_conflict(difference: Interval, log_ratio: Interval) -> bool:
    """Whether the difference of means and the log-ratio, on which the test rests, point in opposite directions."""
    return difference.mean * log_ratio.mean < 0
