"""Work that no procedure shows: passing on, asking superiors, doing again, answering who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.kpi import KPIS, Kpi, Measured, ratio
from orgsim.analysis.visit_work import work_of_visits
from orgsim.errors import message
from orgsim.simulation.log import Category

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation

_MISROUTED = "/misrouted"
_PARTS = ("coordination", "exceptions", "rework", "chasing")


@KPIS.register
class HiddenWork(Kpi):
    """Hours of hidden work on requests that arrived in the window, per 100 such requests.

    ``part:coordination``: the work of handing over, at both ends, and visits of misrouted cases; ``part:exceptions``:
    superiors' answers to questions; ``part:rework``: visits to a step that was done before, approvals included, but for
    their handing over; ``part:chasing``: answers to citizens who ask. ``unit:<id>`` is where the work is done. Both the
    parts and the units add up to ``all``; everybody of a team counts.

    The time of a visit is that of its person on duty or in overtime, less what it was interrupted; that of a batch or a
    session is shared out by the work drawn for its cases. Visits count as far as their requests are followed. Work on
    complaints is a case of its own and not hidden.
    """

    name = "hidden_work"
    place = 64
    title = message("Hidden work (hours per 100 requests)")
    measured_in = "h/100 cases"
    better = "lower"
    scale = "difference"
    concerns = "staff"

    def measure(self, observation: Observation) -> Measured:
        visits, names = observation.log.visits, observation.log.names
        rows = np.flatnonzero(
            (visits["staff"] >= 0) & (visits["started"] != -1) & (observation.place_of_case[visits["case"]] >= 0)
        )
        rows = rows[visits["started"][rows] < observation.followed[observation.place_of_case[visits["case"][rows]]]]
        work = work_of_visits(observation, rows, observation.followed)
        passing_on = np.minimum(visits["handover"][rows], work)
        misrouted = np.array([name.endswith(_MISROUTED) for name in names["step"]], dtype=np.bool_)
        category, again = visits["category"][rows], visits["visit"][rows] > 1
        kinds = {
            "chasing": category == Category.CHASE,
            "exceptions": category == Category.EXCEPTION,
            "coordination": misrouted[visits["step"][rows]],
            "rework": again,
        }
        hidden = {part: np.zeros(len(rows), dtype=np.int64) for part in _PARTS}
        hidden["coordination"] += passing_on
        left = np.ones(len(rows), dtype=np.bool_)
        for part, of_kind in kinds.items():
            hidden[part] += np.where(left & of_kind, work - passing_on, 0)
            left &= ~of_kind
        return _per_100(observation, hidden, visits["unit"][rows])


def _per_100(observation: Observation, hidden: dict[str, NDArray[np.int64]], units: NDArray[np.int32]) -> Measured:
    names = observation.log.names["unit"]
    # The last place takes what no unit owns.
    by_unit = np.zeros(len(names) + 1, dtype=np.int64)
    for ticks in hidden.values():
        np.add.at(by_unit, units, ticks)
    sums = {"all": int(by_unit.sum())} | {f"part:{part}": int(ticks.sum()) for part, ticks in hidden.items()}
    sums |= {f"unit:{name}": ticks for name, ticks in zip(names, by_unit[:-1].tolist(), strict=True)}
    return {group: ratio(100 * ticks, len(observation.requests) * 3600) for group, ticks in sums.items()}
