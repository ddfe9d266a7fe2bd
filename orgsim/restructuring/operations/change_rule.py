"""By which rules waiting work is taken, and by whom."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from orgsim.errors import message
from orgsim.organisation.agency import Position
from orgsim.organisation.organisation import Organisation
from orgsim.organisation.work_rules import Help
from orgsim.restructuring.operation import OPERATIONS, Faults, Operation
from orgsim.restructuring.quantity import Quantity
from orgsim.restructuring.skills import SkillGap, first_level, taught, work_of
from orgsim.spec import Effort, PositionId, ServiceId, Spec, UnitId


class HelpRule(Spec):
    """Whether staff of one unit take work of another when their own queue is empty."""

    helper: UnitId
    """The unit that helps."""
    helped: UnitId
    """The unit that is helped."""
    ways: Literal["one", "both", "none"] = "one"
    """One way, both ways, or no help any more, either way."""
    posts: tuple[tuple[PositionId, PositionId], ...] = ()
    """Pairs of posts: holders of the first learn the work of the second; with `both`, also the other way round."""


@OPERATIONS.register
class ChangeRule(Operation):
    """Waiting work is taken by other rules: priority, shortest first, same kind first, help between units.

    Help is by the rule "own queue first": nobody leaves own work waiting. Helpers need the skill for the work that they
    take; `posts` says who learns what.
    """

    operation: Literal["change_rule"] = "change_rule"
    """Name of the operation."""
    services: tuple[ServiceId, ...] = ()
    """The services that `priority` is for."""
    priority: Annotated[int, Field(ge=0, le=9)] | None = None
    """Priority of the services: waiting work of a smaller number is taken first; 5 is the usual one."""
    units: tuple[UnitId, ...] = ()
    """The units that `order` and `same_kind_first` are for."""
    order: Literal["first_come", "shortest_first"] | None = None
    """Rule by which waiting work is taken: by arrival at the step, or expected shortest work first."""
    same_kind_first: Effort | Literal["none"] | None = None
    """Staff go on with work of the same kind until someone has waited longer than this; `none`: no such rule."""
    help: tuple[HelpRule, ...] = ()
    """Which units help which."""
    skill_gap: SkillGap | None = None
    """How much longer work takes those who learn it for helping; empty: the assumption `skill_gap`."""

    caption: ClassVar = message("Change working rules")
    conserves: ClassVar = frozenset(Quantity) - {Quantity.PROCEDURES, Quantity.SKILLS}
    affects: ClassVar[tuple[str, ...]] = ("waiting_time", "lead_time")
    example: ClassVar[dict[str, Any]] = {
        "help": [
            {
                "helper": "pendaftaran",
                "helped": "pencatatan-sipil",
                "ways": "both",
                "posts": [["verifikator-pendaftaran", "verifikator-pencatatan"]],
            }
        ],
        "units": ["pendaftaran"],
        "order": "shortest_first",
        "services": ["kk"],
        "priority": 3,
        "skill_gap": 1.2,
    }

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        self._check(before, on)
        rules: dict[str, Any] = {} if self.order is None else {"order": self.order}
        if self.same_kind_first is not None:
            rules["same_kind_first"] = None if self.same_kind_first == "none" else self.same_kind_first
        priority = {} if self.priority is None else {"priority": self.priority}
        units = {n: u.model_copy(update=rules) if n in self.units else u for n, u in before.units.items()}
        services = {n: s.model_copy(update=priority) if n in self.services else s for n, s in before.services.items()}
        positions = {**before.positions, **self._learnt(before)}
        return before.changed(units=units, services=services, positions=positions, help=self._help(before))

    def _check(self, before: Organisation, on: date) -> None:
        with Faults(before, on) as faults:
            known = faults.need_all(self)
            rules = self.order is not None or self.same_kind_first is not None
            if bool(self.services) != (self.priority is not None):
                fault, field = message("`services` and `priority` belong together"), "services"
                faults.refuse(fault, field if self.services else "priority", remedy=message("Write both"))
            if bool(self.units) != rules:
                field = "units" if self.units else "order" if self.order is not None else "same_kind_first"
                remedy = message("Write both")
                faults.refuse(message("`units` belongs with `order` or `same_kind_first`"), field, remedy=remedy)
            if not (rules or self.help or self.priority is not None or self.units or self.services):
                fault = message("no rule is changed")
                faults.refuse(fault, remedy=message("Write `priority`, `order`, `same_kind_first` or `help`"))
            for place, rule in enumerate(self.help):
                if rule.helper == rule.helped:
                    fault = message("{unit} cannot help itself", unit=rule.helper)
                    faults.refuse(fault, "help", place, "helped", remedy=message("Name another unit"))
                elif known:
                    self._check_posts(before, faults, place, rule)

    def _check_posts(self, before: Organisation, faults: Faults, place: int, rule: HelpRule) -> None:
        if rule.ways == "none" and rule.posts:
            fault = message("nobody learns anything for help that ends")
            faults.refuse(fault, "help", place, "posts", remedy=message("Leave `posts` out"))
        for number, pair in enumerate(rule.posts):
            for side, (post, unit) in enumerate(zip(pair, (rule.helper, rule.helped), strict=True)):
                if before.positions[post].unit != unit:
                    fault = message('"{position}" is no post of {unit}', position=post, unit=unit)
                    faults.refuse(fault, "help", place, "posts", number, side)

    def _help(self, before: Organisation) -> tuple[Help, ...]:
        pairs = {(rule.helper, rule.helped): rule for rule in before.agency.help}
        for rule in self.help:
            there, back = (rule.helper, rule.helped), (rule.helped, rule.helper)
            for pair in (there, back):
                if rule.ways == "none":
                    pairs.pop(pair, None)
                elif pair == there or rule.ways == "both":
                    pairs.setdefault(pair, Help(helper=pair[0], helped=pair[1]))
        return tuple(pairs.values())

    def _learnt(self, before: Organisation) -> dict[str, Position]:
        learnt: dict[str, Position] = {}
        for rule in self.help:
            for one, other in rule.posts:
                for learner, teacher in [(one, other), (other, one)] if rule.ways == "both" else [(one, other)]:
                    position = learnt.get(learner, before.positions[learner])
                    work = {s: g for s, g in work_of(teacher, before.positions[teacher]).items() if s != learner}
                    skills = taught(position.skills, work, first_level(self.value("skill_gap")))
                    learnt[learner] = position.model_copy(update={"skills": skills})
        return learnt
