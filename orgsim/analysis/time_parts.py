"""Where the time of a request goes, to the second: work and every cause of waiting, nothing twice or left out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.overtime import presence
from orgsim.organisation.intervals import NEVER
from orgsim.simulation.log import Category

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation
    from orgsim.analysis.reading import Reading

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
_NAMES = ("work", *WAITING_PARTS)
_ON_DUTY, _OFF_DUTY = (np.array([_NAMES.index(_PARTS[stage][at]) for stage in _Stage]) for at in (0, 1))


@dataclass(frozen=True)
class _Pieces:
    """Stretches of the time of requests, request by request.

    Attributes
    ----------
    request
        Rows of the table of cases.
    begin, end
        Ticks.
    stage
        What is going on.
    clock
        Place of the clock in `presence`.
    order
        What comes first of two that are alike.
    """

    request: Ticks
    begin: Ticks
    end: Ticks
    stage: Ticks
    clock: Ticks
    order: Ticks

    def __getitem__(self, chosen: NDArray[np.bool_] | Ticks | slice) -> _Pieces:
        return _Pieces(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


def time_parts(observation: Observation) -> dict[str, Ticks]:
    """Split the time of each request, from its arrival to its end or as far as it is followed, in seconds.

    Returns
    -------
    dict
        ``work`` and each of `WAITING_PARTS`, for every request of the cohort; together they are its
        `restricted_durations`, exactly.
    """
    reading, requests, within = observation.reading, observation.requests, observation.restricted_ends
    pieces = reading.once(_pieces)
    table = reading.once(_table_of_cases)[requests]
    # Of a request that is not followed to its end, what lies beyond is taken away again.
    late = _rows_of(pieces.request, requests[within < reading.case_ends[requests]])
    beyond = pieces[late]
    request = observation.place_of_case[beyond.request]
    begin, end = np.maximum(beyond.begin, within[request]), np.maximum(beyond.end, within[request])
    on_duty = reading.once(presence).between(begin, end, beyond.clock)
    table -= _table(request, beyond.stage, on_duty, end - begin, len(within))
    parts = dict(zip(_NAMES, table.T.copy(), strict=True))

    # Moments at which no visit is at anything (a log may have such) count as queueing, by the office's hours.
    rest = within - observation.arrived - table.sum(axis=1)
    if rest.any():
        office, mine = observation.study.network.office, pieces[observation.those_of(pieces.request)]
        request = observation.place_of_case[mine.request]
        begin, end = (np.minimum(ticks, within[request]) for ticks in (mine.begin, mine.end))
        told = _sums(request, office.work_between_block(begin, end), len(within))
        rest_on_duty = office.work_between_block(observation.arrived, within) - told
        parts["queueing"] += rest_on_duty
        parts["calendar"] += rest - rest_on_duty
    return parts


def _table_of_cases(reading: Reading) -> Ticks:
    """Return the parts of the time of each case, as far as anything is known: a row for each, a column for a part."""
    pieces = reading.once(_pieces)
    on_duty = reading.once(presence).between(pieces.begin, pieces.end, pieces.clock)
    return _table(pieces.request, pieces.stage, on_duty, pieces.end - pieces.begin, len(reading.case_ends))


def _table(of: Ticks, stage: Ticks, on_duty: Ticks, length: Ticks, size: int) -> Ticks:
    """Return what time at stages adds up to: a row for each whose it is, a column for each part."""
    wide = len(_NAMES)
    sums = _sums(wide * of + _ON_DUTY[stage], on_duty, wide * size)
    sums += _sums(wide * of + _OFF_DUTY[stage], length - on_duty, wide * size)
    return sums.reshape(size, wide)


def _rows_of(sorted_cases: Ticks, chosen: Ticks) -> Ticks:
    """Return where some cases are in a sorted column of cases."""
    firsts, lasts = (np.searchsorted(sorted_cases, chosen, side=side) for side in ("left", "right"))
    counts = lasts - firsts
    rows: Ticks = np.arange(counts.sum()) + np.repeat(firsts - np.cumsum(counts) + counts, counts)
    return rows


def _sums(of: Ticks, amounts: Ticks, size: int) -> Ticks:
    """Return sums of ticks, exact: they are far below 2^53, up to which numbers of floating point have no gaps."""
    return np.bincount(of, weights=amounts, minlength=size).astype(np.int64)


def _pieces(reading: Reading) -> _Pieces:
    """Return what each request is at, and when, from its arrival on; at each moment it is at one thing."""
    until, people = reading.until, len(reading.study.network.clocks)
    known = np.flatnonzero(reading.queueing_column("ready") < until)
    rows = reading.queueing[known]

    def column(name: str) -> Ticks:
        return reading.queueing_column(name)[known]

    arrived, ended = (of_cases[column("case")] for of_cases in (reading.log.cases["arrived"], reading.case_ends))
    ready, started = column("ready"), column("started")
    begun = (started != -1) & (started < until)
    attended, approval = reading.attended[rows], column("category") == Category.APPROVAL
    queue = np.where(approval, _Stage.APPROVAL_QUEUE, _Stage.QUEUE)
    # Who has not been taken up has no clock but the office's, and may yet be found to lack something.
    enqueued = np.where(column("enqueued") == -1, NEVER, column("enqueued"))
    released = np.where(begun, np.maximum(column("released"), enqueued), enqueued)
    finished = np.where(column("finished") == -1, until, np.minimum(column("finished"), until))
    paused = finished - reading.interruptions[rows]
    staff = column("staff")
    clock = np.where(begun & (staff >= 0), np.where(reading.away[rows], people + staff, staff), 2 * people)
    work = np.where(attended, _Stage.ATTENDED_WORK, _Stage.WORK)
    # Citizens are at the counter when they are ready; enqueued is when they came again, if they were sent home.
    stages = (
        (ready, enqueued, np.where(attended, queue, _Stage.HAND_OVER)),
        (enqueued, released, np.full(len(rows), _Stage.SUPPLY)),
        (released, reading.left[rows], queue),
        (np.where(begun, started, until), np.where(begun, paused, until), work),
        (np.where(begun, paused, until), np.where(begun, finished, until), queue),
    )
    case, order = column("case"), column("step") << 32 | column("visit")
    found = [_outside(reading, reading.by_request(reading.log.visits["category"] == Category.EXTERNAL))]
    for begin, end, stage in stages:
        begin, end = np.maximum(begin, arrived), np.minimum(end, ended)
        some = np.flatnonzero(begin < end)
        found.append(_Pieces(case[some], begin[some], end[some], stage[some], clock[some], order[some]))
    names = _Pieces.__dataclass_fields__
    return _disjoint(_Pieces(*(np.concatenate([getattr(part, name) for part in found]) for name in names)))


def _outside(reading: Reading, rows: Ticks) -> _Pieces:
    """Return the waits outside."""
    visits, office = reading.log.visits, 2 * len(reading.study.network.clocks)
    case, finished = visits["case"][rows].astype(np.int64), visits["finished"][rows]
    found = _Pieces(
        case,
        np.maximum(visits["ready"][rows], reading.log.cases["arrived"][case]),
        np.minimum(np.where(finished == -1, reading.until, finished), reading.case_ends[case]),
        np.full(len(rows), _Stage.EXTERNAL),
        np.full(len(rows), office),
        visits["step"][rows].astype(np.int64) << 32 | visits["visit"][rows],
    )
    return found[found.begin < found.end]


def _disjoint(pieces: _Pieces) -> _Pieces:
    """Let one piece count at each moment of a request, where branches run at the same time: the first by stage."""
    pieces = pieces[np.argsort((pieces.request << 40) + pieces.begin, kind="stable")]
    if not len(pieces.request):
        return pieces
    shift = pieces.request << 40
    reached = np.maximum.accumulate(pieces.end + shift)
    overlaps = np.append(False, pieces.begin[1:] + shift[1:] < reached[:-1])
    if not overlaps.any():
        return pieces
    together = np.zeros(int(pieces.request[-1]) + 1, dtype=np.bool_)
    together[pieces.request[overlaps]] = True
    crowded = together[pieces.request]
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
    joined = _Pieces(*(np.concatenate(pair) for pair in both))
    return joined[np.argsort(joined.request, kind="stable")]


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
