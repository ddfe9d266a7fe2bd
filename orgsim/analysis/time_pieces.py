"""What requests are at, and when: cut into pieces where branches run at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.visit_stages import Stages, branching, stages_of
from orgsim.simulation.log import Category
from orgsim.simulation.sorting import order_by

if TYPE_CHECKING:
    from orgsim.analysis.reading import Reading

__all__ = ["Pieces", "Stage", "crowded", "outside", "pieces_of"]

Ticks = NDArray[np.int64]
Flags = NDArray[np.bool_]

_SHIFT = 40
"""A tick is less than 2^40: one number that sorts by case, then by tick."""


class Stage(IntEnum):
    """What a visit is at; where branches run at the same time, the first of these counts."""

    ATTENDED_WORK = 0
    WORK = 1
    QUEUE = 2
    APPROVAL_QUEUE = 3
    SUPPLY = 4
    HAND_OVER = 5
    EXTERNAL = 6


@dataclass(frozen=True)
class Pieces:
    """Stretches of the time of requests.

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

    def __getitem__(self, chosen: Flags | Ticks | slice) -> Pieces:
        return Pieces(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))

    @classmethod
    def together(cls, *parts: Pieces) -> Pieces:
        """Put pieces into one list, the one after the other."""
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in cls.__dataclass_fields__))


def outside(reading: Reading) -> Pieces:
    """Return the waits outside."""
    return reading.once(_outside)


def crowded(reading: Reading) -> Pieces:
    """Return the pieces of all requests of which several branches run at the same time."""
    return reading.once(_crowded)


def pieces_of(reading: Reading, chosen: Flags) -> Pieces:
    """Return what some cases are at, and when, from their arrival on; at each moment they are at one thing.

    Parameters
    ----------
    reading
        A log.
    chosen
        Which rows of the table of cases.
    """
    beside, mine = outside(reading), _stages_of(reading, chosen)
    return _disjoint(Pieces.together(beside[chosen[beside.request]], *_pieces(reading, mine)))


def _stages_of(reading: Reading, chosen: Flags) -> Stages:
    """Return what the visits of some cases are at, given as flags of the rows of their table."""
    return stages_of(reading, np.flatnonzero(chosen.take(reading.queueing_column("case"))))


def _outside(reading: Reading) -> Pieces:
    visits, office = reading.log.visits, 2 * len(reading.study.network.clocks)
    rows = np.flatnonzero(reading.column("category") == Category.EXTERNAL)
    case, finished = visits.of("case", rows).astype(np.int64), visits.of("finished", rows)
    found = Pieces(
        case,
        np.maximum(visits.of("ready", rows), reading.log.cases.of("arrived", case)),
        np.minimum(np.where(finished == -1, reading.until, finished), reading.case_ends[case]),
        np.full(len(rows), Stage.EXTERNAL),
        np.full(len(rows), office),
        visits.of("step", rows).astype(np.int64) << 32 | visits.of("visit", rows),
    )
    return found[found.begin < found.end]


def _crowded(reading: Reading) -> Pieces:
    # Most requests have nothing outside, and each of their visits begins after the one before.
    (early, mixed), beside = branching(reading), outside(reading)
    perhaps, chosen = early.copy(), mixed.copy()
    perhaps[beside.request] = True
    if perhaps.any():
        found = _stages_of(reading, perhaps)
        case = np.append(found.case, beside.request)
        shift = case << _SHIFT
        begin = np.append(np.minimum(found.ready, found.enqueued), beside.begin) + shift
        end = np.minimum(np.maximum(found.over, found.released), reading.until)
        end = np.append(end, beside.end) + shift
        order = order_by(begin)
        case, begin, end = case[order], begin[order], end[order]
        overlaps = np.flatnonzero(begin[1:] < np.maximum.accumulate(end)[:-1])
        chosen[case[overlaps + 1]] = True
    return pieces_of(reading, chosen)


def _pieces(reading: Reading, mine: Stages) -> Iterator[Pieces]:
    """Yield what some visits are at, stage by stage."""
    arrived, ended = reading.log.cases.of("arrived", mine.case), reading.case_ends[mine.case]
    visits = reading.log.visits
    order = visits["step"][mine.rows].astype(np.int64) << 32 | visits["visit"][mine.rows]
    queue = np.where(mine.approval, Stage.APPROVAL_QUEUE, Stage.QUEUE)
    # Citizens are at the counter when they are ready; enqueued is when they came again, if they were sent home.
    stages = (
        (mine.ready, mine.enqueued, np.where(mine.attended, queue, Stage.HAND_OVER)),
        (mine.enqueued, mine.released, np.full(len(queue), Stage.SUPPLY)),
        (mine.released, mine.left, queue),
        (mine.left, mine.stops, np.where(mine.attended, Stage.ATTENDED_WORK, Stage.WORK)),
        (mine.stops, mine.over, queue),
    )
    for begins, ends, stage in stages:
        begin, end = np.maximum(begins, arrived), np.minimum(ends, ended)
        some = np.flatnonzero(begin < end)
        yield Pieces(mine.case[some], begin[some], end[some], stage[some], mine.clock[some], order[some])


def _disjoint(pieces: Pieces) -> Pieces:
    """Let one piece count at each moment of a request, where branches run at the same time: the first by stage."""
    pieces = pieces[order_by((pieces.request << _SHIFT) + pieces.begin)]
    if not len(pieces.request):
        return pieces
    shift = pieces.request << _SHIFT
    reached = np.maximum.accumulate(pieces.end + shift)
    overlaps = np.append(False, pieces.begin[1:] + shift[1:] < reached[:-1])
    if not overlaps.any():
        return pieces
    together = np.zeros(int(pieces.request[-1]) + 1, dtype=np.bool_)
    together[pieces.request[overlaps]] = True
    mixed = together[pieces.request]
    rows = np.flatnonzero(mixed)
    found: list[tuple[int, int, int]] = []
    for mine in np.split(rows, np.flatnonzero(np.diff(pieces.request[rows])) + 1):
        found += _first_at_each_moment(pieces, mine)
    which, begins, ends = np.array(found, dtype=np.int64).reshape(-1, 3).T
    one = pieces[which]
    joined = Pieces.together(pieces[~mixed], Pieces(one.request, begins, ends, one.stage, one.clock, one.order))
    return joined[order_by(joined.request)]


def _first_at_each_moment(pieces: Pieces, rows: Ticks) -> list[tuple[int, int, int]]:
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
