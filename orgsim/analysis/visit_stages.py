"""What visits are at, one after the other, and what that adds to the parts of the time of their requests."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.overtime import presence
from orgsim.simulation.compiled_code import address, addresses, compiled
from orgsim.simulation.log import Category
from orgsim.simulation.sorting import order_by_code

if TYPE_CHECKING:
    from orgsim.analysis.reading import Reading

__all__ = ["Part", "Stages", "add_visits", "branching", "stages_of"]

Ticks = NDArray[np.int64]
Flags = NDArray[np.bool_]

_BLOCK = 1 << 14
"""So many visits are taken at a time that what is found on the way stays in the processor's cache."""


class Part(IntEnum):
    """What the time of a request goes into; the compiled pass knows those of visits by these numbers."""

    WORK = 0
    QUEUEING = 1
    CALENDAR = 2
    APPROVAL = 3
    HAND_OVER = 4
    SUPPLY = 5
    EXTERNAL = 6


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
        Ticks: a row for each request, a column for each `Part`.
    """
    add = compiled("add_parts")
    if add is not None:
        columns = _columns(reading)
        told = [*columns, place, reading.log.cases["arrived"], ends]
        times, way = reading.once(presence).table, np.append(addresses(*told), _numbers(reading))
        add(*map(address, (times, way, table)), len(reading.queueing), table.shape[1])
        return
    asked = np.flatnonzero(place.take(reading.queueing_column("case")) >= 0)
    for start in range(0, len(asked), _BLOCK):
        _add_block(reading, stages_of(reading, asked[start : start + _BLOCK]), place, ends, table)


def branching(reading: Reading) -> tuple[Flags, Flags]:
    """Return of which cases a visit begins before the one before it is over, and of which some is not as it should be.

    The latter are not at one thing after the other.
    """
    return reading.once(_branching)


def _branching(reading: Reading) -> tuple[Flags, Flags]:
    find, number = compiled("find_branches"), len(reading.case_ends)
    found = np.zeros((2, number), dtype=np.bool_)
    if find is not None:
        columns, reached = _columns(reading), np.full(number, np.iinfo(np.int64).min)
        way = np.append(addresses(*columns, reached, reached, reached), _numbers(reading))
        find(*map(address, (way, reached, found)), len(reading.queueing), number)
        return found[0], found[1]
    visits = stages_of(reading, order_by_code(reading.queueing_column("case"), number))
    case, begin = visits.case, np.minimum(visits.ready, visits.enqueued)
    end = np.minimum(np.maximum(visits.over, visits.released), reading.until)
    found[0, case[1:][(begin[1:] < end[:-1]) & (case[1:] == case[:-1])]] = True
    mixed = (visits.ready > visits.enqueued) | (visits.released > visits.left) | (visits.left > visits.stops)
    found[1, case[mixed & visits.begun]] = True
    return found[0], found[1]


def _columns(reading: Reading) -> list[NDArray[np.generic]]:
    """Return what compiled code must know of visits, in the order of `orgsim.simulation.engines.layout`."""
    return reading.once(_columns_of)


def _columns_of(reading: Reading) -> list[NDArray[np.generic]]:
    ticks = ("case", "ready", "enqueued", "released", "started", "finished", "suspended")
    columns = [np.ascontiguousarray(reading.queueing_column(name)) for name in ticks]
    return [
        *columns,
        reading.left,
        reading.queueing_column("staff").astype(np.int64),
        np.ascontiguousarray(reading.queueing_column("category")),
        reading.of_queueing(reading.attended),
        reading.of_queueing(reading.away),
    ]


def _numbers(reading: Reading) -> tuple[int, int]:
    return reading.until, len(reading.study.network.clocks)


def _add_block(reading: Reading, visits: Stages, place: Ticks, ends: Ticks, table: Ticks) -> None:
    """Add so few visits that NumPy's steps stay in the cache: what the kernel's `add_parts` does one by one."""
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
