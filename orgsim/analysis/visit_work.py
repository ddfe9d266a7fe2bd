"""How long people worked at single visits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.overtime import presence
from orgsim.simulation.sorting import order_by

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation
    from orgsim.analysis.reading import Reading

__all__ = ["work_of_visits"]

Ticks = NDArray[np.int64]


@dataclass(frozen=True)
class _Worked:
    """Visits of requests that somebody began to work at.

    Attributes
    ----------
    rows
        Rows of the table of visits.
    cases
        Rows of the table of cases.
    begins, ends
        Ticks, pauses included; no later than anything is known.
    clocks
        Place of the clock of who worked in `presence`.
    attended
        A citizen is present: the work runs through, off duty too.
    weights, of_all, together
        The weight of each, of all that its person had in hand at once, and how many they are.
    work
        How long somebody worked at each until its end.
    """

    rows: Ticks
    cases: Ticks
    begins: Ticks
    ends: Ticks
    clocks: Ticks
    attended: NDArray[np.bool_]
    weights: Ticks
    of_all: Ticks
    together: Ticks
    work: Ticks

    def __getitem__(self, chosen: Ticks | slice) -> _Worked:
        return _Worked(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


def work_of_visits(observation: Observation, which: Callable[[Reading], NDArray[np.bool_]]) -> tuple[Ticks, Ticks]:
    """Return the visits of the cohort that were begun while it was followed, and how long somebody worked at each.

    Parameters
    ----------
    observation
        Where the cohort is.
    which
        Tells which rows of the table of visits are asked for.

    Returns
    -------
    rows, work
        Rows of the table of visits, everybody of a team with a row of his own; ticks, as far as requests are followed.
    """
    worked = observation.reading.once(_worked, which)
    mine = worked[observation.those_of(worked.cases)]
    last = observation.followed[observation.place_of_case[mine.cases]]
    cut = np.flatnonzero(mine.ends >= last)
    if not len(cut):
        return mine.rows, mine.work
    work, late = mine.work.copy(), mine[cut]
    work[cut] = _work_until(observation.reading, late, np.maximum(last[cut], late.begins))
    begun = mine.begins < last
    return mine.rows[begun], work[begun]


def _worked(reading: Reading, which: Callable[[Reading], NDArray[np.bool_]]) -> _Worked:
    """Return those visits of requests that somebody began to work at."""
    rows = np.flatnonzero(reading.once(which) & reading.begun)
    begins, staff, case = (reading.column(name).take(rows) for name in ("started", "staff", "case"))
    ends = np.maximum(reading.known_ends.take(rows), begins)
    clocks = staff + len(reading.clocks) * reading.away.take(rows)
    weights, of_all, together = _weights(reading, rows)
    attended = reading.attended.take(rows)
    found = _Worked(rows, case, begins, ends, clocks, attended, weights, of_all, together, work=ends)
    return replace(found, work=_work_until(reading, found, ends))


def _work_until(reading: Reading, found: _Worked, ends: Ticks) -> Ticks:
    """Return how long somebody worked at visits until some ticks."""
    work, whole = reading.once(presence).between(found.begins, ends, found.clocks), ends - found.begins
    through = np.flatnonzero(found.attended & (work != whole))
    work[through] = whole[through]
    shared = np.flatnonzero(found.together > 1)
    work[shared] = work[shared] * found.weights[shared] // found.of_all[shared]
    return work


def _weights(reading: Reading, rows: Ticks) -> tuple[Ticks, Ticks, Ticks]:
    """Return the weight of each of some visits, of all that its person had in hand at once, and how many they are.

    What somebody did alone weighs 1.
    """
    weights, of_all, together = np.ones((3, len(rows)), dtype=np.int64)
    shared, firsts = reading.once(_shared)
    if len(shared):
        sizes, theirs = np.diff(np.append(firsts, len(shared))), _weights_of(reading, shared)
        place = np.full(len(reading.column("staff")), -1)
        place[shared] = np.arange(len(shared))
        place = place.take(rows)
        mine = np.flatnonzero(place >= 0)
        place = place[mine]
        weights[mine] = theirs[place]
        of_all[mine] = np.repeat(np.add.reduceat(theirs, firsts), sizes)[place]
        together[mine] = np.repeat(sizes, sizes)[place]
    return weights, of_all, together


def _shared(reading: Reading) -> tuple[Ticks, Ticks]:
    """Return the rows of visits that somebody had in hand together with others, and where those of each hand begin.

    They are few, but for sessions and batches.
    """
    rows = reading.beginnings
    rows = rows.take(_beside_each_other(reading.column("started").take(rows))[0])
    staff, begins = (reading.column(name).take(rows) for name in ("staff", "started"))
    ends = reading.known_ends.take(rows)
    order = order_by(staff, begins, ends)
    places, firsts = _beside_each_other(staff[order], begins[order], ends[order])
    return rows[order][places], firsts


def _beside_each_other(*columns: Ticks) -> tuple[Ticks, Ticks]:
    """Return the places of rows that are equal to one beside them, and which of these come first of their like."""
    same = np.ones(max(len(columns[0]) - 1, 0), dtype=np.bool_)
    for column in columns:
        same &= column[1:] == column[:-1]
    after = np.append(False, same)
    places = np.flatnonzero(after | np.append(same, False)) if len(same) else np.zeros(0, dtype=np.int64)
    return places, np.flatnonzero(~after[places])


def _weights_of(reading: Reading, rows: Ticks) -> Ticks:
    base, switching, handover = (reading.log.visits.of(name, rows) for name in ("base", "switching", "handover"))
    weights: Ticks = np.maximum(base + switching + handover, 1)
    return weights
