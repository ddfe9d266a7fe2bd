"""How many requests are still open when they are last seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgsim.analysis.kpi import KPIS, Kpi, Measured, by_service
from orgsim.errors import message

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation


@KPIS.register
class Unfinished(Kpi):
    """Requests that arrived in the window and are open at the cut; they enter the means with the time up to it."""

    name = "unfinished"
    place = 82
    title = message("Requests still open when last seen")
    measured_in = "cases"
    better = "lower"
    scale = "difference"

    def measure(self, observation: Observation) -> Measured:
        still_open = ~observation.over | (observation.ends > observation.restricted_ends)
        counts = by_service(observation, observation.services, still_open.astype(np.int64))
        return {group: float(count) for group, count in counts.items()}
