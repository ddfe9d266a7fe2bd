"""Two alternatives that must change nothing: do nothing, and rename every unit."""

from __future__ import annotations

import datetime as dt

from orgsim.errors import Message, message
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.operation import OPERATIONS
from orgsim.restructuring.plan import Plan, PlanStep
from orgsim.simulation.simulate import Study

__all__ = ["control_plans", "rename_only"]

DO_NOTHING, RENAME_ONLY = "do-nothing", "rename-only"


def rename_only(organisation: Organisation, on: dt.date) -> Plan:
    """Return a plan that gives every unit another title on a date."""
    rename = OPERATIONS["rename_unit"]
    operations = [rename.model_validate({"unit": unit, "title": f"{unit} *"}) for unit in organisation.units]
    return (PlanStep(on=on, do=tuple(operations)),)


def control_plans(baseline: Study, plan: Plan) -> dict[str, tuple[Message, Plan]]:
    """Return title and plan of each control, under a name that the scenario has not taken.

    Parameters
    ----------
    baseline
        The structure that the others are compared with.
    plan
        How it came about; empty for the structure as it is. The controls begin with it.
    """
    then = [phase.organisation for phase in baseline.phases if phase.start <= baseline.change][-1]
    renamed = rename_only(then, baseline.date(baseline.change))
    plans: dict[str, tuple[Message, Plan]] = {
        DO_NOTHING: (message("Control: do nothing"), plan),
        RENAME_ONLY: (message("Control: rename only"), (*plan, *renamed)),
    }
    taken = baseline.scenario.alternatives
    return {name + "-control" * (name in taken): control for name, control in plans.items()}
