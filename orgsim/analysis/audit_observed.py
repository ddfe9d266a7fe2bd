"""The run of the structure as it is beside what was observed at the office."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.audit_line import AuditLine
from orgsim.analysis.kpi import KPIS
from orgsim.analysis.observation import QUEUEING, Observation
from orgsim.analysis.statistics.intervals import mean_interval
from orgsim.analysis.windows import windows_of
from orgsim.errors import Message, message
from orgsim.organisation.calendar import Calendar
from orgsim.simulation.log import Category

if TYPE_CHECKING:
    from orgsim.measures import WorkingTime
    from orgsim.scenario.expectation import Observed
    from orgsim.simulation.log import Log
    from orgsim.simulation.simulate import Study

__all__ = ["observed_lines"]

_HOUR = 3600
_LEEWAY = 0.5
"""Cases by which numbers may differ whatever their size."""


def observed_lines(study: Study, logs: Sequence[Log], tolerance: float) -> Iterator[AuditLine]:
    """Hold volume, time and pile of each service against what was observed; one line if nothing was.

    Parameters
    ----------
    study, logs
        The structure as it is, and its runs.
    tolerance
        Share of the observed value by which the mean may differ, beyond its interval.
    """
    observed = study.scenario.observed
    if not observed:
        wanted = message("volume, time and pile as observed at the office")
        found = message("nothing was observed: write it under `observed`")
        yield AuditLine("observed", "", wanted, found, "unknown")
        return
    seen = [Observation(study, log, windows_of(study)[-1]) for log in logs]
    for service, said in observed.items():
        for what, value, values in _pairs(study.calendar, service, said, seen):
            yield _line(service, what, value, values, tolerance)


def _line(service: str, what: Message, value: float, values: Sequence[float | None], tolerance: float) -> AuditLine:
    known = [one for one in values if one is not None]
    wanted = message("{what}: {value}, give or take {tolerance} %",
                     what=what, value=round(value, 2), tolerance=round(100 * tolerance))  # fmt: skip
    if not known or len(known) < len(values):
        return AuditLine("observed", service, wanted, message("the run has no such number"), "unknown")
    interval = mean_interval(known)
    width = interval.half_width if isfinite(interval.half_width) else 0.0
    near = abs(interval.mean - value) <= width + max(tolerance * value, _LEEWAY if value < 10 else 0.0)
    found = message("{mean} ± {width}", mean=round(interval.mean, 2), width=round(width, 2))
    return AuditLine("observed", service, wanted, found, "pass" if near else "fail")


def _pairs(
    calendar: Calendar, service: str, said: Observed, seen: Sequence[Observation]
) -> Iterator[tuple[Message, float, list[float | None]]]:
    """Yield what was observed, in minutes or numbers, with the same of every run."""
    for name, what in _TIMES.items():
        time: WorkingTime | None = getattr(said, name)
        if time is not None:
            kpi = KPIS[_KPIS[name]]()
            minutes = (time.days * calendar.day_seconds + time.seconds) / 60
            yield what, minutes, [kpi.measure(one).get(f"service:{service}") for one in seen]
    if said.finished is not None:
        days = _working_days(seen[0])
        kpi = KPIS["throughput"]()
        finished = [kpi.measure(one).get(f"service:{service}") for one in seen]
        yield message("finished a working day"), said.finished.per_year(days) / days, finished
    if said.number_in_system is not None:
        yield message("in the office"), said.number_in_system, [_mean_open(one, service) for one in seen]
    if said.number_waiting is not None:
        yield message("waiting"), said.number_waiting, [_mean_waiting(one, service) for one in seen]


_TIMES = {
    "waiting_time": message("mean wait, in office minutes"),
    "lead_time": message("mean time to the end, in office minutes"),
}
_KPIS = {"waiting_time": "waiting_time", "lead_time": "lead_time_working"}


def _working_days(observation: Observation) -> float:
    study = observation.study
    first, last = (study.origin.replace(month=month, day=31 if month == 12 else 1) for month in (1, 12))
    return float(len(study.calendar.working_days(first, last)))


def _moments(observation: Observation) -> NDArray[np.int64]:
    """Return every full hour of the window at which the office is open."""
    office, window = observation.study.network.office, observation.window
    hours = np.arange(window.start, window.end, _HOUR, dtype=np.int64)
    place = np.searchsorted(office.opens, hours, side="right") - 1
    inside = (place >= 0) & (hours < office.closes[np.maximum(place, 0)])
    return hours[inside]


def _mean_open(observation: Observation, service: str) -> float | None:
    moments = _moments(observation)
    code = observation.log.names["service"].index(service)
    return float(observation.open_requests(moments, code).mean()) if len(moments) else None


def _mean_waiting(observation: Observation, service: str) -> float | None:
    """Return the mean number of visits of a service's requests that wait for staff on duty or off."""
    moments, log = _moments(observation), observation.log
    if not len(moments):
        return None
    code = log.names["service"].index(service)
    visits = log.visits
    chosen = (visits["service"] == code) & np.isin(visits["category"], [*QUEUEING, Category.CHASE])
    chosen &= (visits["enqueued"] != -1) & (log.cases["parent"][visits["case"]] == -1)
    begins = np.sort(visits["enqueued"][chosen])
    left = visits["started"][chosen]
    ends = np.sort(left[left != -1])
    there = np.searchsorted(begins, moments, side="right") - np.searchsorted(ends, moments, side="right")
    return float(there.mean())
