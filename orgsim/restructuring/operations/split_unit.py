"""One unit becomes two."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import Field

from orgsim.errors import Message, message
from orgsim.organisation.agency import Duty, Unit
from orgsim.organisation.mentions import Mention
from orgsim.organisation.organisation import Organisation
from orgsim.organisation.work_rules import Help
from orgsim.restructuring.new_posts import NewPost, check_new_posts, named_in, opened
from orgsim.restructuring.operation import OPERATIONS, Faults, Operation, Thing
from orgsim.restructuring.quantity import Quantity
from orgsim.restructuring.skills import SkillGap, first_level
from orgsim.restructuring.units import led_by, level_under
from orgsim.spec import DutyId, LevelId, NewName, PositionId, Share, Text, UnitId, UnitName


@OPERATIONS.register
class SplitUnit(Operation):
    """Part of a unit becomes a unit of its own, with some of its posts, staff, duties and units.

    Steps follow the posts that do them. A post of which only some holders go is opened anew in the new unit, with the
    steps that it takes along. Who helped the unit, and whom it helped, goes for both; between the two nobody helps.
    """

    operation: Literal["split_unit"] = "split_unit"
    """Name of the operation."""
    unit: UnitId
    """The unit that is split, and goes on."""
    into: UnitName
    """Name of the new unit."""
    title: Text
    """Title of the new unit."""
    reports_to: UnitId | None = None
    """Its superior; empty: that of the unit that is split, or this one if it is the top."""
    level: LevelId | None = None
    """Its level; empty: that of the unit that is split, or the next one below another superior."""
    positions: tuple[PositionId, ...] = Field(default=(), json_schema_extra={"uniqueItems": True})
    """Posts that go as a whole, with all holders."""
    new_posts: dict[NewName, NewPost] = Field(default_factory=dict)
    """Posts that are opened with some of the holders of a post that stays."""
    head: PositionId | None = None
    """The post that heads the new unit; empty: the head among those who go, if there is one, else nobody."""
    units: tuple[UnitId, ...] = Field(default=(), json_schema_extra={"uniqueItems": True})
    """Units under it that go to the new one."""
    duties: dict[DutyId, Share] = Field(default_factory=dict)
    """Share of the unit's hours on a duty that goes; for the others, the share of its staff who go."""
    skill_gap: SkillGap | None = None
    """How much longer work that is new to them takes those who go; empty: the assumption `skill_gap`."""

    caption: ClassVar = message("Split a unit")
    conserves: ClassVar = frozenset(
        {Quantity.HEADCOUNT, Quantity.STAFF, Quantity.SERVICES, Quantity.STEPS, Quantity.DUTY_HOURS}
    )
    affects: ClassVar[tuple[str, ...]] = ("waiting_time", "hand_overs", "utilisation")
    example: ClassVar[dict[str, Any]] = {
        "unit": "pendaftaran",
        "into": "verifikasi",
        "title": {"id": "Bidang Verifikasi", "en": "Verification Division"},
        "positions": ["verifikator-pendaftaran"],
        "new_posts": {
            "koordinator": {"title": "Koordinator", "from_position": "loket"},
            "penerima": {"from_position": "loket", "takes": {"kk": ["terima"]}},
        },
        "head": "koordinator",
        "units": ["tim-identitas"],
        "duties": {"verifikasi": "80 %"},
    }

    def makes(self) -> frozenset[Thing]:
        return frozenset({("unit", self.into), *(("position", name) for name in self.new_posts)})

    def mentions(self) -> tuple[Mention, ...]:
        return (*(m for m in super().mentions() if m.refers_to != "skill"), *named_in(self.new_posts))

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        self._check(before, on)
        level = first_level(self.value("skill_gap"))
        positions, services = opened(before, self.into, self.new_posts, on=on, level=level)
        positions |= led_by(positions, (*self.positions, *self.new_posts), self.into, self.head)
        return before.changed(
            units=self._units(before),
            positions=positions,
            services=services,
            duties=self._duties(before),
            help=self._help(before.agency.help),
        )

    def notes(self, before: Organisation, *, on: date) -> tuple[Message, ...]:
        gone = self._going(before)
        if not gone:
            return (message("nobody goes to {unit}", unit=self.into),)
        if self.head or any(before.positions[name].head for name in self.positions):
            return ()
        return (message("{unit} has no head: its approvals go on to the next superior", unit=self.into),)

    def _going(self, before: Organisation) -> int:
        whole = sum(len(before.positions[name].people) for name in self.positions)
        return whole + sum(new.headcount for new in self.new_posts.values())

    def _check(self, before: Organisation, on: date) -> None:
        with Faults(before, on) as faults:
            known = faults.need_all(self)
            if self.into in before.units:
                fault = message('there is a unit "{unit}" already', unit=self.into)
                faults.refuse(fault, "into", remedy=message("Choose a new name"))
            if self.reports_to is not None:
                known &= faults.need("unit", self.reports_to, "reports_to")
            for field, names in (("positions", self.positions), ("units", self.units)):
                kind = "position" if field == "positions" else "unit"
                known &= all([faults.need(kind, name, field, place) for place, name in enumerate(names)])
            if known:
                check_new_posts(faults, before, self.new_posts)
                self._check_posts(before, faults)
                self._check_others(before, faults)

    def _check_posts(self, before: Organisation, faults: Faults) -> None:
        own = {name for name, post in before.positions.items() if post.unit == self.unit}
        for place, name in enumerate(self.positions):
            if name not in own:
                fault = message('"{position}" is no post of {unit}', position=name, unit=self.unit)
                faults.refuse(fault, "positions", place)
        for name, new in self.new_posts.items():
            if new.from_position not in own:
                fault = message("its holders come from the unit that is split")
                faults.refuse(fault, "new_posts", name, "from_position", remedy=message("Name a post of it"))
        if self.head is not None and self.head not in (*self.positions, *self.new_posts):
            fault = message("{position} does not go to the new unit", position=self.head)
            faults.refuse(fault, "head", remedy=message("Name it among `positions` or `new_posts` too"))

    def _check_others(self, before: Organisation, faults: Faults) -> None:
        for place, name in enumerate(self.units):
            if before.units[name].reports_to != self.unit:
                fault = message("{unit} does not report to {superior}", unit=name, superior=self.unit)
                faults.refuse(fault, "units", place)
        for name in self.duties:
            if self.unit not in before.agency.duties[name].hours_per_year:
                faults.refuse(message("{unit} spends no hours on it", unit=self.unit), "duties", name)

    def _units(self, before: Organisation) -> dict[str, Unit]:
        old = before.units[self.unit]
        above = self.reports_to or old.reports_to or self.unit
        level = self.level or (old.level if above == old.reports_to else level_under(before, above))
        new = old.model_copy(update={"title": self.title, "reports_to": above, "level": level})
        units = {
            name: unit.model_copy(update={"reports_to": self.into}) if name in self.units else unit
            for name, unit in before.units.items()
        }
        return {**units, self.into: new}

    def _duties(self, before: Organisation) -> Mapping[str, Duty]:
        staff = before.graph.headcount(self.unit)
        usual = self._going(before) / staff if staff else 0.0
        divided: dict[str, Duty] = {}
        for name, duty in before.agency.duties.items():
            spent, share = duty.hours_per_year.get(self.unit, 0.0), self.duties.get(name, usual)
            parts = {self.unit: spent - spent * share, self.into: spent * share}
            hours = {**duty.hours_per_year, **{unit: part for unit, part in parts.items() if part}}
            if spent and not parts[self.unit]:
                del hours[self.unit]
            divided[name] = duty.model_copy(update={"hours_per_year": hours}) if spent and share else duty
        return divided

    def _help(self, rules: tuple[Help, ...]) -> tuple[Help, ...]:
        added = [
            rule.model_copy(update={field: self.into})
            for rule in rules
            for field in ("helper", "helped")
            if getattr(rule, field) == self.unit
        ]
        return (*rules, *added)
