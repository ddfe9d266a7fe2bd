"""Whether the rules of an agency, its things and the conditions of its posts make sense."""

from __future__ import annotations

from collections.abc import Iterator

from orgsim.errors import Fault, message
from orgsim.organisation.agency import Agency
from orgsim.organisation.mechanism_checks import held
from orgsim.organisation.step_checks import not_hundred_per_cent

_HUNDRED_PER_CENT = 1e-9


def rule_faults(agency: Agency) -> Iterator[Fault]:
    """Yield what is wrong with the rules of an agency, whatever its structure has become."""
    yield from _help_faults(agency)
    yield from _switching_faults(agency)
    yield from _staff_faults(agency)
    yield from _supply_faults(agency)
    yield from _complaint_faults(agency)
    for place, level in enumerate(agency.levels):
        if level in agency.levels[:place]:
            yield Fault(message("the level {level} is given twice", level=level), ("levels", place))


def idle_rule_faults(agency: Agency) -> Iterator[Fault]:
    """Yield the rules that do nothing in an agency as it is written; after a change of structure one may well idle."""
    for place, rule in enumerate(agency.help):
        if rule.helper == rule.helped or not {rule.helper, rule.helped} <= agency.units.keys():
            continue
        skills = _skills_of(agency, rule.helper)
        wanted = _work_of(agency, rule.helped)
        if skills.isdisjoint(wanted):
            fault = message("nobody in {helper} can do any work of {helped}: they share no skill",
                            helper=rule.helper, helped=rule.helped)  # fmt: skip
            skill = next(iter(wanted), None)
            remedy = message("Give somebody in {helper} the skill {skill}", helper=rule.helper, skill=skill or "")
            yield Fault(fault, ("help", place), remedy if skill else message("Remove the rule"))
    alone = {name for name, duty in agency.duties.items() if len(duty.hours_per_year) < 2}
    duties = {step.duty for service in agency.services.values() for step in service.steps.values()}
    if agency.misrouting is not None and duties <= {None, *alone}:
        fault = message("no case can go to the wrong unit: no step belongs to a duty that two units own")
        remedy = message("Name such a duty in `duty` of a step, or remove `misrouting`")
        yield Fault(fault, ("misrouting",), remedy)


def _skills_of(agency: Agency, unit: str) -> set[str]:
    """Return the skills of a unit's staff."""
    there = {name: position for name, position in agency.positions.items() if position.unit == unit and held(position)}
    own = (person.skills for position in there.values() for person in position.people.values())
    return set(there).union(*(position.skills for position in there.values()), *own)


def _work_of(agency: Agency, unit: str) -> dict[str, None]:
    """Return the skills that the work of a unit takes, in the order of the file."""
    found: dict[str, None] = {}
    asked: list[tuple[str, str | None]] = [(agency.chasing.by, None)] if agency.chasing else []
    for service in agency.services.values():
        for step in service.steps.values():
            asked += [(post, step.skill) for post in ((step.by, *step.at_sites.values()) if step.by else ())]
    for post, skill in asked:
        if post in agency.positions and agency.positions[post].unit == unit:
            found[skill or post] = None
    return found


def _help_faults(agency: Agency) -> Iterator[Fault]:
    for place, rule in enumerate(agency.help):
        if rule.helper == rule.helped:
            fault = message("{unit} cannot help itself", unit=rule.helper)
            yield Fault(fault, ("help", place, "helped"), message("Name another unit"))


def _switching_faults(agency: Agency) -> Iterator[Fault]:
    pairs: set[tuple[str, str]] = set()
    for place, pair in enumerate(agency.switching.pairs):
        if (pair.before, pair.after) in pairs:
            fault = message("the pair {before}, {after} is given twice", before=pair.before, after=pair.after)
            yield Fault(fault, ("switching", "pairs", place), message("Remove one of them"))
        pairs.add((pair.before, pair.after))


def _staff_faults(agency: Agency) -> Iterator[Fault]:
    """Conditions of posts and units that nobody can mean."""
    for name, unit in agency.units.items():
        if unit.overtime is not None and unit.overtime.hours <= 0:
            fault = message("overtime takes time")
            remedy = message("Write e.g. {example}", example="2 jam")
            yield Fault(fault, ("units", name, "overtime", "hours"), remedy)
    for name, position in agency.positions.items():
        if position.absent is not None and position.absent >= 1:
            fault = message("a holder who is always away does no work")
            remedy = message("Lower the share, or write `headcount: 0`")
            yield Fault(fault, ("positions", name, "absent"), remedy)


def _supply_faults(agency: Agency) -> Iterator[Fault]:
    """Yield what is used up and comes from nowhere."""
    for name, supply in agency.supplies.items():
        if supply.stock or supply.deliveries:
            continue
        consumer = next(
            ((service, step) for service, s in agency.services.items() for step in s.steps
             if s.steps[step].consumes.get(name)), None,
        )  # fmt: skip
        if consumer is not None:
            fault = message('"{step}" of {service} uses up {supply}, which nobody delivers and of which there is none',
                            step=consumer[1], service=consumer[0], supply=name)  # fmt: skip
            yield Fault(fault, ("supplies", name), message("Give it `deliveries` or a `stock`"))


def _complaint_faults(agency: Agency) -> Iterator[Fault]:
    complaints, chasing = agency.complaints, agency.chasing
    if complaints is not None and complaints.classes:
        total = sum(kind.share for kind in complaints.classes.values())
        if abs(total - 1) > _HUNDRED_PER_CENT:
            yield not_hundred_per_cent(total, ("complaints", "classes"))
        for name, kind in complaints.classes.items():
            if not (kind.limit.days or kind.limit.seconds):
                fault = message("a limit leaves some time")
                remedy = message("Write e.g. {example}", example="5 hari kerja")
                yield Fault(fault, ("complaints", "classes", name, "limit"), remedy)
    if chasing is not None and chasing.by in agency.positions and not held(agency.positions[chasing.by]):
        fault = message("nobody holds {position}", position=chasing.by)
        yield Fault(fault, ("chasing", "by"), message("Name another post"))
