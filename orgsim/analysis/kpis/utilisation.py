"""Share of their time on duty that staff are occupied with cases."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from orgsim.analysis.kpi import KPIS, Kpi, Measured, ratio
from orgsim.analysis.shifts import shifts
from orgsim.analysis.staff_time import busy_ticks
from orgsim.errors import message

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation


@KPIS.register
class Utilisation(Kpi):
    r"""Share of time on duty that is occupied by visits.

    .. math:: U = \frac{\sum_s H_s(\bigcup_{v \in s} v \cap [t_0, t_1))}{\sum_s H_s([t_0, t_1))}

    with `H` the time on duty by the clock of each member of staff `s`, absences drawn for the replication taken off. A
    visit occupies its person from start to finish, less what it was interrupted; the cases of a batch or a session
    occupy their person once. Where times are stretched by the effective share of the day, that stretch is in it. Work
    beyond closing and electronic signatures given while away are not time on duty and do not count on either side.
    ``unit:<id>`` and ``position:<id>`` hold the people who serve there, in each phase of the plan by its own order.

    People count from the first phase on in which there are cases that they may handle: a head who handles none is not
    idle, only busy with what is not modelled; one whose cases a merger took away is idle.
    """

    name = "utilisation"
    place = 60
    title = message("Occupied share of time on duty")
    measured_in = "share"
    better = "neither"
    scale = "difference"
    concerns = "staff"
    missing = message("nobody who handles cases is on duty in the window")

    def measure(self, observation: Observation) -> Measured:
        if not observation.window.is_period:
            return {}
        busy: Counter[str] = Counter()
        on_duty: Counter[str] = Counter()
        for shift in shifts(observation):
            occupied = busy_ticks(observation.reading, shift.start, shift.end)
            for staff, groups in shift.groups.items():
                present = observation.clocks[staff].work_between(shift.start, shift.end)
                for group in groups:
                    busy[group] += int(occupied[staff])
                    on_duty[group] += present
        return {"all": None} | {group: ratio(busy[group], ticks) for group, ticks in on_duty.items()}
