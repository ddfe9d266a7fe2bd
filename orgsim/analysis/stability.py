"""Whether a structure keeps up: by arithmetic before any run, and by the growth of open requests in the runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from orgsim.analysis.findings import Overload, Stability
from orgsim.analysis.loads import GroupLoad, highest_load
from orgsim.analysis.observation import Observation
from orgsim.analysis.statistics.intervals import mean_interval
from orgsim.analysis.statistics.series import growth, slope
from orgsim.analysis.windows import Window
from orgsim.analysis.working_weeks import working_weeks
from orgsim.errors import Message, message

if TYPE_CHECKING:
    from orgsim.analysis.reading import Reading
    from orgsim.simulation.simulate import Study

__all__ = ["Weekly", "overload_by_arithmetic", "overload_seen", "stability_of", "weekly", "why_no_mean"]

_DRIFT = 0.05
_MATERIAL = 0.01  # of the requests that come; less is drift within what a year brings


@dataclass(frozen=True, slots=True)
class Weekly:
    """Open requests at the end of each week of work after the change, and how many came in all those weeks."""

    open_requests: tuple[int, ...]
    arrived: int


def weekly(reading: Reading) -> Weekly:
    """Count the open requests of one replication week by week of work."""
    study = reading.study
    moments = working_weeks(study, study.change, study.end)
    observation = Observation(study, reading.log, Window("whole", study.change, study.end), shared=reading)
    came = reading.came(moments[0], moments[-1])
    return Weekly(tuple(observation.open_requests(moments).tolist()), came)


def stability_of(study: Study, windows: Sequence[Window], series: Sequence[Weekly]) -> Stability:
    """Judge the growth of open requests over all replications."""
    found = growth([one.open_requests for one in series])
    weeks = max(1, len(series[0].open_requests) - 1)
    per_week = fsum(one.arrived for one in series) / (len(series) * weeks)
    growing = found.low > _MATERIAL * per_week
    late = next((window for window in windows if window.name == "settled"), None)
    if late is None:
        return Stability(found, per_week, growing)
    first, last = np.searchsorted(working_weeks(study, study.change, study.end), (late.start, late.end))
    return Stability(found, per_week, growing, _without_drift([one.open_requests[first : last + 1] for one in series]))


def _without_drift(series: Sequence[Sequence[int]]) -> bool | None:
    """Whether the open requests neither grow nor shrink; None in fewer than four weeks or two replications."""
    weeks = len(series[0])
    if weeks < 4 or len(series) < 2:
        return None
    drift = mean_interval([slope(values) for values in series])
    present = fsum(sum(values) for values in series) / (len(series) * weeks)
    return drift.low <= 0 <= drift.high or abs(drift.mean) * weeks < _DRIFT * present


def overload_by_arithmetic(study: Study, windows: Sequence[Window], loads: Sequence[GroupLoad]) -> Overload | None:
    """Return what is overloaded after the change, known before any run; None if nothing is.

    A window has no mean times if the busiest group's load, averaged over the window, is 1 or more.

    Parameters
    ----------
    study, windows
        A structure, and the times that are looked at.
    loads
        Those of the whole time after the change.
    """
    groups = tuple(group for group in loads if group.load >= 1)
    periods = [window for window in windows if window.is_period and window.until is None]
    names = tuple(window.name for window in periods if highest_load(study, window.start, window.end) >= 1)
    return Overload(groups, names) if names else None


def overload_seen(known: Overload | None, stability: Stability, windows: Sequence[Window]) -> Overload | None:
    """Add what the runs show to what arithmetic knew."""
    if known is not None:
        return replace(known, growth=stability.growth)
    if not stability.growing:
        return None
    names = tuple(window.name for window in windows if window.is_period and window.until is None)
    return Overload((), names, stability.growth)


def why_no_mean(study: Study, overload: Overload) -> Message:
    """Say why times have no mean."""
    if not overload.groups:
        return message("the open requests become more and more: a mean would only say how long was watched")
    busiest: GroupLoad = overload.groups[0]
    agency = study.phases[busiest.phase].organisation.agency
    if busiest.things:
        titles = {name: thing.title for name, thing in agency.equipment.items()}
        titles |= {name: supply.title for name, supply in agency.supplies.items()}
        return message(
            "of {things} {load} times as much is needed as there is: the queue grows without end and has no mean",
            things=[titles[name] for name in busiest.things],
            load=round(busiest.load, 2),
        )
    return message(
        "the work for {positions} is {load} times what they can do: the queue grows without end and has no mean",
        positions=[agency.positions[name].title for name in busiest.positions],
        load=round(busiest.load, 2),
    )
