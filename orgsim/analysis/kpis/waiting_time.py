"""Mean time that a request spends in queues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.analysis.kpi import KPIS, Kpi, Measured, mean_by_service, ratio
from orgsim.errors import message

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation


@KPIS.register
class WaitingTime(Kpi):
    r"""Mean office time in queues per request, in minutes.

    .. math:: W = \frac{1}{n} \sum_{i=1}^{n} \sum_{v \in i} H(\min(q_v, c_i), \min(s_v, c_i))

    over the `n` requests that arrived in the window and are served or still open: `q` is the tick at which a visit
    joined the queue, `s` the tick at which it was taken up, `c` the end of the request or of the time it is followed,
    and `H` the office time between two ticks. Queues for approvals count; waits outside (the citizen's own, another
    agency's), the delay of handing a paper over (`disposition_time`) and nights do not. Two branches that wait at the
    same time both count.

    ``unit:<id>`` is the part that arises at steps of a unit, per request of all; the parts add up to ``all``. A window
    followed only to the change has none, for the log names the last owner of a queue, not the one at that moment.
    """

    name = "waiting_time"
    place = 11
    title = message("Waiting time per request (office hours)")
    measured_in = "min"
    better = "lower"
    scale = "ratio"

    def measure(self, observation: Observation) -> Measured:
        means = mean_by_service(observation, observation.restricted_waits, observation.timed, per=60)
        if observation.window.until is not None:
            return means
        requests, sums = int(observation.timed.sum()), observation.waits_by_place[0].sum(axis=1)
        parts = zip(observation.log.names["unit"], sums[:-1].tolist(), strict=True)
        return means | {f"unit:{unit}": ratio(ticks, requests * 60) for unit, ticks in parts}
