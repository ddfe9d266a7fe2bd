"""Citizens are asked what keeps them from what they need."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from orgsim.errors import Message, message
from orgsim.measures import write_share
from orgsim.organisation.organisation import Organisation
from orgsim.organisation.service import Service
from orgsim.restructuring.audience import ForStaff, need_possible, off_work, weekly
from orgsim.restructuring.equations import dose
from orgsim.restructuring.operation import OPERATIONS, Faults
from orgsim.restructuring.pain_points import hit_rate, pain_points
from orgsim.restructuring.quality import changed
from orgsim.restructuring.quantity import Quantity
from orgsim.spec import AttributeId, Count, Effort, LocalisedText, ServiceId, Share

_REASON = LocalisedText("Forum konsultasi publik", "Public consultation forum")


@OPERATIONS.register
class PublicForum(ForStaff):
    """Public consultation forums show where files fail: fewer come incomplete, and the worst step is found.

    The staff who hold them are off their work for it. By how much fewer files come incomplete is an assumption,
    `forum.incomplete`, whose range begins with no benefit. The more citizens come, the more surely the step that
    troubles them most is the one that is named first.
    """

    operation: Literal["public_forum"] = "public_forum"
    """Name of the operation."""
    services: tuple[ServiceId, ...] = Field(min_length=1)
    """What it is about."""
    meetings: Count
    """How many forums are held, one a week."""
    citizens: Count = 30
    """How many citizens come to each."""
    hours: Effort = 7_200.0
    """Hours of the staff who hold it, each time."""
    incomplete: AttributeId | None = None
    """The attribute of incomplete cases, where a service has one; else what comes back from its steps counts."""
    gain: Annotated[Share, Field(json_schema_extra={"assumption": "forum.incomplete"})] | None = None
    """By how much fewer files are incomplete at full effect; empty: the assumption `forum.incomplete`."""
    scale: Annotated[float, Field(gt=0, le=1000, json_schema_extra={"assumption": "forum.meetings"})] | None = None
    """Number of meetings that brings two thirds of the effect; empty: the assumption `forum.meetings`."""

    caption: ClassVar = message("Hold public forums")
    conserves: ClassVar = frozenset(Quantity) - {Quantity.PROCEDURES}
    affects: ClassVar[tuple[str, ...]] = ("rework_share", "lead_time", "waiting_time")
    example: ClassVar[dict[str, Any]] = {"services": ["kk"], "meetings": 3, "positions": ["arsiparis"], "count": 1}

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        with Faults(before, on) as faults:
            known = self.check_staff(before, faults)
            need_possible(faults, self.hours * self.meetings, "hours")
            for service in self.services if known and self.incomplete else ():
                faults.need("attribute", self.incomplete, "incomplete", service=service)
        if not self.meetings:
            return before
        less = float(self.value("gain")) * dose(float(self.meetings), float(self.value("scale")))
        services = {
            name: self._better(service, less) if name in self.services else service
            for name, service in before.services.items()
        }
        staff = self.who(before) if self.positions or self.units or self.staff else ()
        positions = dict(before.positions)
        if staff and self.hours >= 60:
            positions = dict(off_work(before, staff, weekly(on, self.meetings), self.hours, _REASON)[0])
        return before.changed(services=services, positions=positions)

    def notes(self, before: Organisation, *, on: date) -> tuple[Message, ...]:
        pains = pain_points(before, self.services)
        voices = self.meetings * self.citizens
        if not pains or not voices:
            return ()
        (service, step), _ = pains[0]
        chance = write_share(round(hit_rate([share for _, share in pains], voices), 2))
        return (
            message(
                "with a chance of {chance}, {voices} citizens name {step} of {service} first, which costs them most",
                voices=voices,
                service=service,
                step=step,
                chance=chance,
            ),
        )

    def mentions(self) -> Any:
        return tuple(m for m in super().mentions() if m.refers_to != "attribute")

    def _better(self, service: Service, less: float) -> Service:
        if self.incomplete is not None:
            share = service.attributes[self.incomplete] * (1 - less)
            return service.model_copy(update={"attributes": {**service.attributes, self.incomplete: share}})
        return service.model_copy(update={"steps": {n: changed(step, less) for n, step in service.steps.items()}})
