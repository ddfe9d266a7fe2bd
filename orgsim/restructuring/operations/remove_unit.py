"""A unit is dissolved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import Field

from orgsim.errors import Message, message
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.assignment import need_unneeded
from orgsim.restructuring.operation import OPERATIONS, Faults, Operation, Thing
from orgsim.restructuring.quantity import Quantity
from orgsim.restructuring.units import dissolved, heads_lost, need_one_site
from orgsim.spec import PositionId, UnitId


@OPERATIONS.register
class RemoveUnit(Operation):
    """A unit is dissolved: its posts, staff, duties and units go to another.

    Steps follow the posts that do them. Its head stays as ordinary staff. A post that closes with it may do no step any
    more: give its steps to others first, by `reassign_service`.
    """

    operation: Literal["remove_unit"] = "remove_unit"
    """Name of the operation."""
    unit: UnitId
    """The unit that is dissolved."""
    into: UnitId | None = None
    """The unit that takes over what it has; empty: its superior."""
    close: tuple[PositionId, ...] = Field(default=(), json_schema_extra={"uniqueItems": True})
    """Posts of the unit that close with it; their holders leave the organisation."""

    caption: ClassVar = message("Remove a unit")
    conserves: ClassVar = frozenset({Quantity.SERVICES, Quantity.STEPS, Quantity.PROCEDURES, Quantity.DUTY_HOURS})
    affects: ClassVar[tuple[str, ...]] = ("lead_time", "hand_overs", "approvals", "staff_cost_per_case")
    example: ClassVar[dict[str, Any]] = {"unit": "tim-identitas", "into": "sekretariat", "close": ["ketua-tim"]}

    def removes(self) -> Mapping[Thing, str | None]:
        return {("unit", self.unit): self.into, **{("position", name): None for name in self.close}}

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        self._check(before, on)
        parts = dissolved(before, {self.unit: self._into(before)})
        parts["positions"] = {name: post for name, post in parts["positions"].items() if name not in self.close}
        return before.changed(**parts)

    def notes(self, before: Organisation, *, on: date) -> tuple[Message, ...]:
        staying = {n: p for n, p in before.positions.items() if n not in self.close}
        return heads_lost(before.changed(positions=staying), {self.unit: self._into(before)})

    def _into(self, before: Organisation) -> str:
        return self.into or before.units[self.unit].reports_to or self.unit

    def _check(self, before: Organisation, on: date) -> None:
        with Faults(before, on) as faults:
            if not faults.need_all(self):
                return
            into = self._into(before)
            if into == self.unit:
                field = "into" if self.into else "unit"
                fault = message("{unit} cannot be dissolved into itself", unit=self.unit)
                faults.refuse(fault, field, remedy=message("Name another unit in `into`"))
                return
            if before.units[self.unit].reports_to is None:
                fault = message("{unit} is the top of the line of command", unit=self.unit)
                faults.refuse(fault, "unit", remedy=message("Merge it with another by `merge_units`"))
            elif into in before.graph.below(self.unit):
                fault = message("{unit} reports to {superior}, which is dissolved", unit=into, superior=self.unit)
                faults.refuse(
                    fault, "into", remedy=message("Merge them by `merge_units`, or move {unit} first", unit=into)
                )
            need_one_site(faults, before, {self.unit: into}, "into" if self.into else "unit")
            for place, name in enumerate(self.close):
                if before.positions[name].unit != self.unit:
                    fault = message('"{position}" is no post of {unit}', position=name, unit=self.unit)
                    faults.refuse(fault, "close", place)
                else:
                    need_unneeded(faults, before, name, "close", place)
