"""How many requests there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.analysis.kpi import KPIS, Kpi, Measured, count_by_service
from orgsim.errors import message

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation


@KPIS.register
class Cases(Kpi):
    """Requests that arrived in the window; the same in every alternative, but for those carried over."""

    name = "cases"
    place = 80
    title = message("Requests that arrived")
    measured_in = "cases"
    better = "neither"
    scale = "difference"

    def measure(self, observation: Observation) -> Measured:
        counts = count_by_service(observation, observation.services)
        return {group: float(count) for group, count in counts.items()}
