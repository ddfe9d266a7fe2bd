"""Waiting time that half of the requests, and nine in ten, do not exceed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from orgsim.analysis.kpi import KPIS, Kpi, Measured, quantile_by_service
from orgsim.errors import message

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation


class WaitingTimeQuantile(Kpi):
    """Quantile of the office time that a request spends in queues, in minutes.

    Waiting as for `waiting_time`, not restricted; an open request enters with its waiting so far, as at least that.
    Type 7 where every open one exceeds the quantile, else Kaplan and Meier's estimate.
    """

    share: ClassVar[float]
    measured_in = "min"
    better = "lower"
    scale = "ratio"
    missing = message("too many requests are still open for this share to be reached, or there are none")

    def measure(self, observation: Observation) -> Measured:
        return quantile_by_service(observation, observation.waits, observation.over, self.share, per=60)


@KPIS.register
class WaitingTimeHalf(WaitingTimeQuantile):
    """Waiting time that half of the requests do not exceed (P50), in minutes of office time."""

    name = "waiting_time_p50"
    place = 15
    title = message("Half of the requests wait no longer than (office hours)")
    share = 0.5


@KPIS.register
class WaitingTimeNineInTen(WaitingTimeQuantile):
    """Waiting time that nine in ten requests do not exceed (P90), in minutes of office time."""

    name = "waiting_time_p90"
    place = 16
    title = message("Nine in ten requests wait no longer than (office hours)")
    share = 0.9
