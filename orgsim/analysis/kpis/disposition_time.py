"""Mean time that a request spends on the way from one desk to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.analysis.kpi import KPIS, Kpi, Measured, mean_by_service
from orgsim.errors import message

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation


@KPIS.register
class DispositionTime(Kpi):
    r"""Mean office time per request, in minutes, between the end of a step and the queue of the next one.

    .. math:: D = \frac{1}{n} \sum_{i=1}^{n} \sum_{v \in i} H(\min(r_v, c_i), \min(q_v, c_i))

    with `r` the tick at which the step before was finished and the rest as for `waiting_time`, of which it is no part.
    """

    name = "disposition_time"
    place = 18
    title = message("Delay of hand-overs per request (office hours)")
    measured_in = "min"
    better = "lower"
    scale = "difference"

    def measure(self, observation: Observation) -> Measured:
        return mean_by_service(observation, observation.restricted_dispositions, observation.timed, per=60)
