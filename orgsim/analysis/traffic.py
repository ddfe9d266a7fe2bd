"""How often the cases of a service come to each task type, by arithmetic: the traffic equations of the route."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import numpy as np

from orgsim.simulation.log import Category
from orgsim.simulation.network import ANY_SITE, DONE, Phase, TaskType

__all__ = ["Flow", "Walk", "class_shares", "expected_visits", "expected_walk", "relevant_bits"]

NOBODY = -1

_SURE = 1 << 32


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


def relevant_bits(phase: Phase) -> dict[int, int]:
    """Return the attribute bits that decide anything on the route of each service, by its code."""
    bits: dict[int, int] = {}
    for task in phase.tasks.values():
        for condition in (task.condition, *(choice.condition for choice in task.choices)):
            bits[task.service] = bits.get(task.service, 0) | condition.has | condition.lacks
    return bits


@dataclass(frozen=True, slots=True)
class Flow:
    """What one case brings to a task type, on average.

    Attributes
    ----------
    visits
        Number of visits, rework included.
    hand_overs
        How often the work of a hand-over falls on them, at either end.
    """

    visits: float
    hand_overs: float


@dataclass(frozen=True, slots=True)
class Walk:
    """The way of one case through the network, on average.

    Attributes
    ----------
    first
        Code of the task type that it comes to first.
    visits
        What it brings to each task type.
    moves
        How often it goes from one task type to another.
    """

    first: int
    visits: dict[int, Flow]
    moves: dict[tuple[int, int], float]


def expected_visits(phase: Phase, service: int, case_class: int, site: int = ANY_SITE) -> dict[int, Flow]:
    """Return what one case brings to each task type; see `expected_walk`."""
    walk = expected_walk(phase, service, case_class, site)
    return {} if walk is None else walk.visits


def expected_walk(phase: Phase, service: int, case_class: int, site: int = ANY_SITE) -> Walk | None:
    """Return the way of one case; None if nothing is done about it.

    Parameters
    ----------
    phase
        The network in force.
    service
        Its code.
    case_class
        Attribute bits of the case.
    site
        Where the citizen goes.
    """
    route = _Route(phase, case_class, site)
    start = route.enter(phase.first[service], (), NOBODY)
    if start is None:
        return None
    states, moves = route.explore(start[0])
    place = {state: i for i, state in enumerate(states)}
    matrix = np.eye(len(states))
    for state, ways in moves.items():
        for after, weight in ways:
            matrix[place[after], place[state]] -= weight
    right = np.zeros(len(states))
    right[place[start[0]]] = 1.0
    found: dict[int, Flow] = {}
    between: dict[tuple[int, int], float] = {}
    for state, visits in zip(states, np.linalg.solve(matrix, right).tolist(), strict=True):
        before = found.get(state.code, Flow(0.0, 0.0))
        charged = visits * route.hand_overs(state, moves[state])
        found[state.code] = Flow(before.visits + visits, before.hand_overs + charged)
        for after, weight in moves[state]:
            way = state.code, after.code
            between[way] = between.get(way, 0.0) + visits * weight
    return Walk(start[0].code, found, between)


class State(NamedTuple):
    """A visit: the task, the number of branches of each open fork around it, and the unit that the case comes from."""

    code: int
    forks: tuple[int, ...]
    giver: int


Ways = list[tuple[State, float]]
"""Where a visit leads, with how many cases for each."""


@dataclass(frozen=True)
class _Route:
    """The way of one class of cases through a phase, as the engines walk it."""

    phase: Phase
    case_class: int
    site: int

    def explore(self, start: State) -> tuple[list[State], dict[State, Ways]]:
        """Return the visits that can be reached, and where each leads."""
        states, moves = [start], {}
        for state in states:
            moves[state] = list(self._moves(state))
            states += [after for after in dict.fromkeys(after for after, _ in moves[state]) if after not in states]
        return states, moves

    def enter(self, code: int, forks: tuple[int, ...], giver: int) -> tuple[State, float] | None:
        """Return the visit that a code leads to, past what is not for this class; where branches join, its part."""
        weight = 1.0
        while code != DONE:
            task = self.phase.tasks[code]
            if task.joins and forks:
                weight, forks = weight / forks[-1], forks[:-1]
            elif task.condition.holds(self.case_class):
                return State(code, forks, giver), weight
            else:
                code = task.next
        return None

    def hand_overs(self, state: State, ways: Ways) -> float:
        """Return how often the work of a hand-over falls on a visit; never on an approval."""
        task = self.phase.tasks[state.code]
        if task.category is not Category.WORK:
            return 0.0
        home = self._owner(state.code)
        received = state.giver not in (NOBODY, home)
        given = [(after, share) for after, share in ways if self._owner(after.code) not in (NOBODY, home)]
        # Branches leave together: one of them in another unit is enough, and work for one hand-over only.
        forked = [share for after, share in given if len(after.forks) > len(state.forks)]
        return (
            received
            + sum(share for after, share in given if len(after.forks) <= len(state.forks))
            + max(forked, default=0.0)
        )

    def _owner(self, code: int) -> int:
        return self.phase.tasks[code].owner.get(self.site, NOBODY)

    def _moves(self, state: State) -> Iterator[tuple[State, float]]:
        task = self.phase.tasks[state.code]
        giver = state.giver if task.category is Category.EXTERNAL else self._owner(state.code)
        for target, share, forks in self._ways(task, state.forks):
            entered = self.enter(target, forks, giver) if share else None
            if entered is not None:
                yield entered[0], share * entered[1]

    def _ways(self, task: TaskType, forks: tuple[int, ...]) -> Iterator[tuple[int, float, tuple[int, ...]]]:
        rework = task.rework_below / _SURE
        yield task.rework_to, rework, forks
        taken = 0
        for choice in task.choices:
            if choice.condition.holds(self.case_class) and choice.below > taken:
                yield choice.to, (1 - rework) * (choice.below - taken) / _SURE, forks
                taken = choice.below
        rest = (1 - rework) * (1 - taken / _SURE)
        for branch in task.parallel:
            yield branch, rest, (*forks, len(task.parallel))
        if not task.parallel:
            yield task.next, rest, forks
