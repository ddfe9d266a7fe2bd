"""The months after a change week by week: how long those who come then wait, and how many are open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation

__all__ = ["Recovery", "TransitionCounts", "count_transition", "extra_waiting", "mean_waits", "recovery_of"]

_WEEK: Final = 7 * 86_400
_SMOOTH: Final = 4


@dataclass(frozen=True, slots=True)
class TransitionCounts:
    """One structure in one repetition, week by week after the change.

    Attributes
    ----------
    waits
        Office time in queues of those who come in the week, in ticks, added up.
    requests
        How many come.
    open_requests
        How many are open at the end of the week.
    """

    waits: tuple[int, ...]
    requests: tuple[int, ...]
    open_requests: tuple[int, ...]


def count_transition(observation: Observation) -> TransitionCounts:
    """Return the curve of a structure over a window."""
    window = observation.window
    weeks = max(1, -(-(window.end - window.start) // _WEEK))
    timed = observation.timed
    week = (observation.arrived[timed] - window.start) // _WEEK
    waits, requests = np.zeros(weeks, np.int64), np.zeros(weeks, np.int64)
    np.add.at(waits, week, observation.restricted_waits[timed])
    np.add.at(requests, week, 1)
    ends = np.minimum(window.start + _WEEK * np.arange(1, weeks + 1, dtype=np.int64), window.end)
    return TransitionCounts(*(tuple(values.tolist()) for values in (waits, requests, observation.open_requests(ends))))


def mean_waits(curves: Sequence[TransitionCounts]) -> tuple[float | None, ...]:
    """Return the mean waiting time in minutes by week of arrival, over all repetitions; None where nobody came."""
    found: list[float | None] = []
    for week in range(len(curves[0].waits)):
        people = sum(curve.requests[week] for curve in curves)
        found.append(sum(curve.waits[week] for curve in curves) / (60 * people) if people else None)
    return tuple(found)


def extra_waiting(before: TransitionCounts, after: TransitionCounts) -> tuple[int, ...]:
    """Return by how much more the citizens of each week wait, in ticks, added up over them."""
    return tuple(new - old for old, new in zip(before.waits, after.waits, strict=True))


@dataclass(frozen=True, slots=True)
class Recovery:
    """When waiting is back, and has paid back, over all repetitions.

    Attributes
    ----------
    recovered, paid_back
        Weeks, of each repetition: the first from which on four weeks together wait no longer than without the change;
        the first at which the waiting that was lost has been won back. None: not in this time; 0: never longer.
    lost
        Hours of waiting that citizens lose before it is back, of each repetition.
    """

    recovered: tuple[int | None, ...]
    paid_back: tuple[int | None, ...]
    lost: tuple[float, ...]


def recovery_of(pairs: Sequence[tuple[TransitionCounts, TransitionCounts]]) -> Recovery:
    """Return when waiting is back and has paid back, repetition by repetition.

    Examples
    --------
    >>> before = TransitionCounts((0,) * 6, (1,) * 6, (0,) * 6)
    >>> after = TransitionCounts((7200, 3600, -3600, -3600, -3600, -3600), (1,) * 6, (0,) * 6)
    >>> found = recovery_of([(before, after)])
    >>> found.recovered, found.paid_back, found.lost
    ((1,), (4,), (3.0,))
    """
    extra = [extra_waiting(before, after) for before, after in pairs]
    recovered = tuple(_recovered(one) for one in extra)
    return Recovery(
        recovered,
        tuple(_paid_back(one) for one in extra),
        tuple(
            fsum(max(0, ticks) for ticks in one[: len(one) if week is None else week + _SMOOTH]) / 3600
            for one, week in zip(extra, recovered, strict=True)
        ),
    )


def middle_and_ends(weeks: Sequence[int | None]) -> tuple[int | None, int | None, int | None]:
    """Return the middle of some weeks and both ends of nine tenths of them; None stands for later than all.

    Examples
    --------
    >>> middle_and_ends([3, None, 5, 4])
    (5, 3, None)
    """
    ordered = sorted(weeks, key=lambda week: (week is None, week or 0))
    last = len(ordered) - 1
    return ordered[len(ordered) // 2], ordered[round(0.05 * last)], ordered[round(0.95 * last)]


def _recovered(extra: Sequence[int]) -> int | None:
    span = min(_SMOOTH, len(extra))
    for week in range(len(extra) - span + 1):
        if sum(extra[week : week + span]) <= 0:
            return week
    return None


def _paid_back(extra: Sequence[int]) -> int | None:
    balance, debt = 0, None
    for week, ticks in enumerate(extra):
        balance += ticks
        if balance > 0:
            debt = week
    if debt is None:
        return 0
    return debt + 1 if debt + 1 < len(extra) else None
