"""Staff of several units meet and pass on what they have learnt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from orgsim.errors import Message, message
from orgsim.organisation.change_work import ChangeWork, Gain, Team
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.audience import with_records
from orgsim.restructuring.equations import dose
from orgsim.restructuring.meetings import WeeklyMeetings
from orgsim.restructuring.operation import OPERATIONS
from orgsim.spec import Count, Effort, LocalisedText, Share


@OPERATIONS.register
class StaffForum(WeeklyMeetings):
    """Staff meet every week: opinions and practice spread between units, and gaps of training come to light.

    What some of them were trained in spreads to the others by the assumption `forum.spread`, whose range begins with no
    benefit. The meetings cost their hours.
    """

    operation: Literal["staff_forum"] = "staff_forum"
    """Name of the operation."""
    weeks: Annotated[Count, Field(ge=1, le=260)] = 8
    """Number of meetings."""
    spread: Annotated[Share, Field(json_schema_extra={"assumption": "forum.spread"})] | None = None
    """Share of a training's effect that the others take over; empty: the assumption `forum.spread`."""
    hours_scale: Annotated[Effort, Field(json_schema_extra={"assumption": "participation.hours"})] | None = None
    """Hours that bring two thirds of the effect; empty: the assumption `participation.hours`."""

    reason: ClassVar = LocalisedText("Forum pegawai", "Staff forum")
    caption: ClassVar = message("Hold a staff forum")
    example: ClassVar[dict[str, Any]] = {"units": ["pendaftaran", "pencatatan-sipil"], "hours_a_week": "1 h"}

    def held(self, before: Organisation, staff: tuple[str, ...], on: date, last: date) -> ChangeWork:
        forum = Team.from_memory(title=self.reason, start=on, staff=staff, end=last)
        return with_records(before, teams=(forum,), gains=tuple(self._spread(before, staff, on)))

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
