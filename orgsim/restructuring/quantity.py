"""What an operation may conserve, and how each is counted."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from enum import Enum
from math import fsum
from typing import Final

from orgsim.organisation.organisation import Organisation


class Quantity(Enum):
    """Something that can be compared before and after a change."""

    HEADCOUNT = "headcount"
    """Number of employees."""
    STAFF = "staff"
    """The employees themselves."""
    WORKPLACES = "workplaces"
    """Which employee holds which post."""
    POSTS = "posts"
    """The posts, open or vacant."""
    UNITS = "units"
    """The units."""
    LINE_OF_COMMAND = "line of command"
    """Who reports to whom."""
    SERVICES = "services"
    """The services, their promises included."""
    STEPS = "steps"
    """The steps of every service, in their order."""
    PROCEDURES = "procedures"
    """The services with their steps, work, routes, approvals and priorities."""
    SKILLS = "skills"
    """Who can do what, and how well."""
    DUTY_HOURS = "duty hours"
    """Hours a year spent on duties, all units together."""
    STAFF_COST = "staff cost"
    """Monthly cost of all holders of posts."""

    def measure(self, organisation: Organisation) -> Hashable:
        """Return the quantity of an organisation; equal values mean that it is conserved."""
        return _MEASURES[self](organisation)


def _duty_hours(organisation: Organisation) -> float:
    return round(fsum(t for duty in organisation.agency.duties.values() for t in duty.hours_per_year.values()), 3)


def _staff_cost(organisation: Organisation) -> float:
    return round(fsum((p.monthly_cost or 0.0) * len(p.people) for p in organisation.positions.values()), 3)


_MEASURES: Final[Mapping[Quantity, Callable[[Organisation], Hashable]]] = {
    Quantity.HEADCOUNT: lambda o: len(o.staff),
    Quantity.STAFF: lambda o: frozenset(o.staff),
    Quantity.WORKPLACES: lambda o: frozenset((m.id, m.position) for m in o.staff.values()),
    Quantity.POSTS: lambda o: frozenset(o.positions),
    Quantity.UNITS: lambda o: frozenset(o.units),
    Quantity.LINE_OF_COMMAND: lambda o: frozenset((name, unit.reports_to) for name, unit in o.units.items()),
    Quantity.SERVICES: lambda o: frozenset((name, service.promise) for name, service in o.services.items()),
    Quantity.STEPS: lambda o: frozenset((name, *service.steps) for name, service in o.services.items()),
    Quantity.PROCEDURES: lambda o: frozenset((name, service.model_dump_json()) for name, service in o.services.items()),
    Quantity.SKILLS: lambda o: frozenset((m.id, *sorted(m.skills.items())) for m in o.staff.values()),
    Quantity.DUTY_HOURS: _duty_hours,
    Quantity.STAFF_COST: _staff_cost,
}
