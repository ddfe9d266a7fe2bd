"""The gamma family: any mean, any squared coefficient of variation above 0."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np
from pydantic import model_validator

from orgsim.distributions.distribution import DISTRIBUTIONS, LARGEST_SCV, Array, Distribution, Mean, Scv, carried


def gamma_quantile(shape: float, p: Array) -> Array:
    """Return the quantiles of the gamma distribution with mean 1."""
    from scipy.special import gammainccinv, gammaincinv

    p = np.asarray(p, np.float64)
    # Each half by the function that is exact there: 1 - p loses nothing above 1/2.
    low, high = gammaincinv(shape, np.minimum(p, 0.5)), gammainccinv(shape, 1 - np.maximum(p, 0.5))
    quantiles: Array = np.where(p <= 0.5, low, high) / shape
    return quantiles


@DISTRIBUTIONS.register
class Gamma(Distribution):
    """Gamma durations: one hump below a squared coefficient of variation of 1, none above."""

    family: ClassVar[str] = "gamma"
    highest_scv: ClassVar[float] = LARGEST_SCV
    example: ClassVar[dict[str, Any]] = {"mean": "15 min", "scv": 0.5}

    mean: Mean
    """Mean duration."""
    scv: Scv
    """Squared coefficient of variation, above 0."""

    _carried = model_validator(mode="after")(carried)

    @classmethod
    def from_moments(cls, mean: float, scv: float) -> Self:
        cls.carry(mean, scv)
        return cls.from_memory(mean=mean, scv=scv)

    def quantile(self, p: Array) -> Array:
        return self.mean * gamma_quantile(1 / self.scv, p)
