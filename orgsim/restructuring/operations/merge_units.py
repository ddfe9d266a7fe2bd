"""Several units become one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import Field

from orgsim.errors import Message, message
from orgsim.organisation.agency import Position, Unit
from orgsim.organisation.legal_form import combined
from orgsim.organisation.organisation import Organisation
from orgsim.organisation.programme import programmes_in
from orgsim.restructuring.operation import OPERATIONS, Faults, Operation, Thing
from orgsim.restructuring.quantity import Quantity
from orgsim.restructuring.skills import SkillGap, pooled
from orgsim.restructuring.units import duties_in, help_in
from orgsim.spec import LocalisedText, PositionId, SiteId, Text, UnitId, UnitName


@OPERATIONS.register
class MergeUnits(Operation):
    """Several units become one, with all their staff, duties and units under them.

    Hand-overs between them vanish, and a level of disposition with it. One head approves where there were several; the
    others keep their post as ordinary staff of the merged unit (penyetaraan jabatan): nobody is dismissed, and nobody
    approves in their place. A merger by itself pools nothing: say in `pool` who takes whose work from then on. Kinds of
    work stay what they were, so that switching between them still costs time.
    """

    operation: Literal["merge_units"] = "merge_units"
    """Name of the operation."""
    units: tuple[UnitId, ...] = Field(min_length=2)
    """The units that become one."""
    into: UnitName
    """The merged unit: one of `units`, which goes on, or a new one."""
    title: Text | None = None
    """Title of the merged unit; empty: that of the unit that goes on, or the titles together."""
    head: PositionId | None = None
    """The post that heads it; empty: the head of the unit that goes on, else of the first that has one."""
    site: SiteId | None = None
    """Where it serves; needed if the units serve at different sites, whose staff then move."""
    pool: Literal["none", "all"] | tuple[tuple[PositionId, ...], ...] = "none"
    """Groups of posts whose holders take each other's work from then on; or `all` posts but heads; or `none`."""
    skill_gap: SkillGap | None = None
    """How much longer each other's work takes them; empty: the assumption `skill_gap`."""

    caption: ClassVar = message("Merge units")
    conserves: ClassVar = frozenset(
        {
            Quantity.HEADCOUNT,
            Quantity.STAFF,
            Quantity.WORKPLACES,
            Quantity.POSTS,
            Quantity.SERVICES,
            Quantity.STEPS,
            Quantity.PROCEDURES,
            Quantity.DUTY_HOURS,
            Quantity.STAFF_COST,
        }
    )
    affects: ClassVar[tuple[str, ...]] = ("waiting_time", "lead_time", "hand_overs", "utilisation")
    example: ClassVar[dict[str, Any]] = {
        "units": ["pendaftaran", "pencatatan-sipil"],
        "into": "adminduk",
        "title": {"id": "Bidang Administrasi Kependudukan", "en": "Civil Administration Division"},
        "pool": [["verifikator-pendaftaran", "verifikator-pencatatan"]],
        "skill_gap": 1.25,
    }

    def makes(self) -> frozenset[Thing]:
        return frozenset() if self.into in self.units else frozenset({("unit", self.into)})

    def removes(self) -> Mapping[Thing, str | None]:
        return {("unit", unit): self.into for unit in self.units if unit != self.into}

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        self._check(before, on)
        head, positions = self._head(before), before.positions
        moved = {
            name: p.model_copy(update={"unit": self.into, "head": name == head}) if p.unit in self.units else p
            for name, p in positions.items()
        }
        into = dict.fromkeys(self.units, self.into)
        return before.changed(
            units=self._units(before),
            positions=moved | self._pooled(moved, head),
            duties=duties_in(before.agency.duties, into),
            programmes=programmes_in(before.agency.programmes, into),
            help=help_in(before.agency.help, into),
        )

    def notes(self, before: Organisation, *, on: date) -> tuple[Message, ...]:
        head = self._head(before)
        told = [
            message(
                '"{position}" heads no unit any more: its holder stays in {unit} as ordinary staff, approving nothing',
                position=name,
                unit=self.into,
            )
            for name in self._heads(before)
            if name != head
        ]
        if self.pool == "none":
            told.append(message("{unit} pools no work: a merger by itself changes nobody's work", unit=self.into))
        return tuple(told)

    def _check(self, before: Organisation, on: date) -> None:
        with Faults(before, on) as faults:
            known = faults.need_all(self)
            faults.refuse_twice(self.units)
            if self.into in before.units and self.into not in self.units:
                fault = message('there is a unit "{unit}" already', unit=self.into)
                faults.refuse(fault, "into", remedy=message("Name it among `units` too, or choose a new name"))
            if not known:
                return
            sites = {before.units[unit].site for unit in self.units}
            if len(sites) > 1 and self.site is None:
                named = tuple(sorted(site or "-" for site in sites))
                fault = message("the units serve at different sites: {sites}", sites=named)
                faults.refuse(fault, "units", remedy=message("Say in `site` where the merged unit serves"))
            members: list[tuple[tuple[str | int, ...], str]] = [(("head",), self.head)] if self.head else []
            groups = self.pool if isinstance(self.pool, tuple) else ()
            members += [(("pool", g, n), name) for g, group in enumerate(groups) for n, name in enumerate(group)]
            for path, name in members:
                if before.positions[name].unit not in self.units:
                    faults.refuse(message("{position} is not a post of these units", position=name), *path)

    def _heads(self, before: Organisation) -> list[str]:
        """Return the heads of the units: that of the one that goes on first, vacant posts last."""
        order = sorted(self.units, key=lambda unit: unit != self.into)
        found = [name for unit in order for name, p in before.positions.items() if p.unit == unit and p.head]
        return sorted(found, key=lambda name: not before.positions[name].people)

    def _head(self, before: Organisation) -> str | None:
        return self.head or next(iter(self._heads(before)), None)

    def _units(self, before: Organisation) -> dict[str, Unit]:
        goes_on = self.into if self.into in self.units else self.units[0]
        # The place in the line of command is that of the highest of them, so that none comes to report to itself.
        place = before.units[min(self.units, key=lambda unit: (before.graph.depth(unit), unit != goes_on))]
        merged = before.units[goes_on].model_copy(
            update={
                "title": self._title(before),
                "reports_to": place.reports_to,
                "level": place.level,
                "site": self.site or before.units[goes_on].site,
                "legal": combined(before.units[unit].legal for unit in (goes_on, *self.units)),
            }
        )
        units: dict[str, Unit] = {}
        for name, unit in before.units.items():
            if name in self.units:
                units.setdefault(self.into, merged)
            elif unit.reports_to in self.units:
                units[name] = unit.model_copy(update={"reports_to": self.into})
            else:
                units[name] = unit
        return units

    def _title(self, before: Organisation) -> LocalisedText:
        if self.title is not None:
            return self.title
        if self.into in self.units:
            return before.units[self.into].title
        titles = [before.units[unit].title for unit in self.units]
        return LocalisedText(" dan ".join(t.id for t in titles), " and ".join(t.en for t in titles))

    def _pooled(self, positions: Mapping[str, Position], head: str | None) -> dict[str, Position]:
        if self.pool == "none":
            return {}
        everybody = tuple(name for name, p in positions.items() if p.unit == self.into and name != head)
        groups = (everybody,) if self.pool == "all" else self.pool
        skills = pooled(positions, groups, self.value("skill_gap"))
        return {name: positions[name].model_copy(update={"skills": learnt}) for name, learnt in skills.items()}
