"""Extreme cases whose outcome is known: nobody comes, twice the staff, nobody works."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from orgsim.analysis.audit_line import AuditLine
from orgsim.analysis.audit_logs import counts
from orgsim.analysis.kpi import KPIS
from orgsim.analysis.observation import Observation
from orgsim.analysis.statistics.intervals import mean_interval, paired_interval
from orgsim.analysis.windows import windows_of
from orgsim.errors import message
from orgsim.organisation.agency import Agency, Position
from orgsim.organisation.calendar import Absence
from orgsim.simulation.log import Category
from orgsim.simulation.simulate import prepare

if TYPE_CHECKING:
    from orgsim.scenario.scenario import Scenario
    from orgsim.simulation.log import Log
    from orgsim.simulation.simulate import Study

__all__ = ["double_staff_line", "no_demand_line", "no_staff_line", "waits", "with_double_staff", "without_staff"]

Run = Callable[["Study", int], "Log"]

_SLACK = 0.05
"""So much longer, as a share, a mean wait may be by chance and by switching before doubling the staff looks wrong."""


def no_demand_line(scenario: Scenario, run: Run) -> AuditLine:
    """Check that nothing happens where nobody comes."""
    study = prepare(as_it_is(scenario).model_copy(update={"demand": {}}))
    log = run(study, 0)
    requests, visits = len(log.cases["key"]), len(log.visits["case"])
    wanted = message("nobody comes: no request, no visit, no complaint")
    found = message("{requests} requests, {visits} visits", requests=requests, visits=visits)
    return AuditLine("no_demand", "", wanted, found, "pass" if not requests + visits else "fail", must=True)


def double_staff_line(scenario: Scenario, before: Sequence[float], run: Run) -> AuditLine:
    """Check that nobody waits longer with twice the staff.

    Parameters
    ----------
    scenario, run
        What is examined, and how it is run.
    before
        Mean waits with the staff there is, by replication, in minutes.
    """
    wanted = message("twice the staff, heads aside: the mean wait is no longer")
    study = prepare(with_double_staff(as_it_is(scenario)))
    after = [waits(study, run(study, number)) for number in range(len(before))]
    if any(value is None for value in after) or not before:
        return AuditLine("double_staff", "", wanted, message("there is no mean wait"), "unknown", must=True)
    doubled = [value for value in after if value is not None]
    old, new = mean_interval(before).mean, mean_interval(doubled).mean
    found = message("mean wait {before} min as it is, {after} min with twice the staff",
                    before=round(old, 2), after=round(new, 2))  # fmt: skip
    longer = paired_interval(before, doubled)
    low = longer.mean if len(before) == 1 else longer.low
    worse = low > _SLACK * old and low > 0.1
    return AuditLine("double_staff", "", wanted, found, "fail" if worse else "pass", must=True)


def no_staff_line(scenario: Scenario, run: Run) -> AuditLine:
    """Check that nothing gets done where everybody is away; who signs electronically signs from anywhere."""
    wanted = message("nobody is there: no work is begun and nobody is served who needs it")
    study = prepare(without_staff(as_it_is(scenario)))
    log = run(study, 0)
    begun = int(((log.visits["started"] != -1) & np.isin(log.visits["category"], (Category.WORK, Category.TEAM))).sum())
    needing = {
        name for name, service in study.phases[0].organisation.services.items()
        if any(step.by is not None for step in service.steps.values())
    }  # fmt: skip
    codes = [code for code, name in enumerate(log.names["service"]) if name in needing]
    mine = (log.cases["parent"] == -1) & np.isin(log.cases["service"], codes)
    served = int((mine & (log.cases["outcome"] == 0)).sum())
    found = message("{begun} visits begun, {served} served of {requests} requests",
                    begun=begun, served=served, requests=counts(log)["came"])  # fmt: skip
    return AuditLine("no_staff", "", wanted, found, "pass" if not begun + served else "fail", must=True)


def waits(study: Study, log: Log) -> float | None:
    """Return the mean wait of a request in the whole window, in minutes of office time."""
    window = windows_of(study)[-1]
    return KPIS["waiting_time"]().measure(Observation(study, log, window)).get("all")


def as_it_is(scenario: Scenario) -> Scenario:
    """Return a scenario with its structure as it is alone, over the same time."""
    quiet = {name: one.model_copy(update={"route": None}) for name, one in scenario.alternatives.items()}
    return scenario.model_copy(update={"people": None, "alternatives": quiet})


def with_double_staff(scenario: Scenario) -> Scenario:
    """Return a scenario with every post but the heads held by twice as many."""

    def doubled(name: str, post: Position) -> Position:
        if post.head:
            return post
        if not post.people:
            return post.model_copy(update={"headcount": 2 * post.headcount})
        more = {f"{name}/{10_000 + n}": person for n, person in enumerate(post.people.values())}
        people = {**post.people, **more}
        return post.model_copy(update={"people": people, "headcount": len(people)})

    return _with_positions(scenario, doubled)


def without_staff(scenario: Scenario) -> Scenario:
    """Return a scenario in which everybody is away the whole time."""
    first = scenario.run.first_day - dt.timedelta(days=7)
    last = scenario.end + dt.timedelta(days=1500)
    away = Absence.model_validate({"from": first.isoformat(), "to": last.isoformat()})
    return _with_positions(scenario, lambda _, post: post.model_copy(update={"absences": (away,)}))


def _with_positions(scenario: Scenario, change: Callable[[str, Position], Position]) -> Scenario:
    agency: Agency = scenario.agency
    positions = {name: change(name, post) for name, post in agency.positions.items()}
    changed = scenario.model_copy(update={"agency": agency.model_copy(update={"positions": positions})})
    changed.__dict__.pop("organisation", None)  # worked out again, from the changed posts
    return changed
