"""The empirical family: durations as they were measured."""

from __future__ import annotations

from math import fsum
from typing import Annotated, Any, ClassVar, Self

import numpy as np
from pydantic import Field, model_validator

from orgsim.distributions.distribution import DISTRIBUTIONS, Array, Distribution, refuse_scv
from orgsim.errors import message
from orgsim.spec import Effort, Weight, refuse


@DISTRIBUTIONS.register
class Empirical(Distribution):
    """Measured durations, each as likely as it was frequent."""

    family: ClassVar[str] = "empirical"
    example: ClassVar[dict[str, Any]] = {"values": ["5 min", "8 min", "30 min"], "weights": [2, 5, 1]}

    values: Annotated[tuple[Effort, ...], Field(min_length=1, max_length=100_000)]
    """The durations."""
    weights: tuple[Weight, ...] = ()
    """How often each was seen, in the same order; empty: once each."""

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        if self.weights and len(self.weights) != len(self.values):
            raise refuse(message("there are as many weights as values, or none"), at=("weights",))
        if self.weights and not sum(self.weights) > 0:
            raise refuse(message("the weights add up to 0"), at=("weights",))
        if not self.mean > 0:
            raise refuse(message("a mean duration is above 0"), at=("values",))
        return self

    @property
    def _weights(self) -> tuple[float, ...]:
        return self.weights or (1.0,) * len(self.values)

    @property
    def mean(self) -> float:
        """Mean, in seconds."""
        return fsum(w * x for w, x in zip(self._weights, self.values, strict=True)) / fsum(self._weights)

    @property
    def scv(self) -> float:
        """Squared coefficient of variation."""
        mean = self.mean
        squares = fsum(w * (x / mean - 1) ** 2 for w, x in zip(self._weights, self.values, strict=True))
        return squares / fsum(self._weights)

    @classmethod
    def from_moments(cls, mean: float, scv: float) -> Self:
        """Refuse: measured values cannot be made up from a mean."""
        refuse_scv(cls.family, scv, message("Give the measured values, or another family, e.g. gamma"))

    def quantile(self, p: Array) -> Array:
        order = np.argsort(self.values, kind="stable")
        sums = np.cumsum(np.array(self._weights)[order])
        rank = np.searchsorted(sums, np.asarray(p, np.float64) * sums[-1], side="left")
        first = np.searchsorted(sums, 0.0, side="right")  # what was never seen has no quantile, not even the lowest
        seconds: Array = np.array(self.values, np.float64)[order][np.clip(rank, first, len(self.values) - 1)]
        return seconds
