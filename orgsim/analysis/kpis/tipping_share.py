"""Whether the office tips: ever more open requests, until the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgsim.analysis.kpi import KPIS, Kpi, Measured
from orgsim.analysis.working_weeks import working_weeks
from orgsim.errors import message

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation

_LEAST = 4  # weeks in the last quarter


@KPIS.register
class TippingShare(Kpi):
    """Whether open requests go on growing to the end of the window: 1 or 0, the mean over runs is the share that tips.

    Late requests bring complaints and questions, these bring work, and work makes late: near full load an office may
    settle down or tip, by chance. A run has tipped if in the last quarter of the window, by whole weeks of work, the
    least-squares slope through the weekly numbers of open requests is above 0, in each half of the quarter as well as
    in the whole, and what it adds over the quarter is more than 1 % of the requests that come in it. Runs that tipped
    and runs that did not should not be averaged without a look at this number.
    """

    name = "tipping_share"
    place = 85
    title = message("Runs in which open requests go on growing")
    measured_in = "share"
    better = "lower"
    scale = "difference"
    missing = message("the window is too short to see whether the office tips: it takes sixteen weeks")

    def measure(self, observation: Observation) -> Measured:
        window = observation.window
        if not window.is_period:
            return {}
        moments = working_weeks(observation.study, window.start, window.end)
        weeks = (len(moments) - 1) // 4
        if weeks < _LEAST:
            return {"all": None}
        moments = moments[-weeks - 1 :]
        open_requests = observation.open_requests(moments)
        came = observation.reading.came(moments[0], moments[-1])
        half = weeks // 2
        stays = all(_trend(part) > 0 for part in (open_requests[: half + 1], open_requests[-half - 1 :]))
        # The slope is 6 trend / (m (m + 1) (m + 2)) a week, over m weeks.
        gains = 600 * _trend(open_requests) > came * (weeks + 1) * (weeks + 2)
        return {"all": float(stays and gains)}


def _trend(values: np.ndarray[tuple[int], np.dtype[np.int64]]) -> int:
    """Return a whole number with the sign of the least-squares slope."""
    last = len(values) - 1
    return int(((2 * np.arange(last + 1) - last) * values).sum())
