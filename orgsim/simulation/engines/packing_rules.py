"""The rules of a phase about citizens and overtime, as lists of numbers for the kernel, and what it draws at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

import numpy as np

from orgsim.simulation.engines import layout
from orgsim.simulation.log import Category

if TYPE_CHECKING:
    from orgsim.simulation.network import Phase, QueueingNetwork, TaskType

__all__ = ["Lanes", "chasing", "complaints", "limits", "overtime"]

_PutDown = Callable[[Iterable[int]], int]


def complaints(phase: Phase, put_down: _PutDown) -> int:
    """Put down when citizens complain; return the place, -1 if they do not."""
    rule = phase.complaints
    if rule is None:
        return -1
    classes = put_down(n for one in rule.classes for n in (one.below, one.limit.days, one.limit.ticks))
    chances = put_down(rule.chances)
    return put_down([rule.service, chances, len(rule.chances), rule.error, rule.least_allowed, classes])


def chasing(phase: Phase, services: int, put_down: _PutDown) -> int:
    """Put down when citizens ask after late cases, by service; return the place, -1 if they do not."""
    rule = phase.chasing
    if rule is None:
        return -1
    return put_down([rule.below, rule.every, rule.most, *(rule.tasks.get(s, -1) for s in range(services))])


def overtime(phase: Phase, unit: int) -> tuple[int, int]:
    """Return above how much work at closing a unit's staff stay on, -1 if they do not, and for how long."""
    rule = phase.overtime.get(unit)
    return (-1, 0) if rule is None else (rule.above, rule.ticks)


def limits(phase: Phase, service: int) -> tuple[int, int, int, int]:
    """Return what is promised and what is expected, in working days and ticks, -1 where nothing is."""
    promise, expected = phase.promises.get(service), phase.expectations.get(service)
    given = (promise.days, promise.ticks) if promise else (-1, -1)
    return (*given, *((expected.days, expected.ticks) if expected else (-1, -1)))


class Lanes:
    """Which visits are drawn when their case comes: the first to each step of its service, then second ones.

    As many as are drawn at once (`lanes`), of each service.
    """

    def __init__(self, network: QueueingNetwork, again: Collection[int]) -> None:
        steps = {
            (task.service, task.uid): None
            for phase in network.phases
            for task in phase.tasks.values()
            if task.category is not Category.EXTERNAL
        }
        self._of: dict[int, list[tuple[int, int]]] = {}
        for number in (1, 2):
            for service, uid in steps:
                lanes = self._of.setdefault(service, [])
                if len(lanes) < layout.LANES and (number == 1 or uid in again):
                    lanes.append((uid, number))

    def of(self, task: TaskType) -> dict[str, int]:
        """Return the places of the first two visits to a step among those of its service; -1: not drawn with them."""
        lanes = [] if task.category is Category.EXTERNAL else self._of.get(task.service, [])
        visits = {"lane": (task.uid, 1), "second_lane": (task.uid, 2)}
        return {field: lanes.index(visit) if visit in lanes else -1 for field, visit in visits.items()}

    def visits(self, services: int) -> layout.Memory:
        """Return the uids and the numbers of the visits in each place, by service."""
        visits = np.zeros((services, 2, layout.LANES), np.int64)
        for service, lanes in self._of.items():
            visits[service, :, : len(lanes)] = np.array(lanes, np.int64).reshape(-1, 2).T
        return visits
