"""Whether the parts of an agency fit together; every fault at once.

A fault that follows from another is not told: a step whose post does not exist is not also a step that nobody can do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from orgsim.errors import Fault, Path, message
from orgsim.organisation.agency import Agency
from orgsim.organisation.mechanism_checks import mechanism_faults
from orgsim.organisation.mentions import Mention, mentions
from orgsim.organisation.route_checks import route_faults
from orgsim.organisation.rule_checks import idle_rule_faults, rule_faults
from orgsim.organisation.service import DONE
from orgsim.organisation.step_checks import not_hundred_per_cent, step_faults
from orgsim.suggestion import did_you_mean, suggest

DESCRIBED = {
    "unit": ("units",),
    "position": ("positions",),
    "service": ("services",),
    "site": ("sites",),
    "calendar": ("calendars",),
    "duty": ("duties",),
    "equipment": ("equipment",),
    "supply": ("supplies",),
    "step": ("services", "*", "steps"),
    "attribute": ("services", "*", "attributes"),
    "staff": ("positions", "*", "people"),
}
"""Where things are described: there a name is given, everywhere else it refers to what is given there."""

_HUNDRED_PER_CENT = 1e-9


def faults(agency: Agency) -> list[Fault]:
    """Return everything in an agency that does not fit together, in the order of the file's parts.

    Examples
    --------
    >>> agency = Agency.model_validate({"title": "Dinas", "units": {"dinas": {"title": "Dinas"}},
    ...     "positions": {"loket": {"title": "Loket", "unit": "dina"}}})
    >>> [str(fault) for fault in faults(agency)]
    ['positions.loket.unit: there is no unit "dina". Did you mean "dinas"?']
    """
    found = list(reference_faults(agency))
    found += _line_faults(agency)
    broken = frozenset(fault.path for fault in found)
    found += _site_faults(agency)
    found += _position_faults(agency)
    for name in agency.services:
        of_steps = [*step_faults(agency, name, broken), *mechanism_faults(agency, name, broken)]
        found += of_steps
        found += route_faults(agency, name, broken | {fault.path for fault in of_steps})
    found += rule_faults(agency)
    return found


def written_faults(agency: Agency) -> list[Fault]:
    """Return everything that does not fit together in an agency as people write it.

    Beside `faults` these are rules that do nothing from the beginning. A change of the structure may leave such a rule
    behind, and that is no fault of the plan.
    """
    return [*faults(agency), *idle_rule_faults(agency)]


def known_names(agency: Agency, refers_to: str, service: str | None = None) -> frozenset[str] | None:
    """Return the names that a field may refer to; None if any name will do.

    Parameters
    ----------
    agency
        Where the things are described.
    refers_to
        What is named: ``"unit"``, ``"step"``, ….
    service
        The service whose steps and attributes are meant.
    """
    if refers_to in ("step", "attribute"):
        of = agency.services.get(service or "")
        described: Mapping[str, object] = (of.steps if refers_to == "step" else of.attributes) if of else {}
        return frozenset(described)
    if refers_to == "staff":
        return frozenset(f"{name}/{n}" for name, p in agency.positions.items() for n in range(1, p.headcount + 1)) | {
            id for p in agency.positions.values() for id in p.people
        }
    if refers_to == "level":
        return frozenset(agency.levels)
    if refers_to == "skill":
        return skills_held(agency)
    if refers_to == "kind":
        return kinds(agency)
    place = DESCRIBED.get(refers_to)
    return frozenset(getattr(agency, place[0])) if place else None


def kinds(agency: Agency) -> frozenset[str]:
    """Return the kinds of work that there are: those named, and for services without one the unit of its first post."""
    found: set[str] = set()
    for name, service in agency.services.items():
        first = next((step.by for step in service.steps.values() if step.by), None)
        if service.kind or first is None:
            found.add(service.kind or name)
        elif first in agency.positions:
            found.add(agency.positions[first].unit)
        else:
            found.update(agency.units)  # which one, the faulty post does not say
    return frozenset(found)


def skills_held(agency: Agency) -> frozenset[str]:
    """Return the skills that somebody has: those named like the positions, and the further ones."""
    held = set(agency.positions)
    for position in agency.positions.values():
        held.update(position.skills, *(person.skills for person in position.people.values()))
    return frozenset(held)


def no_such(mention: Mention, known: frozenset[str]) -> Fault:
    """Make the fault of a name that refers to nothing."""
    templates = {
        "unit": message('there is no unit "{name}"', name=mention.name),
        "position": message('there is no position "{name}"', name=mention.name),
        "service": message('there is no service "{name}"', name=mention.name),
        "step": message('the service has no step "{name}"', name=mention.name),
        "attribute": message('the service has no attribute "{name}"', name=mention.name),
        "site": message('there is no site "{name}"', name=mention.name),
        "level": message('there is no level "{name}" in `levels`', name=mention.name),
        "calendar": message('there is no calendar "{name}"', name=mention.name),
        "skill": message('nobody has the skill "{name}"', name=mention.name),
        "kind": message('no service is of the kind "{name}"', name=mention.name),
        "staff": message('there is no employee "{name}"', name=mention.name),
        "duty": message('there is no duty "{name}"', name=mention.name),
        "equipment": message('there is no equipment "{name}"', name=mention.name),
        "supply": message('there is no supply "{name}"', name=mention.name),
    }
    return Fault(templates[mention.refers_to], mention.path, did_you_mean(mention.name, known))


def reference_faults(agency: Agency) -> Iterator[Fault]:
    """Yield the names that refer to nothing."""
    wanted = {step.skill for service in agency.services.values() for step in service.steps.values()}
    known_of: dict[tuple[str, str | None], frozenset[str] | None] = {}
    for mention in mentions(agency):
        if _describes(mention):
            continue
        if mention.refers_to == "skill" and mention.path[0] == "positions":
            yield from _mistyped_skill(mention, frozenset(agency.positions) | {skill for skill in wanted if skill})
            continue
        if mention.name == DONE and mention.refers_to == "step" and set(mention.path[4:5]) & {"then", "choices"}:
            continue
        if mention.refers_to == "kind" and mention.path[0] == "services":
            continue
        if mention.refers_to == "level" and mention.path[0] == "levels":
            continue
        service = str(mention.path[1]) if mention.path[0] == "services" else None
        place = mention.refers_to, service if mention.refers_to in ("step", "attribute") else None
        if place not in known_of:
            known_of[place] = known_names(agency, *place)
        known = known_of[place]
        if known is not None and mention.name not in known:
            yield no_such(mention, known)


def _describes(mention: Mention) -> bool:
    """Whether a name stands where the thing itself is described."""
    pattern = DESCRIBED.get(mention.refers_to)
    return (
        mention.key
        and pattern is not None
        and len(mention.path) == len(pattern) + 1
        and all(wanted in ("*", part) for wanted, part in zip(pattern, mention.path, strict=False))
    )


def _mistyped_skill(mention: Mention, used: frozenset[str]) -> Iterator[Fault]:
    """Yield a fault for a skill that no step takes, if it differs in a letter from one that a step does take."""
    if mention.name in used:
        return
    near = suggest(mention.name, used, closeness=0.9)
    if near and [c for c in near if c.isdigit()] == [c for c in mention.name if c.isdigit()]:
        remedy = message('Did you mean "{near}"?', near=near)
        yield Fault(message('no step takes the skill "{name}"', name=mention.name), mention.path, remedy)


def _line_faults(agency: Agency) -> Iterator[Fault]:
    """Exactly one top, no circle, one head a unit at most."""
    superior = {name: unit.reports_to for name, unit in agency.units.items()}
    tops = [name for name, above in superior.items() if above is None]
    for extra in tops[1:]:
        remedy = message("Give each unit but the top its superior in `reports_to`")
        yield Fault(
            message("{extra} reports to nobody, and neither does {top}: one unit is the top", extra=extra, top=tops[0]),
            ("units", extra),
            remedy,
        )
    seen: set[str] = set()
    for start in superior:
        way: list[str] = []
        unit: str | None = start
        while unit is not None and unit in superior and unit not in seen:
            seen.add(unit)
            way.append(unit)
            unit = superior[unit]
        if unit in way:
            circle = " → ".join([*way[way.index(unit) :], unit])
            fault = message("the line of command runs in a circle: {circle}", circle=circle)
            yield Fault(fault, ("units", unit, "reports_to"), message("Let one of them report to a unit outside"))
    first_head: dict[str, str] = {}
    for name, position in agency.positions.items():
        if position.head:
            other = first_head.setdefault(position.unit, name)
            if other != name:
                heads = message("{unit} has two heads: {one} and {other}", unit=position.unit, one=other, other=name)
                yield Fault(heads, ("positions", name, "head"), message("Set `head` for one of them only"))


def _site_faults(agency: Agency) -> Iterator[Fault]:
    total = sum(site.share for site in agency.sites.values())
    if agency.sites and abs(total - 1) > _HUNDRED_PER_CENT:
        yield not_hundred_per_cent(total, ("sites",))


def _position_faults(agency: Agency) -> Iterator[Fault]:
    holder: dict[str, str] = {}
    headed: set[str] = set()
    for name, position in agency.positions.items():
        at: Path = ("positions", name)
        count = len(position.people) or position.headcount
        if position.people and "headcount" in position.model_fields_set and position.headcount != count:
            fault = message("headcount is {said}, but {count} people are listed", said=position.headcount, count=count)
            yield Fault(fault, (*at, "headcount"), message("Leave `headcount` out where `people` lists the holders"))
        if position.head and count > 1 and position.unit not in headed:
            fault = message("{name} is head of {unit}, and {count} hold it", name=name, unit=position.unit, count=count)
            yield Fault(fault, (*at, "headcount"), message("Make the others a position of their own"))
        headed |= {position.unit} if position.head else set()
        if position.effective_share is not None and position.time_for_cases is not None:
            fault = message("`time_for_cases` and `effective_share` say the same in two ways")
            yield Fault(fault, (*at, "effective_share"), message("Keep one of them"))
        for person in position.people:
            if holder.setdefault(person, name) != name:
                fault = message("{person} is listed in {other} already", person=person, other=holder[person])
                yield Fault(fault, (*at, "people", person), message("An employee holds one position"))
