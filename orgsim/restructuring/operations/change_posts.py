"""More or fewer holders of a post; a new post, or one that closes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import islice
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from orgsim.errors import message
from orgsim.organisation.agency import Person, Position
from orgsim.organisation.mentions import Mention
from orgsim.organisation.organisation import Organisation, with_people
from orgsim.restructuring.assignment import need_unneeded
from orgsim.restructuring.operation import OPERATIONS, Faults, Operation, Thing
from orgsim.restructuring.quantity import Quantity
from orgsim.restructuring.staff import last_of, new_ids
from orgsim.spec import Count, PositionId


@OPERATIONS.register
class ChangePosts(Operation):
    """A post gets more or fewer holders, is opened, or closes.

    New holders come from outside, at level 1, and are called after the date; those with the highest numbers leave
    first. A post that closes may do no step any more.
    """

    operation: Literal["change_posts"] = "change_posts"
    """Name of the operation."""
    position: PositionId
    """The post; a new name if it is opened."""
    add: Annotated[Count, Field(le=10_000)] = 0
    """Holders who come."""
    remove: Count = 0
    """Holders who go."""
    new: Position | None = None
    """The post, if it is opened: title, unit, headcount and the rest, as in `positions`."""
    close: bool = False
    """The post closes, and all its holders go."""

    caption: ClassVar = message("Change posts")
    conserves: ClassVar = frozenset(
        {
            Quantity.UNITS,
            Quantity.LINE_OF_COMMAND,
            Quantity.SERVICES,
            Quantity.STEPS,
            Quantity.PROCEDURES,
            Quantity.DUTY_HOURS,
        }
    )
    affects: ClassVar[tuple[str, ...]] = ("waiting_time", "utilisation", "staff_cost_per_case")
    example: ClassVar[dict[str, Any]] = {"position": "verifikator-pencatatan", "add": 1}

    def makes(self) -> frozenset[Thing]:
        return frozenset({("position", self.position)}) if self.new else frozenset()

    def removes(self) -> Mapping[Thing, str | None]:
        return {("position", self.position): None} if self.close else {}

    def mentions(self) -> tuple[Mention, ...]:
        return tuple(m for m in super().mentions() if m.path[:2] != ("new", "skills"))  # there a skill may be new

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        self._check(before, on)
        positions = dict(before.positions)
        if self.close:
            del positions[self.position]
            return before.changed(positions=positions)
        position = self.new or positions[self.position]
        coming = self.new.headcount + self.add if self.new else self.add
        going = last_of(position.people, self.remove)
        staying = {id: person for id, person in position.people.items() if id not in going}
        hired = {id: Person() for id in islice(new_ids(self.position, on, before.staff), coming)}
        if hired or going or self.new:
            positions[self.position] = with_people(position, staying | hired)
        return before.changed(positions=positions)

    def _check(self, before: Organisation, on: date) -> None:
        with Faults(before, on) as faults:
            known = faults.need_all(self)
            if self.new and self.position in before.positions:
                fault = message('there is a position "{position}" already', position=self.position)
                faults.refuse(fault, "position", remedy=message("Leave `new` out, or choose a new name"))
            if self.new and self.new.people:
                fault = message("holders of a new post get their ids from the date")
                faults.refuse(fault, "new", "people", remedy=message("Write `headcount` instead"))
            given = [name for name in ("add", "remove", "close") if getattr(self, name)]
            if len(given) > 1 or (self.new and given and given != ["add"]):
                one, other = ("new", given[-1]) if self.new else (given[0], given[1])
                fault = message("`{one}` and `{other}` exclude each other", one=one, other=other)
                faults.refuse(fault, other, remedy=message("Keep one of them"))
            if not known or self.new:
                return
            there = len(before.positions[self.position].people)
            if self.remove > there:
                fault = message('"{position}" has {there} holders only', position=self.position, there=there)
                faults.refuse(fault, "remove", remedy=message("Write {there} or less", there=there))
            if self.close:
                need_unneeded(faults, before, self.position, "position")
