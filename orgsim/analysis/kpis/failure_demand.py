"""Which part of the contacts with citizens would not be, had the office done well at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgsim.analysis.contacts import can_ask, can_complain, complaints_about, enquiries_about
from orgsim.analysis.kpi import KPIS, Kpi, Measured, count_by_service, ratio, requests_by_service
from orgsim.errors import message

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation


@KPIS.register
class FailureDemand(Kpi):
    r"""Share of the contacts with citizens that complain or ask after a case.

    .. math:: F = \frac{b + k}{n + b + k}

    with `n` requests that arrived in the window, `b` complaints about them and `k` times that their citizens asked.
    A request is one contact, however often its citizen is at the counter for it; so is a complaint, and each time of
    asking. Without a rule of complaints or of asking there is no group.
    """

    name = "failure_demand"
    place = 43
    title = message("Contacts that only complain or ask after a case")
    measured_in = "share"
    better = "lower"
    scale = "difference"

    def measure(self, observation: Observation) -> Measured:
        if not (can_complain(observation) or can_ask(observation)):
            return {}
        again = np.concatenate((complaints_about(observation)[1], enquiries_about(observation)[1]))
        failures = count_by_service(observation, observation.services[again])
        came = observation.once(requests_by_service)
        return {group: ratio(count, came[group] + count) for group, count in failures.items()}
