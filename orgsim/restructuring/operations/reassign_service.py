"""Whole services, or single steps, go to other posts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import Field

from orgsim.errors import Message, message
from orgsim.organisation.mentions import Mention
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.assignment import doers, reassigned, steps_of
from orgsim.restructuring.operation import OPERATIONS, Faults, Operation
from orgsim.restructuring.quantity import Quantity
from orgsim.restructuring.skills import SkillGap, first_level
from orgsim.spec import PositionId, ServiceId, StepId


@OPERATIONS.register
class ReassignService(Operation):
    """Whole services, or single steps of them, are done by other posts, and so belong to their units.

    The work stays what it was, and so does its kind. The new holders learn what it takes if they lack it; those who did
    it keep their skill, but not the steps.
    """

    operation: Literal["reassign_service"] = "reassign_service"
    """Name of the operation."""
    services: tuple[ServiceId, ...] = Field(default=(), json_schema_extra={"uniqueItems": True})
    """The services; empty: all."""
    steps: tuple[StepId, ...] = Field(default=(), json_schema_extra={"uniqueItems": True})
    """The steps; empty: all that these posts do in these services."""
    posts: dict[PositionId, PositionId] = Field(min_length=1)
    """Which post does them, and which does them from then on."""
    skill_gap: SkillGap | None = None
    """How much longer the work takes those who lack the skill; empty: the assumption `skill_gap`."""

    caption: ClassVar = message("Reassign services")
    conserves: ClassVar = frozenset(Quantity) - {Quantity.PROCEDURES, Quantity.SKILLS}
    affects: ClassVar[tuple[str, ...]] = ("waiting_time", "utilisation", "hand_overs")
    example: ClassVar[dict[str, Any]] = {
        "services": ["akta-lahir"],
        "steps": ["periksa", "daftar"],
        "posts": {"verifikator-pencatatan": "verifikator-pendaftaran", "loket-akta": "loket"},
        "skill_gap": 1.25,
    }

    def mentions(self) -> tuple[Mention, ...]:
        # In several services a step need be in one of them only: then it is `_check` that looks for it.
        service = self.services[0] if len(self.services) == 1 else None
        steps = [Mention(("steps", n), "step", f"{service}/{step}") for n, step in enumerate(self.steps) if service]
        return (*super().mentions(), *steps)

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        self._check(before, on)
        level = first_level(self.value("skill_gap"))
        positions, services = dict(before.positions), dict(before.services)
        # All steps are found before any is given away, so that two posts can change places.
        for giver, taker, steps in [(g, t, list(self._steps(before, g))) for g, t in self.posts.items()]:
            positions, services = reassigned(positions, services, steps, giver, taker, level)
        return before.changed(positions=positions, services=services)

    def notes(self, before: Organisation, *, on: date) -> tuple[Message, ...]:
        given = {(giver, *step) for giver in self.posts for step in self._steps(before, giver)}
        busy = {
            doer
            for service, spec in before.services.items()
            for name, step in spec.steps.items()
            for doer in doers(step)
            if (doer, service, name) not in given
        }
        idle = [giver for giver in self.posts if giver not in busy and giver not in self.posts.values()]
        return tuple(message('"{position}" does no step any more', position=name) for name in idle)

    def _steps(self, before: Organisation, giver: str) -> Iterator[tuple[str, str]]:
        for service in self.services or before.services:
            for step in steps_of(before.services, service, giver):
                if not self.steps or step in self.steps:
                    yield service, step

    def _check(self, before: Organisation, on: date) -> None:
        with Faults(before, on) as faults:
            known = faults.need_all(self)
            for giver, taker in self.posts.items():
                if giver == taker:
                    fault = message('"{position}" does them already', position=taker)
                    faults.refuse(fault, "posts", giver, remedy=message("Name another post"))
            if not known:
                return
            chosen = self.services or tuple(before.services)
            for place, step in faults.need_steps(self.steps, chosen):
                if not any(step in steps_of(before.services, s, giver) for s in chosen for giver in self.posts):
                    fault = message('the step "{step}" is done by none of these posts', step=step)
                    faults.refuse(fault, "steps", place, remedy=message("Name the post that does it in `posts`"))
            for giver in self.posts:
                if not faults and not any(True for _ in self._steps(before, giver)):
                    fault = message('"{position}" does no step of these', position=giver)
                    faults.refuse(fault, "posts", giver)
