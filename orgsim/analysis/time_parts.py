"""Where the time of a request goes, to the second: work and every cause of waiting, nothing twice or left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.overtime import presence
from orgsim.analysis.time_pieces import Pieces, Stage, crowded, outside, pieces_of
from orgsim.analysis.visit_stages import Part, Told, add_visits, told

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation
    from orgsim.analysis.reading import Reading

__all__ = ["WAITING_PARTS", "sums_of_parts", "time_parts"]

Ticks = NDArray[np.int64]
Flags = NDArray[np.bool_]

WAITING_PARTS = ("queueing", "calendar", "approval", "hand-over", "supply", "external")
"""Causes of waiting."""

_EXTERNAL, _REST = 6, 7
"""After each `Part`: what is no visit of the office, and what is neither."""
# On duty, and off duty.
_PARTS = {
    Stage.ATTENDED_WORK: (Part.WORK, Part.WORK),
    Stage.WORK: (Part.WORK, Part.CALENDAR),
    Stage.QUEUE: (Part.QUEUEING, Part.CALENDAR),
    Stage.APPROVAL_QUEUE: (Part.APPROVAL, Part.CALENDAR),
    Stage.SUPPLY: (Part.SUPPLY, Part.SUPPLY),
    Stage.HAND_OVER: (Part.HAND_OVER, Part.HAND_OVER),
    Stage.EXTERNAL: (_EXTERNAL, _EXTERNAL),
}
_ON_DUTY, _OFF_DUTY = (np.array([_PARTS[stage][at] for stage in Stage]) for at in (0, 1))
_NAMES = ("work", *WAITING_PARTS)
"""Of each `Part`, in their order, and of `_EXTERNAL`."""


def time_parts(observation: Observation) -> dict[str, Ticks]:
    """Split the time of each request, from its arrival to its end or as far as it is followed, in seconds.

    Returns
    -------
    dict
        ``work`` and each of `WAITING_PARTS`, for every request of the cohort; together they are its
        `restricted_durations`, exactly.
    """
    return dict(zip(_NAMES, _split(observation).T, strict=True))


def sums_of_parts(observation: Observation, counted: Flags) -> dict[str, int]:
    """Return the same, added up over some of the requests."""
    return dict(zip(_NAMES, (counted.astype(np.int64) @ _split(observation)).tolist(), strict=True))


def _split(observation: Observation) -> Ticks:
    """Return the time of each request: a row for each, a column for each `Part`."""
    reading, requests, within = observation.reading, observation.requests, observation.restricted_ends
    table = reading.once(_table_of_cases).take(requests, axis=0)
    sooner = np.flatnonzero(within < reading.case_ends[requests])
    if len(sooner):
        table[sooner] = _table_until(reading, requests[sooner], within[sooner])
    parts, rest = table[:, :_REST], table[:, _REST]

    # Moments at which no visit is at anything (a log may have such) count as queueing, by the office's hours.
    some = np.flatnonzero(rest)
    if len(some):
        office, chosen = observation.study.network.office, np.zeros(len(reading.case_ends), dtype=np.bool_)
        chosen[requests[some]] = True
        pieces = pieces_of(reading, chosen)
        request = observation.place_of_case[pieces.request]
        begin, end = (np.minimum(ticks, within[request]) for ticks in (pieces.begin, pieces.end))
        known = np.zeros(len(within), dtype=np.int64)
        np.add.at(known, request, office.work_between_block(begin, end))
        rest_on_duty = observation.restricted_office_durations[some] - known[some]
        parts[some, Part.QUEUEING] += rest_on_duty
        parts[some, Part.CALENDAR] += rest[some] - rest_on_duty
    return parts


def _table_of_cases(reading: Reading) -> Ticks:
    """Return the parts of the time of each case, as far as anything is known; see `_table_until`."""
    return _table_until(reading, np.arange(len(reading.case_ends)), reading.case_ends, told(reading))


def _table_until(reading: Reading, cases: Ticks, ends: Ticks, found: Told | None = None) -> Ticks:
    """Return the parts of the time of some cases up to some ticks: a row for each case, a column for each part.

    The last column is the time that is no part of these. `found` is known already, if it is of all cases up to their
    ends.
    """
    place = np.full(len(reading.case_ends), -1, dtype=np.int64)
    place[cases] = np.arange(len(cases))
    table = np.zeros((len(cases), _REST + 1), dtype=np.int64)
    if found is None:
        add_visits(reading, place, ends, table)
    else:
        table[:, : len(Part)] = found.sums[:, : len(Part)]
    _add_pieces(reading, outside(reading), place, ends, table)
    # Where branches run at the same time, each moment counts once.
    mixed = place[crowded(reading).request]
    table[mixed[mixed >= 0]] = 0
    _add_pieces(reading, crowded(reading), place, ends, table)
    table[:, _REST] = ends - reading.log.cases.of("arrived", cases) - np.einsum("ij->i", table)
    return table


def _add_pieces(reading: Reading, pieces: Pieces, place: Ticks, ends: Ticks, table: Ticks) -> None:
    """Add pieces to the parts of the time of their requests, if these are asked for."""
    pieces = pieces[place[pieces.request] >= 0]
    request = place[pieces.request]
    begin, end = (np.minimum(ticks, ends[request]) for ticks in (pieces.begin, pieces.end))
    on_duty = reading.once(presence).between(begin, end, pieces.clock)
    np.add.at(table, (request, _ON_DUTY[pieces.stage]), on_duty)
    np.add.at(table, (request, _OFF_DUTY[pieces.stage]), end - begin - on_duty)
