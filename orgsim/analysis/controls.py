"""Two alternatives that must change nothing: do nothing, and rename every unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container
from typing import TYPE_CHECKING

from orgsim.errors import Message, message

if TYPE_CHECKING:
    from orgsim.organisation.organisation import Organisation
    from orgsim.restructuring.plan import Plan

__all__ = ["control_plans", "rename_only"]

DO_NOTHING, RENAME_ONLY = "do-nothing", "rename-only"


def rename_only(organisation: Organisation, on: dt.date) -> Plan:
    """Return a plan that gives every unit another title on a date."""
    from orgsim.restructuring.operation import OPERATIONS
    from orgsim.restructuring.plan import PlanStep

    rename = OPERATIONS["rename_unit"]
    operations = [rename.model_validate({"unit": unit, "title": f"{unit} *"}) for unit in organisation.units]
    return (PlanStep(on=on, do=tuple(operations)),)


def control_plans(organisation: Organisation, on: dt.date, taken: Container[str]) -> dict[str, tuple[Message, Plan]]:
    """Return title and plan of each control, under a name that the scenario has not taken.

    Parameters
    ----------
    organisation
        As it is.
    on
        The date of the change.
    taken
        Names of the scenario's own alternatives.
    """
    plans: dict[str, tuple[Message, Plan]] = {
        DO_NOTHING: (message("Control: do nothing"), ()),
        RENAME_ONLY: (message("Control: rename only"), rename_only(organisation, on)),
    }
    return {name + "-control" * (name in taken): plan for name, plan in plans.items()}
