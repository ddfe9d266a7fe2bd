"""Work that no procedure shows: passing on, asking superiors, doing again, answering who asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.kpi import KPIS, Kpi, Measured, ratio
from orgsim.analysis.sums_by_code import NOT_ASKED, sums_by_code
from orgsim.analysis.visit_work import Worked, work_until, worked_at
from orgsim.errors import message
from orgsim.simulation.log import Category

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation
    from orgsim.analysis.reading import Reading

Ticks = NDArray[np.int64]

_MISROUTED = "/misrouted"
_PARTS = ("coordination", "exceptions", "rework", "chasing")
_NOTHING = len(_PARTS)
_KINDS = len(_PARTS) + 1


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
        reading, names = observation.reading, observation.log.names["unit"]
        hidden = reading.once(_hidden)
        worked = hidden.worked
        last = np.full(len(observation.place_of_case), NOT_ASKED, dtype=np.int64)
        last[observation.requests] = observation.followed
        amounts = hidden.passing_on, hidden.rest
        sums, _, cut = sums_by_code(
            hidden.codes, (len(names) + 1) * _KINDS, *amounts, cases=worked.cases, last=last, ends=worked.ends
        )
        cut = cut[worked.begins[cut] < last[worked.cases[cut]]]
        late = worked[cut]
        codes, work = hidden.codes[cut], work_until(reading, late, last[late.cases])
        for known, more in zip(sums, _split(reading, late.rows, codes, work), strict=True):
            np.add.at(known, codes, more)
        passing_on, rest = sums.reshape(2, -1, _KINDS)
        parts = dict(zip(_PARTS, rest.sum(axis=0).tolist(), strict=False))
        parts["coordination"] += int(passing_on.sum())
        by_unit = (passing_on + rest).sum(axis=1).tolist()
        found = {"all": sum(by_unit)} | {f"part:{part}": ticks for part, ticks in parts.items()}
        found |= {f"unit:{name}": ticks for name, ticks in zip(names, by_unit[:-1], strict=True)}
        return {group: ratio(100 * ticks, len(observation.requests) * 3600) for group, ticks in found.items()}


@dataclass(frozen=True)
class _Hidden:
    """Hidden work of all cases.

    Attributes
    ----------
    worked
        The visits.
    codes
        One number that tells the unit and the kind of each; no unit comes last.
    passing_on, rest
        Ticks of handing over, and of what else is hidden, until the end of each.
    """

    worked: Worked
    codes: Ticks
    passing_on: Ticks
    rest: Ticks


def _hidden(reading: Reading) -> _Hidden:
    """Return the hidden work of all cases."""
    worked = worked_at(reading, _perhaps_hidden)
    unit, units = reading.column("unit").take(worked.rows), len(reading.log.names["unit"])
    codes = np.where(unit < 0, units, unit).astype(np.int64) * _KINDS + _kinds(reading, worked.rows)
    return _Hidden(worked, codes, *_split(reading, worked.rows, codes, worked.work))


def _split(reading: Reading, rows: Ticks, codes: Ticks, work: Ticks) -> tuple[Ticks, Ticks]:
    """Return what of the work at some visits is handing over, and what else of it is hidden."""
    passing_on: Ticks = np.minimum(reading.column("handover").take(rows), work)
    return passing_on, np.where(codes % _KINDS == _NOTHING, 0, work - passing_on)


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
    category, step, visit = (reading.column(name).take(rows) for name in ("category", "step", "visit"))
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
