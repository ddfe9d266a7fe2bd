"""The uniform family: anything between two bounds, all equally likely."""

from __future__ import annotations

from math import sqrt
from typing import Any, ClassVar, Self

import numpy as np
from pydantic import model_validator

from orgsim.distributions.distribution import DISTRIBUTIONS, Array, Distribution, Mean
from orgsim.errors import message
from orgsim.spec import Effort, refuse


@DISTRIBUTIONS.register
class Uniform(Distribution):
    """Any duration between two bounds, all equally likely."""

    family: ClassVar[str] = "uniform"
    highest_scv: ClassVar[float] = 1 / 3
    example: ClassVar[dict[str, Any]] = {"low": "5 min", "high": "25 min"}

    low: Effort
    """The shortest duration."""
    high: Mean
    """The longest duration."""

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if not self.low < self.high:
            raise refuse(message("the longest duration lies above the shortest"), at=("high",))
        return self

    @property
    def mean(self) -> float:
        """Mean, in seconds."""
        return (self.low + self.high) / 2

    @property
    def scv(self) -> float:
        """Squared coefficient of variation."""
        return ((self.high - self.low) / (self.high + self.low)) ** 2 / 3

    @classmethod
    def from_moments(cls, mean: float, scv: float) -> Self:
        cls.carry(mean, scv)
        half_width = min(1.0, sqrt(3 * scv))
        return cls.from_memory(low=mean * (1 - half_width), high=mean * (1 + half_width))

    def quantile(self, p: Array) -> Array:
        return self.low + (self.high - self.low) * np.asarray(p, np.float64)
