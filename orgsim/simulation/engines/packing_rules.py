"""The rules of a phase about citizens and overtime, as lists of numbers for the kernel."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orgsim.simulation.network import Phase

__all__ = ["chasing", "complaints", "limits", "overtime"]

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
