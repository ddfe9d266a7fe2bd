"""What came of the requests of a run, added up: for runs of which no log is kept.

The compiled engine adds up while it runs, so that a run of many years takes no more memory than one of a month; of the
reference engine, the log is added up. Both give the same integers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from orgsim.simulation.log import Category, Log, Outcome

__all__ = ["FIELDS", "Stretches", "Sums", "sums_of_log"]

FIELDS: Final = ("came", "done", "time", "waited", "promised", "kept", "complained", "open")
"""What is added up: how many requests came, how many of them were done; of those, the ticks from arrival to the end and
the ticks waited at all visits; how many had a promise, and how many of them were done by then; how many led to a
complaint; how many were open when the run ended."""

Sums = npt.NDArray[np.int64]
"""By stretch of time, service and field."""


@dataclass(frozen=True)
class Stretches:
    """Equally long stretches of time; a request belongs to that in which it came.

    Attributes
    ----------
    start, end
        First tick of the first, and the one after the last. The last stretch ends early if they do not go into it.
    number
        How many.
    """

    start: int
    end: int
    number: int = 1

    @property
    def length(self) -> int:
        """Ticks of each.

        Examples
        --------
        >>> Stretches(0, 10, 3).length
        4
        """
        return max(1, -(-(self.end - self.start) // max(1, self.number)))


def sums_of_log(log: Log, stretches: Stretches) -> Sums:
    """Return the sums of a run, from its log."""
    cases, visits = log.cases, log.visits
    arrived, finished, due = cases["arrived"], cases["finished"], cases["due"]
    served = (visits["started"] >= 0) & (visits["category"] != Category.TEAM)
    waited = np.zeros(len(arrived), np.int64)
    np.add.at(waited, visits["case"][served], (visits["started"] - visits["enqueued"])[served])
    complained = np.zeros(len(arrived), np.bool_)
    complained[cases["parent"][cases["parent"] >= 0]] = True
    done = cases["outcome"] == Outcome.DONE
    values = {
        "came": np.ones(len(arrived), np.int64),
        "done": done,
        "time": np.where(done, finished - arrived, 0),
        "waited": np.where(done, waited, 0),
        "promised": due >= 0,
        "kept": done & (finished <= due),
        "complained": complained,
        "open": cases["outcome"] == Outcome.OPEN,
    }
    rows = np.flatnonzero((cases["parent"] < 0) & (arrived >= stretches.start) & (arrived < stretches.end))
    stretch = (arrived[rows] - stretches.start) // stretches.length
    sums = np.zeros((stretches.number, len(log.names["service"]), len(FIELDS)), np.int64)
    for field, name in enumerate(FIELDS):
        np.add.at(sums[:, :, field], (stretch, cases["service"][rows]), values[name][rows].astype(np.int64))
    return sums
