"""Where the change of time per request comes from: step by step, adding up to the change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.findings import Driver

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation

__all__ = ["Places", "drivers_of", "places_of", "waiting_by_place"]

Places = Mapping[tuple[str, str], tuple[float, float]]
"""Minutes of waiting and of work per request, by unit and step."""
Minutes = dict[tuple[str, str], float]
"""Minutes per request, by unit and step."""


def places_of(observation: Observation) -> Places:
    """Return where the time of a cohort goes."""
    waiting, work = waiting_by_place(observation), _minutes_by_place(observation, *observation.work_by_place)
    return {place: (waiting.get(place, 0.0), work.get(place, 0.0)) for place in sorted({*waiting, *work})}


def waiting_by_place(observation: Observation) -> Minutes:
    """Return where the waiting time arises: minutes of office time per request, by unit and step.

    The sum over all places is the KPI ``waiting_time``, but for the rounding of the last division. The unit is the one
    that owns the step; of an approval, the one whose line of command is climbed.

    Returns
    -------
    dict
        By ids of unit and step; places without visits are left out.
    """
    return _minutes_by_place(observation, *observation.waits_by_place)


def _minutes_by_place(observation: Observation, ticks: NDArray[np.int64], visits: NDArray[np.int64]) -> Minutes:
    """Return minutes per request that counts, by ids of unit and step; places without visits are left out."""
    units, steps = observation.log.names["unit"], observation.log.names["step"]
    requests = int(observation.timed.sum())
    return {
        (units[unit], steps[step]): int(ticks[unit, step]) / (requests * 60)
        for unit, step in np.argwhere(visits).tolist()
    }


def drivers_of(baseline: Sequence[Places], alternative: Sequence[Places]) -> tuple[Driver, ...]:
    """Return each step's part of the change, over all replications, the largest change of waiting first."""
    before, after = _by_step(baseline), _by_step(alternative)
    nothing: tuple[tuple[str, ...], float, float] = ((), 0.0, 0.0)
    found = []
    for step in sorted({*before, *after}):
        units_before, waiting_before, work_before = before.get(step, nothing)
        units_after, waiting_after, work_after = after.get(step, nothing)
        found.append(Driver(step, units_before, units_after, waiting_before, waiting_after, work_before, work_after))
    return tuple(sorted(found, key=lambda driver: (-abs(driver.waiting_change), driver.step)))


def _by_step(replications: Sequence[Places]) -> dict[str, tuple[tuple[str, ...], float, float]]:
    places = sorted({place for one in replications for place in one})
    n = len(replications)
    return {
        step: (
            tuple(sorted(unit for unit, at in places if at == step)),
            fsum(one[place][0] for one in replications for place in places if place[1] == step and place in one) / n,
            fsum(one[place][1] for one in replications for place in places if place[1] == step and place in one) / n,
        )
        for step in sorted({step for _, step in places})
    }
