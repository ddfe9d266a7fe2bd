"""Staff of several units are lent to each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import permutations
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from orgsim.errors import Message, message
from orgsim.organisation.agency import Person, Position
from orgsim.organisation.organisation import Organisation
from orgsim.organisation.work_rules import Help
from orgsim.restructuring.operation import OPERATIONS, Faults, Operation
from orgsim.restructuring.quantity import Quantity
from orgsim.restructuring.skills import SkillGap, pooled
from orgsim.restructuring.staff import last_of
from orgsim.spec import Count, PositionId, UnitId


@OPERATIONS.register
class FlexiblePool(Operation):
    """Staff of several units take each other's work when their own queue is empty; the units remain.

    Chosen posts learn each other's work. Nobody leaves own work waiting for that of others.
    """

    operation: Literal["flexible_pool"] = "flexible_pool"
    """Name of the operation."""
    units: tuple[UnitId, ...] = Field(min_length=2, json_schema_extra={"uniqueItems": True})
    """The units that help each other, each the others."""
    posts: tuple[tuple[PositionId, ...], ...] = ()
    """Groups of posts whose holders learn each other's work."""
    count: Count | None = None
    """How many of each of these posts are lent, those with the highest numbers; empty: all; 0: there is no pool."""
    above: Annotated[Count, Field(le=1_000_000)] = 0
    """They help only while more cases than this wait in the other unit."""
    skill_gap: SkillGap | None = None
    """How much longer each other's work takes them; empty: the assumption `skill_gap`."""

    caption: ClassVar = message("Form a flexible pool")
    conserves: ClassVar = frozenset(Quantity) - {Quantity.SKILLS}
    affects: ClassVar[tuple[str, ...]] = ("waiting_time", "lead_time", "utilisation")
    example: ClassVar[dict[str, Any]] = {
        "units": ["pendaftaran", "pencatatan-sipil"],
        "posts": [["verifikator-pendaftaran", "verifikator-pencatatan"]],
        "count": 1,
        "skill_gap": 1.25,
    }

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        self._check(before, on)
        if self.count == 0:
            return before
        learnt = pooled(before.positions, self.posts, self.value("skill_gap"))
        positions = {**before.positions, **{n: self._post(before.positions[n], s) for n, s in learnt.items()}}
        return before.changed(positions=positions, help=self._help(before.agency.help))

    def notes(self, before: Organisation, *, on: date) -> tuple[Message, ...]:
        if self.posts:
            return ()
        return (message("nobody learns anything: units help with what their staff can do already"),)

    def _check(self, before: Organisation, on: date) -> None:
        with Faults(before, on) as faults:
            known = faults.need_all(self)
            faults.refuse_twice(self.units)
            if not known:
                return
            for group, names in enumerate(self.posts):
                for place, name in enumerate(names):
                    post = before.positions[name]
                    if post.unit not in self.units:
                        fault = message("{position} is not a post of these units", position=name)
                        faults.refuse(fault, "posts", group, place)
                    elif self.count is not None and self.count > len(post.people):
                        fault = message('"{position}" has {there} holders only', position=name, there=len(post.people))
                        faults.refuse(fault, "posts", group, place, remedy=message("Lower `count`"))

    def _post(self, post: Position, learnt: Mapping[str, float]) -> Position:
        if self.count is None:
            return post.model_copy(update={"skills": dict(learnt)})
        new = {skill: level for skill, level in learnt.items() if post.skills.get(skill) != level}
        people: dict[str, Person] = dict(post.people)
        for id in last_of(people, self.count):
            own = people[id].skills
            skills = {**own, **{s: max(level, own.get(s, 0.0)) for s, level in new.items()}}
            people[id] = people[id].model_copy(update={"skills": skills})
        return post.model_copy(update={"people": people})

    def _help(self, rules: tuple[Help, ...]) -> tuple[Help, ...]:
        found = {(rule.helper, rule.helped): rule for rule in rules}
        for helper, helped in permutations(self.units, 2):
            new = Help(helper=helper, helped=helped, above=self.above)
            old = found.get((helper, helped), new)
            found[helper, helped] = min(old, new, key=lambda rule: rule.above)
        return tuple(found.values())
