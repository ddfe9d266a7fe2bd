"""How long an office takes to be back to normal after a rush."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from orgsim.analysis.kpi import KPIS, Kpi, Measured, ratio
from orgsim.errors import message
from orgsim.organisation.intervals import DAY
from orgsim.scenario.streams import streams

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation

_BEFORE = 28  # days before a rush, of which the evening with the most open requests is taken


@KPIS.register
class RecoveryDays(Kpi):
    """Working days from the last day of a rush until the office is back to normal; the mean over the rushes.

    Back to normal is the first evening, from that of the last day on, on which no more requests are open than on the
    fullest evening of the four weeks before the rush: 0 if the rush itself was got through. A rush counts where it
    begins in the window, after two weeks at least, and is followed to the end of the window, no further. A scenario
    without a rush has no such number.
    """

    name = "recovery_days"
    place = 34
    title = message("Back to normal after a rush (working days)")
    measured_in = "days"
    better = "lower"
    scale = "difference"
    missing = message("no rush of this service begins in the window")

    def measure(self, observation: Observation) -> Measured:
        if not observation.window.is_period:
            return {}
        rushes: dict[str, set[tuple[dt.date, dt.date]]] = {}
        for name, demand in streams(observation.study.scenario.demand).items():
            found = {(s.start, s.last) for s in demand.surges if s.more or (s.factor or 0) > 1}
            rushes.setdefault(demand.service or name, set()).update(found)
        if not any(rushes.values()):
            return {}
        codes = {name: code for code, name in enumerate(observation.log.names["service"])}
        values = {"all": _mean(observation, set().union(*rushes.values()), None)}
        for name in sorted(rushes):
            if rushes[name]:
                values[f"service:{name}"] = _mean(observation, rushes[name], codes.get(name))
        return values


def _mean(observation: Observation, rushes: set[tuple[dt.date, dt.date]], service: int | None) -> float | None:
    found = [days for first, last in sorted(rushes) if (days := _days(observation, first, last, service)) is not None]
    return ratio(sum(found), len(found))


def _days(observation: Observation, first: dt.date, last: dt.date, service: int | None) -> int | None:
    """Return the working days after a rush until the office is back to normal; None if it is not in the window."""
    window, origin, calendar = observation.window, observation.study.origin, observation.study.calendar
    begin, end = ((day - origin).days * DAY for day in (first, last + dt.timedelta(days=1)))
    if not window.start <= begin < end <= window.end or begin < _BEFORE // 2 * DAY:
        return None
    evenings = np.arange(max(DAY, begin - _BEFORE * DAY), begin + 1, DAY)
    usual = int(observation.open_requests(evenings, service).max())
    days = 0
    for evening in range(end, window.end, DAY):
        if int(observation.open_requests(np.array([evening]), service)[0]) <= usual:
            break
        days += calendar.is_working_day(observation.study.date(evening))
    return days
