"""Where the time of a request goes, to the second: work and every cause of waiting, nothing twice or left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.overtime import presence
from orgsim.analysis.time_pieces import Pieces, Stage, Way, crowded, outside, pieces_of, way
from orgsim.simulation.compiled_code import address, addresses, compiled

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation
    from orgsim.analysis.reading import Reading

__all__ = ["WAITING_PARTS", "time_parts"]

Ticks = NDArray[np.int64]

WAITING_PARTS = ("queueing", "calendar", "approval", "hand-over", "supply", "external")
"""Causes of waiting."""

# On duty, and off duty.
_PARTS = {
    Stage.ATTENDED_WORK: ("work", "work"),
    Stage.WORK: ("work", "calendar"),
    Stage.QUEUE: ("queueing", "calendar"),
    Stage.APPROVAL_QUEUE: ("approval", "calendar"),
    Stage.SUPPLY: ("supply", "supply"),
    Stage.HAND_OVER: ("hand-over", "hand-over"),
    Stage.EXTERNAL: ("external", "external"),
}
_NAMES = ("work", *WAITING_PARTS)
_ON_DUTY, _OFF_DUTY = (np.array([_NAMES.index(_PARTS[stage][at]) for stage in Stage]) for at in (0, 1))
_BLOCK = 1 << 14
"""So many visits are taken at a time that what is found on the way stays in the processor's cache."""


def time_parts(observation: Observation) -> dict[str, Ticks]:
    """Split the time of each request, from its arrival to its end or as far as it is followed, in seconds.

    Returns
    -------
    dict
        ``work`` and each of `WAITING_PARTS`, for every request of the cohort; together they are its
        `restricted_durations`, exactly.
    """
    reading, requests, within = observation.reading, observation.requests, observation.restricted_ends
    table = reading.once(_table_of_cases).take(requests, axis=1)
    sooner = np.flatnonzero(within < reading.case_ends[requests])
    if len(sooner):
        table[:, sooner] = _table_until(reading, requests[sooner], within[sooner])
    parts, rest = dict(zip(_NAMES, table[:-1], strict=True)), table[-1]

    # Moments at which no visit is at anything (a log may have such) count as queueing, by the office's hours.
    some = np.flatnonzero(rest)
    if len(some):
        office, chosen = observation.study.network.office, np.zeros(len(reading.case_ends), dtype=np.bool_)
        chosen[requests[some]] = True
        pieces = pieces_of(reading, chosen)
        request = observation.place_of_case[pieces.request]
        begin, end = (np.minimum(ticks, within[request]) for ticks in (pieces.begin, pieces.end))
        told = np.zeros(len(within), dtype=np.int64)
        np.add.at(told, request, office.work_between_block(begin, end))
        rest_on_duty = observation.restricted_office_durations[some] - told[some]
        parts["queueing"][some] += rest_on_duty
        parts["calendar"][some] += rest[some] - rest_on_duty
    return parts


def _table_of_cases(reading: Reading) -> Ticks:
    """Return the parts of the time of each case, as far as anything is known; see `_table_until`."""
    return _table_until(reading, np.arange(len(reading.case_ends)), reading.case_ends)


def _table_until(reading: Reading, cases: Ticks, ends: Ticks) -> Ticks:
    """Return the parts of the time of some cases up to some ticks: a row for each part, a column for each case.

    The last row is the time that is no part of these.
    """
    place = np.full(len(reading.case_ends), -1, dtype=np.int64)
    place[cases] = np.arange(len(cases))
    table = np.zeros((len(_NAMES) + 1, len(cases)), dtype=np.int64)
    visits = way(reading)
    if len(cases) < len(place):
        visits = visits[np.flatnonzero(place[visits.case] >= 0)]
    _add_visits(reading, visits, place, ends, table)
    _add_pieces(reading, outside(reading), place, ends, table)
    # Where branches run at the same time, each moment counts once.
    mixed = place[crowded(reading).request]
    table[:, mixed[mixed >= 0]] = 0
    _add_pieces(reading, crowded(reading), place, ends, table)
    table[-1] = ends - reading.log.cases.of("arrived", cases) - table.sum(axis=0)
    return table


def _add_visits(reading: Reading, visits: Way, place: Ticks, ends: Ticks, table: Ticks) -> None:
    """Add what visits are at, one after the other, to the parts of the time of their requests."""
    add = compiled("add_parts")
    if add is not None:
        names = ("ready", "enqueued", "released", "left", "stops", "over", "clock", "case", "attended", "approval")
        columns = [np.ascontiguousarray(getattr(visits, name)) for name in names]
        columns += [place, reading.log.cases["arrived"], ends]
        times, found = reading.once(presence).table, addresses(*columns)
        add(*map(address, (times, found, table)), len(visits.case), table.shape[1])
        return
    for start in range(0, len(visits.case), _BLOCK):
        block = visits[start : start + _BLOCK]
        request = place[block.case]
        _add_block(reading, block, request, ends[request], table)


def _add_block(reading: Reading, visits: Way, request: Ticks, ended: Ticks, table: Ticks) -> None:
    """Add so few visits that NumPy's steps stay in the cache: what the kernel's `add_parts` does one by one."""
    arrived, times = reading.log.cases.of("arrived", visits.case), reading.once(presence)
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
    for begins, ends, some in ((ready, enqueued, counter), (stops, over, np.flatnonzero(stops < over))):
        if len(some):
            queue[some] += ends[some] - begins[some]
            queue_on_duty[some] += times.between(begins[some], ends[some], visits.clock[some])
    queueing, approval = (_NAMES.index(name) * table.shape[1] for name in ("queueing", "approval"))
    np.add.at(table.reshape(-1), request + np.where(visits.approval, approval, queueing), queue_on_duty)
    amounts = {
        "work": work_on_duty,
        "calendar": queue - queue_on_duty + work - work_on_duty,
        "hand-over": np.where(visits.attended, 0, np.maximum(enqueued - ready, 0)),
        "supply": np.maximum(released - enqueued, 0),
    }
    for name, amount in amounts.items():
        if amount.any():
            np.add.at(table[_NAMES.index(name)], request, amount)


def _add_pieces(reading: Reading, pieces: Pieces, place: Ticks, ends: Ticks, table: Ticks) -> None:
    """Add pieces to the parts of the time of their requests, if these are asked for."""
    pieces = pieces[place[pieces.request] >= 0]
    request = place[pieces.request]
    begin, end = (np.minimum(ticks, ends[request]) for ticks in (pieces.begin, pieces.end))
    on_duty = reading.once(presence).between(begin, end, pieces.clock)
    np.add.at(table, (_ON_DUTY[pieces.stage], request), on_duty)
    np.add.at(table, (_OFF_DUTY[pieces.stage], request), end - begin - on_duty)
