"""A unit gets another superior."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Literal

from orgsim.errors import Message, message
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.operation import OPERATIONS, Faults, Operation
from orgsim.restructuring.quantity import Quantity
from orgsim.spec import LevelId, UnitId


@OPERATIONS.register
class MoveUnit(Operation):
    """A unit, with everything under it, reports to another superior.

    Its papers take another way: approvals climb the new line, and hand-overs pass the superiors that two units have in
    common.
    """

    operation: Literal["move_unit"] = "move_unit"
    """Name of the operation."""
    unit: UnitId
    """The unit."""
    reports_to: UnitId
    """Its new superior."""
    level: LevelId | None = None
    """Its new level; empty: the one that it has."""

    caption: ClassVar = message("Move a unit")
    conserves: ClassVar = frozenset(Quantity) - {Quantity.LINE_OF_COMMAND}
    affects: ClassVar[tuple[str, ...]] = ("lead_time", "approvals")
    example: ClassVar[dict[str, Any]] = {"unit": "tim-identitas", "reports_to": "pencatatan-sipil"}

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        with Faults(before, on) as faults:
            if faults.need_all(self):
                self._check(before, faults)
        unit = before.units[self.unit]
        moved = {"reports_to": self.reports_to, "level": self.level or unit.level}
        return before.changed(units={**before.units, self.unit: unit.model_copy(update=moved)})

    def notes(self, before: Organisation, *, on: date) -> tuple[Message, ...]:
        if before.units[self.unit].reports_to != self.reports_to:
            return ()
        return (message("{unit} reports to {superior} already", unit=self.unit, superior=self.reports_to),)

    def _check(self, before: Organisation, faults: Faults) -> None:
        if before.units[self.unit].reports_to is None:
            fault = message("{unit} is the top of the line of command", unit=self.unit)
            faults.refuse(fault, "unit", remedy=message("Move the units under it"))
        elif self.reports_to in before.graph.below(self.unit):
            fault = message(
                "{unit} would report to itself, through {superior}", unit=self.unit, superior=self.reports_to
            )
            faults.refuse(fault, "reports_to", remedy=message("Name a unit that is not under it"))
