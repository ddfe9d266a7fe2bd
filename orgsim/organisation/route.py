"""The way of a case through the steps of one service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from orgsim.errors import Path
from orgsim.organisation.service import DONE, Service, Step

MOST_ATTRIBUTES = 8
"""Attributes of which every combination is looked at; with more, each is looked at by itself."""


def previous_step(steps: Mapping[str, Step], step: str) -> str | None:
    """Return the step before one in the list, or None for the first."""
    names = list(steps)
    place = names.index(step)
    return names[place - 1] if place else None


def approved_step(steps: Mapping[str, Step], step: str) -> str | None:
    """Return the work step that an approval is about: the one named, else the nearest before it done by a post."""
    approval = steps[step].approval
    name = approval.of if approval and approval.of else previous_step(steps, step)
    seen: set[str] = set()
    while name is not None and name in steps and name not in seen and steps[name].by is None:
        seen.add(name)
        name = previous_step(steps, name)
    return name if name in steps and name not in seen else None


def following_step(steps: Mapping[str, Step], step: str) -> str:
    """Return the step after one in the list, or `done` after the last."""
    names = [*steps, DONE]
    return names[names.index(step) + 1]


def targets(steps: Mapping[str, Step], name: str) -> dict[str, Path]:
    """Return the steps that may follow a step (or `done`), each with the field that says so; without rework."""
    step = steps[name]
    if step.choices:
        return {choice.to: ("choices", place, "to") for place, choice in reversed(list(enumerate(step.choices)))}
    if step.parallel:
        return {branch: ("parallel", place) for place, branch in enumerate(step.parallel)}
    return {step.then: ("then",)} if step.then else {following_step(steps, name): ()}


def takes(step: Step, attributes: frozenset[str]) -> bool:
    """Whether cases with exactly these attributes take a step."""
    return (step.only_for is None or step.only_for in attributes) and step.not_for not in attributes


def ways_on(steps: Mapping[str, Step], name: str, attributes: frozenset[str]) -> dict[str, Path]:
    """Return where a case with exactly these attributes may go from a step, and the field that says so; with rework."""
    step = steps[name]
    back: dict[str, Path] = {}
    if step.returns and step.returns.share > 0 and takes(step, attributes):
        back = {step.returns.to: ("returns", "share" if step.returns.share >= 1 else "to")}
        if step.returns.share >= 1:
            return back
    if not step.choices:
        return targets(steps, name) | back
    chosen: dict[str, Path] = {}
    for place, choice in enumerate(step.choices):
        if (choice.when is None or choice.when in attributes) and choice.share != 0:
            chosen.setdefault(choice.to, ("choices", place, "to"))
            if choice.share is None:
                break
    return (chosen or {DONE: ()}) | back


def case_classes(service: Service) -> Iterator[frozenset[str]]:
    """Yield the combinations of attributes that decide on the way of a case and that can occur."""
    deciding = {a for step in service.steps.values() for a in (step.only_for, step.not_for)}
    deciding |= {choice.when for step in service.steps.values() for choice in step.choices}
    shares = {name: service.attributes.get(name, 0.0) for name in sorted(a for a in deciding if a)}
    always = frozenset(name for name, share in shares.items() if share >= 1)
    sometimes = [name for name, share in shares.items() if 0 < share < 1]
    most = len(sometimes) if len(sometimes) <= MOST_ATTRIBUTES else 1
    for size in range(most + 1):
        for chosen in combinations(sometimes, size):
            yield always | frozenset(chosen)


def reached(ways: Mapping[str, Mapping[str, Path]], start: str) -> frozenset[str]:
    """Return the steps that can be reached from one, itself and `done` included."""
    found, open_ends = {start}, [start]
    while open_ends:
        for name in ways.get(open_ends.pop(), {}):
            if name not in found:
                found.add(name)
                open_ends.append(name)
    return frozenset(found)
