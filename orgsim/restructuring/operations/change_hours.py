"""Other office hours, for all or for some posts."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import Field

from orgsim.errors import Message, message
from orgsim.organisation.agency import Position
from orgsim.organisation.calendar import CalendarSpec
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.operation import OPERATIONS, Faults, Operation, Thing
from orgsim.restructuring.quantity import Quantity
from orgsim.spec import CalendarId, PositionId, UnitId


@OPERATIONS.register
class ChangeHours(Operation):
    """The office opens at other hours, or some posts go by other hours than the rest.

    Without `positions` and `units` the hours change for all who go by the calendar. With them, only these posts go by
    it. Citizens come when they always came.
    """

    operation: Literal["change_hours"] = "change_hours"
    """Name of the operation."""
    hours: CalendarSpec | None = None
    """The new office hours; empty: those that `calendar` has."""
    calendar: CalendarId | None = None
    """The calendar; for some posts it may be a new one, with its `hours`; empty: the agency's own."""
    positions: tuple[PositionId, ...] = Field(default=(), json_schema_extra={"uniqueItems": True})
    """Posts that go by the calendar from then on."""
    units: tuple[UnitId, ...] = Field(default=(), json_schema_extra={"uniqueItems": True})
    """Units all of whose posts go by the calendar from then on."""

    caption: ClassVar = message("Change office hours")
    conserves: ClassVar = frozenset(Quantity)
    affects: ClassVar[tuple[str, ...]] = ("lead_time", "waiting_time", "utilisation")
    example: ClassVar[dict[str, Any]] = {
        "hours": {"hours": {"mon-fri": "08:00-12:00, 13:00-18:00", "sat": "08:00-12:00"}},
        "calendar": "jam-panjang",
        "positions": ["loket"],
        "units": ["pencatatan-sipil"],
    }

    def makes(self) -> frozenset[Thing]:
        new = self.calendar is not None and self.hours is not None and (self.positions or self.units)
        return frozenset({("calendar", self.calendar)}) if new and self.calendar else frozenset()

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        self._check(before, on)
        parts: dict[str, Any] = {}
        if self.hours is not None and self.calendar is None:
            parts["calendar"] = self.hours
        elif self.hours is not None:
            parts["calendars"] = {**before.agency.calendars, self.calendar: self.hours}
        if self.positions or self.units:
            parts["positions"] = {name: self._post(name, post) for name, post in before.positions.items()}
        return before.changed(**parts)

    def notes(self, before: Organisation, *, on: date) -> tuple[Message, ...]:
        if self.hours is None:
            return ()
        return (message("citizens come when they always came, and promises are counted by the days as they were"),)

    def _post(self, name: str, post: Position) -> Position:
        if name not in self.positions and post.unit not in self.units:
            return post
        return post.model_copy(update={"calendar": self.calendar})

    def _check(self, before: Organisation, on: date) -> None:
        with Faults(before, on) as faults:
            faults.need_all(self)
            some = bool(self.positions or self.units)
            if some and self.hours is not None and self.calendar is None:
                fault = message("hours of some posts need a calendar with a name")
                faults.refuse(fault, "hours", remedy=message("Write its name in `calendar`"))
            if not some and self.hours is None:
                fault = message("no hours are changed")
                faults.refuse(fault, remedy=message("Write `hours`, or who goes by which `calendar`"))
