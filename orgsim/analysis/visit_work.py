"""How long people worked at single visits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.overtime import presence
from orgsim.simulation.compiled_code import address, addresses, compiled, whole_numbers
from orgsim.simulation.sorting import order_by

if TYPE_CHECKING:
    from orgsim.analysis.reading import Reading

__all__ = ["Worked", "work_until", "worked_at"]

Ticks = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Worked:
    """Visits that somebody began to work at.

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

    def __getitem__(self, chosen: Ticks | slice) -> Worked:
        return Worked(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


def worked_at(reading: Reading, which: Callable[[Reading], NDArray[np.bool_]]) -> Worked:
    """Return those of some visits that somebody began to work at.

    Parameters
    ----------
    reading
        A log.
    which
        Tells which rows of the table of visits are asked for.
    """
    return reading.once(_worked, which)


def _worked(reading: Reading, which: Callable[[Reading], NDArray[np.bool_]]) -> Worked:
    rows = np.flatnonzero(reading.once(which) & reading.begun)
    begins, staff, case = (reading.column(name).take(rows) for name in ("started", "staff", "case"))
    ends = np.maximum(reading.known_ends.take(rows), begins)
    clocks = staff + len(reading.clocks) * reading.away.take(rows)
    weights, of_all, together = _weights(reading, rows)
    attended = reading.attended.take(rows)
    found = Worked(rows, case, begins, ends, clocks, attended, weights, of_all, together, work=ends)
    return replace(found, work=work_until(reading, found, ends))


def work_until(reading: Reading, found: Worked, ends: Ticks) -> Ticks:
    """Return how long somebody worked at visits until some ticks, not before their begins."""
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
    shared, hands = _shared(reading)
    if len(shared):  # few, but for sessions and batches
        theirs, hand = _weights_of(reading, shared), np.full(len(reading.begun), -1, dtype=np.int64)
        sizes, sums = np.bincount(hands), np.zeros(int(hands.max()) + 1, dtype=np.int64)
        np.add.at(sums, hands, theirs)
        hand[shared] = hands
        weight = np.zeros(len(hand), dtype=np.int64)
        weight[shared] = theirs
        hand = hand.take(rows)
        mine = np.flatnonzero(hand >= 0)
        hand = hand[mine]
        weights[mine], of_all[mine], together[mine] = weight[rows[mine]], sums[hand], sizes[hand]
    return weights, of_all, together


def _shared(reading: Reading) -> tuple[Ticks, Ticks]:
    """Return the rows of visits that somebody had in hand together with others, and a number for each such hand."""
    rows, find = reading.beginnings, compiled("find_shared")
    if find is not None:
        columns = whole_numbers(reading.column("staff"), reading.column("started"), reading.known_ends)
        (shared, hands), people = np.empty((2, len(rows) + 1), dtype=np.int64), len(reading.clocks)
        latest = np.full(people, -1, dtype=np.int64)
        of_hand = np.empty((4, len(rows)), dtype=np.int64)
        where = addresses(rows, *columns, latest, *of_hand, shared, hands)
        find(address(where), len(rows))
        return shared[1 : 1 + shared[0]], hands[1 : 1 + shared[0]]
    started = reading.column("started")
    rows = rows[_beside_its_like(started.take(rows))]
    staff, begins, ends = reading.column("staff").take(rows), started.take(rows), reading.known_ends.take(rows)
    order = order_by(staff, begins, ends)
    order = order[_beside_its_like(staff[order], begins[order], ends[order])]
    hand = [column[order] for column in (staff, begins, ends)]
    new = np.any([column[1:] != column[:-1] for column in hand], axis=0)
    return rows[order], np.cumsum(np.append(np.zeros(min(1, len(order)), dtype=np.bool_), new))


def _beside_its_like(*columns: Ticks) -> Flags:
    """Return which rows are equal to one beside them."""
    same = np.all([column[1:] == column[:-1] for column in columns], axis=0)
    nothing = np.zeros(min(1, len(columns[0])), dtype=np.bool_)
    beside: Flags = np.append(nothing, same) | np.append(same, nothing)
    return beside


def _weights_of(reading: Reading, rows: Ticks) -> Ticks:
    base, switching, handover = (reading.log.visits.of(name, rows) for name in ("base", "switching", "handover"))
    weights: Ticks = np.maximum(base + switching + handover, 1)
    return weights
