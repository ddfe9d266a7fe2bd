"""How many superiors approve a request."""

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
class Approvals(Kpi):
    """Mean number of approvals (initials and signatures) given per served request, repeated ones included.

    Open requests do not count, for their way is not over; `unfinished` tells how many there are.
    """

    name = "approvals"
    place = 51
    title = message("Approvals per request")
    measured_in = "per case"
    better = "lower"
    scale = "difference"
    concerns = "staff"
    missing = message("no request was finished")

    def measure(self, observation: Observation) -> Measured:
        given = observation.reading.once(_given)[observation.requests]
        return mean_by_service(observation, given, observation.served)


def _given(reading: Reading) -> NDArray[np.int64]:
    """Return how many approvals were given to each case."""
    given = (reading.queueing_column("category") == Category.APPROVAL) & (reading.queueing_column("started") != -1)
    return np.bincount(reading.queueing_column("case").take(np.flatnonzero(given)), minlength=len(reading.case_ends))
