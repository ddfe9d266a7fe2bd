"""How long people worked at single visits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.overtime import attendance
from orgsim.analysis.staff_time import attended_rows, away_rows, known_ends, time_on_duty

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation

__all__ = ["work_of_visits"]

Ticks = NDArray[np.int64]


def work_of_visits(observation: Observation, rows: Ticks, followed: Ticks) -> Ticks:
    """Return the time that the person of each of some visits of the cohort worked at it.

    Parameters
    ----------
    observation
        Where the cohort is.
    rows
        Rows of the table of visits, all of requests of the cohort, begun, and with somebody who works at them.
    followed
        Ticks up to which the requests are followed; later work does not count.
    """
    visits = observation.log.visits
    clocks = (*attendance(observation), *observation.study.network.calendars)
    staff, begins = visits["staff"][rows].astype(np.int64), visits["started"][rows]
    last = followed[observation.place_of_case[visits["case"][rows]]]
    ends = np.maximum(np.minimum(known_ends(observation, rows), last), begins)
    clock = np.where(away_rows(observation, rows), staff + len(observation.clocks), staff)
    on_duty = time_on_duty(clocks, clock, begins, ends)
    work = np.where(attended_rows(observation, rows), ends - begins, on_duty)
    mine, all_of_them, together = _weights(observation, rows)
    return np.where(together > 1, work * mine // all_of_them, work)


def _weights(observation: Observation, rows: Ticks) -> tuple[Ticks, Ticks, Ticks]:
    """Return the weight of each visit, of all that its person had in hand at once, and how many they are."""
    visits = observation.log.visits
    begun = np.flatnonzero((visits["staff"] >= 0) & (visits["started"] != -1))
    ends = np.minimum(known_ends(observation, begun), observation.until)
    at_once = np.stack((visits["staff"][begun].astype(np.int64), visits["started"][begun], ends), axis=1)
    _, number, counts = np.unique(at_once, axis=0, return_inverse=True, return_counts=True)
    number = number.reshape(-1)
    weight = np.maximum(visits["base"] + visits["switching"] + visits["handover"], 1)
    sums = np.zeros(len(counts), dtype=np.int64)
    np.add.at(sums, number, weight[begun])
    place = number[np.searchsorted(begun, rows)]
    return weight[rows], sums[place], counts[place]
