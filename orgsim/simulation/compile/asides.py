"""Visits that are no step of a service: questions to superiors, cases in the wrong unit, answers to who asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from orgsim.organisation.organisation import Organisation
from orgsim.simulation.log import Category


@dataclass(frozen=True)
class Aside:
    """A kind of visit beside the steps of a service.

    Attributes
    ----------
    task, uid_name
        Name of the task type, and of its uid.
    step
        The step that it belongs to; empty: the whole service.
    category
        See `orgsim.simulation.log.Category`.
    unit, position
        Who does it.
    whole_unit
        Anybody of the unit may do it, not only the holders of the post.
    """

    task: str
    uid_name: str
    step: str
    category: Category
    unit: str
    position: str
    whole_unit: bool = False


def asides_of(organisation: Organisation, service: str) -> Iterator[Aside]:
    """Yield the visits that stand beside the steps of a service."""
    agency, spec = organisation.agency, organisation.services[service]
    for name, step in spec.steps.items():
        owner = organisation.owner(service, name)
        if step.exceptions is not None and owner is not None:
            superiors = [
                (unit, organisation.heads[unit])
                for unit in organisation.graph.line(owner)
                if unit in organisation.heads and organisation.heads[unit] != step.by
            ]
            for number, (unit, head) in enumerate(superiors, start=1):
                task = f"{service}/{name}/exception-{number}"
                uid_name = f"exception:{service}/{name}/{number}"
                yield Aside(task, uid_name, name, Category.EXCEPTION, unit, head)
        other = misled_to(organisation, service, name)
        if other is not None:
            posts = [post for post, position in organisation.positions.items() if position.unit == other]
            post = organisation.heads.get(other) or min(posts)
            task = f"{service}/{name}/misrouted"
            yield Aside(task, f"misrouted:{service}/{name}", name, Category.WORK, other, post, whole_unit=True)
    if agency.chasing is not None and spec.promise is not None:
        unit = organisation.positions[agency.chasing.by].unit
        yield Aside(f"{service}/chase", f"chase:{service}", "", Category.CHASE, unit, agency.chasing.by)


def misled_to(organisation: Organisation, service: str, step: str) -> str | None:
    """Return the other unit that owns the duty of a step, with the most hours; None if there is none with staff."""
    duty = organisation.services[service].steps[step].duty
    owner = organisation.owner(service, step)
    if organisation.agency.misrouting is None or duty is None or duty not in organisation.agency.duties:
        return None
    hours = organisation.agency.duties[duty].hours_per_year
    staffed = {position.unit for position in organisation.positions.values() if position.people}
    others = [unit for unit, spent in hours.items() if spent > 0 and unit != owner and unit in staffed]
    return max(sorted(others), key=lambda unit: hours[unit]) if owner in hours and others else None
