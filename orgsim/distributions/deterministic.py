"""The deterministic family: always the same duration."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np

from orgsim.distributions.distribution import DISTRIBUTIONS, Array, Distribution, Mean


@DISTRIBUTIONS.register
class Deterministic(Distribution):
    """Always the same duration."""

    family: ClassVar[str] = "deterministic"
    highest_scv: ClassVar[float] = 0.0
    fixed_scv: ClassVar[float | None] = 0.0
    example: ClassVar[dict[str, Any]] = {"mean": "15 min"}

    mean: Mean
    """The duration."""

    @property
    def scv(self) -> float:
        """Squared coefficient of variation: 0."""
        return 0.0

    @classmethod
    def from_moments(cls, mean: float, scv: float = 0.0) -> Self:
        cls.carry(mean, scv)
        return cls.from_memory(mean=mean)

    def quantile(self, p: Array) -> Array:
        return np.full(np.shape(p), self.mean)
