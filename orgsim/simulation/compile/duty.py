"""Duty hours of posts and people as clocks, each calendar built once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

import numpy as np

from orgsim.organisation.calendar import Calendar
from orgsim.organisation.organisation import Organisation, StaffMember
from orgsim.simulation.clocks import NEVER, Clock
from orgsim.simulation.tables import ppm, threshold

_DAY = 86_400
_MILLION = 1_000_000


class DutyHours:
    """Makes clocks from calendars and dated absences.

    Parameters
    ----------
    origin
        The day whose 00:00 is tick 0.
    last
        Last day of the clocks.
    working_days
        Working days of a year, over which yearly hours are spread.
    """

    def __init__(self, origin: dt.date, last: dt.date, working_days: float = 240.0) -> None:
        self.origin, self.last, self.working_days = origin, last, working_days
        self._clocks: dict[Calendar, Clock] = {}
        self._shorter: dict[tuple[Clock, int], Clock] = {}
        self._staff: dict[int, Counter[str]] = {}

    def clock(self, calendar: Calendar) -> Clock:
        """Return the clock of a calendar."""
        if calendar not in self._clocks:
            self._clocks[calendar] = Clock.from_intervals(calendar.intervals(self.origin, self.last))
        return self._clocks[calendar]

    def calendar_of(self, organisation: Organisation, position: str) -> Calendar:
        """Return the calendar of a post: its own, else the agency's."""
        name, agency = organisation.positions[position].calendar, organisation.agency
        return (agency.calendars[name] if name else agency.calendar).resolve()

    def of_staff(self, phases: Sequence[tuple[int, Organisation]]) -> tuple[tuple[Clock, ...], tuple[Clock, ...]]:
        """Return the clock of every employee, in sorted-id order, and the same without regard to dated absences.

        The calendar follows the post from phase to phase. An employee who leaves finishes the work in hand by the last
        calendar; nothing new is given out, since the person serves nothing any more.
        """
        clocks, calendars = [], []
        for id in sorted({id for _, organisation in phases for id in organisation.staff}):
            served = [(start, o, o.staff[id]) for start, o in phases if id in o.staff]
            pieces = [(start, self._clock_of(o, member), member) for start, o, member in served]
            calendars.append(self._through_the_phases([(start, clock) for start, clock, _ in pieces]))
            clocks.append(self._through_the_phases([(start, self._present(c, member)) for start, c, member in pieces]))
        shared: dict[Clock, Clock] = {}
        return (
            tuple(shared.setdefault(clock, clock) for clock in clocks),
            tuple(shared.setdefault(clock, clock) for clock in calendars),
        )

    def _clock_of(self, organisation: Organisation, member: StaffMember) -> Clock:
        clock = self.clock(self.calendar_of(organisation, member.position))
        ticks = self.fixed_ticks(organisation, member.unit)
        if ticks and (clock, ticks) not in self._shorter:
            self._shorter[clock, ticks] = _leave_earlier(clock, ticks)
        return self._shorter[clock, ticks] if ticks else clock

    def _present(self, clock: Clock, member: StaffMember) -> Clock:
        """Return a clock without dated absences: those of a post are its holders' while they hold it."""
        off = [absence.intervals(self.origin, self.last) for absence in member.absences]
        return clock.minus(np.concatenate(off)) if off else clock

    def fixed_ticks(self, organisation: Organisation, unit: str) -> int:
        """Return what the fixed duties of a unit (meetings, reports) take of each working day of each of its staff."""
        hours = sum(duty.hours_per_year.get(unit, 0.0) for duty in organisation.agency.duties.values() if duty.fixed)
        if not hours:
            return 0
        if id(organisation) not in self._staff:  # of one phase, which lives as long as this
            self._staff[id(organisation)] = Counter(member.unit for member in organisation.staff.values())
        staff = self._staff[id(organisation)][unit]
        return round(hours / (staff * self.working_days)) if staff else 0

    @staticmethod
    def _through_the_phases(pieces: Sequence[tuple[int, Clock]]) -> Clock:
        whole = pieces[0][1]
        for start, piece in pieces[1:]:
            if piece != whole:
                before = whole.minus([[start, NEVER]])
                whole = Clock.union(before, piece.minus([[-NEVER, start]]))
        return whole


def _leave_earlier(clock: Clock, ticks: int) -> Clock:
    """Return a clock without the last ticks of every day, from the day's last intervals backwards."""
    last = np.append(clock.opens[1:] // _DAY > (clock.closes[:-1] - 1) // _DAY, True)
    day = np.append(0, np.cumsum(last)[:-1])
    end = np.append(clock.worked[1:], clock.worked[-1] + clock.closes[-1] - clock.opens[-1])
    left = end[last][day] - end  # work on later intervals of the same day
    cut = np.clip(ticks - left, 0, clock.closes - clock.opens)
    closes = clock.closes - cut
    kept = closes > clock.opens
    return Clock(clock.opens[kept], closes[kept])


def pace_of(
    phases: Sequence[tuple[int, Organisation]], staff: Sequence[str], origin: dt.date
) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Return from when on each person's work times change, and by how many millionths; nothing if nobody's do."""
    if not any(position.pace for _, organisation in phases for position in organisation.positions.values()):
        return ()
    found = []
    for id in staff:
        steps: dict[int, int] = {}
        for start, organisation in phases:
            member = organisation.staff.get(id)
            written = organisation.positions[member.position].pace if member else ()
            dated = sorted(((entry.on - origin).days * _DAY, ppm(1 / entry.speed)) for entry in written)
            steps = {tick: value for tick, value in steps.items() if tick < start}
            steps[start] = next((value for tick, value in reversed(dated) if tick <= start), _MILLION)
            steps |= {tick: value for tick, value in dated if tick > start}
        found.append(tuple(sorted(steps.items())))
    return tuple(found)


def absences_of(
    phases: Sequence[tuple[int, Organisation]], staff: Sequence[str]
) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Return from when on each person is away on which share of days, as a threshold; nothing if nobody ever is."""
    if not any(position.absent for _, organisation in phases for position in organisation.positions.values()):
        return ()

    def below(organisation: Organisation, id: str) -> int:
        member = organisation.staff.get(id)
        return threshold(organisation.positions[member.position].absent or 0.0) if member else 0

    return tuple(tuple((start, below(organisation, id)) for start, organisation in phases) for id in staff)
