"""Who may come, and what they are drawn by: worked out once for all replications."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orgsim.errors import Fault, InputError, message
from orgsim.scenario.demand import Demand, OpenDay
from orgsim.scenario.streams import backlog_faults, streams
from orgsim.simulation.arrival_draws import (
    BACKLOG,
    MOST,
    Backlog,
    ClosedGroup,
    DailyCounts,
    Numbered,
    Renewals,
    Source,
    identity,
)
from orgsim.simulation.draws import check_uids
from orgsim.simulation.tables import threshold

__all__ = ["Habits", "Sources", "sources_of"]

Habits = Mapping[tuple[str, str], NDArray[np.int64]]
"""By source and attribute, the word of each day below which a citizen has it by habit."""


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """Who may come, the same in every replication.

    Attributes
    ----------
    by_name
        What each source is drawn by.
    services
        By name of the source, the service that is asked for.
    closed
        Names of the sources that are closed groups.
    attributes
        Names of what a case may have or not, sorted.
    habits
        By source and attribute, the word of each day below which a citizen has it by habit.
    """

    by_name: Mapping[str, Source]
    services: Mapping[str, str]
    closed: frozenset[str]
    attributes: tuple[str, ...]
    habits: Habits

    def draw(self, name: str, seed: int, replication: int, ends: Sequence[int]) -> Iterator[Numbered]:
        """Draw the cases of one source in one replication, one stretch of time after the other.

        Parameters
        ----------
        name
            Which source.
        seed, replication
            The key of the draws.
        ends
            The tick with which each stretch ends, a multiple of a day; what comes later is not drawn. Of a closed
            group there is only one stretch.

        Raises
        ------
        InputError
            If more come on a day than an index can number.
        """
        with _told_of(name):
            yield from self.by_name[name].draw(seed, replication, ends)


def sources_of(
    demands: Mapping[str, Demand],
    *,
    first: dt.date,
    days: int,
    open_day: OpenDay,
    attributes: Sequence[str] = (),
) -> Sources:
    """Return what is drawn in every replication.

    Parameters
    ----------
    demands
        By name of the source; their order does not matter. Of a source with a mix, each service becomes a source.
    first, days
        The first day of the run, and how many days citizens come.
    open_day
        Whether a date is a civil working day of the agency.
    attributes
        Names of the case attributes of all services.

    Raises
    ------
    InputError
        If a backlog is stated twice, a day or its count is beyond what an index can number, or two names collide.
    """
    faults = backlog_faults(demands)
    if not 0 <= days <= MOST:
        faults += (Fault(message("a run of {days} days is outside 0 to 65,536 days", days=days)),)
    if faults:
        raise InputError(*(fault.under("demand") if fault.path else fault for fault in faults))
    by_name: dict[str, Source] = {}
    services, closed, habits = dict[str, str](), set[str](), dict[tuple[str, str], NDArray[np.int64]]()
    for name, demand in streams(demands).items():
        services[name] = demand.service or name
        with _told_of(name):
            by_name[name] = _source(name, demand, first, days, open_day)
        if demand.population:
            closed.add(name)
        for attribute in sorted({shift.attribute for shift in demand.shifts} & set(attributes)):
            shares = [demand.habit(attribute, first + dt.timedelta(days=day)) for day in range(days)]
            habits[name, attribute] = np.array([threshold(share) for share in shares], np.int64)
        if demand.backlog:
            services[BACKLOG + services[name]] = services[name]
            by_name[BACKLOG + services[name]] = Backlog(BACKLOG + services[name], demand, first)
    check_uids(identity(name) for name in by_name)
    check_uids([*(f"attribute:{name}" for name in attributes), "site"])
    return Sources(by_name, services, frozenset(closed), tuple(sorted(set(attributes))), habits)


def _source(name: str, demand: Demand, first: dt.date, days: int, open_day: OpenDay) -> Source:
    gaps = demand.gaps()
    if gaps is not None and demand.population:
        return ClosedGroup(name, demand, gaps, days)
    means = demand.expected(first, days, open_day)
    return DailyCounts(name, demand, means) if gaps is None else Renewals(name, demand, gaps, means)


@contextmanager
def _told_of(name: str) -> Iterator[None]:
    """Let faults tell of which source they are."""
    try:
        yield
    except InputError as error:
        raise InputError(*(fault.under("demand", name) for fault in error.faults)) from None
