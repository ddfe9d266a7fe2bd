"""Staff of several units meet and pass on what they have learnt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from orgsim.errors import Message, message
from orgsim.organisation.change_work import Gain, Team
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.audience import ForStaff, need_possible, off_work, weekly, with_records
from orgsim.restructuring.equations import dose
from orgsim.restructuring.operation import OPERATIONS, Faults
from orgsim.restructuring.quantity import Quantity
from orgsim.spec import Count, Effort, LocalisedText, Share

_REASON = LocalisedText("Forum pegawai", "Staff forum")


@OPERATIONS.register
class StaffForum(ForStaff):
    """Staff meet every week: opinions and practice spread between units, and gaps of training come to light.

    What some of them were trained in spreads to the others by the assumption `forum.spread`, whose range begins with no
    benefit. The meetings cost their hours.
    """

    operation: Literal["staff_forum"] = "staff_forum"
    """Name of the operation."""
    hours_a_week: Effort
    """Length of a meeting."""
    weeks: Annotated[Count, Field(ge=1, le=260)] = 8
    """Number of meetings."""
    spread: Annotated[Share, Field(json_schema_extra={"assumption": "forum.spread"})] | None = None
    """Share of a training's effect that the others take over; empty: the assumption `forum.spread`."""
    hours_scale: Annotated[Effort, Field(json_schema_extra={"assumption": "participation.hours"})] | None = None
    """Hours that bring two thirds of the effect; empty: the assumption `participation.hours`."""

    caption: ClassVar = message("Hold a staff forum")
    conserves: ClassVar = frozenset(Quantity)
    affects: ClassVar[tuple[str, ...]] = ("lead_time", "waiting_time", "utilisation")
    example: ClassVar[dict[str, Any]] = {"units": ["pendaftaran", "pencatatan-sipil"], "hours_a_week": "1 h"}

    def by_people(self) -> bool:
        return True

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        with Faults(before, on) as faults:
            self.check_staff(before, faults)
            need_possible(faults, self.hours_a_week * self.weeks, "hours_a_week")
        staff = self.who(before)
        if not staff or self.hours_a_week < 60:
            return before
        positions, last = off_work(before, staff, weekly(on, self.weeks), self.hours_a_week, _REASON)
        forum = Team.from_memory(title=_REASON, start=on, staff=staff, end=last)
        gains = tuple(self._spread(before, staff, on))
        change = with_records(before, teams=(forum,), gains=gains)
        return before.changed(positions=dict(positions), change=change)

    def notes(self, before: Organisation, *, on: date) -> tuple[Message, ...]:
        gaps = sorted(_gaps(before, self.who(before)))
        return tuple(
            message(
                "staff of {position} do work that is new to them: a training in {skills} is asked for",
                position=post,
                skills=skills,
            )
            for post, skills in gaps
        )

    def _spread(self, before: Organisation, staff: tuple[str, ...], on: date) -> Iterator[Gain]:
        """Yield what those who were not trained take over from those who were."""
        share = float(self.value("spread")) * dose(self.hours_a_week * self.weeks, self.value("hours_scale"))
        for gain in before.agency.change.gains:
            others = tuple(id for id in staff if id not in gain.staff)
            if gain.name == "train_staff" and gain.size > 0 and share and others and set(gain.staff) & set(staff):
                yield gain.model_copy(
                    update={
                        "name": "staff_forum",
                        "staff": others,
                        "start": max(on, gain.start),
                        "size": gain.size * share,
                        "trained": gain.trained * share,
                    }
                )


def _gaps(before: Organisation, staff: tuple[str, ...]) -> set[tuple[str, tuple[str, ...]]]:
    """Return the posts with holders who do work below the level of those who are at home in it."""
    needed = {
        (step.by, step.skill or step.by)
        for service in before.services.values()
        for step in service.steps.values()
        if step.by is not None
    }
    units = {before.positions[post].unit: post for post, _ in needed}
    found: dict[str, set[str]] = {}
    for id in staff:
        member = before.staff[id]
        wanted = {skill for post, skill in needed if before.positions[post].unit == member.unit}
        low = {skill for skill in wanted if member.skills.get(skill, 1.0) < 1.0}
        if low and member.unit in units:
            found.setdefault(member.position, set()).update(low)
    return {(post, tuple(sorted(skills))) for post, skills in found.items()}
