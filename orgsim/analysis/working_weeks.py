"""Moments by which open requests are counted: a week of work apart, whatever holidays lie between."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from orgsim.organisation.intervals import DAY

if TYPE_CHECKING:
    from orgsim.simulation.study import Study

__all__ = ["working_weeks"]

_MARGIN = dt.timedelta(days=31)


def working_weeks(study: Study, start: int, end: int) -> npt.NDArray[np.int64]:
    """Return the tick `start` and those up to `end` between which the office opens as often as in an ordinary week.

    While an office is closed for a long holiday, what others have to do for it stands still and requests pile up, to
    be worked off later. By weeks of the calendar that looks like growth, if a window happens to end with a holiday.
    """
    first, last = study.date(start), study.date(end) + _MARGIN
    dates = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    days = [date for date in dates if study.open_days[date]]
    week = sum(bool(hours) for hours in study.calendar.week)
    begun = [start + DAY * (day - first).days for day in days[week::week]]
    return np.array([start, *(tick for tick in begun if tick <= end)], dtype=np.int64)
