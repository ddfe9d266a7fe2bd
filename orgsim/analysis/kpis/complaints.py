"""How often citizens complain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.analysis.contacts import can_complain, class_codes, complaints_about
from orgsim.analysis.kpi import KPIS, Kpi, Measured, count_by_service, ratio, requests_by_service
from orgsim.errors import message

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation


@KPIS.register
class Complaints(Kpi):
    """Complaints about requests that arrived in the window, per 100 such requests.

    A complaint belongs to the window, and to the service, of the request that it is about; it counts if it is filed
    while that request is followed, which is as long in every structure. ``class:<id>`` is the part of a class of
    complaints, per 100 requests of all; the parts add up to ``all``. Without a rule of complaints there is no group.
    """

    name = "complaints"
    place = 40
    title = message("Complaints per 100 requests")
    measured_in = "per 100 cases"
    better = "lower"
    scale = "difference"

    def measure(self, observation: Observation) -> Measured:
        if not can_complain(observation):
            return {}
        rows, requests = complaints_about(observation)
        filed = count_by_service(observation, observation.services[requests])
        came = observation.once(requests_by_service)
        classes = class_codes(observation, rows)
        return {group: ratio(100 * count, came[group]) for group, count in filed.items()} | {
            group: ratio(100 * int(of_class.sum()), came["all"]) for group, of_class in classes.items()
        }
