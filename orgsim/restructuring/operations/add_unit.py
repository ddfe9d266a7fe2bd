"""A unit is established."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import Field

from orgsim.errors import Message, message
from orgsim.organisation.agency import Unit
from orgsim.organisation.mentions import Mention
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.new_posts import NewPost, check_new_posts, named_in, opened
from orgsim.restructuring.operation import OPERATIONS, Faults, Operation, Thing
from orgsim.restructuring.quantity import Quantity
from orgsim.restructuring.skills import SkillGap, first_level
from orgsim.restructuring.units import led_by, level_under
from orgsim.spec import LevelId, NewName, PositionId, SiteId, Text, UnitId, UnitName


@OPERATIONS.register
class AddUnit(Operation):
    """A unit is established, with posts that come from other units and posts that are opened.

    Steps follow the posts that do them; new posts say which steps they take. New holders come from outside, unless they
    come from another post.
    """

    operation: Literal["add_unit"] = "add_unit"
    """Name of the operation."""
    unit: UnitName
    """Name of the new unit."""
    title: Text
    """Its title."""
    reports_to: UnitId
    """Its superior."""
    level: LevelId | None = None
    """Its level; empty: the next one below its superior's."""
    site: SiteId | None = None
    """Where it serves; empty: where its superior does."""
    positions: tuple[PositionId, ...] = Field(default=(), json_schema_extra={"uniqueItems": True})
    """Posts that come to it as a whole, with all holders."""
    new_posts: dict[NewName, NewPost] = Field(default_factory=dict)
    """Posts that are opened in it."""
    head: PositionId | None = None
    """The post that heads it; empty: the head among `positions`, if there is one only, else nobody."""
    skill_gap: SkillGap | None = None
    """How much longer work that is new to them takes those who come from other posts; empty: the assumption."""

    caption: ClassVar = message("Add a unit")
    conserves: ClassVar = frozenset({Quantity.SERVICES, Quantity.STEPS, Quantity.DUTY_HOURS})
    affects: ClassVar[tuple[str, ...]] = ("waiting_time", "utilisation", "hand_overs", "staff_cost_per_case")
    example: ClassVar[dict[str, Any]] = {
        "unit": "layanan-terpadu",
        "title": {"id": "Bidang Layanan Terpadu", "en": "One-stop Service Division"},
        "reports_to": "dinas",
        "level": "bidang",
        "positions": ["loket-akta"],
        "new_posts": {
            "kepala-layanan": {"title": "Kepala Layanan", "monthly_cost": "Rp 9 juta"},
            "loket-terpadu": {"from_position": "loket", "headcount": 2, "takes": {"kk": ["terima"]}},
        },
        "head": "kepala-layanan",
    }

    def makes(self) -> frozenset[Thing]:
        return frozenset({("unit", self.unit), *(("position", name) for name in self.new_posts)})

    def mentions(self) -> tuple[Mention, ...]:
        return (*(m for m in super().mentions() if m.refers_to != "skill"), *named_in(self.new_posts))

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        self._check(before, on)
        level = first_level(self.value("skill_gap"))
        positions, services = opened(before, self.unit, self.new_posts, on=on, level=level)
        positions |= led_by(positions, (*self.positions, *self.new_posts), self.unit, self.head)
        return before.changed(units=self._units(before), positions=positions, services=services)

    def notes(self, before: Organisation, *, on: date) -> tuple[Message, ...]:
        heads = [name for name in self.positions if before.positions[name].head]
        if self.head or len(heads) == 1:
            return ()
        return (message("{unit} has no head: its approvals go on to the next superior", unit=self.unit),)

    def _check(self, before: Organisation, on: date) -> None:
        with Faults(before, on) as faults:
            known = faults.need_all(self)
            if self.unit in before.units:
                fault = message('there is a unit "{unit}" already', unit=self.unit)
                faults.refuse(fault, "unit", remedy=message("Choose a new name"))
            known &= faults.need("unit", self.reports_to, "reports_to")
            known &= all([faults.need("position", name, "positions", n) for n, name in enumerate(self.positions)])
            if not known:
                return
            check_new_posts(faults, before, self.new_posts)
            if self.head is not None and self.head not in (*self.positions, *self.new_posts):
                fault = message("{position} does not go to the new unit", position=self.head)
                faults.refuse(fault, "head", remedy=message("Name it among `positions` or `new_posts` too"))

    def _units(self, before: Organisation) -> Mapping[str, Unit]:
        level = self.level or level_under(before, self.reports_to)
        site = self.site or before.units[self.reports_to].site
        parts = {"title": self.title, "reports_to": self.reports_to, "level": level, "site": site}
        return {**before.units, self.unit: Unit.model_validate(parts)}
