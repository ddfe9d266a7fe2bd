"""A team across units, with a lead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from orgsim.errors import Message, message
from orgsim.organisation.change_work import Team
from orgsim.organisation.mentions import Mention, mentions
from orgsim.organisation.organisation import Organisation
from orgsim.organisation.service import Service
from orgsim.restructuring.audience import ForStaff, off_work, weekly, with_records
from orgsim.restructuring.operation import OPERATIONS, Faults
from orgsim.restructuring.quantity import Quantity
from orgsim.spec import Count, Effort, LocalisedText, PositionId, ServiceId, StepId, Text

_REASON = LocalisedText("Rapat tim kerja", "Meeting of the team")


@OPERATIONS.register
class FormTeam(ForStaff):
    """Staff of several units work in a team (tim kerja) with a lead (ketua tim), and stay at home in their units.

    The team is a second line beside the line of command: opinions spread along it, and approvals may follow it. Nothing
    is pooled and nobody gets faster by it; meetings cost hours.
    """

    operation: Literal["form_team"] = "form_team"
    """Name of the operation."""
    title: Text
    """Its name."""
    lead: PositionId
    """The post that leads it (ketua tim)."""
    approves: dict[ServiceId, tuple[StepId, ...]] = Field(default_factory=dict)
    """Approvals that the lead gives in place of the last approver."""
    hours_a_week: Effort = 0.0
    """Length of its weekly meeting."""
    weeks: Annotated[Count, Field(ge=1, le=260)] = 52
    """For how many weeks it meets."""

    caption: ClassVar = message("Form a team")
    conserves: ClassVar = frozenset(Quantity) - {Quantity.PROCEDURES}
    affects: ClassVar[tuple[str, ...]] = ("lead_time", "approvals", "waiting_time")
    example: ClassVar[dict[str, Any]] = {
        "title": {"id": "Tim Kerja Identitas", "en": "Identity team"},
        "lead": "ketua-tim",
        "positions": ["loket", "loket-akta"],
        "approves": {"kk": ["paraf"]},
        "hours_a_week": "1 h",
        "weeks": 4,
    }

    def mentions(self) -> tuple[Mention, ...]:
        steps = (m for m in mentions(self) if m.refers_to == "step")
        return (*super().mentions(), *(replace(m, name=f"{m.path[1]}/{m.name}") for m in steps))

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        with Faults(before, on) as faults:
            known = self.check_staff(before, faults)
            if known:
                for service, steps in self.approves.items():
                    for place, step in enumerate(steps):
                        if before.services[service].steps[step].approval is None:
                            fault = message('the step "{step}" of {service} is no approval', step=step, service=service)
                            faults.refuse(fault, "approves", service, place)
                if not before.positions[self.lead].people:
                    faults.refuse(message("{position} has no holder", position=self.lead), "lead")
        members = self.who(before) if self.positions or self.units or self.staff else ()
        together = tuple(dict.fromkeys([*members, *before.positions[self.lead].people]))
        positions = dict(before.positions)
        if self.hours_a_week >= 60:
            positions = dict(off_work(before, together, weekly(on, self.weeks), self.hours_a_week, _REASON)[0])
        services = {name: self._service(name, spec) for name, spec in before.services.items()}
        change = before.agency.change
        if members:
            team = Team.from_memory(title=self.title, start=on, lead=self.lead, staff=together)
            change = with_records(before, teams=(team,))
        return before.changed(positions=positions, services=services, change=change)

    def notes(self, before: Organisation, *, on: date) -> tuple[Message, ...]:
        if self.approves:
            return ()
        return (message("the team approves nothing: cases climb the line of command as before"),)

    def _service(self, name: str, service: Service) -> Service:
        steps = dict(service.steps)
        for step in self.approves.get(name, ()):
            approval = steps[step].approval
            if approval is not None:
                steps[step] = steps[step].model_copy(
                    update={"approval": approval.model_copy(update={"delegate_to": self.lead, "delegate_for": None})}
                )
        return service.model_copy(update={"steps": steps})
