"""Share of requests that were sent away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgsim.analysis.kpi import KPIS, Kpi, Measured, mean_by_service
from orgsim.errors import message
from orgsim.simulation.log import Outcome

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation


@KPIS.register
class RefusedShare(Kpi):
    """Share of the requests that arrived in the window that were sent away before the cut.

    The room was full, or the numbers of the day were given. Without a step with a room or with numbers that can be lost
    there is no group.
    """

    name = "refused_share"
    place = 84
    title = message("Requests that were sent away")
    measured_in = "share"
    better = "lower"
    scale = "difference"

    def measure(self, observation: Observation) -> Measured:
        tasks = (task for phase in observation.study.network.phases for task in phase.tasks.values())
        if not any(task.room or task.loses for task in tasks):
            return {}
        ended = observation.ended_as(Outcome.REFUSED) & (observation.ends <= observation.restricted_ends)
        return mean_by_service(observation, ended.astype(np.int64), np.ones_like(ended))
