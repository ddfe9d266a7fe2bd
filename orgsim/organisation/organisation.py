"""The organisation: an agency resolved, with its individual staff and its line of command."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

from orgsim.organisation.agency import Agency, Person, Position, Unit
from orgsim.organisation.calendar import Absence
from orgsim.organisation.graph import OrganisationGraph
from orgsim.organisation.route import approved_step as approved_step
from orgsim.organisation.route import previous_step as previous_step
from orgsim.organisation.service import Service


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One employee: a post and a number, never a name.

    Attributes
    ----------
    id
        ``<position at the start>/<n>``, kept for life.
    position, unit
        Where the employee serves now.
    skills
        Level of every skill, the position's included; work times are divided by it.
    absences
        Dated absences, the position's included.
    leaves
        First day on which the employee is no longer there, if it is known.
    """

    id: str
    position: str
    unit: str
    skills: Mapping[str, float]
    absences: tuple[Absence, ...]
    leaves: dt.date | None = None


@dataclass(frozen=True)
class Organisation:
    """An agency in its resolved state: kinds named, holders of posts listed one by one.

    Built by `resolve`; changed by operations through `changed`, which leaves this one as it is.
    """

    agency: Agency

    def changed(self, **parts: Any) -> Organisation:
        """Return another organisation, with some parts of the agency replaced.

        Parameters
        ----------
        parts
            Fields of `Agency` by name: ``units``, ``positions``, ``services``, ….
        """
        return Organisation(self.agency.model_copy(update=parts))

    @property
    def units(self) -> Mapping[str, Unit]:
        """Units by id."""
        return MappingProxyType(self.agency.units)

    @property
    def positions(self) -> Mapping[str, Position]:
        """Positions by id."""
        return MappingProxyType(self.agency.positions)

    @property
    def services(self) -> Mapping[str, Service]:
        """Services by id."""
        return MappingProxyType(self.agency.services)

    @cached_property
    def staff(self) -> Mapping[str, StaffMember]:
        """Every employee, in the order of their ids."""
        members = {
            id: StaffMember(
                id=id,
                position=name,
                unit=position.unit,
                skills={name: 1.0, **position.skills, **person.skills},
                absences=(*position.absences, *person.absences),
                leaves=person.leaves,
            )
            for name, position in self.positions.items()
            for id, person in position.people.items()
        }
        return MappingProxyType(dict(sorted(members.items())))

    def leaving(self) -> tuple[dt.date, ...]:
        """Return the dates on which somebody is gone, in order."""
        return tuple(sorted({member.leaves for member in self.staff.values() if member.leaves is not None}))

    def without_leavers(self, on: dt.date) -> Organisation:
        """Return the organisation without those who have left by a date; their posts stay, vacant perhaps."""
        if all(day > on for day in self.leaving()):
            return self
        positions = {
            name: with_people(p, {id: x for id, x in p.people.items() if x.leaves is None or x.leaves > on})
            for name, p in self.positions.items()
        }
        return self.changed(positions=positions)

    @cached_property
    def graph(self) -> OrganisationGraph:
        """The line of command."""
        return OrganisationGraph.of(self.agency)

    @cached_property
    def heads(self) -> Mapping[str, str]:
        """The head position of each unit that has one with a holder."""
        return MappingProxyType({p.unit: name for name, p in self.positions.items() if p.head and p.people})

    def owner(self, service: str, step: str) -> str | None:
        """Return the unit that owns a step, or None for a wait outside.

        An approval belongs to the unit whose line is climbed: the owner of the step that it approves.
        """
        return self.owners[service].get(step)

    @cached_property
    def owners(self) -> Mapping[str, Mapping[str, str | None]]:
        """The owning unit of every step, by service and step."""
        return MappingProxyType({name: _owners(service, self.positions) for name, service in self.services.items()})

    def to_agency(self) -> Agency:
        """Return the agency as it would be written: the holders of a post are listed only where they differ."""
        positions = {
            name: position.model_copy(update={"people": {}})
            if position.people == _people(name, len(position.people))
            else position
            for name, position in self.positions.items()
        }
        return self.agency.model_copy(update={"positions": positions})


def resolve(agency: Agency, *, checked: bool = False) -> Organisation:
    """Resolve an agency: list the holders of every post and name the kind of every service.

    Parameters
    ----------
    agency
        The agency.
    checked
        Whether its faults have been looked for already, and it has none.

    Raises
    ------
    InputError
        With every fault of the agency (see `orgsim.organisation.checks.faults`).

    Examples
    --------
    >>> agency = Agency.model_validate({"title": "Dinas", "units": {"dinas": {"title": "Dinas"}},
    ...     "positions": {"loket": {"title": "Loket", "unit": "dinas", "headcount": 2}}})
    >>> list(resolve(agency).staff)
    ['loket/1', 'loket/2']
    """
    from orgsim.errors import InputError
    from orgsim.organisation.checks import faults

    if not checked and (found := faults(agency)):
        raise InputError(*found)
    positions = {
        name: _with_leavers(p if p.people else p.model_copy(update={"people": _people(name, p.headcount)}))
        for name, p in agency.positions.items()
    }
    services = {
        name: s if s.kind else s.model_copy(update={"kind": _kind(name, s, positions)})
        for name, s in agency.services.items()
    }
    return Organisation(agency.model_copy(update={"positions": positions, "services": services}))


def _with_leavers(position: Position) -> Position:
    """Return the position with the dates on which its holders leave written at each of them."""
    ids = sorted(position.people, key=staff_order)
    dates = dict(zip(ids, sorted(position.leavers), strict=False))
    people = {id: p.model_copy(update={"leaves": dates[id]}) if id in dates else p for id, p in position.people.items()}
    return position.model_copy(update={"people": people, "leavers": ()}) if dates else position


def with_people(position: Position, people: Mapping[str, Person]) -> Position:
    """Return the position with other holders; the headcount follows."""
    ordered = dict(sorted(people.items(), key=lambda item: staff_order(item[0])))
    return position.model_copy(update={"people": ordered, "headcount": len(ordered)})


def staff_order(id: str) -> tuple[str, int, int]:
    """Sort key of staff ids: by post, date of hiring (0 for those of the start) and number.

    Examples
    --------
    >>> sorted(["loket/20260701-1", "loket/10", "loket/9"], key=staff_order)
    ['loket/9', 'loket/10', 'loket/20260701-1']
    """
    post, _, rest = id.rpartition("/")
    hired, _, number = rest.rpartition("-")
    if number.isdigit() and (hired or "0").isdigit():
        return post, int(hired or 0), int(number)
    return id, 0, 0


def _owners(service: Service, positions: Mapping[str, Position]) -> dict[str, str | None]:
    owners: dict[str, str | None] = {}
    for name, step in service.steps.items():
        doer = step
        if step.approval:
            approved = approved_step(service.steps, name)
            doer = service.steps[approved] if approved else step
        position = positions.get(doer.by) if doer.by else None
        owners[name] = position.unit if position else None
    return owners


def _people(position: str, headcount: int) -> dict[str, Person]:
    return {f"{position}/{n}": Person() for n in range(1, headcount + 1)}


def _kind(name: str, service: Service, positions: Mapping[str, Position]) -> str:
    return next((positions[s.by].unit for s in service.steps.values() if s.by), name)
