"""What is worked out of a scenario before it is prepared: dates of going live, and what is affordable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from orgsim.errors import Fault, InputError, message
from orgsim.restructuring.budget import Affordable, within_budget
from orgsim.restructuring.legal_route import Passage, passage

if TYPE_CHECKING:
    from orgsim.assumptions import Assumptions
    from orgsim.restructuring.plan import Plan, PlanStep
    from orgsim.scenario.scenario import Alternative, Scenario

Luck = Callable[[str], float]
"""For a name, a number between 0 and 1."""


def settled(scenario: Scenario, luck: Luck = lambda name: 0.5, *, refuse: bool = True) -> Scenario:
    """Return a scenario with the plans as they are carried out: at their dates, and as far as the budget goes.

    Parameters
    ----------
    scenario
        As written; one without routes and budgets is returned as it is.
    luck
        For each stage of a route, by its name, the quantile of its duration; the median by default.
    refuse
        Whether a budget that reaches for nothing of an alternative is an error; else that is left to do of it which
        costs nothing.

    Raises
    ------
    InputError
        If a budget does not reach for anything and that is refused, or a route is at its end before the run begins.
    """
    budget = scenario.money.budget if scenario.money else {}
    if not budget and all(alternative.route is None for alternative in scenario.alternatives.values()):
        return scenario
    changed = {}
    for name, alternative in scenario.alternatives.items():
        plan = dated(alternative, scenario.assumptions, luck)
        if alternative.route is not None and plan and min(step.on for step in plan) <= scenario.run.first_day:
            raise InputError(_too_early(plan, scenario.run.first_day).under("alternatives", name))
        if budget:
            plan = affordable(scenario, plan, refuse=refuse).plan
        changed[name] = alternative.model_copy(update={"plan": plan, "route": None})
    again = scenario.model_copy(update={"alternatives": changed})
    return again.beside(scenario.evidence, scenario.file)


def _too_early(plan: Plan, first: dt.date) -> Fault:
    fault = message(
        "on its legal route the plan would begin on {date}, and not after the first day of the run, {first}",
        date=min(step.on for step in plan),
        first=first,
    )
    return Fault(fault, ("route", "starts"), message("Let the run begin earlier, or the route later"))


def passage_of(alternative: Alternative, assumptions: Assumptions, luck: Luck = lambda name: 0.5) -> Passage | None:
    """Return the way of an alternative through its legal route; None without one."""
    if alternative.route is None:
        return None
    operations = [operation.settled(assumptions) for step in alternative.plan for operation in step.do]
    return passage(
        alternative.route,
        assumptions,
        luck,
        sooner=max((operation.hastens() for operation in operations), default=0.0),
        halts=[halt for operation in operations for halt in operation.halts()],
    )


def dated(alternative: Alternative, assumptions: Assumptions, luck: Luck = lambda name: 0.5) -> Plan:
    """Return a plan with what waits for the legal route moved to the end of it.

    What is to be done before that stays at its date; where the route is at its end so soon that some of it would come
    after the event, all of the plan is moved.
    """
    found = passage_of(alternative, assumptions, luck)
    if found is None or alternative.route is None:
        return alternative.plan
    planned = alternative.route.go_live
    shift = dt.timedelta(days=(found.go_live - planned).days)
    before = [step.on for step in alternative.plan if step.on < planned]
    waits = planned if max(before, default=dt.date.min) < found.go_live else dt.date.min
    return tuple(_moved(step, shift) if step.on >= waits else step for step in alternative.plan)


def _moved(step: PlanStep, shift: dt.timedelta) -> PlanStep:
    on = step.on + shift
    return step.model_copy(update={"on": on, "do": tuple(operation.dated(on) for operation in step.do)})


def affordable(scenario: Scenario, plan: Plan, *, refuse: bool = True) -> Affordable:
    """Return what a budget leaves of the plan of an alternative.

    Raises
    ------
    InputError
        If it leaves nothing that costs anything, and that is refused.
    """
    budget = scenario.money.budget if scenario.money else {}
    return within_budget(scenario.organisation, plan, scenario.assumptions, budget, refuse=refuse)
