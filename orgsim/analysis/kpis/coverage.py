"""Share of a population that is reached in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgsim.analysis.kpi import KPIS, Kpi, Measured, kept_by_service
from orgsim.errors import message
from orgsim.organisation.intervals import DAY
from orgsim.scenario.streams import streams
from orgsim.simulation.arrivals import source_uid

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation


@KPIS.register
class Coverage(Kpi):
    r"""Share of the people to be reached who are served within the time of their source (`reach`).

    .. math:: C = \frac{1}{n} \sum_{i=1}^{n} 1(f_i \le a_i + w)

    over the `n` people who fell due in the window, `a`, and whose time `w` by the calendar runs out while they are
    followed. Whoever gave up, was sent away or still waits then was not reached. A scenario in which nobody is to be
    reached has no coverage.
    """

    name = "coverage"
    place = 22
    title = message("Coverage: people reached in time")
    measured_in = "share"
    better = "higher"
    scale = "difference"
    missing = message("the time of nobody who fell due runs out in the time observed")

    def measure(self, observation: Observation) -> Measured:
        demands = {name: d for name, d in streams(observation.study.scenario.demand).items() if d.reach is not None}
        if not demands:
            return {}
        due = np.full(len(observation.requests), -1, dtype=np.int64)
        sources = observation.keys >> np.uint64(32)
        for name, demand in demands.items():
            assert demand.reach is not None
            within = demand.reach.within
            ticks = round((within.months * 365.25 / 12 + within.days) * DAY + within.seconds)
            rows = sources == np.uint64(source_uid(name))
            due[rows] = observation.arrived[rows] + ticks
        groups = {"all", *(f"service:{demand.service or name}" for name, demand in demands.items())}
        return {group: value for group, value in kept_by_service(observation, due).items() if group in groups}
