"""Share of the requests that are served."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgsim.analysis.kpi import KPIS, Kpi, Measured, mean_by_service
from orgsim.errors import message

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation


@KPIS.register
class ServedShare(Kpi):
    """Share of the requests that arrived in the window that were decided, for or against, before the cut.

    The others are still open, or their citizens gave up or withdrew. It stands beside every time, since times of the
    served alone would flatter an office that serves fewer.
    """

    name = "served_share"
    place = 81
    title = message("Requests that were served")
    measured_in = "share"
    better = "higher"
    scale = "difference"

    def measure(self, observation: Observation) -> Measured:
        in_time = observation.served & (observation.ends <= observation.restricted_ends)
        return mean_by_service(observation, in_time.astype(np.int64), np.ones_like(in_time))
