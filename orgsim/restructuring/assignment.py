"""Giving steps to another post, and what its holders then have to know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from orgsim.errors import message
from orgsim.organisation.agency import Position
from orgsim.organisation.mentions import mentions
from orgsim.organisation.organisation import Organisation
from orgsim.organisation.service import Service, Step
from orgsim.restructuring.operation import Faults
from orgsim.restructuring.skills import taught

_LONGEST_NAME = 80

Staffing = tuple[dict[str, Position], dict[str, Service]]
"""Posts and services, by name."""


def steps_of(services: Mapping[str, Service], service: str, position: str) -> tuple[str, ...]:
    """Return the steps of a service that a post does, at any site."""
    return tuple(name for name, step in services[service].steps.items() if position in doers(step))


def doers(step: Step) -> tuple[str, ...]:
    """Return the posts that do a step; none for approvals and waits outside."""
    return (*((step.by,) if step.by else ()), *step.at_sites.values())


def reassigned(
    positions: Mapping[str, Position],
    services: Mapping[str, Service],
    steps: Iterable[tuple[str, str]],
    giver: str | None,
    taker: str,
    level: float,
) -> Staffing:
    """Return posts and services once a post does steps of another.

    The work stays what it was, and so does the skill that it takes: the new holders get it, at a level, if they lack
    it. Within one unit the old holders would go on taking the work by their own skill; there the new ones get a skill
    of their own for it, named after them.

    Parameters
    ----------
    positions, services
        As they were.
    steps
        Service and step.
    giver
        The post that did the steps; None: whoever does each by `by`.
    taker
        The post that does them from then on.
    level
        The level of those who lack the skill.
    """
    posts, done = dict(positions), dict(services)
    for service, name in steps:
        step = done[service].steps[name]
        old = giver or step.by
        if old is None or old == taker:
            continue
        known = step.skill or old
        skill = _own_skill(posts, known, old, taker) if posts[old].unit == posts[taker].unit else known
        posts[taker] = _taught(posts[taker], known, skill, level) if skill != taker else posts[taker]
        sites = {site: taker if post == old else post for site, post in step.at_sites.items()}
        now = step.model_copy(
            update={
                "by": taker if step.by == old else step.by,
                "at_sites": sites,
                "skill": None if skill == taker and set(sites.values()) <= {taker} else skill,
            }
        )
        for other in doers(now):  # those at other sites go on with what is their work anyway
            if other != taker and step.skill is None:
                posts[other] = _taught(posts[other], other, skill, 1.0)
        done[service] = done[service].model_copy(update={"steps": {**done[service].steps, name: now}})
    return posts, done


def _own_skill(posts: Mapping[str, Position], known: str, old: str, taker: str) -> str:
    """Return a skill that nobody else in the unit has; the taker's own, if the work was the taker's once."""
    first = known.removeprefix(f"{old}-")
    work = first if first in posts and known not in posts else known
    return taker if work == taker else f"{taker}-{work}"[:_LONGEST_NAME].rstrip("-")


def _taught(position: Position, known: str, skill: str, level: float) -> Position:
    """Return a post whose holders have a skill: as well as they know the work already, or else at a level."""
    able = position.skills.get(known)
    skills = taught({}, {skill: 1.0}, level) if able is None else {skill: able}
    people = {
        id: person.model_copy(update={"skills": {**person.skills, skill: person.skills[known]}})
        if known in person.skills and skill not in person.skills
        else person
        for id, person in position.people.items()
    }
    return position.model_copy(update={"skills": {**skills, **position.skills}, "people": people})


def need_work(faults: Faults, before: Organisation, service: str, step: str, *path: str | int) -> bool:
    """Note a fault if a step is not work of a post; return whether it is."""
    if before.services[service].steps[step].by is None:
        fault = message('the step "{step}" of {service} is done by no post', step=step, service=service)
        faults.refuse(fault, *path, remedy=message("Approvals are changed by `change_approval`"))
        return False
    return True


def need_unneeded(faults: Faults, before: Organisation, position: str, *path: str | int) -> None:
    """Note a fault for every step that needs a post which closes."""
    for service, step in _needing(before, position):
        fault = message(
            'the step "{step}" of {service} still needs "{name}"', step=step, service=service, name=position
        )
        faults.refuse(fault, *path, remedy=message("Change the step before the post closes"))


def _needing(before: Organisation, position: str) -> Iterator[tuple[str, str]]:
    yield from dict.fromkeys(
        (service, str(mention.path[1]))
        for service, spec in before.services.items()
        for mention in mentions(spec)
        if (mention.refers_to, mention.name) == ("position", position)
    )
