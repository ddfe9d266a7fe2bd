"""How often citizens ask after their case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.analysis.contacts import can_ask, enquiries_about
from orgsim.analysis.kpi import KPIS, Kpi, Measured, count_by_service, ratio, requests_by_service
from orgsim.errors import message

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation


@KPIS.register
class Chasing(Kpi):
    """Times that citizens ask after requests that arrived in the window, per 100 such requests.

    Asked is asked, whether the answer has been given or not. Without a rule of asking there is no group.
    """

    name = "chasing"
    place = 42
    title = message("Times that citizens ask after their case, per 100 requests")
    measured_in = "per 100 cases"
    better = "lower"
    scale = "difference"

    def measure(self, observation: Observation) -> Measured:
        if not can_ask(observation):
            return {}
        _, requests = enquiries_about(observation)
        asked = count_by_service(observation, observation.services[requests])
        came = observation.once(requests_by_service)
        return {group: ratio(100 * count, came[group]) for group, count in asked.items()}
