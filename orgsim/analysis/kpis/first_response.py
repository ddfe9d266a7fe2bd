"""Time until somebody at the office first takes up a request: on average, and for nine in ten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.kpi import KPIS, Kpi, Measured, mean_by_service, quantile_by_service
from orgsim.errors import message
from orgsim.organisation.intervals import NEVER

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation


def first_touch(observation: Observation) -> NDArray[np.int64]:
    """Return the tick at which a visit of each request of the cohort was first taken up; `NEVER` if none was.

    Work, approvals and questions to superiors count; waits outside do not, and an answer to somebody who asks after the
    request is none to the request.
    """
    found = np.full(len(observation.requests), NEVER, dtype=np.int64)
    started = observation.column("started")
    taken = started != -1
    np.minimum.at(found, observation.visit_requests[taken], started[taken])
    return found


@KPIS.register
class FirstResponse(Kpi):
    r"""Mean office time from the arrival of a request until somebody first takes it up, in minutes.

    .. math:: R = \frac{1}{n} \sum_{i=1}^{n} H(a_i, \min(t_i, f_i, c_i))

    over the `n` requests that arrived in the window and are served or still open: arrival `a`, first touch `t`, end
    `f` (a request that needs nobody is answered when it ends), cut `c`, and `H` the office time between two ticks.
    """

    name = "first_response"
    place = 19
    title = message("First response (office hours)")
    measured_in = "min"
    better = "lower"
    scale = "ratio"

    def measure(self, observation: Observation) -> Measured:
        touched = np.minimum(observation.once(first_touch), observation.restricted_ends)
        office = observation.study.network.office.work_between_block(observation.arrived, touched)
        return mean_by_service(observation, office, observation.timed, per=60)


@KPIS.register
class FirstResponseNineInTen(Kpi):
    """Office time within which nine in ten requests are first taken up (P90), in minutes; else as `FirstResponse`."""

    name = "first_response_p90"
    place = 19
    title = message("Nine in ten requests are first taken up within (office hours)")
    measured_in = "min"
    better = "lower"
    scale = "ratio"
    missing = message("too many requests were not taken up for this share to be reached, or there are none")

    def measure(self, observation: Observation) -> Measured:
        touch = observation.once(first_touch)
        answered = observation.over | (touch < observation.until)
        office = observation.study.network.office
        times = office.work_between_block(observation.arrived, np.minimum(touch, observation.ends))
        return quantile_by_service(observation, times, answered, 0.9, per=60)
