"""The lognormal family: a product of many small influences; a long tail."""

from __future__ import annotations

from math import exp, expm1, log, log1p, sqrt
from typing import Any, ClassVar, Self

import numpy as np
from pydantic import model_validator

from orgsim.distributions.distribution import DISTRIBUTIONS, LARGEST_SCV, Array, Distribution, Mean
from orgsim.errors import message
from orgsim.spec import refuse

_Z95 = 1.6448536269514722
"""The 95 % point of the standard normal distribution."""


@DISTRIBUTIONS.register
class Lognormal(Distribution):
    """Lognormal durations, by median and 95 % point: half take less than the one, 19 in 20 less than the other.

    Examples
    --------
    >>> round(Lognormal(median="10 min", p95="30 min").scv, 3)
    0.562
    """

    family: ClassVar[str] = "lognormal"
    highest_scv: ClassVar[float] = LARGEST_SCV
    example: ClassVar[dict[str, Any]] = {"median": "10 min", "p95": "30 min"}

    median: Mean
    """Half of the durations are shorter."""
    p95: Mean
    """19 in 20 durations are shorter."""

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if not self.p95 > self.median:
            raise refuse(message("the 95 % point lies above the median"), at=("p95",))
        if self.scv > self.highest_scv * (1 + 1e-9):
            raise refuse(message("the 95 % point lies too far above the median"), at=("p95",))
        return self

    @property
    def _sigma(self) -> float:
        return log(self.p95 / self.median) / _Z95

    @property
    def mean(self) -> float:
        """Mean, in seconds."""
        return self.median * exp(self._sigma**2 / 2)

    @property
    def scv(self) -> float:
        """Squared coefficient of variation."""
        return expm1(self._sigma**2)

    @classmethod
    def from_moments(cls, mean: float, scv: float) -> Self:
        cls.carry(mean, scv)
        median = mean / sqrt(1 + scv)
        return cls.from_memory(median=median, p95=median * exp(_Z95 * sqrt(log1p(scv))))

    def quantile(self, p: Array) -> Array:
        from scipy.special import ndtri

        p = np.asarray(p, np.float64)
        z = np.where(p <= 0.5, ndtri(np.minimum(p, 0.5)), -ndtri(1 - np.maximum(p, 0.5)))
        seconds: Array = self.median * np.exp(self._sigma * z)
        return seconds
