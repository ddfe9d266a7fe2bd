"""A level of the line of command goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar, Literal

from orgsim.errors import Message, message
from orgsim.organisation.organisation import Organisation
from orgsim.organisation.service import Approval, Service
from orgsim.organisation.structure import approval_path
from orgsim.restructuring.operation import OPERATIONS, Faults, Operation, Thing
from orgsim.restructuring.procedure import Route
from orgsim.restructuring.quantity import Quantity
from orgsim.restructuring.units import dissolved, heads_lost, need_one_site
from orgsim.spec import LevelId


@OPERATIONS.register
class RemoveLayer(Operation):
    """A level of the line of command goes (penyederhanaan birokrasi): its units become part of their superiors.

    Their heads stay as ordinary staff, and approve nothing any more. Papers that climbed through the level pass it by;
    for those that ended there, `approvals` says who signs.
    """

    operation: Literal["remove_layer"] = "remove_layer"
    """Name of the operation."""
    level: LevelId
    """The level."""
    approvals: Literal["next_above", "dropped"] = "next_above"
    """Approvals that ended at the level: given by the next level above, or not at all."""

    caption: ClassVar = message("Remove a layer")
    conserves: ClassVar = frozenset(
        {
            Quantity.HEADCOUNT,
            Quantity.STAFF,
            Quantity.WORKPLACES,
            Quantity.POSTS,
            Quantity.SERVICES,
            Quantity.SKILLS,
            Quantity.DUTY_HOURS,
            Quantity.STAFF_COST,
        }
    )
    affects: ClassVar[tuple[str, ...]] = ("approvals", "lead_time", "hand_overs")
    example: ClassVar[dict[str, Any]] = {"level": "bidang"}

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        self._check(before, on)
        parts = dissolved(before, self._into(before))
        with Faults(before, on) as faults:
            services = {name: self._service(before, name, faults) for name in before.services}
        levels = tuple(level for level in before.agency.levels if level != self.level)
        return before.changed(**parts, services=services, levels=levels)

    def notes(self, before: Organisation, *, on: date) -> tuple[Message, ...]:
        return heads_lost(before, self._into(before))

    def removes(self) -> Mapping[Thing, str | None]:
        return {("level", self.level): None}

    def _check(self, before: Organisation, on: date) -> None:
        with Faults(before, on) as faults:
            if not faults.need_all(self):
                return
            if before.units[before.graph.top].level == self.level:
                fault = message("{unit} is the top of the line of command", unit=before.graph.top)
                faults.refuse(fault, "level", remedy=message("Name a level below it"))
                return
            need_one_site(faults, before, self._into(before), "level")
            if self.approvals == "next_above" and self.level == before.agency.levels[0]:
                for service, step, approval in self._approvals(before):
                    if approval.to == self.level:
                        fault = message(
                            'no level above could give the approval "{step}" of {service}', step=step, service=service
                        )
                        faults.refuse(
                            fault, "approvals", remedy=message("Write {example}", example="approvals: dropped")
                        )

    def _into(self, before: Organisation) -> dict[str, str]:
        """Return the superior that takes over each unit of the level: the first on its line that stays."""
        return {
            name: next(above for above in before.graph.line(name) if before.units[above].level != self.level)
            for name, unit in before.units.items()
            if unit.level == self.level
        }

    def _approvals(self, before: Organisation) -> Iterator[tuple[str, str, Approval]]:
        for name, service in before.services.items():
            for step, spec in service.steps.items():
                if spec.approval:
                    yield name, step, spec.approval

    def _service(self, before: Organisation, name: str, faults: Faults) -> Service:
        service = before.services[name]
        route = Route(service.steps)
        for step, spec in service.steps.items():
            if spec.approval is None:
                continue
            changed = self._approval(before, name, step, spec.approval)
            if changed is not None:
                route.change(step, approval=changed)
            elif fault := route.drop(step):
                told = message('the approval "{step}" of {service}: {fault}', step=step, service=name, fault=fault)
                faults.refuse(told, "approvals", remedy=message("Change the procedure first"))
        steps = route.steps()
        same = all(steps.get(step) == spec for step, spec in service.steps.items())
        return service if same else service.model_copy(update={"steps": steps})

    def _approval(self, before: Organisation, service: str, step: str, approval: Approval) -> Approval | None:
        """Return the approval without the level; None if nobody is left to give it."""
        levels = before.agency.levels
        work = {level: work for level, work in approval.work_by_level.items() if level != self.level}
        to = approval.to
        if to == self.level and self.approvals == "next_above":
            to = levels[levels.index(to) - 1]
            if self.level in approval.work_by_level:  # whoever signs instead does the same work
                work.setdefault(to, approval.work_by_level[self.level])
        elif to == self.level:
            left = [a.level for a in approval_path(before, service, step, delegated=False) if a.level != self.level]
            if not left:
                return None
            to = left[-1]
        if (to, work) == (approval.to, approval.work_by_level) and self.level not in approval.skips:
            return approval
        skips = tuple(level for level in approval.skips if level != self.level)
        return approval.model_copy(update={"to": to, "work_by_level": work, "skips": skips})
