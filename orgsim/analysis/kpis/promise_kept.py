"""Share of requests that are finished by the promised time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.analysis.kpi import KPIS, Kpi, Measured, kept_by_service
from orgsim.errors import message

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation


@KPIS.register
class PromiseKept(Kpi):
    r"""Share of requests that are served by the time promised when they arrived.

    .. math:: K = \frac{1}{n} \sum_{i=1}^{n} 1(f_i \le d_i)

    over the `n` requests that arrived in the window with a promise `d` that falls due while they are followed. Open
    past the promise is broken, and so is giving up; what the citizen withdrew does not count.
    """

    name = "promise_kept"
    place = 20
    title = message("Promise kept")
    measured_in = "share"
    better = "higher"
    scale = "difference"
    missing = message("no request with a promise that falls due in the time observed")

    def measure(self, observation: Observation) -> Measured:
        return kept_by_service(observation, observation.due)
