"""How many superiors approve a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.analysis.kpi import KPIS, Kpi, Measured, mean_by_service
from orgsim.errors import message
from orgsim.simulation.log import Category

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation


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
        given = (observation.column("category") == Category.APPROVAL) & (observation.column("started") != -1)
        return mean_by_service(observation, observation.per_request(given), observation.served)
