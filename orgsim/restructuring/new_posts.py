"""Posts that a new unit opens: whose holders come from another post, or from outside, and what they do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Annotated

from pydantic import Field

from orgsim.errors import message
from orgsim.organisation.agency import Person, Position
from orgsim.organisation.mentions import Mention
from orgsim.organisation.organisation import Organisation, with_people
from orgsim.restructuring.assignment import Staffing, need_work, reassigned, steps_of
from orgsim.restructuring.operation import Faults
from orgsim.restructuring.skills import work_of
from orgsim.restructuring.staff import last_of, new_ids
from orgsim.spec import (
    CalendarId,
    Count,
    Effort,
    Level,
    Money,
    PositionId,
    ServiceId,
    Share,
    SkillId,
    Spec,
    StepId,
    Text,
)


class NewPost(Spec):
    """A post that is opened in a new unit."""

    title: Text | None = None
    """Name of the post; empty: that of the post that its holders come from."""
    from_position: PositionId | None = None
    """The post that its holders come from, those with the highest numbers first; empty: they are hired."""
    headcount: Annotated[Count, Field(le=10_000)] = 1
    """Number of its holders."""
    takes: dict[ServiceId, tuple[StepId, ...]] = Field(default_factory=dict)
    """Steps that it does from then on, by service; none named: all that `from_position` does in the service."""
    skills: dict[SkillId, Level] = Field(default_factory=dict)
    """Skills of all its holders, beside those that they bring along and those of the steps that it takes."""
    calendar: CalendarId | None = None
    """Own office hours; empty: those of `from_position`, else of the agency."""
    effective_share: Share | None = None
    """Share of the working day that reaches cases; empty: as at `from_position`, else the assumption."""
    time_for_cases: Effort | None = None
    """Pure minutes a day that the post has for cases; instead of `effective_share`."""
    monthly_cost: Money | None = None
    """Cost of one holder a month; empty: as at `from_position`."""


def opened(before: Organisation, unit: str, posts: Mapping[str, NewPost], *, on: date, level: float) -> Staffing:
    """Return all posts and services once new posts are open.

    Parameters
    ----------
    before
        The organisation before.
    unit
        The unit of the new posts.
    posts
        The new posts, by name.
    on
        The date, after which those who are hired are called.
    level
        The level at which those who come from another post begin with work that is new to them.
    """
    positions, services = dict(before.positions), dict(before.services)
    for name, new in posts.items():
        if new.from_position is None:
            people = {id: Person() for id in islice(new_ids(name, on, before.staff), new.headcount)}
            base = Position.model_validate({"title": new.title, "unit": unit, "skills": new.skills})
        else:
            old = positions[new.from_position]
            coming = last_of(old.people, new.headcount)
            people = {id: old.people[id] for id in coming}
            if coming:
                positions[new.from_position] = with_people(
                    old, {i: p for i, p in old.people.items() if i not in people}
                )
            base = old.model_copy(update={"unit": unit, "head": False, "skills": work_of(new.from_position, old)})
        positions[name] = with_people(base.model_copy(update=_given(new, base)), people)
        begin = 1.0 if new.from_position is None else level
        for service, steps in new.takes.items():
            giver = None if steps else new.from_position
            chosen = steps or steps_of(services, service, new.from_position or "")
            positions, services = reassigned(positions, services, ((service, s) for s in chosen), giver, name, begin)
    return positions, services


def _given(new: NewPost, base: Position) -> dict[str, object]:
    hours = ("effective_share", "time_for_cases")
    given = {
        field: getattr(new, field)
        for field in ("title", "calendar", "monthly_cost", *hours)
        if getattr(new, field) is not None
    }
    if any(field in given for field in hours):  # each of the two says how much time the post has
        given = {**dict.fromkeys(hours), **given}
    return {**given, "skills": {**base.skills, **new.skills}}


def named_in(posts: Mapping[str, NewPost]) -> Iterator[Mention]:
    """Yield the steps that new posts take, each named by its service too, with their paths in an operation."""
    for name, new in posts.items():
        for service, steps in new.takes.items():
            for place, step in enumerate(steps):
                yield Mention(("new_posts", name, "takes", service, place), "step", f"{service}/{step}")


def check_new_posts(faults: Faults, before: Organisation, posts: Mapping[str, NewPost]) -> None:
    """Note what is wrong with new posts, whose names all refer to something."""
    taken: dict[str, int] = {}
    for name, new in posts.items():
        at = ("new_posts", name)
        if name in before.positions:
            fault = message('there is a position "{position}" already', position=name)
            faults.refuse(fault, *at, remedy=message("Choose a new name"))
        if new.effective_share is not None and new.time_for_cases is not None:
            fault = message("`time_for_cases` and `effective_share` say the same in two ways")
            faults.refuse(fault, *at, "effective_share", remedy=message("Keep one of them"))
        source = new.from_position
        if source is None and new.title is None:
            faults.refuse(message("a new post needs a title"), *at, remedy=message("Write `title`, or `from_position`"))
        if source is not None and faults.need("position", source, *at, "from_position"):
            taken[source] = taken.get(source, 0) + new.headcount
            there = len(before.positions[source].people)
            if taken[source] > there:
                fault = message('"{position}" has {there} holders only', position=source, there=there)
                faults.refuse(fault, *at, "headcount", remedy=message("Write {there} or less", there=there))
        for service, steps in new.takes.items():
            if not steps and (source is None or not steps_of(before.services, service, source)):
                fault = message("it is not said which steps of {service} the post takes", service=service)
                faults.refuse(fault, *at, "takes", service, remedy=message("Name the steps"))
            for place, step in enumerate(steps):
                need_work(faults, before, service, step, *at, "takes", service, place)
