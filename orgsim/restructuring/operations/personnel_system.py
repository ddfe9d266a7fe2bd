"""Personnel data are kept in one integrated system."""

from __future__ import annotations

from datetime import date
from math import fsum
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from orgsim.errors import Message, message
from orgsim.organisation.change_work import ChangeWork, Gain
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.audience import need_possible, off_work
from orgsim.restructuring.equations import dose
from orgsim.restructuring.operation import OPERATIONS, Faults, Operation
from orgsim.restructuring.quantity import Quantity
from orgsim.spec import DutyId, Effort, LocalisedText, PositionId, Share

_REASON = LocalisedText("Pelatihan operator", "Training of operators")


@OPERATIONS.register
class PersonnelSystem(Operation):
    """Personnel data are integrated: duties of personnel work take fewer hours, and a page without names is public.

    The hours saved return to cases where the duty is fixed. How many is an assumption, `personnel_system.saved`, with
    no benefit in its range; without trained operators little of it comes (`system.untrained`).
    """

    operation: Literal["personnel_system"] = "personnel_system"
    """Name of the operation."""
    duties: tuple[DutyId, ...] = Field(min_length=1)
    """Duties of personnel work."""
    operators: tuple[PositionId, ...] = ()
    """Posts whose holders are trained to run it."""
    training_hours: Effort = 0.0
    """Hours of training of each of them."""
    extent: Share = 1.0
    """Share of the duties that it covers."""
    public_page: bool = False
    """Numbers of staff by unit and post are public from then on, never a name: `orgsim public` shows that page."""
    saved: Annotated[Share, Field(json_schema_extra={"assumption": "personnel_system.saved"})] | None = None
    """Share of the hours that it saves; empty: the assumption `personnel_system.saved`."""
    untrained: Annotated[Share, Field(json_schema_extra={"assumption": "system.untrained"})] | None = None
    """Share of that without training; empty: the assumption `system.untrained`."""
    hours_scale: Annotated[Effort, Field(json_schema_extra={"assumption": "training.hours"})] | None = None
    """Hours of training that bring two thirds of its effect; empty: the assumption `training.hours`."""

    caption: ClassVar = message("Integrate personnel data")
    conserves: ClassVar = frozenset(Quantity) - {Quantity.DUTY_HOURS}
    affects: ClassVar[tuple[str, ...]] = ("waiting_time", "lead_time", "utilisation")
    example: ClassVar[dict[str, Any]] = {
        "duties": ["laporan"],
        "operators": ["arsiparis"],
        "training_hours": "8 h",
        "public_page": True,
    }

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        with Faults(before, on) as faults:
            faults.need_all(self)
            need_possible(faults, self.training_hours, "training_hours")
        if not self.extent:
            return before
        less = 1 - float(self.value("saved")) * self.extent * self._trained()
        duties = {
            name: duty.model_copy(update={"hours_per_year": {u: h * less for u, h in duty.hours_per_year.items()}})
            if name in self.duties
            else duty
            for name, duty in before.agency.duties.items()
        }
        staff = tuple(id for name in self.operators for id in before.positions[name].people)
        change = self._published(before, on)
        if not staff or self.training_hours < 60:
            return before.changed(duties=duties, change=change)
        positions, last = off_work(before, staff, (on,), self.training_hours, _REASON)
        gain = Gain.from_memory(
            name="personnel_system",
            staff=staff,
            start=last,
            trained=dose(self.training_hours, self.value("hours_scale")),
        )
        change = change.model_copy(update={"gains": (*change.gains, gain)})
        return before.changed(duties=duties, positions=dict(positions), change=change)

    def notes(self, before: Organisation, *, on: date) -> tuple[Message, ...]:
        told = []
        if not self.operators or self.training_hours < 60:
            told.append(message("a personnel system without trained operators saves little"))
        loose = tuple(name for name in self.duties if not before.agency.duties[name].fixed)
        if loose:
            text = message(
                "hours of {duties} are no fixed hours: what is saved there returns to no queue", duties=loose
            )
            told.append(text)
        hours = fsum(h for name in self.duties for h in before.agency.duties[name].hours_per_year.values())
        saved = hours * float(self.value("saved")) * self.extent * self._trained()
        told.append(
            message("{hours} hours a year of personnel work are saved, by assumption", hours=round(saved / 3600))
        )
        return tuple(told)

    def _published(self, before: Organisation, on: date) -> ChangeWork:
        """Return what carries the change, with the day from which the page is public; what is public stays so."""
        work = before.agency.change
        if not self.public_page or (work.public_from is not None and work.public_from <= on):
            return work
        return work.model_copy(update={"public_from": on})

    def _trained(self) -> float:
        """Return the share of its use that comes with the training that operators get."""
        untrained = float(self.value("untrained"))
        effect = dose(self.training_hours, self.value("hours_scale")) if self.operators else 0.0
        return untrained + (1 - untrained) * effect
