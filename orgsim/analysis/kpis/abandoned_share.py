"""Share of requests whose citizens gave up waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgsim.analysis.kpi import KPIS, Kpi, Measured, mean_by_service
from orgsim.errors import message
from orgsim.simulation.log import Outcome

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation


@KPIS.register
class AbandonedShare(Kpi):
    """Share of the requests that arrived in the window whose citizens gave up waiting before the cut.

    Without a step at which citizens lose patience or leave at closing there is no group.
    """

    name = "abandoned_share"
    place = 83
    title = message("Requests whose citizens gave up")
    measured_in = "share"
    better = "lower"
    scale = "difference"

    def measure(self, observation: Observation) -> Measured:
        tasks = (task for phase in observation.study.network.phases for task in phase.tasks.values())
        if not any(task.patience is not None or (task.attended and task.at_closing == "leave") for task in tasks):
            return {}
        ended = observation.ended_as(Outcome.ABANDONED) & (observation.ends <= observation.restricted_ends)
        return mean_by_service(observation, ended.astype(np.int64), np.ones_like(ended))
