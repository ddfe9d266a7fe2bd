"""Hours on a duty go from one unit to another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from orgsim.errors import message
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.operation import OPERATIONS, Faults, Operation
from orgsim.restructuring.quantity import Quantity
from orgsim.spec import DutyId, Share, UnitId

if TYPE_CHECKING:
    from orgsim.organisation.agency import Duty
    from orgsim.organisation.programme import Programme


@OPERATIONS.register
class ReassignDuty(Operation):
    """A duty (tugas dan fungsi) goes to another unit, as a whole or in part, with the hours spent on it.

    The hours stay the same, all units together; `clarify_duties` saves what two units do twice. Steps of services stay
    where they are: see `reassign_service`. A programme goes along once its unit has none of its duties left.
    """

    operation: Literal["reassign_duty"] = "reassign_duty"
    """Name of the operation."""
    duty: DutyId
    """The duty."""
    from_unit: UnitId | None = None
    """The unit that gives it up; empty: all others that have it."""
    to_unit: UnitId
    """The unit that takes it over."""
    share: Share = 1.0
    """Share of the hours that goes."""

    caption: ClassVar = message("Reassign a duty")
    conserves: ClassVar = frozenset(Quantity)
    affects: ClassVar[tuple[str, ...]] = ("utilisation", "waiting_time")
    example: ClassVar[dict[str, Any]] = {
        "duty": "verifikasi", "from_unit": "pencatatan-sipil", "to_unit": "pendaftaran", "share": "40 %",
    }  # fmt: skip

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        self._check(before, on)
        duty = before.agency.duties[self.duty]
        hours = dict(duty.hours_per_year)
        givers = [self.from_unit] if self.from_unit else [unit for unit in hours if unit != self.to_unit]
        for unit in givers if self.share else ():
            spent = hours.pop(unit)
            hours[self.to_unit] = hours.get(self.to_unit, 0.0) + spent * self.share
            if self.share < 1:
                hours[unit] = spent - spent * self.share
        changed = duty.model_copy(update={"hours_per_year": hours})
        duties = {**before.agency.duties, self.duty: changed}
        return before.changed(duties=duties, programmes=self._programmes(before, duties))

    def _programmes(self, before: Organisation, duties: Mapping[str, Duty]) -> dict[str, Programme]:
        """Return the programmes; those of the duty whose unit keeps none of their duties are run by the new one."""
        return {
            name: programme.model_copy(update={"owner": self.to_unit})
            if self.duty in programme.duties
            and programme.owner in before.agency.duties[self.duty].hours_per_year
            and not any(programme.owner in duties[duty].hours_per_year for duty in programme.duties)
            else programme
            for name, programme in before.agency.programmes.items()
        }

    def _check(self, before: Organisation, on: date) -> None:
        with Faults(before, on) as faults:
            if not faults.need_all(self):
                return
            owners = before.agency.duties[self.duty].hours_per_year
            if self.from_unit == self.to_unit:
                fault = message("{unit} has this duty already", unit=self.to_unit)
                faults.refuse(fault, "to_unit", remedy=message("Name another unit"))
            elif self.from_unit is not None and self.from_unit not in owners:
                fault = message("{unit} spends no hours on it", unit=self.from_unit)
                faults.refuse(fault, "from_unit", remedy=message("Name a unit that has the duty"))
            elif not owners.keys() - {self.to_unit}:
                fault = message("no other unit has this duty")
                faults.refuse(fault, "duty", remedy=message("Name a duty of another unit"))
