"""Staff take part in shaping a change."""

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

_REASON = LocalisedText("Forum pelibatan pegawai", "Workshop on the change")


@OPERATIONS.register
class InvolveStaff(ForStaff):
    """Staff take part in shaping the change in weekly meetings, which cost their hours and lower their resistance.

    The first hours do most. How much it helps is an assumption, `response.participation`; its effect on speed comes by
    way of opinions and may be next to nothing.
    """

    operation: Literal["involve_staff"] = "involve_staff"
    """Name of the operation."""
    hours_a_week: Effort
    """Length of the meeting of a week."""
    weeks: Annotated[Count, Field(ge=1, le=260)] = 4
    """Number of weeks."""

    caption: ClassVar = message("Involve staff in the change")
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
            what="participation",
            staff=staff,
            start=on,
            end=on + timedelta(days=7 * self.weeks - 1),
            hours=self.hours_a_week * self.weeks,
        )
        return before.changed(positions=dict(positions), change=with_records(before, talks=(talk,)))
