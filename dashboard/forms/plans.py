"""Changing the plan of an alternative: pure functions from one scenario to the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from pydantic import ValidationError

from orgsim.errors import Fault, OperationError
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.operation import OPERATIONS, Operation
from orgsim.restructuring.plan import Plan, PlanStep, phases
from orgsim.scenario.scenario import Alternative, Scenario
from orgsim.spec import Evidence, LocalisedText, faults_of

__all__ = ["Entry", "built", "entries", "first_date", "organisation_on", "with_alternative", "with_plan", "without"]


class Entry(NamedTuple):
    """One operation of a plan: where it stands in the file, its date, itself."""

    step: int
    number: int
    on: dt.date
    operation: Operation


def entries(plan: Plan) -> Iterator[Entry]:
    """Yield the operations of a plan in the order in which they are done."""
    for step, part in sorted(enumerate(plan), key=lambda item: item[1].on):
        for number, operation in enumerate(part.do):
            yield Entry(step, number, part.on, operation)


def placed(plan: Plan, operation: Operation, on: dt.date) -> Plan:
    """Return a plan with one more operation, the last of its date."""
    same = [step for step, part in enumerate(plan) if part.on == on]
    if same:
        step = plan[same[-1]]
        longer = step.model_copy(update={"do": (*step.do, operation)})
        return (*plan[: same[-1]], longer, *plan[same[-1] + 1 :])
    return tuple(sorted((*plan, PlanStep(on=on, do=(operation,))), key=lambda step: step.on))


def without(plan: Plan, entry: Entry) -> Plan:
    """Return a plan without one of its operations."""
    step = plan[entry.step]
    left = (*step.do[: entry.number], *step.do[entry.number + 1 :])
    kept = (step.model_copy(update={"do": left}),) if left else ()
    return (*plan[: entry.step], *kept, *plan[entry.step + 1 :])


def replaced(plan: Plan, entry: Entry, operation: Operation, on: dt.date) -> Plan:
    """Return a plan with another operation in the place of one; with another date it goes to the end of that."""
    if on != entry.on:
        return placed(without(plan, entry), operation, on)
    step = plan[entry.step]
    do = (*step.do[: entry.number], operation, *step.do[entry.number + 1 :])
    return (*plan[: entry.step], step.model_copy(update={"do": do}), *plan[entry.step + 1 :])


def with_plan(scenario: Scenario, alternative: str, plan: Plan) -> Scenario:
    """Return a scenario with another plan in an alternative; what is known of its numbers goes where they go."""
    old = scenario.alternatives[alternative]
    changed = with_alternative(scenario, alternative, old.model_copy(update={"plan": plan}))
    evidence = tuple(_moved(scenario.evidence, alternative, old.plan, plan))
    return changed.beside(evidence, scenario.file)


def _moved(evidence: tuple[Evidence, ...], alternative: str, old: Plan, new: Plan) -> Iterator[Evidence]:
    """Yield the evidence with the places of the operations in a new plan; that of operations that went is left out."""
    places = {id(entry.operation): entry for entry in entries(new)}
    for one in evidence:
        if one.path[:3] != ("alternatives", alternative, "plan"):
            yield one
            continue
        step, do, number, *rest = one.path[3:] if len(one.path) > 5 else (0, "on", 0)
        if do != "do":
            continue  # only values have evidence, and a date is none
        entry = places.get(id(old[int(step)].do[int(number)]))
        if entry is not None:
            yield replace(one, path=(*one.path[:3], entry.step, "do", entry.number, *rest))


def with_alternative(scenario: Scenario, name: str, alternative: Alternative | None) -> Scenario:
    """Return a scenario with an alternative put in, or taken out if it is None."""
    if alternative is not None:
        return scenario.changed(alternatives={**scenario.alternatives, name: alternative})
    kept = {key: value for key, value in scenario.alternatives.items() if key != name}
    evidence = tuple(one for one in scenario.evidence if one.path[:2] != ("alternatives", name))
    return scenario.changed(alternatives=kept).beside(evidence, scenario.file)


def titled(title: str | LocalisedText, plan: Plan = ()) -> Alternative:
    """Return an alternative with a title."""
    text = title if isinstance(title, LocalisedText) else LocalisedText(title, title)
    return Alternative.from_memory(title=text, plan=plan)


def first_date(scenario: Scenario, plan: Plan) -> dt.date:
    """Return the date that a new operation is offered: the last of the plan, else that of the other plans."""
    return max((step.on for step in plan), default=scenario.change_dates[0])


def organisation_on(scenario: Scenario, plan: Plan, on: dt.date, before: Entry | None = None) -> Organisation:
    """Return the organisation that an operation on a date is applied to.

    Parameters
    ----------
    scenario
        With the organisation as it is.
    plan
        The plan.
    on
        The date.
    before
        An operation of the plan that is being written anew: what comes after it on its date is not done yet.
    """
    earlier: list[PlanStep] = []
    for step, part in enumerate(plan):
        cut = before is not None and before.step == step and before.on == on
        do = part.do[: before.number] if cut and before is not None else part.do
        if part.on <= on and do:
            earlier.append(part.model_copy(update={"do": do}))
    found = phases(scenario.organisation, tuple(earlier), scenario.assumptions).phases
    return found[-1].organisation if found else scenario.organisation


def built(name: str, values: Mapping[str, Any]) -> tuple[Operation | None, tuple[Fault, ...]]:
    """Make an operation of what was filled in; if that cannot be, return the faults, with paths from its fields on."""
    cls = OPERATIONS[name]
    try:
        return cls.model_validate(dict(values)), ()
    except ValidationError as error:
        return None, faults_of(error, cls.model_fields)


def applied(operation: Operation, before: Organisation, on: dt.date, scenario: Scenario) -> tuple[Fault, ...]:
    """Return what speaks against an operation on a date, with paths from its fields on."""
    plan = (PlanStep(on=on, do=(operation,)),)
    try:
        found = phases(before, plan, scenario.assumptions).faults
    except OperationError as error:
        return error.faults
    return tuple(Fault(fault.message, fault.path[4:], fault.remedy) for fault in found)
