"""A mean made more precise by what is known of the chance that went into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt

import numpy as np

from orgsim.analysis.statistics.intervals import student_quantile

__all__ = ["ControlledMean", "controlled_mean"]


@dataclass(frozen=True, slots=True)
class ControlledMean:
    """A mean with its standard error.

    Attributes
    ----------
    mean
        Adjusted to controls of zero.
    error
        Its standard error.
    degrees
        Degrees of freedom left.
    values
        How many it is the mean of.
    """

    mean: float
    error: float
    degrees: int
    values: int

    def half_width(self, confidence: float = 0.95) -> float:
        """Return the half-width of the Student interval; infinite where too few values are left."""
        return student_quantile(confidence, self.degrees) * self.error if self.degrees > 0 else inf


def controlled_mean(values: Sequence[float], controls: Sequence[Sequence[float]]) -> ControlledMean:
    """Return the mean of independent values, corrected by controls whose true mean is 0 (regression through them).

    A run in which more work came than usual has longer waits; how much more came is known exactly, so its effect can be
    taken out. The mean stays unbiased up to 1/n, and the interval has the coverage of Student's where values and
    controls are jointly normal.

    Parameters
    ----------
    values
        One per replication.
    controls
        For each replication, how far each control lies from its known mean.

    References
    ----------
    S. S. Lavenberg and P. D. Welch, "A perspective on the use of control variables to increase the efficiency of Monte
    Carlo simulations", Management Science 27, 1981.

    Examples
    --------
    >>> luck = [0.2, -0.1, 0.3, -0.3, 0.1]
    >>> found = controlled_mean([5 + 2 * x for x in luck], [[x] for x in luck])
    >>> round(found.mean, 9), round(found.error, 9), found.degrees
    (5.0, 0.0, 3)
    """
    measured = np.asarray(values, dtype=np.float64)
    beside = np.asarray(controls, dtype=np.float64).reshape(len(measured), -1)
    moving = beside[:, beside.std(axis=0) > 0]  # what never varies explains nothing
    design = np.column_stack([np.ones(len(measured)), moving])
    degrees = len(measured) - design.shape[1]
    coefficients, *_ = np.linalg.lstsq(design, measured, rcond=None)
    mean = float(coefficients[0])
    if degrees <= 0:
        return ControlledMean(mean, inf, degrees, len(measured))
    rest = measured - design @ coefficients
    spread = float(rest @ rest) / degrees
    leverage = float(np.linalg.pinv(design.T @ design)[0, 0])
    return ControlledMean(mean, sqrt(spread * leverage), degrees, len(measured))
