"""How it goes week by week: how long the requests of each week took, and how many were open at its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from orgsim.analysis.observation import Observation
from orgsim.analysis.statistics.intervals import Interval, mean_interval
from orgsim.analysis.windows import Window

if TYPE_CHECKING:
    from orgsim.analysis.reading import Reading
    from orgsim.simulation.simulate import Study

__all__ = ["Curve", "CurveCounts", "WeekOfCurve", "count_curve", "curve_of"]

_WEEK = 7 * 86_400


@dataclass(frozen=True, slots=True)
class CurveCounts:
    """One replication, week by week from the first day of the run; whole weeks only.

    Attributes
    ----------
    timed
        Requests that arrived in the week and are served or still open.
    office_ticks
        Their office time from arrival to the end, added up; of what took longer than every request was followed, that.
    open_requests
        Requests of any week that are open at its end.
    """

    timed: tuple[int, ...]
    office_ticks: tuple[int, ...]
    open_requests: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WeekOfCurve:
    """One week of one structure, over all replications.

    Attributes
    ----------
    monday
        The first day of the week; a Monday if the run began on one.
    lead_time
        Mean office time from arrival to the end of who arrived in the week, in minutes; None if in some replication
        nobody did.
    open_requests
        Open requests at the end of the week.
    """

    monday: dt.date
    lead_time: Interval | None
    open_requests: Interval


@dataclass(frozen=True, slots=True)
class Curve:
    """How it goes in one structure.

    Attributes
    ----------
    change
        The date from which on it is another structure.
    weeks
        In the order of time.
    """

    change: dt.date
    weeks: tuple[WeekOfCurve, ...]


def count_curve(reading: Reading) -> CurveCounts:
    """Count one replication week by week."""
    weeks = reading.study.end // _WEEK
    observation = Observation(reading.study, reading.log, Window("curve", 0, weeks * _WEEK), shared=reading)
    week, timed = observation.arrived // _WEEK, observation.timed
    counts, ticks = np.bincount(week[timed], minlength=weeks), np.zeros(weeks, dtype=np.int64)
    np.add.at(ticks, week[timed], observation.restricted_office_durations[timed])
    moments = _WEEK * np.arange(1, weeks + 1, dtype=np.int64)
    return CurveCounts(
        tuple(counts.tolist()), tuple(ticks.tolist()), tuple(observation.open_requests(moments).tolist())
    )


def curve_of(study: Study, counts: Sequence[CurveCounts]) -> Curve:
    """Put all replications of a structure together."""
    return Curve(study.date(study.change), tuple(_weeks(study, counts)))


def _weeks(study: Study, counts: Sequence[CurveCounts]) -> Iterator[WeekOfCurve]:
    for week in range(len(counts[0].timed) if counts else 0):
        pairs = [(one.office_ticks[week], one.timed[week]) for one in counts]
        # A week in which nobody came has no mean; leaving only that replication out would compare unlike weeks.
        means = [ticks / (60 * timed) for ticks, timed in pairs if timed]
        yield WeekOfCurve(
            study.date(week * _WEEK),
            mean_interval(means) if len(means) == len(counts) else None,
            mean_interval([float(one.open_requests[week]) for one in counts]),
        )
