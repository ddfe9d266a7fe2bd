"""Mean time from arrival to the end of a request, on the calendar and in office time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.analysis.kpi import KPIS, Kpi, Measured, mean_by_service
from orgsim.errors import message

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation


@KPIS.register
class LeadTime(Kpi):
    r"""Mean time from arrival to the end, in hours of the calendar, nights and holidays included.

    .. math:: L = \frac{1}{n} \sum_{i=1}^{n} \min(f_i - a_i, c)

    over the `n` requests that arrived in the window and are served or still open: arrival `a`, end `f` (later than the
    cut for open ones), cut `c`.
    """

    name = "lead_time"
    place = 14
    title = message("Lead time (calendar)")
    measured_in = "h"
    better = "lower"
    scale = "ratio"

    def measure(self, observation: Observation) -> Measured:
        return mean_by_service(observation, observation.restricted_durations, observation.timed, per=3600)


@KPIS.register
class LeadTimeWorking(Kpi):
    """Mean time from arrival to the end, in minutes of office time; else as `LeadTime`."""

    name = "lead_time_working"
    place = 10
    title = message("Lead time (office hours)")
    measured_in = "min"
    better = "lower"
    scale = "ratio"

    def measure(self, observation: Observation) -> Measured:
        return mean_by_service(observation, observation.restricted_office_durations, observation.timed, per=60)
