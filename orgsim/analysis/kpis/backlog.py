"""Open requests: at the end of the window, on average over it, and how fast they become more."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.kpi import KPIS, Kpi, Measured, ratio
from orgsim.analysis.reading import Reading
from orgsim.errors import message
from orgsim.organisation.intervals import DAY

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation


class _OpenRequests(Kpi):
    """Something about the requests that are open, of all and of each service."""

    better = "lower"
    scale = "difference"

    def measure(self, observation: Observation) -> Measured:
        if not observation.window.is_period:
            return {}
        services = observation.log.names["service"]
        return {
            "all": self.value(observation, None),
            **{f"service:{name}": self.value(observation, code) for code, name in enumerate(services)},
        }

    @abstractmethod
    def value(self, observation: Observation, service: int | None) -> float | None:
        """Return the value for a service, or for all."""


@KPIS.register
class Backlog(_OpenRequests):
    """Requests that are open at the end of the window, whenever they arrived."""

    name = "backlog"
    place = 31
    title = message("Open requests at the end of the window")
    measured_in = "cases"

    def value(self, observation: Observation, service: int | None) -> float | None:
        return float(observation.open_requests(np.array([observation.window.end]), service)[0])


@KPIS.register
class WorkInProcess(_OpenRequests):
    r"""Mean number of open requests over the window.

    .. math:: N = \frac{1}{t_1 - t_0} \sum_i |[a_i, f_i) \cap [t_0, t_1)|

    over all requests, whenever they arrived: by day and by night, until they are finished.
    """

    name = "work_in_process"
    place = 32
    title = message("Open requests on average")
    measured_in = "cases"

    def value(self, observation: Observation, service: int | None) -> float | None:
        start, end = observation.window.start, observation.window.end
        arrived, ended = observation.reading.once(Reading.moments, service)
        return ratio(_ticks_after(arrived, start, end) - _ticks_after(ended, start, end), end - start)


def _ticks_after(moments: NDArray[np.int64], start: int, end: int) -> int:
    """Return the ticks of a stretch that come after each of some moments, which are in the order of time, added up."""
    first, last = np.searchsorted(moments, (start, end)).tolist()
    return int(first * (end - start) + (last - first) * end - moments[first:last].sum())


@KPIS.register
class BacklogSlope(_OpenRequests):
    r"""Growth of the number of open requests, per week, in the last half of the window.

    .. math:: b = 7 \, \frac{\sum_k (k - \bar k) N_k}{\sum_k (k - \bar k)^2}

    least squares through the number `N` of open requests at the same time of each day `k`, over whole weeks back from
    the end of the window, so that no weekday weighs more than another.
    """

    name = "backlog_slope"
    place = 33
    title = message("Growth of open requests")
    measured_in = "cases/week"
    missing = message("the window is too short to see whether open requests become more: it takes four weeks")

    def value(self, observation: Observation, service: int | None) -> float | None:
        window = observation.window
        weeks = (window.end - window.start) // (2 * 7 * DAY)
        if weeks < 2:
            return None
        days = np.arange(weeks * 7 + 1, dtype=np.int64)
        open_requests = observation.open_requests(window.end - DAY * days[::-1], service)
        off_centre = 2 * days - weeks * 7
        return ratio(7 * int((off_centre * open_requests).sum()), int((off_centre * days).sum()))
