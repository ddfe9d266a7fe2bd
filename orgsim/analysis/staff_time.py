"""What staff did with their time: who was occupied when, on duty and beyond it, as far as a log tells.

A person may have several rows for one stretch of time (the cases of a batch or a session): it counts once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.organisation.intervals import DAY
from orgsim.simulation.compiled_code import address, addresses, compiled, whole_numbers
from orgsim.simulation.duty_times import DutyTimes, duty_times_of
from orgsim.simulation.sorting import order_by

if TYPE_CHECKING:
    from orgsim.analysis.reading import Reading

__all__ = ["OccupiedTime", "busy_by_day", "busy_ticks", "duty_times", "occupied"]

Ticks = NDArray[np.int64]
Flags = NDArray[np.bool_]

_FAR = 1 << 40
"""More than any tick: one number that sorts by person, then by tick."""


@dataclass(frozen=True)
class OccupiedTime:
    """Stretches of time in which people are occupied.

    Attributes
    ----------
    staff, begins, ends
        Who, and from when to when, by the clock on the wall; pauses off duty are in it.
    rows
        The visits, rows of their table.
    """

    staff: Ticks
    begins: Ticks
    ends: Ticks
    rows: Ticks

    def __getitem__(self, chosen: Flags | Ticks) -> OccupiedTime:
        return OccupiedTime(self.staff[chosen], self.begins[chosen], self.ends[chosen], self.rows[chosen])

    def chosen(self, some: Flags) -> OccupiedTime:
        """Return some of them, which are often all."""
        return self if some.all() else self[np.flatnonzero(some)]

    def between(self, start: int, end: int) -> OccupiedTime:
        """Return what of them lies between two ticks."""
        found = self.chosen((self.begins < end) & (self.ends > start))
        return OccupiedTime(found.staff, np.maximum(found.begins, start), np.minimum(found.ends, end), found.rows)


def occupied(reading: Reading) -> OccupiedTime:
    """Return when everybody was occupied, as far as is known, each moment of a person once.

    A visit occupies its person from start to finish. One that was interrupted occupies the person who finished it, for
    so much less; the log does not say when it was interrupted, so that time is taken from its end. An interrupted
    visit and what interrupted it lie on top of each other and both count.
    """
    return reading.once(_occupied)


def _occupied(reading: Reading) -> OccupiedTime:
    whole = _by_person(reading)
    whole = whole.chosen((whole.begins < whole.ends) & (reading.interruptions.take(whole.rows) == 0))
    person = whole.staff * _FAR
    reached = np.maximum.accumulate(whole.ends + person)
    begins = np.maximum(whole.begins, np.append(0, reached[:-1] - person[1:])[: len(person)])
    whole, beside = OccupiedTime(whole.staff, begins, whole.ends, whole.rows), _interrupted(reading)
    names = OccupiedTime.__dataclass_fields__
    whole = OccupiedTime(*(np.concatenate((getattr(whole, name), getattr(beside, name))) for name in names))
    return whole.chosen(whole.begins < whole.ends)


def _by_person(reading: Reading) -> OccupiedTime:
    """Return the visits that somebody began, person by person, by their begins and then their ends as far as known."""
    found = _stretches(reading, reading.beginnings)
    return found[order_by(found.staff, found.begins, found.ends)]


def _interrupted(reading: Reading) -> OccupiedTime:
    """Return the visits that were interrupted, each stretch of a person once."""
    rows = np.flatnonzero((reading.interruptions > 0) & reading.begun)
    once = np.stack([reading.column(name).take(rows) for name in ("staff", "started", "finished")], axis=1)
    return _stretches(reading, rows[np.unique(once, axis=0, return_index=True)[1]])


def _stretches(reading: Reading, rows: Ticks) -> OccupiedTime:
    staff = reading.column("staff").take(rows).astype(np.int64)
    return OccupiedTime(staff, reading.column("started").take(rows), reading.known_ends.take(rows), rows)


def busy_ticks(reading: Reading, start: int, end: int) -> Ticks:
    """Return the time on duty that each member of staff is occupied between two ticks, by staff code."""
    busy: Ticks = busy_by_day(reading, start, end)[0].sum(axis=1)
    return busy


def busy_by_day(reading: Reading, start: int, end: int) -> tuple[Ticks, Ticks]:
    """Return the occupied time on duty and the time on duty of everybody on every day between two ticks.

    Returns
    -------
    busy, on_duty : int64[staff, days]
        The days begin with the one that holds `start`.
    """
    last = -(-reading.until // DAY)
    if start < 0 or start % DAY or end % DAY or end > last * DAY:
        return reading.once(_busy_by_day, start, end)
    busy, on_duty = reading.once(_busy_by_day, 0, last * DAY)  # a window of whole days is a part of it
    days = slice(start // DAY, end // DAY)
    return busy[:, days], on_duty[:, days]


def _busy_by_day(reading: Reading, start: int, end: int) -> tuple[Ticks, Ticks]:
    duty, people, first = reading.once(duty_times), len(reading.clocks), start // DAY
    days = -(-end // DAY) - first
    edges = np.clip((first + np.arange(days + 1, dtype=np.int64)) * DAY, start, end)
    on_duty = np.diff(duty.before(edges[None, :], np.arange(people)[:, None]), axis=1)
    busy = np.zeros(people * days, dtype=np.int64)
    add = compiled("add_busy")
    if add is None:
        found = occupied(reading).between(start, end)
    else:  # whoever was never interrupted; the others beside them
        found = _interrupted(reading).between(start, end)
        staff, started = reading.column("staff"), reading.column("started")
        columns = whole_numbers(staff, started, reading.interruptions, reading.known_ends)
        reached = np.full(people, np.iinfo(np.int64).min)
        told = addresses(*columns, reading.beginnings, reached)
        numbers, times = np.array((len(reading.beginnings), start, end, first, days), dtype=np.int64), duty.table
        add(*map(address, (times, told, numbers, busy)))
    day, last = found.begins // DAY, (found.ends - 1) // DAY
    several = np.flatnonzero(day < last)
    ends = found.ends
    if len(several):
        ends = ends.copy()
        ends[several] = (day[several] + 1) * DAY
    np.add.at(busy, found.staff * days + (day - first), duty.between(found.begins, ends, found.staff))
    # What goes on after the first day of a stretch.
    counts = (last - day)[several]
    row = np.repeat(several, counts)
    day = day[row] + 1 + np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    staff, ends = found.staff[row], np.minimum(found.ends[row], (day + 1) * DAY)
    np.add.at(busy, staff * days + (day - first), duty.between(day * DAY, ends, staff))
    return busy.reshape(people, days), on_duty


def duty_times(reading: Reading) -> DutyTimes:
    """Return when everybody is on duty, by staff code, for many moments at once."""
    return duty_times_of(reading.clocks)
