"""The triangular family: what people can tell: at least, usually, at most."""

from __future__ import annotations

from math import sqrt
from typing import Any, ClassVar, Self

import numpy as np
from pydantic import model_validator

from orgsim.distributions.distribution import DISTRIBUTIONS, Array, Distribution, Mean
from orgsim.errors import message
from orgsim.spec import Effort, refuse


@DISTRIBUTIONS.register
class Triangular(Distribution):
    """Durations that last at least, usually and at most so long."""

    family: ClassVar[str] = "triangular"
    highest_scv: ClassVar[float] = 1 / 2
    example: ClassVar[dict[str, Any]] = {"low": "5 min", "mode": "6 min", "high": "12 min"}

    low: Effort
    """The shortest duration."""
    mode: Effort
    """The usual duration."""
    high: Mean
    """The longest duration."""

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if not self.low <= self.mode <= self.high:
            raise refuse(message("the usual duration lies between the shortest and the longest"), at=("mode",))
        if not self.low < self.high:
            raise refuse(message("the longest duration lies above the shortest"), at=("high",))
        return self

    @property
    def mean(self) -> float:
        """Mean, in seconds."""
        return (self.low + self.mode + self.high) / 3

    @property
    def scv(self) -> float:
        """Squared coefficient of variation."""
        rise, fall = self.mode - self.low, self.high - self.mode
        return (rise**2 + rise * fall + fall**2) / 18 / self.mean**2

    @classmethod
    def from_moments(cls, mean: float, scv: float) -> Self:
        """Return the member: symmetric up to 1/6; above, it starts at 0 and leans to the short side."""
        cls.carry(mean, scv)
        if scv <= 1 / 6:
            half_width = sqrt(6 * scv)
            return cls.from_memory(low=mean * (1 - half_width), mode=mean, high=mean * (1 + half_width))
        # From 0, with the mode at the share r of the longest: scv = (1 - r + r²) / (2 (1 + r)²).
        r = max(0.0, 2 * (1 - 2 * scv) / (1 + 4 * scv + sqrt(3 * (8 * scv - 1))))
        high = 3 * mean / (1 + r)
        return cls.from_memory(low=0.0, mode=r * high, high=high)

    def quantile(self, p: Array) -> Array:
        p = np.asarray(p, np.float64)
        width, rise, fall = self.high - self.low, self.mode - self.low, self.high - self.mode
        up = self.low + np.sqrt(p * width * rise)
        down = self.high - np.sqrt((1 - p) * width * fall)
        return np.where(p * width <= rise, up, down)
