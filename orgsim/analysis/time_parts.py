"""Where the time of a request goes, to the second: work and every cause of waiting, nothing twice or left out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.overtime import attendance
from orgsim.analysis.staff_time import away_rows, time_on_duty
from orgsim.organisation.intervals import NEVER
from orgsim.simulation.log import Category

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation

__all__ = ["WAITING_PARTS", "time_parts"]

Ticks = NDArray[np.int64]

WAITING_PARTS = ("queueing", "calendar", "approval", "hand-over", "supply", "external")
"""Causes of waiting."""


class _Stage(IntEnum):
    """What a visit is at; where branches run at the same time, the first of these counts."""

    ATTENDED_WORK = 0
    WORK = 1
    QUEUE = 2
    APPROVAL_QUEUE = 3
    SUPPLY = 4
    HAND_OVER = 5
    EXTERNAL = 6


# On duty, and off duty.
_PARTS = {
    _Stage.ATTENDED_WORK: ("work", "work"),
    _Stage.WORK: ("work", "calendar"),
    _Stage.QUEUE: ("queueing", "calendar"),
    _Stage.APPROVAL_QUEUE: ("approval", "calendar"),
    _Stage.SUPPLY: ("supply", "supply"),
    _Stage.HAND_OVER: ("hand-over", "hand-over"),
    _Stage.EXTERNAL: ("external", "external"),
}


@dataclass(frozen=True)
class _Pieces:
    """Stretches of the time of requests: whose, from when to when, in which stage, by which clock, in which order."""

    request: Ticks
    begin: Ticks
    end: Ticks
    stage: Ticks
    clock: Ticks
    order: Ticks

    def __getitem__(self, chosen: NDArray[np.bool_] | Ticks) -> _Pieces:
        return _Pieces(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


def time_parts(observation: Observation) -> dict[str, Ticks]:
    """Split the time of each request, from its arrival to its end or as far as it is followed, in seconds.

    Returns
    -------
    dict
        ``work`` and each of `WAITING_PARTS`, for every request of the cohort; together they are its
        `restricted_durations`, exactly.
    """
    network = observation.study.network
    clocks = (*attendance(observation), *network.calendars, network.office)
    pieces = _pieces(observation)
    within = observation.restricted_ends
    pieces = _Pieces(
        pieces.request,
        np.maximum(pieces.begin, observation.arrived[pieces.request]),
        np.minimum(pieces.end, within[pieces.request]),
        pieces.stage,
        pieces.clock,
        pieces.order,
    )
    pieces = _disjoint(pieces[pieces.begin < pieces.end])
    length = pieces.end - pieces.begin
    on_duty = time_on_duty(clocks, pieces.clock, pieces.begin, pieces.end)
    parts = {name: np.zeros(len(within), dtype=np.int64) for name in ("work", *WAITING_PARTS)}
    for stage, names in _PARTS.items():
        rows = pieces.stage == stage
        for name, ticks in zip(names, (on_duty[rows], (length - on_duty)[rows]), strict=True):
            np.add.at(parts[name], pieces.request[rows], ticks)

    # Moments at which no visit is at anything (a log may have such) count as queueing, by the office's hours.
    office = network.office
    rest, rest_on_duty = within - observation.arrived, office.work_between_block(observation.arrived, within)
    np.subtract.at(rest, pieces.request, length)
    np.subtract.at(rest_on_duty, pieces.request, office.work_between_block(pieces.begin, pieces.end))
    parts["queueing"] += rest_on_duty
    parts["calendar"] += rest - rest_on_duty
    return parts


def _pieces(observation: Observation) -> _Pieces:
    """Return what each visit is at, and when; pieces may be empty, and those of several branches lie side by side."""
    column, until = observation.column, observation.until
    started = column("started")
    begun = (started != -1) & (started < until)
    attended, approval = observation.attended, column("category") == Category.APPROVAL
    queue = np.where(approval, _Stage.APPROVAL_QUEUE, _Stage.QUEUE)
    # Who has not been taken up has no clock but the office's, and may yet be found to lack something.
    enqueued = np.where(column("enqueued") == -1, NEVER, column("enqueued"))
    released = np.where(begun, np.maximum(column("released"), enqueued), enqueued)
    finished = np.where(column("finished") == -1, until, np.minimum(column("finished"), until))
    paused = finished - observation.interruptions
    staff, people = column("staff"), len(observation.study.network.clocks)
    by_calendar = away_rows(observation, observation.visits)
    clock = np.where(begun & (staff >= 0), np.where(by_calendar, people + staff, staff), 2 * people)
    work = np.where(attended, _Stage.ATTENDED_WORK, _Stage.WORK)
    supply = np.full(len(started), _Stage.SUPPLY)
    # Citizens are at the counter when they are ready; enqueued is when they came again, if they were sent home.
    stages = (
        (column("ready"), enqueued, np.where(attended, queue, _Stage.HAND_OVER)),
        (enqueued, released, supply),
        (released, observation.left, queue),
        (np.where(begun, started, until), np.where(begun, paused, until), work),
        (np.where(begun, paused, until), np.where(begun, finished, until), queue),
    )
    outside = _outside(observation)
    order = column("step") << 32 | column("visit")
    mine = [(observation.visit_requests, begin, end, stage, clock, order) for begin, end, stage in stages]
    return _Pieces(*(np.concatenate(parts).astype(np.int64) for parts in zip(*mine, outside, strict=True)))


def _outside(observation: Observation) -> tuple[Ticks, ...]:
    """Return the waits outside, as the fields of pieces."""
    visits, until = observation.log.visits, observation.until
    rows = np.flatnonzero((visits["category"] == Category.EXTERNAL) & (observation.place_of_case[visits["case"]] >= 0))
    finished = visits["finished"][rows]
    return (
        observation.place_of_case[visits["case"][rows]],
        visits["ready"][rows],
        np.where(finished == -1, until, finished),
        np.full(len(rows), _Stage.EXTERNAL),
        np.full(len(rows), 2 * len(observation.study.network.clocks)),
        visits["step"][rows].astype(np.int64) << 32 | visits["visit"][rows],
    )


def _disjoint(pieces: _Pieces) -> _Pieces:
    """Let one piece count at each moment of a request, where branches run at the same time: the first by stage."""
    pieces = pieces[np.lexsort((pieces.order, pieces.stage, pieces.begin, pieces.request))]
    if not len(pieces.request):
        return pieces
    shift = pieces.request << 40
    reached = np.maximum.accumulate(pieces.end + shift)
    overlaps = np.append(False, pieces.begin[1:] + shift[1:] < reached[:-1])
    crowded = np.isin(pieces.request, pieces.request[overlaps])
    alone, rows = pieces[~crowded], np.flatnonzero(crowded)
    found: list[tuple[int, int, int]] = []
    for mine in np.split(rows, np.flatnonzero(np.diff(pieces.request[rows])) + 1):
        found += _first_at_each_moment(pieces, mine)
    which, begins, ends = np.array(found, dtype=np.int64).reshape(-1, 3).T
    one = pieces[which]
    both = zip(
        (getattr(alone, name) for name in _Pieces.__dataclass_fields__),
        (one.request, begins, ends, one.stage, one.clock, one.order),
        strict=True,
    )
    return _Pieces(*(np.concatenate(pair) for pair in both))


def _first_at_each_moment(pieces: _Pieces, rows: Ticks) -> list[tuple[int, int, int]]:
    """Return which piece of one request counts from when to when."""
    fields = (pieces.stage, pieces.begin, pieces.order, pieces.end)
    mine = sorted(zip(*(field[rows].tolist() for field in fields), rows.tolist(), strict=True))
    moments = sorted({moment for _, begin, _, end, _ in mine for moment in (begin, end)})
    found = []
    for start, stop in pairwise(moments):
        at_it = next((row for _, begin, _, end, row in mine if begin <= start and end >= stop), None)
        if at_it is not None:
            found.append((at_it, start, stop))
    return found
