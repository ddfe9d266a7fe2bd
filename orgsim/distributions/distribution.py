"""What every family of durations offers; the registry of the families."""

from __future__ import annotations

from abc import abstractmethod
from math import inf, isclose
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, NoReturn, Self, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator

from orgsim.errors import Fault, InputError, Message, message
from orgsim.registry import Registry
from orgsim.spec import Effort, Measure, Spec, bare_number, refuse

__all__ = ["DISTRIBUTIONS", "Array", "Distribution", "Mean", "Scv", "carried", "refuse_scv"]

Array: TypeAlias = NDArray[np.float64]

LARGEST_SCV: Final = 100.0
"""Beyond it the mean hangs on a handful of giants, and no run is long enough."""


def _positive(seconds: float) -> float:
    if seconds <= 0:
        raise refuse(message("a mean duration is above 0"), remedy=message("Write e.g. {example}", example="15 min"))
    return seconds


Mean: TypeAlias = Annotated[Effort, AfterValidator(_positive)]
"""A duration above 0, kept in seconds: `15 min`."""

Scv: TypeAlias = Annotated[
    float,
    Measure(
        *bare_number(0, LARGEST_SCV),
        measured_in="squared coefficient of variation",
        schema={"type": "number", "minimum": 0, "maximum": LARGEST_SCV},
    ),
]
"""Squared coefficient of variation: variance over squared mean; 0 always the same, 1 as the exponential."""


class Distribution(Spec):
    """A distribution of durations, in seconds, known by its quantile function.

    Attributes
    ----------
    family
        Name of the family in files.
    lowest_scv, highest_scv
        Between what the family can carry a squared coefficient of variation.
    fixed_scv
        Its only one, where it has no other.
    example
        Own parameters, as written.
    """

    family: ClassVar[str]
    lowest_scv: ClassVar[float] = 0.0
    highest_scv: ClassVar[float] = inf
    fixed_scv: ClassVar[float | None] = None
    example: ClassVar[dict[str, Any]]

    if TYPE_CHECKING:  # a field in some families, worked out in others

        @property
        def mean(self) -> float:
            """Mean, in seconds."""

        @property
        def scv(self) -> float:
            """Squared coefficient of variation."""

    @classmethod
    @abstractmethod
    def from_moments(cls, mean: float, scv: float) -> Self:
        """Return the member with this mean (seconds) and squared coefficient of variation.

        Raises
        ------
        InputError
            If the family cannot carry them.
        """

    @abstractmethod
    def quantile(self, p: Array) -> Array:
        """Return F^-1(p), in seconds, for every 0 <= p < 1."""

    @classmethod
    def carry(cls, mean: float, scv: float) -> None:
        """Check that the family has a member of this mean and squared coefficient of variation.

        Raises
        ------
        InputError
            If it has none; the remedy names what it can carry.
        """
        if not mean > 0:
            raise InputError(Fault(message("a mean duration is above 0"), ("mean",)))
        if cls.fixed_scv is not None and not isclose(scv, cls.fixed_scv, abs_tol=1e-12):
            refuse_scv(cls.family, scv, message("It always has {only}; leave scv out", only=cls.fixed_scv))
        if scv < cls.lowest_scv or (scv == 0 and cls.fixed_scv is None):
            remedy = message(
                "It takes {lowest} or more; deterministic takes 0, gamma any above 0", lowest=cls.lowest_scv
            )
            refuse_scv(cls.family, scv, remedy if cls.lowest_scv else message("Write family: deterministic"))
        if scv > cls.highest_scv * (1 + 1e-12):
            remedy = message("It takes {highest} at most; gamma takes any above 0", highest=cls.highest_scv)
            refuse_scv(cls.family, scv, remedy)


def refuse_scv(family: str, scv: float, remedy: Message) -> NoReturn:
    """Refuse a squared coefficient of variation that a family cannot carry."""
    fault = message("{family} cannot have a squared coefficient of variation of {scv}", family=family, scv=scv)
    raise InputError(Fault(fault, ("scv",), remedy))


DistributionT = TypeVar("DistributionT", bound=Distribution)


def carried(distribution: DistributionT) -> DistributionT:
    """Check own mean and scv (a validator of the families that have them as fields)."""
    try:
        type(distribution).carry(distribution.mean, distribution.scv)
    except InputError as error:
        fault = error.faults[0]
        raise refuse(fault.message, remedy=fault.remedy, at=fault.path) from None
    return distribution


DISTRIBUTIONS: Registry[Distribution] = Registry("orgsim.distributions", key="family")
"""The families, by name."""
