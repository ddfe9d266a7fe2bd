"""What the operations of a plan cost, in money and in hours off the job, and what of them a budget leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

from orgsim.errors import Fault, InputError, OperationError, message
from orgsim.measures import write_money
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.cost import Outlay, monthly_cost
from orgsim.restructuring.plan import Plan, PlanStep

if TYPE_CHECKING:
    from orgsim.assumptions import Assumptions
    from orgsim.restructuring.operation import Operation


@dataclass(frozen=True)
class Affordable:
    """What a budget leaves of a plan, and what is dropped: date and operation."""

    plan: Plan
    outlays: tuple[Outlay, ...]
    dropped: tuple[Outlay, ...]


def within_budget(
    before: Organisation,
    plan: Plan,
    assumptions: Assumptions,
    budget: Mapping[int, float] | None = None,
    *,
    refuse: bool = True,
) -> Affordable:
    """Return what can be paid of a plan, in the order in which it is written.

    Parameters
    ----------
    before
        The structure as it is.
    plan
        Dated operations; what is written first is paid first.
    assumptions
        What is in force.
    budget
        By year; a year that is not named has no cap.
    refuse
        Whether a budget that reaches for nothing is an error: in what somebody writes, but not in a draw of it.

    Raises
    ------
    InputError
        If the budget does not reach for any operation that costs anything, and that is refused.
    """
    left = dict(budget or {})
    kept: list[PlanStep] = []
    paid: list[Outlay] = []
    dropped: list[Outlay] = []
    for step in sorted(plan, key=lambda one: one.on):
        done = []
        for written in step.do:
            operation = written.settled(assumptions)
            after = _after(before, operation, step.on)
            outlay = _outlay(before, after, operation, step.on, assumptions)
            if outlay is not None and any(outlay.in_year(year) > left[year] for year in left):
                dropped.append(outlay)
                continue
            if outlay is not None:
                left = {year: rest - outlay.in_year(year) for year, rest in left.items()}
                paid.append(outlay)
            done.append(written)
            before = after
        if done:
            kept.append(step.model_copy(update={"do": tuple(done)}))
    if refuse and dropped and not any(outlay.once or outlay.monthly for outlay in paid):
        cheapest = min(outlay.once + outlay.monthly for outlay in dropped)
        fault = message(
            "the budget does not reach for any option; the cheapest costs {cost}", cost=str(write_money(cheapest))
        )
        raise InputError(Fault(fault, ("money", "budget"), message("Raise it, or plan something cheaper")))
    return Affordable(tuple(kept), tuple(paid), tuple(dropped))


def hours_off(before: Organisation, after: Organisation, assumptions: Assumptions) -> tuple[float, float | None]:
    """Return the hours that staff are off their work in one structure and not in another, and their pay.

    The pay of an hour is that of a year over the hours of its working days; None where the cost of a post is not said.

    Examples
    --------
    >>> from orgsim.assumptions import Assumptions
    >>> from orgsim.organisation.agency import Agency
    >>> from orgsim.organisation.organisation import resolve
    >>> from orgsim.restructuring.operation import OPERATIONS
    >>> office = resolve(Agency.model_validate({"title": "Dinas", "units": {"dinas": {"title": "Dinas"}}, "positions":
    ...     {"loket": {"title": "Loket", "unit": "dinas", "headcount": 2, "monthly_cost": "Rp 7,2 juta"}}}))
    >>> talk = OPERATIONS["communicate"].model_validate({"hours_a_week": "1 h", "weeks": 5})
    >>> hours_off(office, talk.apply(office, on=dt.date(2026, 7, 1)), Assumptions())
    (10.0, 520000.0)
    """
    seconds: dict[str, float] = {}
    for id, member in after.staff.items():
        known = before.staff.get(id)
        for absence in member.absences if known and known.absences != member.absences else ():
            if known and absence not in known.absences and absence.hours is not None:
                away = sum(end - begin for begin, end in absence.hours)
                seconds[member.position] = seconds.get(member.position, 0.0) + away
    if not seconds:
        return 0.0, 0.0
    payments = float(assumptions["staff.payments"])
    year = float(assumptions["working_days"]) * float(assumptions["day.length"])
    worth = []
    for name, lost in seconds.items():
        each = monthly_cost(after.positions[name], assumptions)
        worth.append(None if each is None else each * payments * lost / year)
    return fsum(seconds.values()) / 3600, None if None in worth else fsum(amount or 0.0 for amount in worth)


def outlays_of(before: Organisation, plan: Plan, assumptions: Assumptions) -> tuple[Outlay, ...]:
    """Return what every operation of a plan costs, by date."""
    return within_budget(before, plan, assumptions).outlays


def _outlay(
    before: Organisation, after: Organisation, operation: Operation, on: dt.date, assumptions: Assumptions
) -> Outlay | None:
    try:
        reckoned = operation.reckoned_cost(before, on=on) if operation.cost is None else operation.cost
        monthly = operation.running_cost(before, on=on)
    except KeyError:  # it names what is not there: the plan's own check says so
        return None
    hours, worth = hours_off(before, after, assumptions)
    if not (reckoned or monthly or hours):
        return None
    return Outlay(on, operation.name, operation.caption, reckoned, monthly, hours, worth)


def _after(before: Organisation, operation: Operation, on: dt.date) -> Organisation:
    try:
        return operation.apply(before, on=on)
    except OperationError:
        return before
