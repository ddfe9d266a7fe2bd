"""Requests finished per working day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgsim.analysis.kpi import KPIS, Kpi, Measured, count_by_service, ratio
from orgsim.errors import message
from orgsim.organisation.intervals import DAY

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation


@KPIS.register
class Throughput(Kpi):
    """Requests served within the window, whenever they arrived, over the working days of the office in the window."""

    name = "throughput"
    place = 30
    title = message("Requests finished per working day")
    measured_in = "cases/day"
    better = "higher"
    scale = "difference"
    missing = message("the office does not open in the window")

    def measure(self, observation: Observation) -> Measured:
        window = observation.window
        if not window.is_period:
            return {}
        opens = observation.study.network.office.opens
        days = len(np.unique(opens[(opens >= window.start) & (opens < window.end)] // DAY))
        rows = observation.completions
        finished = count_by_service(observation, observation.log.cases.of("service", rows))
        return {group: ratio(count, days) for group, count in finished.items()}
