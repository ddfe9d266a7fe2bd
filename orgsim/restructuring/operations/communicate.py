"""A change is explained to the staff."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from orgsim.errors import message
from orgsim.organisation.change_work import Talk
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.audience import ForStaff, need_possible, off_work, weekly, with_records
from orgsim.restructuring.operation import OPERATIONS, Faults
from orgsim.restructuring.quantity import Quantity
from orgsim.spec import Count, Effort, LocalisedText

_REASON = LocalisedText("Sosialisasi perubahan", "Meeting on the change")


@OPERATIONS.register
class Communicate(ForStaff):
    """The change is explained to staff in weekly meetings, which cost their hours and make them a little more open.

    The first hours do most. Whether it helps at all is an assumption, `response.communication`: its range begins with
    no benefit.
    """

    operation: Literal["communicate"] = "communicate"
    """Name of the operation."""
    hours_a_week: Effort
    """Length of the meeting of a week."""
    weeks: Annotated[Count, Field(ge=1, le=260)] = 4
    """Number of weeks."""

    caption: ClassVar = message("Explain the change to staff")
    conserves: ClassVar = frozenset(Quantity)
    affects: ClassVar[tuple[str, ...]] = ("lead_time", "waiting_time", "utilisation")
    example: ClassVar[dict[str, Any]] = {"units": ["pendaftaran"], "hours_a_week": "1 h", "weeks": 3}

    def by_people(self) -> bool:
        return True

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        with Faults(before, on) as faults:
            self.check_staff(before, faults)
            need_possible(faults, self.hours_a_week * self.weeks, "hours_a_week")
        staff = self.who(before)
        if not staff or self.hours_a_week < 60:
            return before
        positions, _ = off_work(before, staff, weekly(on, self.weeks), self.hours_a_week, _REASON)
        talk = Talk.from_memory(
            what="communication",
            staff=staff,
            start=on,
            end=on + timedelta(days=7 * self.weeks - 1),
            hours=self.hours_a_week * self.weeks,
        )
        return before.changed(positions=dict(positions), change=with_records(before, talks=(talk,)))
