"""How often the cases of a service come to each task type, by arithmetic: the traffic equations of the route."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

import numpy as np

from orgsim.simulation.network import DONE, Phase, TaskType

__all__ = ["class_shares", "expected_visits"]

_SURE = 1 << 32

State = tuple[int, tuple[int, ...]]
"""A task, and for each open fork around it the number of its branches."""


def class_shares(
    attributes: tuple[str, ...], shares: Mapping[str, float], relevant: int
) -> Iterator[tuple[int, float]]:
    """Yield the classes of a service's cases with their shares; attributes are independent of each other.

    Parameters
    ----------
    attributes
        Attributes by bit.
    shares
        Share of the cases that have each; 0 for those not named.
    relevant
        Bits that decide anything on the route; the others are left 0.

    Examples
    --------
    >>> list(class_shares(("online", "urgent"), {"online": 0.25}, relevant=0b01))
    [(0, 0.75), (1, 0.25)]
    """
    bits = [(1 << n, shares.get(name, 0.0)) for n, name in enumerate(attributes) if relevant >> n & 1]
    for has in product((False, True), repeat=len(bits)):
        share, case_class = 1.0, 0
        for (bit, probability), present in zip(bits, has, strict=True):
            share *= probability if present else 1 - probability
            case_class |= bit if present else 0
        if share > 0:
            yield case_class, share


def relevant_bits(phase: Phase, service: int) -> int:
    """Return the attribute bits that decide anything on the route of a service."""
    bits = 0
    for task in phase.tasks.values():
        if task.service == service:
            for condition in (task.condition, *(choice.condition for choice in task.choices)):
                bits |= condition.has | condition.lacks
    return bits


def expected_visits(phase: Phase, service: int, case_class: int) -> dict[int, float]:
    """Return the mean number of visits of one case to each task type, rework included.

    Parameters
    ----------
    phase
        The network in force.
    service
        Its code.
    case_class
        Attribute bits of the case.
    """
    start: State = (phase.first[service], ())
    if start[0] == DONE:
        return {}
    states, moves = _explore(phase, start, case_class)
    place = {state: i for i, state in enumerate(states)}
    matrix = np.eye(len(states))
    for state, ways in moves.items():
        for after, weight in ways:
            matrix[place[after], place[state]] -= weight
    right = np.zeros(len(states))
    right[place[start]] = 1.0
    flows = np.linalg.solve(matrix, right)
    visits: dict[int, float] = {}
    for (code, _), flow in zip(states, flows, strict=True):
        if phase.tasks[code].condition.holds(case_class):
            visits[code] = visits.get(code, 0.0) + float(flow)
    return visits


def _explore(phase: Phase, start: State, case_class: int) -> tuple[list[State], dict[State, list[tuple[State, float]]]]:
    """Return the states that can be reached, and where each leads with which weight."""
    states, moves, todo = [start], {}, [start]
    while todo:
        state = todo.pop()
        moves[state] = list(_moves(phase, state, case_class))
        for after, _ in moves[state]:
            if after not in moves and after not in todo:
                states.append(after)
                todo.append(after)
    return states, moves


def _moves(phase: Phase, state: State, case_class: int) -> Iterator[tuple[State, float]]:
    code, forks = state
    task = phase.tasks[code]
    if not task.condition.holds(case_class):
        yield from _onward(phase, task.next, forks, 1.0)
        return
    rework = task.rework_below / _SURE
    if rework and task.rework_to != DONE:
        yield (task.rework_to, forks), rework
    left = 1 - rework
    for target, share in _choices(task, case_class):
        yield from _onward(phase, target, forks, left * share)
    if task.choices:
        return
    for branch in task.parallel:
        if branch != DONE:
            yield (branch, (*forks, len(task.parallel))), left
    if not task.parallel:
        yield from _onward(phase, task.next, forks, left)


def _choices(task: TaskType, case_class: int) -> Iterator[tuple[int, float]]:
    """Yield the targets of the choices with their shares; what no choice takes goes to the next task."""
    taken = 0
    for choice in task.choices:
        if choice.condition.holds(case_class) and choice.below > taken:
            yield choice.to, (choice.below - taken) / _SURE
            taken = choice.below
    if task.choices and taken < _SURE:
        yield task.next, (_SURE - taken) / _SURE


def _onward(phase: Phase, target: int, forks: tuple[int, ...], weight: float) -> Iterator[tuple[State, float]]:
    """Go on to a task; where branches join, each brings its part of the one case."""
    if target == DONE or not weight:
        return
    if phase.tasks[target].joins and forks:
        yield (target, forks[:-1]), weight / forks[-1]
    else:
        yield (target, forks), weight
