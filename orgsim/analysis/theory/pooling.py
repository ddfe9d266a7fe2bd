"""Two crews in one queue, by formula: what pooling gains, and what switching, skill gaps and slackness cost.

Waits before and after are of one formula, Whitt's GI/G/m with even arrivals, so that only the pooling differs. Either
side can win.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum, inf

from orgsim.analysis.theory.general_service import gigm_wait

__all__ = ["Costs", "Crew", "pooled", "pooled_wait"]


@dataclass(frozen=True, slots=True)
class Crew:
    """People who share a queue.

    Attributes
    ----------
    servers
        How many.
    visits
        That come in a year.
    capacity
        Seconds on duty of all in a year.
    mean, scv
        Of the work of a visit, in seconds on duty.
    kinds
        Visits in a year by kind of work.
    """

    servers: int
    visits: float
    capacity: float
    mean: float
    scv: float
    kinds: Mapping[str, float]

    @property
    def load(self) -> float:
        """Work over capacity."""
        return self.visits * self.mean / self.capacity if self.capacity else inf

    def wait(self, office: float) -> float:
        """Return the mean wait in seconds of office time, of which there are so many in a year; infinite if none."""
        if not self.visits:
            return 0.0
        if self.load >= 1:
            return inf
        rate = self.visits / (self.capacity / self.servers)
        return gigm_wait(rate, self.mean, self.servers, 1.0, self.scv) * office / (self.capacity / self.servers)


@dataclass(frozen=True, slots=True)
class Costs:
    """What a merger makes of the work.

    Attributes
    ----------
    switching
        Seconds lost on taking up another kind of work.
    gap
        Factor on the work of the other unit's staff.
    slack
        Share by which everything takes longer in a larger pool.
    saved
        Share of duplicated fixed work that is saved.
    """

    switching: float = 0.0
    gap: float = 1.0
    slack: float = 0.0
    saved: float = 0.0


def pooled_wait(one: Crew, other: Crew, costs: Costs, office: float) -> float:
    """Return the mean wait in one queue for two crews, in seconds of office time.

    A person takes up another kind with the chance that two visits in a row differ, those in line being mixed.

    Examples
    --------
    >>> crew = Crew(2, 80.0, 2000.0, 20.0, 0.5, {"a": 80.0})
    >>> fellow = Crew(2, 80.0, 2000.0, 20.0, 0.5, {"b": 80.0})
    >>> [round(pooled_wait(crew, fellow, Costs(switching=s), 1000.0), 1) for s in (0.0, 2.0, 4.0)]
    [11.4, 16.2, 24.6]
    >>> round(crew.wait(1000.0), 1)
    26.7
    """
    return pooled(one, other, costs).wait(office)


def pooled(one: Crew, other: Crew, costs: Costs) -> Crew:
    """Return the crew that two make, with the work as it becomes."""
    servers, visits = one.servers + other.servers, one.visits + other.visits
    if not visits:
        return Crew(servers, 0.0, one.capacity + other.capacity, 0.0, 0.0, {})
    kinds: dict[str, float] = dict(one.kinds)
    for kind, often in other.kinds.items():
        kinds[kind] = kinds.get(kind, 0.0) + often
    differ = 1 - fsum((often / visits) ** 2 for often in kinds.values())
    first, second = 0.0, 0.0
    for crew, strangers in ((one, other.servers), (other, one.servers)):
        factor = (1 + costs.slack) * (1 + (costs.gap - 1) * strangers / servers)
        first += crew.visits / visits * crew.mean * factor
        second += crew.visits / visits * (crew.mean * factor) ** 2 * (1 + crew.scv)
    # Time lost on a switch comes on top of the work; it is a fixed time with a chance of `differ`.
    mean = first + costs.switching * differ
    square = second + 2 * first * costs.switching * differ + costs.switching**2 * differ
    return Crew(servers, visits, one.capacity + other.capacity, mean, max(0.0, square / mean**2 - 1), kinds)
