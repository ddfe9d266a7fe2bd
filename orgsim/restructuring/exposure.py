"""What a change does to people, told from the two structures alone: post lost, new job, moved, and how much work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum
from typing import Literal

from orgsim.organisation.organisation import Organisation
from orgsim.organisation.structure import approval_path

Loss = Literal["none", "moved", "new job", "post lost"]
"""What a change takes from somebody; the gravest only."""

Task = tuple[str, str]
"""A service and one of its steps."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """What one change does to one employee.

    Attributes
    ----------
    loss
        What it takes.
    share
        Share of the work hours whose unit, superior or kind of task changes, 0 to 1. Hours on work that is new to the
        person are left out: learning by doing prices them already.
    """

    loss: Loss
    share: float


def exposures(
    before: Organisation, after: Organisation, volumes: Mapping[str, float] | None = None
) -> dict[str, Exposure]:
    """Return what a change does to each employee of the structure before who is there after it.

    Parameters
    ----------
    before, after
        The two structures.
    volumes
        Cases of each service in a year, as weights; by default all alike.

    Examples
    --------
    >>> from orgsim.organisation.agency import Agency
    >>> from orgsim.organisation.organisation import resolve
    >>> office = resolve(Agency.model_validate({"title": "Dinas", "units": {"dinas": {"title": "Dinas"}},
    ...     "positions": {"loket": {"title": "Loket", "unit": "dinas"}}}))
    >>> exposures(office, office)["loket/1"]
    Exposure(loss='none', share=0.0)
    """
    hours, hours_before = _hours(after, volumes), _hours(before, volumes)
    known = {name: frozenset(tasks) for name, tasks in hours_before.items()}
    found = {}
    for id, now in after.staff.items():
        was = before.staff.get(id)
        if was is None:
            continue
        uprooted = was.unit != now.unit or _superior(before, was.position) != _superior(after, now.position)
        work = hours[now.position]
        parts = [
            amount
            for task, amount in work.items()
            if not _is_new(after, task, known[was.position], was.skills)
            and (uprooted or task not in known[was.position] or _changed(before, after, task))
        ]
        whole = fsum(work.values())
        share = fsum(parts) / whole if whole else float(uprooted)
        found[id] = Exposure(_loss(before, after, id), share)
    return found


def _loss(before: Organisation, after: Organisation, id: str) -> Loss:
    was, now = before.staff[id], after.staff[id]
    led = before.positions[was.position].head
    if was.position not in after.positions or (led and not after.positions[now.position].head):
        return "post lost"
    if was.position != now.position:
        return "new job"
    return "moved" if was.unit != now.unit else "none"


def _superior(organisation: Organisation, position: str) -> str | None:
    """Return the post that heads the nearest unit above, the own one included."""
    for unit in organisation.graph.line(organisation.positions[position].unit):
        head = organisation.heads.get(unit)
        if head is not None and head != position:
            return head
    return None


def _hours(organisation: Organisation, volumes: Mapping[str, float] | None) -> dict[str, dict[Task, float]]:
    """Return the weight of each task of every post: cases times work."""
    found: dict[str, dict[Task, float]] = {name: {} for name in organisation.positions}
    for service, spec in organisation.services.items():
        volume = 1.0 if volumes is None else volumes.get(service, 0.0)
        for name, step in spec.steps.items():
            mean = step.work.mean if step.work is not None else 60.0
            for post in doers(organisation, service, name):
                found[post][service, name] = volume * mean
    return found


def doers(organisation: Organisation, service: str, name: str) -> frozenset[str]:
    """Return the posts that do a step."""
    step = organisation.services[service].steps[name]
    if step.approval is not None:
        return frozenset(a.position for a in approval_path(organisation, service, name))
    return frozenset([*([step.by] if step.by else []), *step.at_sites.values()])


def _is_new(after: Organisation, task: Task, known: frozenset[Task], skills: Mapping[str, float]) -> bool:
    """Whether a task takes a skill that somebody did not have."""
    step = after.services[task[0]].steps[task[1]]
    return step.approval is None and task not in known and (step.skill or step.by or "") not in skills


def _changed(before: Organisation, after: Organisation, task: Task) -> bool:
    """Whether a task is done otherwise than before."""
    service, name = task
    old = before.services[service].steps.get(name) if service in before.services else None
    new = after.services[service].steps[name]
    fields = ("work", "skill", "batch", "session", "uses", "together_with")
    other = old is None or any(getattr(old, field) != getattr(new, field) for field in fields)
    return other or _on_systems(after, task) > _on_systems(before, task)


def _on_systems(organisation: Organisation, task: Task) -> int:
    """Return on how many systems a task is done."""
    return sum(task[1] in system.steps.get(task[0], ()) for system in organisation.agency.change.systems)
