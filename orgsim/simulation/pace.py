"""What people's answer to a plan does to the network: millionths of work time, by employee and first tick."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import fsum
from typing import TYPE_CHECKING

from orgsim.restructuring.response import Dated, Response, respond
from orgsim.simulation.network import QueueingNetwork
from orgsim.simulation.tables import scale_ppm

if TYPE_CHECKING:
    from orgsim.scenario.scenario import Scenario

_DAY = 86_400
_MILLION = 1_000_000

Steps = tuple[tuple[int, int], ...]
"""Ticks from which on, and millionths."""


def response_of(scenario: Scenario, phases: Sequence[Dated], until: dt.date) -> Response | None:
    """Return how people answer a plan, or None where a scenario leaves that out."""
    if scenario.people is None:
        return None
    return respond(phases, until, scenario.assumptions, scenario.people, yearly_volumes(scenario))


def yearly_volumes(scenario: Scenario) -> dict[str, float]:
    """Return the expected cases of each service in the first year."""
    volumes = dict.fromkeys(scenario.agency.services, 0.0)
    open_day = scenario.agency.calendar.resolve().is_working_day
    for source, demand in scenario.demand.items():
        expected = demand.expected(scenario.run.first_day, 365, open_day)
        volumes[demand.service or source] = volumes.get(demand.service or source, 0.0) + fsum(expected.tolist())
    return volumes


def with_pace(
    network: QueueingNetwork, pace: Mapping[str, tuple[tuple[dt.date, int], ...]], origin: dt.date
) -> QueueingNetwork:
    """Return a network in which people also work at the pace of their answer; the same one if nobody's changes.

    Parameters
    ----------
    network
        With or without paces that the agency's file says itself; both multiply.
    pace
        Millionths of work time by employee and first day.
    origin
        The day whose 00:00 is tick 0.
    """
    if not pace:
        return network
    own = network.pace or ((),) * len(network.names["staff"])
    found = [
        _product(steps, tuple(((date - origin).days * _DAY, value) for date, value in pace.get(id, ())))
        for id, steps in zip(network.names["staff"], own, strict=True)
    ]
    return replace(network, pace=tuple(found))


def _product(one: Steps, other: Steps) -> Steps:
    """Return two step functions multiplied.

    Examples
    --------
    >>> _product(((0, 2_000_000),), ((10, 1_500_000),))
    ((0, 2000000), (10, 3000000))
    """
    ticks = sorted({tick for tick, _ in (*one, *other)})
    return tuple((tick, scale_ppm(_at(one, tick), _at(other, tick))) for tick in ticks)


def _at(steps: Steps, tick: int) -> int:
    place = bisect_right([start for start, _ in steps], tick)
    return steps[place - 1][1] if place else _MILLION
