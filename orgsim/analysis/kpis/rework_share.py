"""Share of requests for which a step had to be done again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgsim.analysis.kpi import KPIS, Kpi, Measured, mean_by_service
from orgsim.errors import message
from orgsim.simulation.log import Category

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation


@KPIS.register
class ReworkShare(Kpi):
    """Share of served requests with at least one step that was worked on more than once.

    Open requests do not count, for their way is not over; `unfinished` tells how many there are.
    """

    name = "rework_share"
    place = 52
    title = message("Requests with a step done again")
    measured_in = "share"
    better = "lower"
    scale = "difference"
    concerns = "staff"
    missing = message("no request was finished")

    def measure(self, observation: Observation) -> Measured:
        done = (observation.column("category") == Category.WORK) & (observation.column("started") != -1)
        again = observation.per_request(done & (observation.column("visit") > 1)) > 0
        return mean_by_service(observation, again.astype(np.int64), observation.served)
