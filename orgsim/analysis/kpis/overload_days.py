"""How many days staff have more than enough to do."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from orgsim.analysis.kpi import KPIS, Kpi, Measured, ratio
from orgsim.analysis.shifts import shifts
from orgsim.analysis.staff_time import busy_by_day
from orgsim.errors import message

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation

_PER_CENT = 90


@KPIS.register
class OverloadDays(Kpi):
    """Share of the days of staff on which more than 90 % of the time on duty is occupied.

    Counted are a person's days with any time on duty; staff and groups as for `utilisation`. What the effective share
    leaves for other things is in the occupied time already, so 100 % is a full day, and no more can be worked on duty.
    """

    name = "overload_days"
    place = 63
    title = message("Days of staff with more than 90 % of their time occupied")
    measured_in = "share"
    better = "lower"
    scale = "difference"
    concerns = "staff"
    missing = message("nobody who handles cases is on duty in the window")

    def measure(self, observation: Observation) -> Measured:
        if not observation.window.is_period:
            return {}
        overloaded: Counter[str] = Counter()
        days: Counter[str] = Counter()
        for shift in shifts(observation):
            busy, on_duty = busy_by_day(observation.reading, shift.start, shift.end)
            full = ((100 * busy > _PER_CENT * on_duty) & (on_duty > 0)).sum(axis=1).tolist()
            present = (on_duty > 0).sum(axis=1).tolist()
            for staff, groups in shift.groups.items():
                for group in groups:
                    overloaded[group] += full[staff]
                    days[group] += present[staff]
        return {"all": None} | {group: ratio(overloaded[group], count) for group, count in days.items()}
