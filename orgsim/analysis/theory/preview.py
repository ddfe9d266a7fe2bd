"""A structure by formulas, in milliseconds: loads, waits, the bottleneck, and where no formula holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.analysis.loads import demand_per_day, loads
from orgsim.analysis.theory.outlook import Outlook, Preview

if TYPE_CHECKING:
    from orgsim.simulation.simulate import Study

__all__ = ["preview"]

_DAY = 86_400


def preview(study: Study) -> Preview:
    """Say what the formulas know of a structure, as it is once the last phase of its plan is in force.

    Parameters
    ----------
    study
        An alternative, from `orgsim.simulation.simulate.prepare`.
    """
    phase = study.network.phases[-1]
    start, end = max(study.change, phase.start), study.end
    demand = demand_per_day(study, start, end)
    days = (end - start) / _DAY
    open_days = max(1, sum(study.calendar.is_working_day(study.date(tick)) for tick in range(start, end, _DAY)))
    groups = tuple(Outlook(group, 0.0, "", None, {}, None) for group in loads(study, -1, start, end))
    return Preview(study.alternative, groups, (), sum(demand.values()) * days / open_days)
