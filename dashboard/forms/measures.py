"""What is known of a structure without a run: loads and waits by formulas, posts, cost, spans, layers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboard import state
from orgsim.analysis.theory.outlook import Preview
from orgsim.analysis.theory.preview import preview
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.plan import Plan
from orgsim.scenario.scenario import BASELINE, Scenario
from orgsim.simulation.simulate import prepare

__all__ = ["Structure", "foreseen", "mean_wait", "measured"]


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
    costs = [None if p.monthly_cost is None else p.monthly_cost * len(p.people) for p in held]
    graph = organisation.graph
    span = max((graph.span(unit), unit) for unit in organisation.units)
    return Structure(
        staff=len(organisation.staff),
        posts=len(held),
        units=len(organisation.units),
        monthly_cost=None if None in costs else sum(cost for cost in costs if cost is not None),
        layers=graph.layers,
        widest_span=span,
    )


def foreseen(scenario: Scenario, plan: Plan | None) -> Preview:
    """Return what formulas say of a plan, or of the structure as it is; kept until something changes.

    Raises
    ------
    InputError
        If the plan cannot be carried out.
    """
    name = "now" if plan is None else "proposed"
    asked = (scenario.agency, scenario.demand, scenario.run, scenario.assumptions, scenario.change_dates, plan)
    kept: tuple[Any, Preview] | None = state.recall(f"foreseen:{name}")
    if kept is not None and kept[0] == asked:
        return kept[1]
    study = prepare(scenario) if plan is None else prepare(scenario, BASELINE, plan=plan)
    found = preview(study)
    state.remember(f"foreseen:{name}", (asked, found))
    return found


def mean_wait(found: Preview) -> float | None:
    """Return the mean wait of a request, over all services, in seconds of office time; None if it has none."""
    waits = [(service.requests_per_day, service.wait) for service in found.services if service.requests_per_day]
    total = sum(requests for requests, _ in waits)
    if not total or any(wait is None for _, wait in waits):
        return None
    return sum(requests * (wait or 0.0) for requests, wait in waits) / total
