"""What visits are at, one after the other, and what that adds to the parts of the time of their requests."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.overtime import presence
from orgsim.simulation.compiled_code import address, addresses, compiled, whole_numbers
from orgsim.simulation.log import Category
from orgsim.simulation.sorting import order_by

if TYPE_CHECKING:
    from orgsim.analysis.reading import Reading

__all__ = ["PASSED_ON", "WAITED", "Part", "Stages", "Told", "add_visits", "branching", "stages_of", "told"]

Ticks = NDArray[np.int64]
Flags = NDArray[np.bool_]

_BLOCK = 1 << 14
"""So many visits are taken at a time that what is found on the way stays in the processor's cache."""


class Part(IntEnum):
    """What visits add to the time of their request; columns of a table, which compiled code knows by these numbers."""

    WORK = 0
    QUEUEING = 1
    CALENDAR = 2
    APPROVAL = 3
    HAND_OVER = 4
    SUPPLY = 5


WAITED, PASSED_ON = 6, 7
"""Beside them in the table of `Told`: office time in queues, and on the way to them."""


@dataclass(frozen=True)
class Stages:
    """What some visits are at, one after the other.

    Attributes
    ----------
    case
        Rows of the table of cases.
    rows
        Rows of the table of visits.
    ready, enqueued, released, left, stops, over
        On the way to the queue; waiting for things; in the queue; at work from `left` to `stops`; in the queue again,
        interrupted. Of what nobody has taken up, the last three are one.
    clock
        Place of the clock in `presence`. Who has not been taken up has no clock but the office's.
    attended, approval, begun
        The citizen is present; a superior is asked; somebody took it up.
    """

    case: Ticks
    rows: Ticks
    ready: Ticks
    enqueued: Ticks
    released: Ticks
    left: Ticks
    stops: Ticks
    over: Ticks
    clock: Ticks
    attended: Flags
    approval: Flags
    begun: Flags

    def __getitem__(self, chosen: Ticks) -> Stages:
        return Stages(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


def stages_of(reading: Reading, some: Ticks) -> Stages:
    """Return what visits are at for which a case queues at the office, if they are known to have become ready.

    Parameters
    ----------
    reading
        A log.
    some
        Which of those that its `queueing` names.
    """
    until, people = reading.until, len(reading.study.network.clocks)
    ready, started, finished, released, staff, case, category = (
        reading.queueing_column(name).take(some)
        for name in ("ready", "started", "finished", "released", "staff", "case", "category")
    )
    rows, enqueued, left = (values.take(some) for values in (reading.queueing, reading.enqueued, reading.left))
    begun = (started != -1) & (started < until)
    over = np.where(begun, np.where(finished == -1, until, np.minimum(finished, until)), left)
    clock = np.where(begun & (staff >= 0), staff + people * reading.away.take(rows), 2 * people)
    found = Stages(
        case=case,
        rows=rows,
        ready=ready,
        enqueued=enqueued,
        # Who has not been taken up may yet be found to lack something.
        released=np.where(begun, np.maximum(released, enqueued), enqueued),
        left=left,
        stops=np.where(begun, over - reading.interruptions.take(rows), over),
        over=over,
        clock=clock,
        attended=reading.attended.take(rows),
        approval=category == Category.APPROVAL,
        begun=begun,
    )
    known = ready < until
    return found if known.all() else found[np.flatnonzero(known)]


@dataclass(frozen=True)
class Told:
    """What compiled code finds in one pass over the visits for which a case queues, up to the ends of cases.

    Attributes
    ----------
    sums
        Ticks: a row for each case, a column for each `Part`, and for `WAITED` and `PASSED_ON`.
    waits, work
        Office time of each visit in the queue, and from its start to its end (see `orgsim.analysis.office_time`).
    branching
        See `branching`.
    """

    sums: Ticks
    waits: Ticks
    work: Ticks
    branching: tuple[Flags, Flags]


def told(reading: Reading) -> Told | None:
    """Return what compiled code finds; None without it."""
    return reading.once(_told)


def add_visits(reading: Reading, place: Ticks, ends: Ticks, table: Ticks) -> None:
    """Add what visits are at, one after the other, to the parts of the time of their requests.

    Parameters
    ----------
    reading
        A log.
    place
        Place of each row of the table of cases in `ends` and `table`; -1 for none.
    ends
        Ticks up to which requests are followed.
    table
        Ticks: a row for each request, a column for each `Part`, and maybe others.
    """
    asked = np.flatnonzero(place.take(reading.queueing_column("case")) >= 0)
    for start in range(0, len(asked), _BLOCK):
        _add_block(reading, stages_of(reading, asked[start : start + _BLOCK]), place, ends, table)


def branching(reading: Reading) -> tuple[Flags, Flags]:
    """Return of which cases a visit begins before the one before it is over, and of which some is not as it should be.

    The latter are not at one thing after the other.
    """
    found = told(reading)
    return reading.once(_branching) if found is None else found.branching


def _told(reading: Reading) -> Told | None:
    read = compiled("read_visits")
    if read is None:
        return None
    visits, cases = len(reading.queueing), len(reading.case_ends)
    ticks = ("case", "ready", "enqueued", "released", "started", "finished", "suspended", "staff")
    columns = whole_numbers(*map(reading.queueing_column, ticks))
    flags = [reading.queueing_column("category"), *map(reading.of_queueing, (reading.attended, reading.away))]
    sums, reached = np.zeros((cases, PASSED_ON + 1), dtype=np.int64), np.full(cases, np.iinfo(np.int64).min)
    (waits, work), marks = np.empty((2, visits), dtype=np.int64), np.zeros((2, cases), dtype=np.bool_)
    short = [np.ascontiguousarray(values) for values in flags]
    left, arrived = reading.left, reading.log.cases["arrived"]
    where = addresses(*columns, left, *short, arrived, reading.case_ends, sums, waits, work, reached, marks)
    numbers = np.array((visits, cases, reading.until, len(reading.study.network.clocks)), dtype=np.int64)
    times = reading.once(presence).table
    read(*map(address, (times, where, numbers)))
    return Told(sums, waits, work, (marks[0], marks[1]))


def _branching(reading: Reading) -> tuple[Flags, Flags]:
    number = len(reading.case_ends)
    early, mixed = np.zeros((2, number), dtype=np.bool_)
    visits = stages_of(reading, order_by(reading.queueing_column("case")))
    case, begin = visits.case, np.minimum(visits.ready, visits.enqueued)
    end = np.minimum(np.maximum(visits.over, visits.released), reading.until)
    early[case[1:][(begin[1:] < end[:-1]) & (case[1:] == case[:-1])]] = True
    odd = (visits.ready > visits.enqueued) | (visits.released > visits.left) | (visits.left > visits.stops)
    mixed[case[odd & visits.begun]] = True
    return early, mixed


def _add_block(reading: Reading, visits: Stages, place: Ticks, ends: Ticks, table: Ticks) -> None:
    """Add so few visits that NumPy's steps stay in the cache."""
    request, arrived = place[visits.case], reading.log.cases.of("arrived", visits.case)
    ended, times = ends[request], reading.once(presence)
    ready, enqueued, released, left, stops, over = (
        np.minimum(np.maximum(ticks, arrived), ended)
        for ticks in (visits.ready, visits.enqueued, visits.released, visits.left, visits.stops, visits.over)
    )
    begin = np.minimum(released, left)
    queue, queue_on_duty = left - begin, times.between(begin, left, visits.clock)
    work = stops - left
    work_on_duty = np.where(visits.attended, work, times.between(left, stops, visits.clock))
    # Citizens are at the counter when they are ready; who is interrupted is in the queue again.
    counter = np.flatnonzero(visits.attended & (ready < enqueued))
    for begins, until, some in ((ready, enqueued, counter), (stops, over, np.flatnonzero(stops < over))):
        if len(some):
            queue[some] += until[some] - begins[some]
            queue_on_duty[some] += times.between(begins[some], until[some], visits.clock[some])
    waits = np.where(visits.approval, Part.APPROVAL, Part.QUEUEING)
    np.add.at(table, (request, waits), queue_on_duty)
    amounts = {
        Part.WORK: work_on_duty,
        Part.CALENDAR: queue - queue_on_duty + work - work_on_duty,
        Part.HAND_OVER: np.where(visits.attended, 0, np.maximum(enqueued - ready, 0)),
        Part.SUPPLY: np.maximum(released - enqueued, 0),
    }
    for part, amount in amounts.items():
        if amount.any():
            np.add.at(table[:, part], request, amount)
