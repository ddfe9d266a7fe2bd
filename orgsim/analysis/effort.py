"""How much work a comparison is for the computer, before it is begun."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from orgsim.scenario.run_settings import add_period
from orgsim.scenario.streams import streams

if TYPE_CHECKING:
    from orgsim.scenario.scenario import Scenario

__all__ = ["visits_per_replication"]


def visits_per_replication(scenario: Scenario) -> float:
    """Return about how many steps are done in one replication of one structure: requests by the steps of their service.

    Rough, for an estimate of time only: without rework, approvals and hand-overs.
    """
    run, agency = scenario.run, scenario.agency
    days = (add_period(add_period(run.first_day, run.settle_before_change), run.observe) - run.first_day).days
    open_day = cache(agency.calendar.resolve().is_working_day)
    return sum(
        float(demand.expected(run.first_day, days, open_day).sum())
        * demand.together
        * max(1, len(agency.services[demand.service or source].steps))
        for source, demand in streams(scenario.demand).items()
    )
