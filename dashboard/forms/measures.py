"""What is known of a structure without a run: loads and waits by formulas, posts, cost, spans, layers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from dashboard import state
from orgsim.analysis.theory.outlook import Preview
from orgsim.analysis.theory.preview import preview
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.plan import PhasesResult, Plan, phases
from orgsim.scenario.scenario import BASELINE, Scenario
from orgsim.simulation.simulate import prepare

__all__ = ["Structure", "foreseen", "kept", "mean_wait", "measured", "phases_of"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Structure:
    """Numbers of a structure that arithmetic gives.

    Attributes
    ----------
    staff, posts, units
        How many.
    monthly_cost
        Of all staff, in rupiah; None if the cost of a post with holders is not known.
    layers
        Length of the longest line of command.
    widest_span
        Most direct reports of one head, and whose.
    """

    staff: int
    posts: int
    units: int
    monthly_cost: float | None
    layers: int
    widest_span: tuple[int, str]


def measured(organisation: Organisation) -> Structure:
    """Return the numbers of a structure."""
    held = [p for p in organisation.positions.values() if p.people]
    reports = Counter(unit.reports_to for unit in organisation.units.values() if unit.reports_to is not None)
    for post in held:
        reports[post.unit] += 0 if post.head else len(post.people)
    costs = [None if p.monthly_cost is None else p.monthly_cost * len(p.people) for p in held]
    return Structure(
        staff=len(organisation.staff),
        posts=len(held),
        units=len(organisation.units),
        monthly_cost=None if None in costs else sum(cost for cost in costs if cost is not None),
        layers=organisation.graph.layers,
        widest_span=max((reports[unit], unit) for unit in organisation.units),
    )


def foreseen(scenario: Scenario, plan: Plan | None) -> Preview:
    """Return what formulas say of a plan, or of the structure as it is; kept until something changes.

    Raises
    ------
    InputError
        If the plan cannot be carried out.
    """
    asked = (scenario.agency, scenario.demand, scenario.run, scenario.assumptions, scenario.change_dates, plan)

    def found() -> Preview:
        return preview(prepare(scenario) if plan is None else prepare(scenario, BASELINE, plan=plan))

    return kept("foreseen:now" if plan is None else "foreseen:proposed", asked, found)


def kept(name: str, asked: object, make: Callable[[], T]) -> T:
    """Return what was made for the same question before, else make it: a click on the page must not take long.

    Parameters
    ----------
    name
        What it is: the last one of a name is kept, for one reader.
    asked
        What it is made of; parts that are the very same objects are compared in no time.
    make
        Makes it.
    """
    last: tuple[object, T] | None = state.recall(name)
    if last is not None and last[0] == asked:
        return last[1]
    found = make()
    state.remember(name, (asked, found))
    return found


def phases_of(scenario: Scenario, plan: Plan, name: str) -> PhasesResult:
    """Return the phases of a plan; kept under a name until something changes."""
    asked = (scenario.agency, scenario.assumptions, plan)
    return kept(f"phases:{name}", asked, lambda: phases(scenario.organisation, plan, scenario.assumptions))


def mean_wait(found: Preview) -> float | None:
    """Return the mean wait of a request, over all services, in seconds of office time; None if it has none."""
    waits = [(service.requests_per_day, service.wait) for service in found.services if service.requests_per_day]
    total = sum(requests for requests, _ in waits)
    if not total or any(wait is None for _, wait in waits):
        return None
    return sum(requests * (wait or 0.0) for requests, wait in waits) / total
