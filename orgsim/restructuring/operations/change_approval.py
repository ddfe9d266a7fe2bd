"""Who approves, how far up, and how."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import Field

from orgsim.distributions.work import Work
from orgsim.errors import message
from orgsim.organisation.mentions import Mention
from orgsim.organisation.organisation import Organisation
from orgsim.organisation.service import Approval, Service, Session, Step
from orgsim.restructuring.attributes import need_attribute, with_attribute
from orgsim.restructuring.operation import OPERATIONS, Faults, Operation
from orgsim.restructuring.quantity import Quantity
from orgsim.spec import AttributeId, LevelId, PositionId, ServiceId, Share, StepId

Part = Literal["skips", "work_by_level", "delegate_to", "deputy", "session"]


@OPERATIONS.register
class ChangeApproval(Operation):
    """Approvals go less far up, to a delegate, to a deputy, by electronic signature, or as they come.

    What is left empty stays as it is. The steps remain; an approval that no case needs any more is dropped by
    `change_procedure`.
    """

    operation: Literal["change_approval"] = "change_approval"
    """Name of the operation."""
    services: tuple[ServiceId, ...] = ()
    """The services; empty: all."""
    steps: tuple[StepId, ...] = ()
    """The approval steps; empty: all of these services."""
    to: LevelId | None = None
    """Level of the last approver."""
    skips: tuple[LevelId, ...] | None = None
    """Levels that need not initial any more (paraf)."""
    delegate_to: PositionId | None = None
    """The post that approves in place of the last approver (pelimpahan wewenang)."""
    delegate_for: AttributeId | None = None
    """Only cases with this attribute go to the delegate; empty: all."""
    delegate_share: Share | None = None
    """Share of the cases with that attribute, for services that do not know it yet."""
    deputy: PositionId | None = None
    """The post that approves on days when the approver is absent."""
    electronic: bool | None = None
    """Electronic signature: an absence of the approver does not stop it."""
    session: Session | None = None
    """Approvals are given at fixed times only, so many at a time at most."""
    work: Work | None = None
    """Work of one approval."""
    work_by_level: dict[LevelId, Work] | None = None
    """Work of an approver where it differs by level."""
    without: tuple[Part, ...] = Field(default=(), json_schema_extra={"uniqueItems": True})
    """What is taken away again: skipped levels, work by level, the delegate, the deputy, the fixed times."""

    caption: ClassVar = message("Change approvals")
    conserves: ClassVar = frozenset(Quantity) - {Quantity.PROCEDURES}
    affects: ClassVar[tuple[str, ...]] = ("lead_time", "approvals", "utilisation")
    example: ClassVar[dict[str, Any]] = {
        "services": ["kk"],
        "to": "dinas",
        "delegate_to": "kabid-pendaftaran",
        "delegate_for": "rutin",
        "electronic": True,
    }

    def mentions(self) -> tuple[Mention, ...]:
        # In several services a step need be in one of them only: then it is `_check` that looks for it.
        service = self.services[0] if len(self.services) == 1 else None
        steps = [
            Mention(("steps", place), "step", f"{service}/{step}") for place, step in enumerate(self.steps) if service
        ]
        others = (m for m in super().mentions() if self.delegate_share is None or m.refers_to != "attribute")
        return (*others, *steps)

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        self._check(before, on)
        services = dict(before.services)
        for name, step in self._approvals(before):
            service = services[name]
            steps = {**service.steps, step: self._changed(service.steps[step])}
            attributes = with_attribute(service, self.delegate_for, self.delegate_share)
            services[name] = service.model_copy(update={"steps": steps, "attributes": attributes})
        return before.changed(services=services)

    def _check(self, before: Organisation, on: date) -> None:
        with Faults(before, on) as faults:
            known = faults.need_all(self)
            if self.delegate_for and not self.delegate_to:
                faults.refuse(message("`delegate_for` needs `delegate_to`"), "delegate_for")
            if self.delegate_share is not None and not self.delegate_for:
                faults.refuse(message("`delegate_share` needs `delegate_for`"), "delegate_share")
            for place, part in enumerate(self.without):
                if getattr(self, part) is not None:
                    fault = message("`{part}` is given and taken away at once", part=part)
                    faults.refuse(fault, "without", place, remedy=message("Keep one of them"))
            if not known:
                return
            chosen = self.services or tuple(before.services)
            for place, step in faults.need_steps(self.steps, chosen):
                if not any(_approves(before.services[name], step) for name in chosen):
                    faults.refuse(message('the step "{step}" is no approval', step=step), "steps", place)
            if not faults and not list(self._approvals(before)):
                faults.refuse(message("there is no approval in these services"), "services")
            for name in dict.fromkeys(name for name, _ in self._approvals(before)):
                need_attribute(
                    faults, before.services[name], name, self.delegate_for, "delegate_for", share=self.delegate_share
                )

    def _approvals(self, before: Organisation) -> Iterator[tuple[str, str]]:
        for name in self.services or before.services:
            for step in before.services[name].steps:
                if _approves(before.services[name], step) and (not self.steps or step in self.steps):
                    yield name, step

    def _changed(self, step: Step) -> Step:
        assert step.approval is not None
        empty: dict[str, Any] = {
            part: Approval.model_fields[part].get_default(call_default_factory=True)
            for part in self.without
            if part != "session"
        }
        if "delegate_to" in self.without or self.delegate_to is not None:
            empty["delegate_for"] = None
        parts = ("to", "skips", "delegate_to", "delegate_for", "deputy", "electronic", "work_by_level")
        given = {part: getattr(self, part) for part in parts if getattr(self, part) is not None}
        approval = step.approval.model_copy(update=empty | given)
        session = None if "session" in self.without else self.session or step.session
        work = step.work if self.work is None else self.work
        return step.model_copy(update={"approval": approval, "session": session, "work": work})


def _approves(service: Service, step: str) -> bool:
    return step in service.steps and service.steps[step].approval is not None
