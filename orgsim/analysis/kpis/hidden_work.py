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
    from orgsim.analysis.reading import Reading

_MISROUTED = "/misrouted"
_PARTS = ("coordination", "exceptions", "rework", "chasing")
_NOTHING = len(_PARTS)


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
        rows, work = work_of_visits(observation, _perhaps_hidden)
        visits, kind = observation.log.visits, _kinds(observation.reading, rows)
        passing_on = np.minimum(visits.of("handover", rows), work)
        rest = np.where(kind == _NOTHING, 0, work - passing_on)
        parts = {part: int(rest[kind == place].sum()) for place, part in enumerate(_PARTS)}
        parts["coordination"] += int(passing_on.sum())
        return _per_100(observation, parts, visits.of("unit", rows), passing_on + rest)


def _perhaps_hidden(reading: Reading) -> NDArray[np.bool_]:
    """Return which visits are hidden work, or have a part that is."""
    category, misrouted = reading.column("category"), _misrouted(reading)
    found: NDArray[np.bool_] = (reading.column("visit") > 1) | (reading.column("handover") > 0)
    found |= (category == Category.CHASE) | (category == Category.EXCEPTION)
    if misrouted.any():
        found |= misrouted.take(reading.column("step"))
    return found


def _kinds(reading: Reading, rows: NDArray[np.int64]) -> NDArray[np.int8]:
    """Return which of `_PARTS` each visit is, or `_NOTHING`: the first that holds of it, asking before all others."""
    category, step, visit = (reading.log.visits.of(name, rows) for name in ("category", "step", "visit"))
    holds = {
        "chasing": category == Category.CHASE,
        "exceptions": category == Category.EXCEPTION,
        "coordination": _misrouted(reading)[step],
        "rework": visit > 1,
    }
    return np.select(list(holds.values()), [np.int8(_PARTS.index(part)) for part in holds], np.int8(_NOTHING))


def _misrouted(reading: Reading) -> NDArray[np.bool_]:
    """Return which steps are those of misrouted cases."""
    return np.array([name.endswith(_MISROUTED) for name in reading.log.names["step"]], dtype=np.bool_)


def _per_100(
    observation: Observation, parts: dict[str, int], units: NDArray[np.int32], hidden: NDArray[np.int64]
) -> Measured:
    names = observation.log.names["unit"]
    # The last place takes what no unit owns.
    by_unit = np.zeros(len(names) + 1, dtype=np.int64)
    np.add.at(by_unit, units, hidden)
    sums = {"all": int(by_unit.sum())} | {f"part:{part}": ticks for part, ticks in parts.items()}
    sums |= {f"unit:{name}": ticks for name, ticks in zip(names, by_unit[:-1].tolist(), strict=True)}
    return {group: ratio(100 * ticks, len(observation.requests) * 3600) for group, ticks in sums.items()}
