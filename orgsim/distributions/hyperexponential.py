"""The hyperexponential family: quick cases and long ones; squared coefficient of variation 1 or more."""

from __future__ import annotations

from math import sqrt
from typing import Any, ClassVar, Self

import numpy as np
from pydantic import model_validator

from orgsim.distributions.distribution import DISTRIBUTIONS, LARGEST_SCV, Array, Distribution, Mean, Scv, carried


@DISTRIBUTIONS.register
class Hyperexponential(Distribution):
    """One of two exponential durations, a quick or a long one, with balanced means: each brings half of the work."""

    family: ClassVar[str] = "hyperexponential"
    lowest_scv: ClassVar[float] = 1.0
    highest_scv: ClassVar[float] = LARGEST_SCV
    example: ClassVar[dict[str, Any]] = {"mean": "15 min", "scv": 4}

    mean: Mean
    """Mean duration."""
    scv: Scv
    """Squared coefficient of variation, 1 or more."""

    _carried = model_validator(mode="after")(carried)

    @classmethod
    def from_moments(cls, mean: float, scv: float) -> Self:
        cls.carry(mean, scv)
        return cls.from_memory(mean=mean, scv=scv)

    def quantile(self, p: Array) -> Array:
        """Solve share1·exp(-rate1·x) + share2·exp(-rate2·x) = 1 - p.

        The logarithm of the left side is convex and falls, so Newton's steps from the left never overshoot. In the
        lower half the last steps go by the distribution function itself: concave, so again from the left, and exact
        near 0.
        """
        p = np.asarray(p, np.float64)
        share = (1 + sqrt((self.scv - 1) / (self.scv + 1))) / 2
        shares = np.array([share, 1 - share])
        rates = 2 * shares  # per mean
        goal = np.log1p(-p)
        x = np.maximum(0, ((np.log(shares) - goal[..., None]) / rates).max(axis=-1))
        for _ in range(100):
            parts = np.log(shares) - rates * x[..., None]
            survival = np.logaddexp(parts[..., 0], parts[..., 1])
            hazard = (rates * np.exp(parts - survival[..., None])).sum(axis=-1)
            step = (survival - goal) / hazard
            x = x + step
            if not (np.abs(step) > 1e-14 * x).any():
                break
        for _ in range(2):
            below = -(shares * np.expm1(-rates * x[..., None])).sum(axis=-1)
            density = (shares * rates * np.exp(-rates * x[..., None])).sum(axis=-1)
            x = np.where(p < 0.5, np.maximum(0, x + (p - below) / density), x)
        seconds: Array = self.mean * x
        return seconds
