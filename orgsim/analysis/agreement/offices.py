"""Random whole scenarios with every mechanism of the engines in them: an agency, its citizens, a plan.

A plain function of a number: `Office(17)` is the same office on every machine and in every process, so the draws can be
split over as many processes as there are cores, and a failing one is named by its number.

An office has a *skeleton* (units, posts, routes, amounts: `draft.py`) and *mechanisms* (`mechanisms.py`), each decided
by a chance of its own name. `Office(17).but("batches")` is the same office, with the same citizens and luck, but for
the batches. A mechanism that builds on others (deputies on approvals) brings these with it.

To find out what a failing office is about, take mechanisms away while it still fails:

    reduced(Office(17), lambda office: not holds(office)).mechanisms
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from orgsim.analysis.agreement.chance import Chance, Unfit
from orgsim.analysis.agreement.draft import Draft
from orgsim.analysis.agreement.mechanisms import MECHANISMS
from orgsim.analysis.agreement.recipes import RECIPES, applied
from orgsim.organisation.organisation import resolve
from orgsim.restructuring.operation import OPERATIONS
from orgsim.restructuring.plan import Plan, PlanStep
from orgsim.scenario.scenario import Alternative, Scenario

PROPOSAL: Final = "usulan"
"""The alternative with the random plan: one to three phases with the first."""

_PLAN = TypeAdapter(tuple[PlanStep, ...])


@dataclass(frozen=True)
class Office:
    """A random office.

    Attributes
    ----------
    number
        Which one.
    without
        Mechanisms that are left out.
    """

    number: int
    without: frozenset[str] = frozenset()

    @cached_property
    def mechanisms(self) -> tuple[str, ...]:
        """The mechanisms that it has, in the order in which they are put in."""
        drawn = {name for name in MECHANISMS if Chance(self.number, "has", name).one_in(2)}
        for name in reversed(list(MECHANISMS)):  # what is built on comes before what is built on it
            if name in drawn:
                drawn |= set(MECHANISMS[name].needs)
        return tuple(name for name in MECHANISMS if name in drawn - self.without)

    @cached_property
    def written(self) -> dict[str, Any]:
        """The scenario as people write it, without the random plan."""
        draft = Draft(self.number)
        for name in self.mechanisms:
            MECHANISMS[name].put_in(draft, Chance(self.number, name))
        return draft.written()

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario, without the random plan."""
        return Scenario.model_validate(self.written)

    @cached_property
    def whole(self) -> Scenario:
        """The scenario, with the random plan."""
        proposal = Alternative(title="Usulan", plan=self.plan)
        return self.scenario.changed(alternatives={PROPOSAL: proposal, **self.scenario.alternatives})

    @cached_property
    def plan(self) -> Plan:
        """A plan without fault, of one or two dates."""
        chance = Chance(self.number, "plan")
        organisation = resolve(self.scenario.agency)
        first = self.scenario.run.change_day
        steps = []
        for on in (first, first + dt.timedelta(days=chance.number(1, 3)))[: chance.number(1, 2)]:
            for _ in range(chance.number(1, 2)):
                name = chance.pick(RECIPES)
                try:
                    operation = OPERATIONS[name].model_validate(RECIPES[name](chance, organisation))
                except (Unfit, ValidationError):
                    continue
                after = applied(operation, organisation, on)
                if after is not None:
                    steps.append({"on": on, "do": [operation]})
                    organisation = after
        rename = {"operation": "rename_unit", "unit": "layanan", "title": "Nama baru"}
        return _PLAN.validate_python(steps or [{"on": first, "do": [rename]}])

    def but(self, *names: str) -> Office:
        """Return the same office without some mechanisms."""
        return Office(self.number, self.without | set(names))


def reduced(office: Office, fails: Callable[[Office], bool]) -> Office:
    """Return what is left of an office that fails when each mechanism that it fails without is taken away."""
    for name in reversed(office.mechanisms):
        if fails(office.but(name)):
            office = office.but(name)
    return office
