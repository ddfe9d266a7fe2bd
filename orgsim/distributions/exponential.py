"""The exponential family: no memory, squared coefficient of variation 1."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np

from orgsim.distributions.distribution import DISTRIBUTIONS, Array, Distribution, Mean


@DISTRIBUTIONS.register
class Exponential(Distribution):
    """Exponential durations: short ones are frequent, long ones rare; no memory.

    Examples
    --------
    >>> float(Exponential.from_moments(mean=600, scv=1).quantile(np.array(0.5)))
    415.888...
    """

    family: ClassVar[str] = "exponential"
    lowest_scv: ClassVar[float] = 1.0
    highest_scv: ClassVar[float] = 1.0
    fixed_scv: ClassVar[float | None] = 1.0
    example: ClassVar[dict[str, Any]] = {"mean": "15 min"}

    mean: Mean
    """Mean duration."""

    @property
    def scv(self) -> float:
        """Squared coefficient of variation: 1."""
        return 1.0

    @classmethod
    def from_moments(cls, mean: float, scv: float = 1.0) -> Self:
        cls.carry(mean, scv)
        return cls.from_memory(mean=mean)

    def quantile(self, p: Array) -> Array:
        return -self.mean * np.log1p(-np.asarray(p, np.float64))
