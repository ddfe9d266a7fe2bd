"""Dividing work among people so that the busiest is as little busy as can be, and who that leaves fully tied.

A linear programme: each kind of work is shared among those able to do it, each at an own pace; the highest share of
anybody's time is made as small as possible. Its dual prices show whose time is the limit; the others are divided again
without them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, inf

import numpy as np

__all__ = ["Group", "Task", "balance"]


@dataclass(frozen=True, slots=True)
class Task:
    """Work that comes in.

    Attributes
    ----------
    visits
        How many.
    pace
        Seconds that each able person takes for one.
    """

    visits: float
    pace: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Group:
    """People who share work and have one load.

    Attributes
    ----------
    tasks
        Places in the list of tasks.
    people
        Their codes; none if nobody can do the tasks.
    load, work, capacity
        Load is work over capacity, both in seconds; infinite if there is no capacity.
    """

    tasks: tuple[int, ...]
    people: tuple[int, ...]
    load: float
    work: float
    capacity: float


@dataclass(frozen=True, slots=True)
class _Crew:
    """People who are equal in everything that counts: one variable of the programme."""

    people: tuple[int, ...]
    capacity: float
    pace: Mapping[int, float]


def balance(tasks: Sequence[Task], capacity: Mapping[int, float]) -> list[Group]:
    """Divide the work and return the groups.

    Parameters
    ----------
    tasks
        The work; tasks without visits are left out.
    capacity
        Seconds on duty of each person.

    Examples
    --------
    >>> [g.load for g in balance([Task(6, {0: 1.0}), Task(2, {0: 1.0, 1: 1.0})], {0: 10, 1: 10})]
    [0.6, 0.2]
    """
    wanted = [i for i, task in enumerate(tasks) if task.visits > 0]
    able = {i: {p: s for p, s in tasks[i].pace.items() if capacity.get(p, 0) > 0} for i in wanted}
    groups = [Group((i,), (), inf, inf, 0.0) for i in wanted if not able[i]]
    work = {i: pace for i, pace in able.items() if pace}
    todo = list(_connected(work, _crews(tasks, work, capacity)))
    while todo:
        inside, crews = todo.pop()
        load, bound = _least_load(inside, crews)
        tied = [i for i in inside if all(crew in bound for crew in crews if i in crew.pace)] or list(inside)
        limit = bound if tied != list(inside) else crews
        for part, those in _connected(tied, limit):
            total = fsum(crew.capacity for crew in those)
            people = tuple(sorted(p for crew in those for p in crew.people))
            groups.append(Group(tuple(part), people, load, load * total, total))
        rest = [i for i in inside if i not in tied]
        free = [_without(crew, tied) for crew in crews if crew not in limit]
        todo += list(_connected(rest, free))
    return sorted(groups, key=lambda g: (-g.load, g.tasks))


def _crews(
    tasks: Sequence[Task], able: Mapping[int, Mapping[int, float]], capacity: Mapping[int, float]
) -> list[_Crew]:
    """Gather people with equal paces; the pace of a crew is its seconds for all visits of a task."""
    paces: dict[int, dict[int, float]] = {}
    for i, pace in able.items():
        for person, seconds in pace.items():
            paces.setdefault(person, {})[i] = seconds * tasks[i].visits
    alike: dict[tuple[tuple[int, float], ...], list[int]] = {}
    for person in sorted(paces):
        alike.setdefault(tuple(sorted(paces[person].items())), []).append(person)
    return [
        _Crew(tuple(people), fsum(capacity[p] for p in people), dict(signature)) for signature, people in alike.items()
    ]


def _without(crew: _Crew, tied: Iterable[int]) -> _Crew:
    gone = set(tied)
    return _Crew(crew.people, crew.capacity, {i: pace for i, pace in crew.pace.items() if i not in gone})


def _connected(tasks: Iterable[int], crews: Sequence[_Crew]) -> Iterator[tuple[list[int], list[_Crew]]]:
    """Yield the parts that share nobody."""
    left = set(tasks)
    able: dict[int, list[int]] = {}
    for place, crew in enumerate(crews):
        for i in crew.pace:
            able.setdefault(i, []).append(place)
    taken: set[int] = set()
    for first in sorted(left):
        if first not in left:
            continue
        part, those, new = {first}, list[_Crew](), {first}
        while new:
            joining = sorted({place for i in new for place in able.get(i, ())} - taken)
            taken.update(joining)
            those += [crews[place] for place in joining]
            new = {i for place in joining for i in crews[place].pace if i in left} - part
            part |= new
        left -= part
        yield sorted(part), those


def _least_load(tasks: Sequence[int], crews: list[_Crew]) -> tuple[float, list[_Crew]]:
    """Return the smallest load that the busiest can have, and the crews whose time is the limit."""
    if len(crews) == 1:
        return fsum(crews[0].pace[i] for i in tasks) / crews[0].capacity, crews
    from scipy.optimize import linprog

    pairs = [(i, c) for c, crew in enumerate(crews) for i in sorted(crew.pace)]
    row = {i: n for n, i in enumerate(tasks)}
    time, shares = np.zeros((len(crews), len(pairs) + 1)), np.zeros((len(tasks), len(pairs) + 1))
    time[:, -1] = -1.0
    for n, (i, c) in enumerate(pairs):
        time[c, n] = crews[c].pace[i] / crews[c].capacity
        shares[row[i], n] = 1.0
    cost = np.zeros(len(pairs) + 1)
    cost[-1] = 1.0
    solved = linprog(
        cost, A_ub=time, b_ub=np.zeros(len(crews)), A_eq=shares, b_eq=np.ones(len(tasks)), method="highs-ds"
    )
    prices = -solved.ineqlin.marginals
    bound = [crew for crew, price in zip(crews, prices, strict=True) if price > 1e-9]
    return float(solved.fun), bound
