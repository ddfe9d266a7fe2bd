"""What must hold in the log of any run: what comes in goes out or is still there, and Little's law, to the tick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.audit_line import AuditLine
from orgsim.analysis.observation import Observation
from orgsim.analysis.windows import Window
from orgsim.errors import message
from orgsim.simulation.log import Outcome
from orgsim.simulation.simulate import draw_requests

if TYPE_CHECKING:
    from orgsim.simulation.log import Log
    from orgsim.simulation.simulate import Study

__all__ = ["areas", "balance_line", "counts", "little_line"]

Ticks = NDArray[np.int64]

_LEFT = (Outcome.ABANDONED, Outcome.REFUSED, Outcome.WITHDRAWN)


def counts(log: Log) -> dict[str, int]:
    """Return how many requests came, were served, left without, and are open, counted one by one."""
    cases = log.cases
    mine = cases["parent"] == -1
    outcome, finished = cases["outcome"][mine], cases["finished"][mine]
    return {
        "came": int(mine.sum()),
        "served": int(((outcome == Outcome.DONE) & (finished != -1)).sum()),
        "left": int((np.isin(outcome, _LEFT) & (finished != -1)).sum()),
        "open": int(((outcome == Outcome.OPEN) & (finished == -1)).sum()),
        "backwards": int(((finished != -1) & (finished < cases["arrived"][mine])).sum()),
    }


def balance_line(study: Study, logs: Sequence[Log]) -> AuditLine:
    """Check that every citizen who was drawn is in the log, once, and went out or is still there.

    Members of a closed group come again at times that the run makes, so that their number is not known beforehand.
    """
    wanted = message("in = served + left + open, request by request")
    total = dict.fromkeys(("came", "served", "left", "open", "backwards"), 0)
    closed = any(demand.population for demand in study.scenario.demand.values())
    drawn = 0
    for log in logs:
        requests = draw_requests(study, log.replication)
        first = (requests.arrived <= log.ended) & (requests.follows < 0)
        drawn += int(first.sum())
        for name, number in counts(log).items():
            total[name] += number
    found = message("{came} in = {served} served + {left} left + {open} open, over {runs} runs",
                    came=total["came"], served=total["served"], left=total["left"], open=total["open"],
                    runs=len(logs))  # fmt: skip
    even = total["came"] == total["served"] + total["left"] + total["open"] and not total["backwards"]
    known = total["came"] >= drawn if closed else total["came"] == drawn
    if not known:
        found = message("{came} in the logs, {drawn} were drawn", came=total["came"], drawn=drawn)
    return AuditLine("balance", "", wanted, found, "pass" if even and known else "fail", must=True)


def areas(begins: Ticks, ends: Ticks, until: int) -> tuple[int, int]:
    """Return the time that all spend there, twice: by counting who is there at every event, and one by one.

    Examples
    --------
    >>> areas(np.array([0, 2, 4]), np.array([3, 5, 9]), 8)
    (10, 10)
    """
    first, last = np.clip(begins, 0, until), np.clip(ends, 0, until)
    last = np.maximum(first, last)
    one_by_one = int((last - first).sum())
    moments = np.concatenate((first, last))
    steps = np.concatenate((np.ones(len(first), np.int64), -np.ones(len(last), np.int64)))
    order = np.argsort(moments, kind="stable")
    moments, there = moments[order], np.cumsum(steps[order])
    counted = int((there[:-1] * np.diff(moments)).sum()) if len(moments) else 0
    return counted, one_by_one


def little_line(study: Study, logs: Sequence[Log]) -> AuditLine:
    """Check Little's law, L = λ W: the mean number there times the time is the sum of everybody's stay, exactly.

    The number there is what the indicators count (`Observation.open_requests`), the stays come from the log itself.
    """
    wanted = message("L = λ × W to the second: the number there over time is the sum of all stays")
    requests, waiting, stays, number, time = (0, 0), (0, 0), 0, 0, 0
    for log in logs:
        cases, visits = log.cases, log.visits
        mine = cases["parent"] == -1
        ends = np.where(cases["finished"] == -1, log.ended, cases["finished"])[mine].astype(np.int64)
        begins = cases["arrived"][mine].astype(np.int64)
        _, stayed = areas(begins, ends, log.ended)
        requests = requests[0] + _counted_by_indicators(study, log, begins, ends), requests[1] + stayed
        queued = visits["enqueued"] != -1
        left = np.where(visits["started"] == -1, log.ended, visits["started"])[queued].astype(np.int64)
        found = areas(visits["enqueued"][queued].astype(np.int64), left, log.ended)
        waiting = waiting[0] + found[0], waiting[1] + found[1]
        stays, number, time = stays + requests[1], number + int(mine.sum()), time + log.ended
    mean = requests[0] / time if time else 0.0
    text = message("{number} there on average; difference {difference} seconds, of the queues {queues}",
                   number=round(mean, 2), difference=requests[0] - requests[1],
                   queues=waiting[0] - waiting[1])  # fmt: skip
    exact = requests[0] == requests[1] and waiting[0] == waiting[1]
    return AuditLine("little", "", wanted, text, "pass" if exact else "fail", must=True)


def _counted_by_indicators(study: Study, log: Log, begins: Ticks, ends: Ticks) -> int:
    """Return the time that all requests spend in the office, from how many are open after every event."""
    moments = np.unique(np.clip(np.concatenate((begins, ends, [0, log.ended])), 0, log.ended))
    there = Observation(study, log, Window("audit", 0, log.ended)).open_requests(moments[1:])
    return int((there * np.diff(moments)).sum())
