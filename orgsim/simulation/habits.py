"""New habits of citizens: who has an attribute by a shift of demand, whatever the structure makes of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from orgsim.scenario.demand import Demand
from orgsim.scenario.streams import streams
from orgsim.simulation.arrivals import Arrivals
from orgsim.simulation.tables import threshold

__all__ = ["habitual"]

_DAY = 86_400


def habitual(demands: Mapping[str, Demand], arrivals: Arrivals, origin: dt.date) -> dict[str, NDArray[np.bool_]]:
    """Return which citizens have an attribute by habit, for each attribute that any shift is about.

    The same word of a citizen decides as for the share of the structure: whoever has an attribute by the smaller of the
    two shares has it by the larger one, and a growing share takes it from nobody.

    Parameters
    ----------
    demands
        The sources.
    arrivals
        The citizens, with a word for each attribute.
    origin
        Date of tick 0.
    """
    found: dict[str, NDArray[np.bool_]] = {}
    for source, demand in streams(demands).items():
        if not demand.shifts or source not in arrivals.sources:
            continue
        rows = np.flatnonzero(arrivals.source == arrivals.sources.index(source))
        days = np.maximum(arrivals.time[rows] // _DAY, 0)
        dates = [origin + dt.timedelta(days=n) for n in range(int(days.max(initial=-1)) + 1)]
        for attribute in sorted({shift.attribute for shift in demand.shifts} & set(arrivals.attributes)):
            below = np.array([threshold(demand.habit(attribute, date)) for date in dates], np.int64)
            words = arrivals.attribute_words[rows, arrivals.attributes.index(attribute)].astype(np.int64)
            has = found.setdefault(attribute, np.zeros(len(arrivals), np.bool_))
            has[rows] = words < below[days]
    return found
