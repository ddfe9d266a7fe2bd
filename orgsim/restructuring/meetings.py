"""Operations that are weekly meetings of staff: their hours go out of the calendars."""

from __future__ import annotations

from abc import abstractmethod
from datetime import date, timedelta
from typing import Annotated, ClassVar

from pydantic import Field

from orgsim.organisation.change_work import ChangeWork, Talk, TalkKind
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.audience import ForStaff, need_possible, off_work, weekly, with_records
from orgsim.restructuring.operation import Faults
from orgsim.restructuring.quantity import Quantity
from orgsim.spec import Count, Effort, LocalisedText


class WeeklyMeetings(ForStaff):
    """Staff meet every week, which costs their hours; what comes of it, each operation says by itself."""

    hours_a_week: Effort
    """Length of the meeting of a week."""
    weeks: Annotated[Count, Field(ge=1, le=260)] = 4
    """Number of weeks."""

    reason: ClassVar[LocalisedText]
    """What those who take part are away for."""
    conserves: ClassVar = frozenset(Quantity)
    affects: ClassVar[tuple[str, ...]] = ("lead_time", "waiting_time", "utilisation")

    def by_people(self) -> bool:
        """Whether it works through people: always."""
        return True

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        """Take the hours of the meetings out of the calendars, and keep what they are held for."""
        with Faults(before, on) as faults:
            self.check_staff(before, faults)
            need_possible(faults, self.hours_a_week * self.weeks, "hours_a_week")
        staff = self.who(before)
        if not staff or self.hours_a_week < 60:
            return before
        positions, last = off_work(before, staff, weekly(on, self.weeks), self.hours_a_week, self.reason)
        return before.changed(positions=dict(positions), change=self.held(before, staff, on, last))

    @abstractmethod
    def held(self, before: Organisation, staff: tuple[str, ...], on: date, last: date) -> ChangeWork:
        """Return what is done to carry the change, with these meetings; the last of them is on `last`."""


class Talks(WeeklyMeetings):
    """Meetings in which a change is explained to staff, or shaped with them."""

    what: ClassVar[TalkKind]
    """Explained to them, or shaped with them."""

    def held(self, before: Organisation, staff: tuple[str, ...], on: date, last: date) -> ChangeWork:
        """Return the records with these hours, spread over all weeks."""
        talk = Talk.from_memory(
            what=self.what,
            staff=staff,
            start=on,
            end=on + timedelta(days=7 * self.weeks - 1),
            hours=self.hours_a_week * self.weeks,
        )
        return with_records(before, talks=(talk,))
