"""Duty hours of posts and people as clocks, each calendar built once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np

from orgsim.organisation.calendar import Calendar
from orgsim.organisation.organisation import Organisation, StaffMember
from orgsim.simulation.clocks import NEVER, Clock


class DutyHours:
    """Makes clocks from calendars and dated absences.

    Parameters
    ----------
    origin
        The day whose 00:00 is tick 0.
    last
        Last day of the clocks.
    """

    def __init__(self, origin: dt.date, last: dt.date) -> None:
        self.origin, self.last = origin, last
        self._clocks: dict[Calendar, Clock] = {}

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
            whole = self._through_the_phases([(start, self._clock_of(o, member)) for start, o, member in served])
            absences = dict.fromkeys(absence for _, _, member in served for absence in member.absences)
            off = [absence.intervals(self.origin, self.last) for absence in absences]
            calendars.append(whole)
            clocks.append(whole.minus(np.concatenate(off)) if off else whole)
        shared: dict[Clock, Clock] = {}
        return (
            tuple(shared.setdefault(clock, clock) for clock in clocks),
            tuple(shared.setdefault(clock, clock) for clock in calendars),
        )

    def _clock_of(self, organisation: Organisation, member: StaffMember) -> Clock:
        return self.clock(self.calendar_of(organisation, member.position))

    @staticmethod
    def _through_the_phases(pieces: Sequence[tuple[int, Clock]]) -> Clock:
        whole = pieces[0][1]
        for start, piece in pieces[1:]:
            if piece != whole:
                before = whole.minus([[start, NEVER]])
                whole = Clock.union(before, piece.minus([[-NEVER, start]]))
        return whole
