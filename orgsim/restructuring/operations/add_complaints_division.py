"""A unit that handles complaints, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any, ClassVar, Literal

from pydantic import Field

from orgsim.errors import Message, message
from orgsim.organisation.agency import Person, Position, Unit
from orgsim.organisation.mentions import Mention
from orgsim.organisation.organisation import Organisation, with_people
from orgsim.organisation.work_rules import Help
from orgsim.restructuring.assignment import need_work, reassigned
from orgsim.restructuring.operation import OPERATIONS, Faults, Operation, Thing
from orgsim.restructuring.quantity import Quantity
from orgsim.restructuring.skills import SkillGap, first_level, work_of
from orgsim.restructuring.staff import last_of, new_ids
from orgsim.restructuring.units import level_under
from orgsim.spec import Count, LevelId, Money, NewName, PositionId, ServiceId, StepId, Text, UnitId, UnitName


@OPERATIONS.register
class AddComplaintsDivision(Operation):
    """A complaints division is established: its staff come from the line or from outside, and complaints go to them.

    Dedicated staff do nothing else, and nobody else handles complaints. With help, the line takes complaints when its
    own queue is empty, or the division takes work of the line when there is no complaint; or both.
    """

    operation: Literal["add_complaints_division"] = "add_complaints_division"
    """Name of the operation."""
    unit: UnitName
    """Name of the division."""
    title: Text
    """Its title."""
    reports_to: UnitId
    """Its superior."""
    level: LevelId | None = None
    """Its level; empty: the next one below its superior's."""
    post: NewName
    """Name of the post that handles complaints in it."""
    post_title: Text
    """Title of that post."""
    staff_from: dict[PositionId, Count] = Field(default_factory=dict)
    """How many come from which posts, those with the highest numbers first."""
    hire: Count = 0
    """How many come from outside."""
    takes: dict[ServiceId, tuple[StepId, ...]] = Field(default_factory=dict)
    """Steps that it does from then on, by service, none named: all that posts do; empty: the service of complaints."""
    answers_questions: bool = False
    """It answers those who ask after late cases, too."""
    help: Literal["none", "from_line", "to_line", "both"] = "none"
    """Who helps whom when the own queue is empty: the line the division, the division the line, each the other."""
    help_above: Count = 0
    """Only while more cases than this wait there."""
    monthly_cost: Money | None = None
    """Cost of one holder of the post a month; empty: as at the post that the first of them come from."""
    skill_gap: SkillGap | None = None
    """How much longer complaints take those who come from posts that did not handle them; empty: the assumption."""

    caption: ClassVar = message("Add a complaints division")
    conserves: ClassVar = frozenset({Quantity.SERVICES, Quantity.STEPS, Quantity.DUTY_HOURS})
    affects: ClassVar[tuple[str, ...]] = ("waiting_time", "lead_time", "utilisation", "hand_overs")
    example: ClassVar[dict[str, Any]] = {
        "unit": "pengaduan",
        "title": {"id": "Bidang Pengaduan", "en": "Complaints Division"},
        "reports_to": "dinas",
        "post": "petugas-pengaduan",
        "post_title": {"id": "Petugas pengaduan", "en": "Complaints officer"},
        "staff_from": {"arsiparis": 1},
        "hire": 1,
        "takes": {"kk": ["arsip"]},
        "help": "both",
    }

    def makes(self) -> frozenset[Thing]:
        return frozenset({("unit", self.unit), ("position", self.post)})

    def mentions(self) -> tuple[Mention, ...]:
        return (*super().mentions(), *self._steps_named())

    def _steps_named(self) -> Iterator[Mention]:
        for service, steps in self.takes.items():
            for place, step in enumerate(steps):
                yield Mention(("takes", service, place), "step", f"{service}/{step}")

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        self._check(before, on)
        steps = self._steps(before)
        owners = (before.owner(service, step) for service, step in steps)
        lines = tuple(dict.fromkeys(owner for owner in owners if owner))
        positions = self._staffed(before, on)
        level = first_level(self.value("skill_gap"))
        positions, services = reassigned(positions, before.services, steps, None, self.post, level)
        unit = Unit(
            title=self.title,
            reports_to=self.reports_to,
            level=self.level or level_under(before, self.reports_to),
            site=before.units[self.reports_to].site,
        )
        chasing = before.agency.chasing
        if chasing is not None and self.answers_questions:
            chasing = chasing.model_copy(update={"by": self.post})
        return before.changed(
            units={**before.units, self.unit: unit},
            positions=positions,
            services=services,
            help=(*before.agency.help, *self._help(lines)),
            chasing=chasing,
        )

    def notes(self, before: Organisation, *, on: date) -> tuple[Message, ...]:
        if self.help != "none":
            return ()
        return (message("nobody else handles complaints: when {unit} is behind, they wait", unit=self.unit),)

    def _steps(self, before: Organisation) -> list[tuple[str, str]]:
        complaints = before.agency.complaints
        chosen = self.takes or ({complaints.service: ()} if complaints else {})
        return [
            (service, step)
            for service, steps in chosen.items()
            for step in steps or before.services[service].steps
            if before.services[service].steps[step].by is not None
        ]

    def _staffed(self, before: Organisation, on: date) -> dict[str, Position]:
        """Return all posts, the new one with its holders among them."""
        positions, people = dict(before.positions), dict[str, Person]()
        keeps = self.help in ("to_line", "both")
        for name, count in self.staff_from.items():
            old = positions[name]
            for id in last_of(old.people, count):
                skills = {**(work_of(name, old) if keeps else {}), **old.people[id].skills}
                people[id] = old.people[id].model_copy(update={"skills": skills})
            positions[name] = with_people(old, {id: p for id, p in old.people.items() if id not in people})
        people |= {id: Person() for id in islice(new_ids(self.post, on, before.staff), self.hire)}
        first = next((before.positions[name] for name in self.staff_from), None)
        like = {field: getattr(first, field) for field in _CONDITIONS} if first else {}
        cost = {} if self.monthly_cost is None else {"monthly_cost": self.monthly_cost}
        post = Position(title=self.post_title, unit=self.unit).model_copy(update={**like, **cost})
        return {**positions, self.post: with_people(post, people)}

    def _help(self, lines: tuple[str, ...]) -> Iterator[Help]:
        for line in lines:
            if self.help in ("from_line", "both"):
                yield Help(helper=line, helped=self.unit, above=self.help_above)
            if self.help in ("to_line", "both"):
                yield Help(helper=self.unit, helped=line, above=self.help_above)

    def _check(self, before: Organisation, on: date) -> None:
        with Faults(before, on) as faults:
            known = faults.need_all(self)
            for field, names in (("unit", before.units), ("post", before.positions)):
                if getattr(self, field) in names:
                    fault = message('there is "{name}" already', name=getattr(self, field))
                    faults.refuse(fault, field, remedy=message("Choose a new name"))
            if not (sum(self.staff_from.values()) or self.hire):
                fault = message("the division has no staff")
                faults.refuse(fault, "staff_from", remedy=message("Write `staff_from` or `hire`"))
            if not self.takes and before.agency.complaints is None:
                fault = message("the agency knows no complaints")
                faults.refuse(fault, "takes", remedy=message("Name the steps that the division takes"))
            if self.answers_questions and before.agency.chasing is None:
                fault = message("nobody asks after late cases in this agency")
                faults.refuse(fault, "answers_questions", remedy=message("Leave it out"))
            if known:
                self._check_work(before, faults)

    def _check_work(self, before: Organisation, faults: Faults) -> None:
        for name, count in self.staff_from.items():
            there = len(before.positions[name].people)
            if count > there:
                fault = message('"{position}" has {there} holders only', position=name, there=there)
                faults.refuse(fault, "staff_from", name, remedy=message("Write {there} or less", there=there))
        for service, steps in self.takes.items():
            for place, step in enumerate(steps):
                need_work(faults, before, service, step, "takes", service, place)
        if not faults and not self._steps(before):
            faults.refuse(message("no post does any of these steps"), "takes", remedy=message("Name other steps"))


_CONDITIONS = ("calendar", "effective_share", "monthly_cost", "absent")
"""What the new post has in common with the one that its first holders come from."""
