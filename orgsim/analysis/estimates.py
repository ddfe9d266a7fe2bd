"""From one value per replication to rows: differences, ratios, intervals, verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum, isfinite
from typing import TYPE_CHECKING

from orgsim.analysis.findings import Estimate
from orgsim.analysis.statistics.intervals import log_ratio_interval, paired_interval, ratio_of_means
from orgsim.analysis.statistics.verdicts import margin, signs_conflict, uses_log_ratio, verdict
from orgsim.errors import Message, message

if TYPE_CHECKING:
    from orgsim.analysis.kpi import Kpi

__all__ = ["MINUTE_IN", "Row", "Series", "estimate", "matched"]

MINUTE_IN = {"s": 60.0, "min": 1.0, "h": 1 / 60, "days": 1 / 1440}
"""One minute, in each measure of time; what is measured otherwise is compared by its difference."""


@dataclass(frozen=True, slots=True)
class Series:
    """One arm's values of a row, one per replication, and why one is missing.

    Attributes
    ----------
    values
        In the order of replications; None where there is no such number.
    reason
        Why any is missing.
    """

    values: tuple[float | None, ...]
    reason: Message | None = None

    @property
    def mean(self) -> float | None:
        """Mean over replications; None unless all have a value."""
        known = [value for value in self.values if value is not None]
        return fsum(known) / len(known) if known and len(known) == len(self.values) else None


@dataclass(frozen=True, slots=True)
class Row:
    """What a row is about."""

    alternative: str
    window: str
    kpi: Kpi
    group: str
    basis: str


def matched(baseline: Series, alternative: Series) -> tuple[list[float], list[float]] | None:
    """Return the values of both arms; a replication without the number in either arm is left out.

    None if one arm has the number and the other has not: leaving that replication out would flatter one of them.
    """
    before, after = [], []
    for mine, theirs in zip(baseline.values, alternative.values, strict=True):
        if (mine is None) != (theirs is None):
            return None
        if mine is not None and theirs is not None:
            before.append(mine)
            after.append(theirs)
    return (before, after) if before else None


def estimate(row: Row, baseline: Series, alternative: Series, smallest: float) -> Estimate:
    """Estimate one row.

    Parameters
    ----------
    row
        What it is about.
    baseline, alternative
        The values of both arms.
    smallest
        Smallest difference that matters, as a share.
    """
    kpi = row.kpi
    about = (row.alternative, row.window, kpi.key, row.group, kpi.measured_in)
    values = matched(baseline, alternative)
    if values is None:
        reason = alternative.reason or baseline.reason or message("one of the two structures has no such number")
        return Estimate(*about, alternative.mean, baseline.mean, basis=row.basis, reason=reason)
    before, after = values
    n = len(before)
    difference, ratio = paired_interval(before, after), ratio_of_means(before, after)
    by_ratio = kpi.scale == "ratio" and kpi.measured_in in MINUTE_IN
    by_ratio = by_ratio and uses_log_ratio(before, after, MINUTE_IN.get(kpi.measured_in, 0.0))
    tested = log_ratio_interval(before, after) if by_ratio else difference
    means = fsum(after) / n, fsum(before) / n
    return Estimate(
        *about,
        *means,
        difference=difference.mean,
        low=_known(difference.low),
        high=_known(difference.high),
        ratio=means[0] / means[1] if means[1] > 0 else None,
        ratio_low=_known(ratio.low) if ratio else None,
        ratio_high=_known(ratio.high) if ratio else None,
        test="log_ratio" if by_ratio else "difference",
        verdict=verdict(tested, margin(before, after, smallest, ratio=by_ratio), kpi.better),
        conflict=by_ratio and signs_conflict(difference, tested),
        replications=n,
        basis=row.basis,
        reason=message("one replication has no interval") if n == 1 else None,
    )


def _known(value: float) -> float | None:
    return value if isfinite(value) else None
