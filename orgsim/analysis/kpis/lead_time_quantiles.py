"""Time within which half of the requests, and nine in ten, are finished."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from orgsim.analysis.kpi import KPIS, Kpi, Measured, quantile_by_service
from orgsim.errors import message

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation


class LeadTimeQuantile(Kpi):
    """Quantile of the time from arrival to the end, in hours of the calendar.

    Type 7 over the requests that arrived in the window and are served or still open, where every open one is older than
    the quantile; else Kaplan and Meier's estimate; no value where the share was not reached while they were followed.
    """

    share: ClassVar[float]
    measured_in = "h"
    better = "lower"
    scale = "ratio"
    missing = message("too many requests are still open for this share to be reached, or there are none")

    def measure(self, observation: Observation) -> Measured:
        return quantile_by_service(observation, observation.durations, observation.over, self.share, per=3600)


@KPIS.register
class LeadTimeHalf(LeadTimeQuantile):
    """Time from arrival within which half of the requests are finished (P50), in hours of the calendar."""

    name = "lead_time_p50"
    place = 12
    title = message("Half of the requests are finished within (calendar)")
    share = 0.5


@KPIS.register
class LeadTimeNineInTen(LeadTimeQuantile):
    """Time from arrival within which nine in ten requests are finished (P90), in hours of the calendar."""

    name = "lead_time_p90"
    place = 13
    title = message("Nine in ten requests are finished within (calendar)")
    share = 0.9
