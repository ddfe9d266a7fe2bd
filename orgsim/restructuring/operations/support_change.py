"""A leader stands up for a change."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field

from orgsim.errors import message
from orgsim.organisation.calendar import Days
from orgsim.organisation.change_work import Leadership
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.audience import need_possible, off_work, weekly, with_records
from orgsim.restructuring.operation import OPERATIONS, Faults, Operation
from orgsim.restructuring.quantity import Quantity
from orgsim.spec import Count, Effort, LocalisedText, PositionId, Share

_REASON = LocalisedText("Pendampingan perubahan", "Support of the change")


@OPERATIONS.register
class SupportChange(Operation):
    """A leader supports the change where staff see it, for a time, perhaps with interruptions.

    Nothing is decided during an interruption: milestones of the change wait for its end. The weight of a leader is an
    assumption, `response.leader`; a leader who is absent has none. Its effect on speed may be next to nothing.
    """

    operation: Literal["support_change"] = "support_change"
    """Name of the operation."""
    level: Share
    """How much of the leader is seen to support the change."""
    weeks: Annotated[Count, Field(ge=1, le=520)] = 26
    """For how long."""
    pauses: tuple[Days, ...] = ()
    """Interruptions, by date: nothing is seen or decided then."""
    leader: PositionId | None = None
    """The post of the leader; empty: the head of the agency."""
    hours_a_week: Effort = 0.0
    """Hours of the leader that it takes."""

    caption: ClassVar = message("Support the change as a leader")
    conserves: ClassVar = frozenset(Quantity)
    affects: ClassVar[tuple[str, ...]] = ("lead_time", "waiting_time")
    example: ClassVar[dict[str, Any]] = {
        "level": "80 %",
        "weeks": 8,
        "hours_a_week": "30 min",
    }

    def by_people(self) -> bool:
        return True

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        end = on + timedelta(days=7 * self.weeks - 1)
        with Faults(before, on) as faults:
            known = faults.need_all(self)
            need_possible(faults, self.hours_a_week * self.weeks, "hours_a_week")
            if known and self._leader(before) is None:
                fault = message("the agency has no head who could lead the change")
                faults.refuse(fault, "leader", remedy=message("Name a post"))
            for place, pause in enumerate(self.pauses):
                if pause.last < on or pause.start > end:
                    fault = message("the interruption of {date} lies outside the time of support", date=pause.start)
                    faults.refuse(fault, "pauses", place)
        if not self.level:
            return before
        leadership = Leadership.from_memory(start=on, end=end, level=self.level, pauses=self.pauses)
        positions = dict(before.positions)
        if self.hours_a_week >= 60:
            staff = tuple(before.positions[self._leader(before) or ""].people)
            days = (day for day in weekly(on, self.weeks) if not any(p.start <= day <= p.last for p in self.pauses))
            positions = dict(off_work(before, staff, tuple(days) or (on,), self.hours_a_week, _REASON)[0])
        return before.changed(positions=positions, change=with_records(before, leadership=(leadership,)))

    def halts(self) -> tuple[Days, ...]:
        return self.pauses

    def dated(self, on: date) -> Self:
        end = on + timedelta(days=7 * self.weeks - 1)
        return self.model_copy(update={"pauses": tuple(p for p in self.pauses if p.last >= on and p.start <= end)})

    def _leader(self, before: Organisation) -> str | None:
        return self.leader or before.heads.get(before.graph.top)
