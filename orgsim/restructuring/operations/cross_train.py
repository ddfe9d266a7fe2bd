"""Staff learn the work of others."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Literal

from orgsim.errors import Message, message
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.operation import OPERATIONS, Faults, Operation
from orgsim.restructuring.quantity import Quantity
from orgsim.restructuring.skills import SkillGap, first_level, taught, work_of
from orgsim.restructuring.staff import last_of
from orgsim.spec import Count, Level, PositionId, SkillId, StaffId


@OPERATIONS.register
class CrossTrain(Operation):
    """Staff learn skills or the work of other posts, up to a level.

    Nobody gets worse at anything. What they have learnt they use in their own unit, and in units that theirs helps.
    """

    operation: Literal["cross_train"] = "cross_train"
    """Name of the operation."""
    positions: tuple[PositionId, ...] = ()
    """Posts whose holders learn."""
    count: Count | None = None
    """How many of each post, those with the highest numbers first; empty: all."""
    staff: tuple[StaffId, ...] = ()
    """Who learns, one by one."""
    work_of: tuple[PositionId, ...] = ()
    """Posts whose work they learn; those who hold it learn the others' only."""
    skills: tuple[SkillId, ...] = ()
    """Skills that they learn."""
    level: Level | None = None
    """The level that they reach; empty: that of beginners, by `skill_gap`."""
    skill_gap: SkillGap | None = None
    """How much longer the work takes beginners; empty: the assumption `skill_gap`."""

    caption: ClassVar = message("Cross-train staff")
    conserves: ClassVar = frozenset(Quantity) - {Quantity.SKILLS}
    affects: ClassVar[tuple[str, ...]] = ("waiting_time", "lead_time", "utilisation")
    example: ClassVar[dict[str, Any]] = {
        "positions": ["loket"],
        "count": 2,
        "work_of": ["verifikator-pendaftaran"],
        "level": 0.9,
    }

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        self._check(before, on)
        learners = frozenset(self._learners(before))
        positions = dict(before.positions)
        for name, position in before.positions.items():
            trained = {id: self._trained(before, id) if id in learners else p for id, p in position.people.items()}
            if trained != position.people:
                positions[name] = position.model_copy(update={"people": trained})
        return before.changed(positions=positions)

    def notes(self, before: Organisation, *, on: date) -> tuple[Message, ...]:
        helped = {(rule.helper, rule.helped) for rule in before.agency.help}
        taught_in = {before.positions[name].unit for name in self.work_of}
        learn_in = {before.staff[id].unit for id in self._learners(before)}
        apart = sorted((a, b) for a in learn_in for b in taught_in if a != b and (a, b) not in helped)
        text = "staff of {unit} learn work of {other}, which they take only once the units merge or help each other"
        return tuple(Message(text, {"unit": unit, "other": other}) for unit, other in apart)

    def _check(self, before: Organisation, on: date) -> None:
        with Faults(before, on) as faults:
            known = faults.need_all(self)
            if not self.positions and not self.staff:
                faults.refuse(message("nobody learns"), "positions", remedy=message("Name posts, or `staff`"))
            if not self.work_of and not self.skills:
                faults.refuse(message("nothing is learnt"), "work_of", remedy=message("Name posts, or `skills`"))
            if not known or self.count is None:
                return
            for place, name in enumerate(self.positions):
                there = len(before.positions[name].people)
                if self.count > there:
                    fault = message('"{position}" has {there} holders only', position=name, there=there)
                    faults.refuse(fault, "positions", place, remedy=message("Write {there} or less", there=there))

    def _learners(self, before: Organisation) -> tuple[str, ...]:
        people = [before.positions[name].people for name in self.positions]
        taken = [
            id for holders in people for id in last_of(holders, len(holders) if self.count is None else self.count)
        ]
        return tuple(dict.fromkeys([*self.staff, *taken]))

    def _trained(self, before: Organisation, id: str) -> Any:
        member = before.staff[id]
        person = before.positions[member.position].people[id]
        level = first_level(self.value("skill_gap")) if self.level is None else self.level
        work = {skill: 1.0 for skill in self.skills}
        for name in self.work_of:
            if name != member.position:
                work |= {s: max(grade, work.get(s, 0.0)) for s, grade in work_of(name, before.positions[name]).items()}
        after = taught(member.skills, work, level)
        learnt = {skill: grade for skill, grade in after.items() if grade != member.skills.get(skill)}
        return person.model_copy(update={"skills": {**person.skills, **learnt}}) if learnt else person


_APART = message("staff of {unit} learn work of {other}, which they take only once the units merge or help each other")
