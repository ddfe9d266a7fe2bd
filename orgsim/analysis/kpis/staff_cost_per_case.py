"""What the staff cost for each request that is finished."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.analysis.kpi import KPIS, Kpi, Measured, ratio
from orgsim.errors import Message, message
from orgsim.organisation.intervals import DAY
from orgsim.restructuring.cost import monthly_cost

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation

_TICKS_A_MONTH = 1461 * DAY // 48
"""A twelfth of a year of 365.25 days."""


@KPIS.register
class StaffCostPerCase(Kpi):
    r"""Cost of all posts in the window over the requests served in it, in rupiah.

    .. math:: C = \frac{\sum_p m_p h_p (t_1 - t_0)}{M \, n}

    with the monthly cost `m` (or the pay of the grade with its allowance) and the holders `h` of each post `p` in each
    phase of the plan, the length `M` of a mean month, and `n` requests served in the window, whenever they arrived.
    There is no value unless every post that has a holder has a cost: half a wage bill would be a wrong number.
    """

    name = "staff_cost_per_case"
    place = 70
    title = message("Staff cost per finished request")
    measured_in = "Rp"
    better = "lower"
    scale = "difference"
    concerns = "staff"
    missing = message("no request was finished")

    def measure(self, observation: Observation) -> Measured:
        if not observation.window.is_period:
            return {}
        costs = [self._monthly_cost(observation, phase) for phase, _ in _phases(observation)]
        if any(cost is None for cost in costs):
            return {"all": None}
        spent = sum((cost or 0) * ticks for cost, (_, ticks) in zip(costs, _phases(observation), strict=True))
        return {"all": ratio(spent, len(observation.completions) * _TICKS_A_MONTH)}

    def reason(self, observation: Observation, group: str) -> Message:
        positions = sorted({name for phase, _ in _phases(observation) for name in _without_cost(observation, phase)})
        if positions:
            return message("posts without a monthly cost: {positions}", positions=tuple(positions))
        return self.missing

    def _monthly_cost(self, observation: Observation, phase: int) -> int | None:
        if _without_cost(observation, phase):
            return None
        positions = observation.study.phases[phase].organisation.positions.values()
        assumptions = observation.study.scenario.assumptions
        return sum(round(monthly_cost(p, assumptions) or 0) * len(p.people) for p in positions if p.people)


def _without_cost(observation: Observation, phase: int) -> list[str]:
    positions = observation.study.phases[phase].organisation.positions
    return [name for name, p in positions.items() if p.people and p.monthly_cost is None and p.grade is None]


def _phases(observation: Observation) -> list[tuple[int, int]]:
    """Return the phases that reach into the window, by number, and how many ticks of it each takes."""
    window, phases = observation.window, observation.study.network.phases
    ends = [*(phase.start for phase in phases[1:]), window.end]
    lengths = [min(end, window.end) - max(p.start, window.start) for p, end in zip(phases, ends, strict=True)]
    return [(number, length) for number, length in enumerate(lengths) if length > 0]
