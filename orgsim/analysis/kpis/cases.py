"""How many requests there are, how many are served, and how many are still open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgsim.analysis.kpi import KPIS, Kpi, Measured, by_service, mean_by_service
from orgsim.errors import message

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation


@KPIS.register
class Cases(Kpi):
    """Requests that arrived in the window; the same in every alternative, but for those carried over."""

    name = "cases"
    title = message("Requests that arrived")
    measured_in = "cases"
    better = "neither"
    scale = "difference"

    def measure(self, observation: Observation) -> Measured:
        counts = by_service(observation, observation.services, np.ones(len(observation.requests), dtype=np.int64))
        return {group: float(count) for group, count in counts.items()}


@KPIS.register
class ServedShare(Kpi):
    """Share of the requests that arrived in the window that were decided, for or against, before the cut.

    The others are still open, or their citizens gave up or withdrew. It stands beside every time, since times of the
    served alone would flatter an office that serves fewer.
    """

    name = "served_share"
    title = message("Requests that were served")
    measured_in = "share"
    better = "higher"
    scale = "difference"

    def measure(self, observation: Observation) -> Measured:
        in_time = observation.served & (observation.ends <= observation.restricted_ends)
        return mean_by_service(observation, in_time.astype(np.int64), np.ones_like(in_time))


@KPIS.register
class Unfinished(Kpi):
    """Requests that arrived in the window and are open at the cut; they enter the means with the time up to it."""

    name = "unfinished"
    title = message("Requests still open when last seen")
    measured_in = "cases"
    better = "lower"
    scale = "difference"

    def measure(self, observation: Observation) -> Measured:
        still_open = ~observation.over | (observation.ends > observation.restricted_ends)
        counts = by_service(observation, observation.services, still_open.astype(np.int64))
        return {group: float(count) for group, count in counts.items()}
