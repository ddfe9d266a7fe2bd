"""What is measured: the base of all indicators and their registry; one file each in `orgsim.analysis.kpis`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final, Literal

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.statistics.quantiles import quantile_of_cases
from orgsim.errors import Message, message
from orgsim.registry import Registry
from orgsim.simulation.log import Outcome

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation

__all__ = [
    "KPIS",
    "PARTS",
    "Kpi",
    "Measured",
    "by_service",
    "count_by_service",
    "kept_by_service",
    "mean_by_service",
    "quantile_by_service",
    "ratio",
    "requests_by_service",
    "standard_kpis",
]

Better = Literal["lower", "higher", "neither"]
Scale = Literal["ratio", "difference"]
Concerned = Literal["citizens", "staff"]
Measured = dict[str, float | None]
"""Values by group: ``all``, ``service:<id>``, ``unit:<id>``, ``position:<id>``, ``class:<id>``, ``part:<name>``."""

PARTS: Final[Mapping[str, Message]] = MappingProxyType(
    {
        "part:queueing": message("in the queue, for staff on duty"),
        "part:calendar": message("off duty: nights, days off, absences"),
        "part:approval": message("for a superior on duty to approve"),
        "part:hand-over": message("on the way to another unit"),
        "part:supply": message("for things, a session, a batch or a number"),
        "part:external": message("for somebody outside the office"),
        "part:coordination": message("hand-overs and misrouted cases"),
        "part:exceptions": message("questions to superiors"),
        "part:rework": message("steps done again"),
        "part:chasing": message("answers to citizens who ask after their case"),
    }
)
"""What the groups ``part:<name>`` are, for a reader; the parts of an indicator add up to ``all``."""


class Kpi(ABC):
    """An indicator: one number per group, computed from one replication's log.

    A value is a ratio of sums of whole numbers, divided once at the end, so that it does not depend on the order of the
    rows. None means that there is no such number; `reason` says why. In a window in which the indicator has no meaning
    there is no group at all.
    """

    name: ClassVar[str]
    """Name in files and on the command line."""
    place: ClassVar[int] = 90
    """Place in tables: smaller ones first, equal ones by name."""
    title: ClassVar[Message]
    """Name for a reader."""
    measured_in: ClassVar[str]
    """``min``, ``h``, ``days``, ``share``, ``cases``, ``cases/day``, ``cases/week``, ``per case``, ``per 100 cases``,
    ``h/100 cases``, ``h/week``, ``index``, ``Rp``."""
    better: ClassVar[Better]
    """Which direction is good."""
    scale: ClassVar[Scale]
    """How two structures are compared: times by their ratio, all else by the difference."""
    concerns: ClassVar[Concerned] = "citizens"
    """Whom it is about first, those who ask or those who work: a story tells them apart."""
    missing: ClassVar[Message] = message("no such request in the window")
    """Why a value is missing, where that is always the same."""
    on_request: ClassVar[bool] = False
    """Whether it is measured only if somebody asks for it, with parameters of his own."""

    @property
    def key(self) -> str:
        """Name, with the parameters if there are any."""
        return self.name

    @property
    def heading(self) -> Message:
        """Title, with the parameters if there are any."""
        return self.title

    @abstractmethod
    def measure(self, observation: Observation) -> Measured:
        """Return the value of every group."""

    def reason(self, observation: Observation, group: str) -> Message:
        """Return why a group has no value."""
        return self.missing


KPIS: Registry[Kpi] = Registry("orgsim.analysis.kpis")
"""All indicators, by name."""


def standard_kpis() -> tuple[Kpi, ...]:
    """Return every indicator that needs no parameters, in the order of tables."""
    return tuple(kpi() for kpi in sorted(KPIS.values(), key=lambda kpi: (kpi.place, kpi.name)) if not kpi.on_request)


def ratio(numerator: int, denominator: int) -> float | None:
    """Divide two whole numbers, once; None if there is nothing to divide by.

    Examples
    --------
    >>> ratio(7, 2), ratio(0, 0)
    (3.5, None)
    """
    return int(numerator) / int(denominator) if denominator else None


def by_service(observation: Observation, services: NDArray[np.int64], amounts: NDArray[np.int64]) -> dict[str, int]:
    """Return sums of whole numbers: of everything, and of each service.

    Parameters
    ----------
    observation
        Where the names of the services are.
    services
        Service code of each row.
    amounts
        What is added up, row by row.
    """
    sums = np.zeros(len(observation.log.names["service"]), dtype=np.int64)
    np.add.at(sums, services, amounts)
    return _named(observation, sums)


def count_by_service(observation: Observation, services: NDArray[np.int64]) -> dict[str, int]:
    """Return how many rows there are: of all services, and of each; for the parameters see `by_service`."""
    return _named(observation, np.bincount(services, minlength=len(observation.log.names["service"])))


def requests_by_service(observation: Observation) -> dict[str, int]:
    """Return how many requests the cohort has, of all services and of each."""
    return count_by_service(observation, observation.services)


def _named(observation: Observation, sums: NDArray[np.int64]) -> dict[str, int]:
    names = observation.log.names["service"]
    return {"all": int(sums.sum()), **{f"service:{name}": int(n) for name, n in zip(names, sums, strict=True)}}


def mean_by_service(
    observation: Observation, amounts: NDArray[np.int64], counted: NDArray[np.bool_], *, per: int = 1
) -> Measured:
    """Return the mean of an amount per counted request of the cohort: of all, and of each service.

    Parameters
    ----------
    observation
        Where the cohort is.
    amounts
        Amount of each request of the cohort.
    counted
        Which requests take part.
    per
        What the mean is divided by to get from the amount's measure to the indicator's, e.g. 60.
    """
    services = observation.services
    if counted.all():
        counts = observation.once(requests_by_service)
    else:
        services, amounts = services.compress(counted), amounts.compress(counted)
        counts = count_by_service(observation, services)
    sums = by_service(observation, services, amounts)
    return {group: ratio(amount, counts[group] * per) for group, amount in sums.items()}


def quantile_by_service(
    observation: Observation, durations: NDArray[np.int64], over: NDArray[np.bool_], share: float, *, per: int
) -> Measured:
    """Return a quantile of durations, of which some are not over: of all requests, and of each service.

    Parameters
    ----------
    observation
        Where the cohort is; open requests and those served take part.
    durations
        Duration of each request of the cohort, so far if it is not over.
    over
        Which of them are over.
    share
        Which quantile.
    per
        As for `mean_by_service`.
    """
    rows, groups = observation.timed_by_service
    ages, done = durations.take(rows).astype(np.float64), over.take(rows)
    values = {group: quantile_of_cases(ages[mine], done[mine], share) for group, mine in groups.items()}
    return {group: None if value is None else value / per for group, value in values.items()}


def kept_by_service(observation: Observation, due: NDArray[np.int64]) -> Measured:
    """Return the share of requests served by a tick of their own: of all, and of each service.

    Requests count whose tick passes while they are followed, so that each of them is either served by then or not. Who
    gave up or was sent away was not; what was withdrawn does not count.

    Parameters
    ----------
    observation
        Where the cohort is.
    due
        Tick of each request of the cohort; -1 for none.
    """
    counted = (due != -1) & (due < observation.until) & ~observation.ended_as(Outcome.WITHDRAWN)
    kept = observation.served & (observation.ends <= due)
    return mean_by_service(observation, kept.astype(np.int64), counted)
