"""The Erlang family: a chain of equal exponential phases."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Self

from pydantic import Field

from orgsim.distributions.distribution import DISTRIBUTIONS, Array, Distribution, Mean, refuse_scv
from orgsim.distributions.gamma import gamma_quantile
from orgsim.errors import message
from orgsim.spec import WHOLE

_MOST_PHASES = 10_000


@DISTRIBUTIONS.register
class Erlang(Distribution):
    """Erlang durations: so many exponential phases, one after the other.

    Examples
    --------
    >>> Erlang(mean="15 min", phases=4).scv
    0.25
    """

    family: ClassVar[str] = "erlang"
    lowest_scv: ClassVar[float] = 1 / _MOST_PHASES
    highest_scv: ClassVar[float] = 1.0
    example: ClassVar[dict[str, Any]] = {"mean": "15 min", "phases": 4}

    mean: Mean
    """Mean duration of all phases together."""
    phases: Annotated[int, Field(ge=1, le=_MOST_PHASES), WHOLE]
    """Number of phases; the squared coefficient of variation is 1 / phases."""

    @property
    def scv(self) -> float:
        """Squared coefficient of variation: 1 / phases."""
        return 1 / self.phases

    @classmethod
    def from_moments(cls, mean: float, scv: float) -> Self:
        """Return the member; the squared coefficient of variation is 1/1, 1/2, 1/3, … (to three digits)."""
        cls.carry(mean, scv)
        phases = round(1 / scv)
        if abs(scv * phases - 1) > 0.002:
            less, more = int(1 / scv), int(1 / scv) + 1
            refuse_scv(
                cls.family,
                scv,
                message("Near it are phases: {less} and phases: {more}; gamma takes any", less=less, more=more),
            )
        return cls.from_memory(mean=mean, phases=phases)

    def quantile(self, p: Array) -> Array:
        return self.mean * gamma_quantile(self.phases, p)
