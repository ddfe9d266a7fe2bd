"""Who stayed on after closing, and what was worked off duty, as far as a log tells."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.staff_time import OccupiedTime, duty_times, occupied
from orgsim.analysis.withdrawals import withdrawals
from orgsim.organisation.intervals import DAY, NEVER
from orgsim.simulation.clocks import Clock
from orgsim.simulation.duty_times import DutyTimes, duty_times_of
from orgsim.simulation.log import Category

if TYPE_CHECKING:
    from orgsim.analysis.reading import Reading

__all__ = ["attendance", "overtime_ticks", "presence"]

Ticks = NDArray[np.int64]


def overtime_ticks(reading: Reading, start: int, end: int) -> Ticks:
    """Return the time that each member of staff worked off duty between two ticks, by staff code.

    A visit with a citizen present runs through closing: what lies off duty is overtime. Other work pauses at closing,
    unless the person stayed on: then it goes on, or begins, until the end of the overtime.
    """
    duty, found = reading.once(duty_times), reading.once(_perhaps_off_duty).between(start, end)
    attended = reading.attended[found.rows]
    stayed = reading.once(presence).between(found.begins, found.ends, found.staff)
    worked = np.where(attended, found.ends - found.begins, stayed)
    ticks = np.zeros(len(reading.clocks), dtype=np.int64)
    np.add.at(ticks, found.staff, worked - duty.between(found.begins, found.ends, found.staff))
    return ticks


def _perhaps_off_duty(reading: Reading) -> OccupiedTime:
    """Return when somebody was occupied who did not have to pause at closing, or who stayed on some day."""
    present = reading.once(attendance)
    stays = np.array([there is not duty for there, duty in zip(present, reading.clocks, strict=True)], dtype=np.bool_)
    if not stays.any() and not reading.attended.any():
        return OccupiedTime(*np.zeros((4, 0), dtype=np.int64))
    found = occupied(reading)
    alone = ~reading.in_teams[found.rows] & stays[found.staff] if stays.any() else False
    return found[reading.attended[found.rows] | alone]


def presence(reading: Reading) -> DutyTimes:
    """Return when everybody was there, by staff code; after them, in the same order, their calendars; last the office.

    A calendar is for what is done while away.
    """
    network = reading.study.network
    return duty_times_of((*reading.once(attendance), *network.calendars, network.office))


def attendance(reading: Reading) -> tuple[Clock, ...]:
    """Return when everybody was there, by staff code: on duty, or in overtime that the unit's rule brought about."""
    clocks = reading.clocks
    phases = reading.study.network.phases
    starts = [*(phase.start for phase in phases), NEVER]
    extra: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, phase in enumerate(phases):
        if not phase.overtime:
            continue
        closing = {staff: _closings(clock, starts[number], starts[number + 1]) for staff, clock in enumerate(clocks)}
        for unit, rule in phase.overtime.items():
            people = [staff for staff, home in enumerate(phase.unit_of) if home == unit]
            goes_home = {staff: set(closing[staff].tolist()) for staff in people}
            ticks = np.unique(np.concatenate([closing[staff] for staff in people] or [np.zeros(0, np.int64)]))
            waiting = _waiting(reading, unit, ticks) > rule.above
            for tick in ticks[(waiting | _seen(reading, people, ticks, rule.ticks)) & (ticks < reading.until)]:
                for staff in people:
                    if tick in goes_home[staff]:
                        extra[staff].append((int(tick), int(tick) + rule.ticks))
    return tuple(
        Clock.union(clock, Clock.from_intervals(extra[staff])) if staff in extra else clock
        for staff, clock in enumerate(clocks)
    )


def _closings(clock: Clock, start: int, end: int) -> Ticks:
    """Return the last closing of each day between two ticks."""
    closes, opens = clock.closes, np.append(clock.opens[1:], NEVER)
    return closes[(opens // DAY > (closes - 1) // DAY) & (closes >= start) & (closes < end)]


def _waiting(reading: Reading, unit: int, ticks: Ticks) -> Ticks:
    """Return how many visits wait in a unit at each of some ticks, before anything happens at it.

    Citizens at the counter are left out, for they go home at closing; so are those who gave up or were sent away.
    """
    visits, cases = reading.log.visits, reading.log.cases
    rows = np.flatnonzero((visits["unit"] == unit) & (visits["enqueued"] != -1) & (visits["category"] != Category.TEAM))
    rows = rows[~reading.attended[rows]]
    started, closed = visits.of("started", rows), cases.of("finished", visits.of("case", rows))
    ended = np.minimum(np.where(closed != -1, closed, NEVER), withdrawals(reading.log, rows))
    left = np.sort(np.where(started != -1, started, ended))
    return np.searchsorted(np.sort(visits.of("enqueued", rows)), ticks) - np.searchsorted(left, ticks)


def _seen(reading: Reading, people: list[int], ticks: Ticks, length: int) -> NDArray[np.bool_]:
    """Return after which closings somebody is seen at work, off duty, that would else have paused."""
    visits, moments = reading.log.visits, [np.zeros(0, np.int64)]
    for staff in people:
        rows = np.flatnonzero((visits["staff"] == staff) & (visits["started"] != -1))
        rows = rows[~reading.attended[rows] & ~reading.away[rows]]
        finished = visits.of("finished", rows)
        at_work = np.concatenate((visits.of("started", rows), finished[finished != -1] - 1))
        moments.append(at_work[~reading.clocks[staff].on_duty_block(at_work)])
    found = np.sort(np.concatenate(moments))
    seen: NDArray[np.bool_] = np.searchsorted(found, ticks + length) > np.searchsorted(found, ticks)
    return seen
