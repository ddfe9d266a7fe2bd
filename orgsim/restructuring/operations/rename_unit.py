"""A new name on the door, and nothing else: the control of every comparison."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Literal

from orgsim.errors import message
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.operation import OPERATIONS, Faults, Operation
from orgsim.restructuring.quantity import Quantity
from orgsim.spec import Text, UnitId


@OPERATIONS.register
class RenameUnit(Operation):
    """A unit gets another title; its id, staff, work and place stay.

    Must change no number: a comparison with it shows exactly 0.
    """

    operation: Literal["rename_unit"] = "rename_unit"
    """Name of the operation."""
    unit: UnitId
    """The unit."""
    title: Text
    """Its new title."""

    caption: ClassVar = message("Rename a unit")
    conserves: ClassVar = frozenset(Quantity)
    affects: ClassVar[tuple[str, ...]] = ()
    example: ClassVar[dict[str, Any]] = {"unit": "sekretariat", "title": {"id": "Bagian Umum", "en": "General Affairs"}}

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        with Faults(before, on) as faults:
            faults.need_all(self)
        renamed = before.units[self.unit].model_copy(update={"title": self.title})
        return before.changed(units={**before.units, self.unit: renamed})
