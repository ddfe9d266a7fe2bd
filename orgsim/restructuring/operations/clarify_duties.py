"""Duties of several units get one owner."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from orgsim.errors import Message, message
from orgsim.organisation.agency import Duty
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.operation import OPERATIONS, Faults, Operation
from orgsim.restructuring.quantity import Quantity
from orgsim.spec import DutyId, Share, UnitId

SavedShare = Annotated[Share, Field(json_schema_extra={"assumption": "overlap.saved_share"})]
"""Share of the doubled hours of fixed duties that one owner saves; left empty, `overlap.saved_share`."""


@OPERATIONS.register
class ClarifyDuties(Operation):
    """Duties that several units have get one owner (tugas yang tumpang tindih dipertegas).

    The hours of the others go to the owner. Of a fixed duty (meetings, reports) part was done twice: a share of the
    smaller of two units' hours is saved. What grows with the number of cases is not saved by a change of owner.
    """

    operation: Literal["clarify_duties"] = "clarify_duties"
    """Name of the operation."""
    owners: dict[DutyId, UnitId] = Field(min_length=1)
    """The one unit that each duty belongs to from then on."""
    saved_share: SavedShare | None = None
    """Share of the hours done twice on fixed duties that is saved; empty: the assumption `overlap.saved_share`."""

    caption: ClassVar = message("Clarify duties")
    conserves: ClassVar = frozenset(Quantity) - {Quantity.DUTY_HOURS}
    affects: ClassVar[tuple[str, ...]] = ("utilisation", "waiting_time")
    example: ClassVar[dict[str, Any]] = {"owners": {"verifikasi": "pendaftaran"}, "saved_share": "50 %"}

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        with Faults(before, on) as faults:
            faults.need_all(self)
        duties = dict(before.agency.duties)
        for name, owner in self.owners.items():
            duties[name] = self._clarified(duties[name], owner)
        return before.changed(duties=duties)

    def notes(self, before: Organisation, *, on: date) -> tuple[Message, ...]:
        single = [n for n, owner in self.owners.items() if not before.agency.duties[n].hours_per_year.keys() - {owner}]
        return tuple(message("no unit but {unit} has the duty {duty}", unit=self.owners[n], duty=n) for n in single)

    def _clarified(self, duty: Duty, owner: str) -> Duty:
        if not duty.hours_per_year.keys() - {owner}:
            return duty
        own, saved = duty.hours_per_year.get(owner, 0.0), self.value("saved_share") if duty.fixed else 0.0
        others = (spent for unit, spent in duty.hours_per_year.items() if unit != owner)
        hours = own + sum(spent - saved * min(own, spent) for spent in others)
        return duty.model_copy(update={"hours_per_year": {owner: hours}})
