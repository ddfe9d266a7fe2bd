"""Time until somebody at the office first takes up a request: on average, and for nine in ten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.kpi import KPIS, Kpi, Measured, mean_by_service, quantile_by_service
from orgsim.analysis.office_time import before_arrivals
from orgsim.errors import message
from orgsim.organisation.intervals import NEVER

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation
    from orgsim.analysis.reading import Reading


def _first_touch(reading: Reading) -> NDArray[np.int64]:
    """Return the tick at which a visit of each case was first taken up; `NEVER` if none was.

    Work, approvals and questions to superiors count; waits outside do not, and an answer to somebody who asks after the
    request is none to the request.
    """
    found = np.full(len(reading.log.cases["key"]), NEVER, dtype=np.int64)
    started = reading.queueing_column("started")
    np.minimum.at(found, reading.queueing_column("case"), np.where(started == -1, NEVER, started))
    return found


def _until_touched(reading: Reading) -> NDArray[np.int64]:
    """Return the office time from the arrival of each case until it was first taken up."""
    touched = reading.study.network.office.work_before_block(reading.once(_first_touch))
    return touched - before_arrivals(reading)


def _answered(observation: Observation, office_times: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the office time until each request of the cohort was first taken up, but no more than some."""
    return np.minimum(observation.reading.once(_until_touched)[observation.requests], office_times)


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
        times = _answered(observation, observation.restricted_office_durations)
        return mean_by_service(observation, times, observation.timed, per=60)


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
        touched = observation.reading.once(_first_touch)[observation.requests] < observation.until
        times = _answered(observation, observation.office_durations)
        return quantile_by_service(observation, times, observation.over | touched, 0.9, per=60)
