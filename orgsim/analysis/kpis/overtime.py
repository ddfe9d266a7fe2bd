"""How much staff work beyond their hours."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from orgsim.analysis.kpi import KPIS, Kpi, Measured, ratio
from orgsim.analysis.overtime import overtime_ticks
from orgsim.analysis.shifts import shifts
from orgsim.errors import message
from orgsim.organisation.intervals import DAY

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation


@KPIS.register
class Overtime(Kpi):
    """Hours of work off duty, of all staff together, per week of the window.

    With a citizen at the counter work runs through closing and through breaks; where the unit's rule keeps staff when
    too much is left, other work goes on too. What counts is work, not presence: who stays and has nothing to do does
    no overtime. Staff and ``unit:<id>``, ``position:<id>`` as for `utilisation`, of which overtime is no part.
    """

    name = "overtime"
    place = 61
    title = message("Overtime (hours a week, all staff)")
    measured_in = "h/week"
    better = "lower"
    scale = "difference"
    concerns = "staff"

    def measure(self, observation: Observation) -> Measured:
        window = observation.window
        if not window.is_period:
            return {}
        worked: Counter[str] = Counter(all=0)
        for shift in shifts(observation):
            ticks = overtime_ticks(observation.reading, shift.start, shift.end)
            for staff, groups in shift.groups.items():
                for group in groups:
                    worked[group] += int(ticks[staff])
        hours = 3600 * (window.end - window.start)
        return {group: ratio(7 * DAY * ticks, hours) for group, ticks in worked.items()}
