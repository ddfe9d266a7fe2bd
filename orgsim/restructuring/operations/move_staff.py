"""Staff go from one post to another."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Literal

from orgsim.errors import message
from orgsim.organisation.agency import Person
from orgsim.organisation.organisation import Organisation, with_people
from orgsim.restructuring.operation import OPERATIONS, Faults, Operation
from orgsim.restructuring.quantity import Quantity
from orgsim.restructuring.skills import SkillGap, first_level, taught, work_of
from orgsim.restructuring.staff import last_of
from orgsim.spec import Count, Level, PositionId, StaffId


@OPERATIONS.register
class MoveStaff(Operation):
    """Staff move to another post, and with it to its unit, work and hours.

    They keep their id and what they were taught; the work of the post that they leave they keep only if asked to.
    """

    operation: Literal["move_staff"] = "move_staff"
    """Name of the operation."""
    staff: tuple[StaffId, ...] = ()
    """Who moves; or say `from_position` and `count`."""
    from_position: PositionId | None = None
    """The post that some leave."""
    count: Count | None = None
    """How many leave it, those with the highest numbers first; empty: all."""
    to_position: PositionId
    """The post that they move to."""
    level: Level | None = None
    """Their level at the new work; empty: that of beginners, by `skill_gap`, or what they have already."""
    skill_gap: SkillGap | None = None
    """How much longer the new work takes beginners; empty: the assumption `skill_gap`."""
    keeps_old_work: bool = False
    """They remain able to do the work of the post that they leave."""

    caption: ClassVar = message("Move staff")
    conserves: ClassVar = frozenset(
        {
            Quantity.HEADCOUNT,
            Quantity.STAFF,
            Quantity.POSTS,
            Quantity.UNITS,
            Quantity.LINE_OF_COMMAND,
            Quantity.SERVICES,
            Quantity.STEPS,
            Quantity.PROCEDURES,
            Quantity.DUTY_HOURS,
        }
    )
    affects: ClassVar[tuple[str, ...]] = ("waiting_time", "utilisation")
    example: ClassVar[dict[str, Any]] = {
        "from_position": "loket", "count": 1, "to_position": "verifikator-pendaftaran", "skill_gap": 1.25,
    }  # fmt: skip

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        self._check(before, on)
        people = {name: dict(position.people) for name, position in before.positions.items()}
        for id in self._movers(before):
            old = before.staff[id].position
            people[self.to_position][id] = self._moved(before, id, people[old].pop(id))
        changed = {name for name, holders in people.items() if holders.keys() != before.positions[name].people.keys()}
        positions = {n: with_people(p, people[n]) if n in changed else p for n, p in before.positions.items()}
        return before.changed(positions=positions)

    def _check(self, before: Organisation, on: date) -> None:
        with Faults(before, on) as faults:
            known = faults.need_all(self)
            if bool(self.staff) == (self.from_position is not None):
                fault = message("who moves is said in `staff`, or in `from_position`")
                faults.refuse(fault, "staff", remedy=message("Write one of them"))
            if self.count is not None and self.from_position is None:
                faults.refuse(message("`count` needs `from_position`"), "count")
            if not known:
                return
            if self.from_position == self.to_position:
                fault = message('"{position}" is where they are already', position=self.to_position)
                faults.refuse(fault, "to_position")
            for place, id in enumerate(self.staff):
                if before.staff[id].position == self.to_position:
                    fault = message('"{staff}" holds "{position}" already', staff=id, position=self.to_position)
                    faults.refuse(fault, "staff", place)
            there = len(before.positions[self.from_position].people) if self.from_position else 0
            if self.from_position and self.count is not None and self.count > there:
                fault = message('"{position}" has {there} holders only', position=self.from_position, there=there)
                faults.refuse(fault, "count", remedy=message("Write {there} or less", there=there))

    def _movers(self, before: Organisation) -> tuple[str, ...]:
        if self.from_position is None:
            return tuple(dict.fromkeys(self.staff))
        people = before.positions[self.from_position].people
        return last_of(people, len(people) if self.count is None else self.count)

    def _moved(self, before: Organisation, id: str, person: Person) -> Person:
        post = before.staff[id].position
        work = work_of(self.to_position, before.positions[self.to_position])
        if self.level is not None:
            skills = {**person.skills, **taught({}, work, self.level)}
        else:
            able = {skill: level for skill, level in before.staff[id].skills.items() if skill in work}
            skills = {**person.skills, **taught(able, work, first_level(self.value("skill_gap")))}
        if self.keeps_old_work:
            old = work_of(post, before.positions[post])
            skills = {**{s: before.staff[id].skills[s] for s in old}, **skills}
        else:
            skills = {skill: level for skill, level in skills.items() if skill != post}
        return person.model_copy(update={"skills": skills})
