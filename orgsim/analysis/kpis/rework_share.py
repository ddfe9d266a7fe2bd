"""Share of requests for which a step had to be done again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.kpi import KPIS, Kpi, Measured, mean_by_service
from orgsim.errors import message
from orgsim.simulation.log import Category

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation
    from orgsim.analysis.reading import Reading


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
        again = observation.reading.once(_done_again)[observation.requests]
        return mean_by_service(observation, again.astype(np.int64), observation.served)


def _done_again(reading: Reading) -> NDArray[np.bool_]:
    """Return whether a step of each case was worked on more than once."""
    column = reading.queueing_column
    again = (column("category") == Category.WORK) & (column("started") != -1) & (column("visit") > 1)
    found = np.zeros(len(reading.case_ends), dtype=np.bool_)
    found[column("case").take(np.flatnonzero(again))] = True
    return found
