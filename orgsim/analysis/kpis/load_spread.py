"""How evenly work is spread over staff."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from orgsim.analysis.kpi import KPIS, Kpi, Measured, ratio
from orgsim.analysis.shifts import shifts
from orgsim.analysis.staff_time import busy_ticks
from orgsim.errors import message

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation


@KPIS.register
class LoadSpread(Kpi):
    r"""Gini coefficient of the time that staff are occupied in the window: 0 if all have the same.

    .. math:: G = \frac{\sum_{i,j} |b_i - b_j|}{2 n \sum_i b_i}

    with the occupied time on duty `b` of each of `n` people, staff and groups as for `utilisation`. One person alone
    has nobody to share with: 0. Posts differ by nature; whether equals carry equally is told by ``position:<id>``.
    """

    name = "load_spread"
    place = 62
    title = message("Unevenness of work over staff (Gini, 0 is even)")
    measured_in = "index"
    better = "lower"
    scale = "difference"
    concerns = "staff"
    missing = message("nobody who handles cases is occupied in the window")

    def measure(self, observation: Observation) -> Measured:
        if not observation.window.is_period:
            return {}
        busy: defaultdict[str, Counter[int]] = defaultdict(Counter)
        for shift in shifts(observation):
            occupied = busy_ticks(observation.reading, shift.start, shift.end)
            for staff, groups in shift.groups.items():
                for group in groups:
                    busy[group][staff] += int(occupied[staff])
        return {"all": None} | {group: _gini(sorted(people.values())) for group, people in busy.items()}


def _gini(amounts: list[int]) -> float | None:
    """Return the Gini coefficient of amounts in growing order; None if there is nothing to share."""
    n, total = len(amounts), sum(amounts)
    return ratio(sum((2 * place - n - 1) * amount for place, amount in enumerate(amounts, 1)), n * total)
