"""Whether each step of a service says one thing, and whether there is somebody to do it."""

from __future__ import annotations

from collections.abc import Iterator

from orgsim.errors import Fault, Path, message
from orgsim.measures import write_share
from orgsim.organisation.agency import Agency, Position
from orgsim.organisation.route import approved_step
from orgsim.organisation.service import DONE, Choice, Service, Step

_EXACT = 1e-9


def step_faults(agency: Agency, service: str, broken: frozenset[Path]) -> Iterator[Fault]:
    """Yield what is wrong with the steps of a service, each looked at by itself.

    Parameters
    ----------
    agency
        The agency.
    service
        Which of its services.
    broken
        Where names refer to nothing; what follows from these is not told again.
    """
    for name, step in agency.services[service].steps.items():
        at: Path = ("services", service, "steps", name)
        if name == DONE:
            fault = message("no step may be called “{name}”: it is the end of the route", name=DONE)
            yield Fault(fault, at, message("Give the step another name"))
        yield from (fault.under(*at) for fault in _form_faults(step))
        yield from (fault.under(*at) for fault in _way_faults(step))
        touched = {path[len(at)] for path in broken if path[: len(at)] == at and len(path) > len(at)}
        yield from (fault.under(*at) for fault in _doer_faults(agency, step, touched))
        line_holds = not any(path[0] == "units" for path in broken)
        if step.approval and line_holds and not touched & {"approval"}:
            yield from (fault.under(*at) for fault in _approval_faults(agency, agency.services[service], name, step))


def not_hundred_per_cent(total: float, path: Path) -> Fault:
    """Make the fault of shares that do not add up."""
    fault = message("the shares add up to {total}, not to 100 %", total=write_share(round(min(total, 1e6), 6)))
    return Fault(fault, path, message("Change them so that they add up to 100 %"))


def _form_faults(step: Step) -> Iterator[Fault]:
    """Work of a post, an approval, or a wait outside: one of the three, with what belongs to it."""
    forms = [name for name in ("by", "approval", "external") if getattr(step, name) is not None]
    if not forms:
        fault = message("nobody does this step")
        yield Fault(fault, (), message("Write `by` (a post), `approval` (superiors) or `external` (a wait outside)"))
    if len(forms) > 1:
        fault = message("a step is one thing: `{one}` and `{other}` exclude each other", one=forms[0], other=forms[1])
        yield Fault(fault, (forms[1],), message("Make two steps of it"))
    if len(forms) == 1:
        if forms == ["by"] and step.work is None:
            yield Fault(message("a step that a post does takes work"), (), message("Write e.g. `work: 15 min`"))
        if forms == ["external"] and step.work is not None:
            fault = message("a wait outside takes no work of ours")
            yield Fault(fault, ("work",), message("Remove `work`, or make a step of its own for it"))
        if forms != ["by"]:
            for name in ("skill", "together_with", "attended", "at_sites"):
                if getattr(step, name):
                    fault = message("`{name}` belongs to a step that a post does", name=name)
                    yield Fault(fault, (name,), message("Remove it, or write who does the step in `by`"))
    if step.only_for is not None and step.only_for == step.not_for:
        fault = message("no case takes this step: `only_for` and `not_for` name the same attribute")
        yield Fault(fault, ("not_for",), message("Keep one of them"))


def _way_faults(step: Step) -> Iterator[Fault]:
    """One way on: `then`, `choices` or `parallel`."""
    given = [name for name in ("then", "choices", "parallel") if getattr(step, name)]
    if len(given) > 1:
        fault = message("`{one}` and `{other}` exclude each other", one=given[0], other=given[1])
        yield Fault(fault, (given[1],), message("Keep one of them"))
    if step.choices:
        yield from _choice_faults(step.choices)
    if len(step.parallel) == 1 or len(set(step.parallel)) < len(step.parallel):
        fault = message("`parallel` needs two or more different steps")
        yield Fault(fault, ("parallel",), message("For a single way on write `then`"))
    passed_by = next((name for name in ("only_for", "not_for") if getattr(step, name)), None)
    if passed_by and (step.parallel or step.waits_for_all):
        fault = message("a step at which branches part or join cannot be passed by")
        yield Fault(fault, (passed_by,), message("Put the condition on a step before or after it"))


def _choice_faults(choices: tuple[Choice, ...]) -> Iterator[Fault]:
    last = choices[-1]
    for place, choice in enumerate(choices):
        if choice.share is not None and choice.when is not None:
            fault = message("`share` and `when` exclude each other")
            yield Fault(fault, ("choices", place, "when"), message("Keep one of them"))
        if choice.share is None and choice.when is None and choice is not last:
            fault = message("this choice takes every case, and the ones after it none")
            yield Fault(fault, ("choices", place), message("Give it a `share` or `when`, or put it last"))
    shares = [choice.share for choice in choices if choice.share is not None]
    others = last.share is None and last.when is None
    if shares and ((abs(sum(shares) - 1) > _EXACT and not others) or sum(shares) > 1 + _EXACT):
        yield not_hundred_per_cent(sum(shares), ("choices",))
    if not shares and all(choice.when for choice in choices):
        fault = message("cases without any of these attributes have no way on")
        yield Fault(fault, ("choices",), message("Add a last choice without `when`"))


def _doer_faults(agency: Agency, step: Step, touched: set[str | int]) -> Iterator[Fault]:
    """Somebody in the owning unit, or a unit that helps it, has the skill; a team is not larger than its post."""
    posts: list[tuple[Path, str]] = [(("at_sites", site), post) for site, post in step.at_sites.items()]
    if step.by and not (agency.sites and agency.sites.keys() <= step.at_sites.keys()):
        posts.insert(0, (("by",), step.by))
    for path, post in posts:
        position = agency.positions.get(post)
        if position is None or touched & {path[0], "skill"} or position.unit not in agency.units:
            continue
        site = agency.units[position.unit].site
        if path[0] == "at_sites" and site is not None and site != path[1]:
            fault = message("{position} serves at {site}", position=post, site=site)
            yield Fault(fault, path, message("Name a position of a unit at this site"))
        elif not _can_do(agency, position.unit, step.skill or post):
            if _count(position):
                fault = message("nobody in {unit} has the skill {skill}", unit=position.unit, skill=step.skill or post)
                path = ("skill",) if step.skill else path
            else:
                fault = message("nobody holds {position}: no one can do this step", position=post)
            yield Fault(fault, path, message("Give the skill to somebody in {unit}", unit=position.unit))
    for post, number in step.together_with.items():
        if post in agency.positions:
            needed, there = number + (post == step.by), _count(agency.positions[post])
            if needed > there:
                fault = message(
                    "{needed} of {position} are needed, {there} hold it", needed=needed, position=post, there=there
                )
                yield Fault(fault, ("together_with", post), message("Lower the number, or raise the headcount"))


def _can_do(agency: Agency, unit: str, skill: str) -> bool:
    own = agency.positions.get(skill)
    if own is not None and own.unit == unit and _count(own):
        return True  # the usual case: no need to look through all the others
    units = {unit} | {rule.helper for rule in agency.help if rule.helped == unit}
    return any(
        position.unit in units
        and _count(position) > 0
        and (skill == name or skill in position.skills or any(skill in p.skills for p in position.people.values()))
        for name, position in agency.positions.items()
    )


def _count(position: Position) -> int:
    return len(position.people) or position.headcount


def _approval_faults(agency: Agency, service: Service, name: str, step: Step) -> Iterator[Fault]:
    approval = step.approval
    assert approval is not None
    if approval.delegate_for and not approval.delegate_to:
        fault = message("`delegate_for` needs `delegate_to`")
        yield Fault(fault, ("approval", "delegate_for"), message("Name the post that approves in `delegate_to`"))
    for field in ("delegate_to", "deputy"):
        post = getattr(approval, field)
        if post and not _count(agency.positions[post]):
            yield Fault(
                message("nobody holds {position}", position=post), ("approval", field), message("Name another post")
            )
    approved = approved_step(service.steps, name)
    if approved is None:
        fault = message("this approval has no step to approve")
        yield Fault(fault, ("approval",), message("Put it after the step that is approved, or name that in `of`"))
        return
    doer = service.steps[approved].by
    if doer not in agency.positions or agency.positions[doer].unit not in agency.units:
        return
    unit = agency.positions[doer].unit
    levels = _approving_levels(agency, unit, doer, step)
    if levels is None:
        fault = message("no superior of {unit} is at the level {level} or above it", unit=unit, level=approval.to)
        yield Fault(fault, ("approval", "to"), message("Set `level` for the units on its line of command"))
        return
    if not levels and not (approval.delegate_to and not approval.delegate_for):
        fault = message("nobody can give this approval: no unit up to {level} has a head in office", level=approval.to)
        yield Fault(fault, ("approval", "to"), message("Set `head` for a position of {unit} or above", unit=unit))
    without = [level for level in levels if level not in approval.work_by_level]
    if step.work is None and without:
        fault = message("the work of an approver at the level {level} is not given", level=without[0])
        yield Fault(fault, ("approval",), message("Write e.g. `work: 2 min` in the step"))


def _approving_levels(agency: Agency, unit: str, doer: str, step: Step) -> list[str] | None:
    """Return the levels that approve, from the unit up; None if the line ends before the level that is asked for."""
    approval = step.approval
    assert approval is not None
    line: list[str] = []
    above: str | None = unit
    while above in agency.units and above not in line:
        line.append(above)
        above = agency.units[above].reports_to
    present = {agency.units[name].level for name in line}
    higher = agency.levels[: agency.levels.index(approval.to)] if approval.to in agency.levels else ()
    last = (
        approval.to if approval.to in present else next((level for level in reversed(higher) if level in present), None)
    )
    if last is None:
        return None
    heads = {p.unit: name for name, p in agency.positions.items() if p.head and p.unit in line and _count(p)}
    found: list[str] = []
    for name in line:
        level = agency.units[name].level
        if level is not None and name in heads and heads[name] != doer and level not in approval.skips:
            found.append(level)
        if level == last:
            break
    return found
