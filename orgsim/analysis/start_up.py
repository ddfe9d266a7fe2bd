"""Whether the start-up of a run, which begins with an empty office, is over before the first change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.audit_line import AuditLine, Verdict
from orgsim.analysis.loads import highest_load
from orgsim.analysis.observation import Observation
from orgsim.analysis.statistics.series import mser
from orgsim.analysis.windows import Window
from orgsim.errors import Message, message
from orgsim.organisation.intervals import DAY
from orgsim.scenario.scenario import BASELINE
from orgsim.scenario.streams import streams_by_service
from orgsim.simulation.simulate import tick_of

if TYPE_CHECKING:
    from orgsim.organisation.calendar import Calendar
    from orgsim.scenario.scenario import Scenario
    from orgsim.simulation.log import Log
    from orgsim.simulation.simulate import Study

__all__ = ["start_up_line"]

_WEEK: Final = 7 * DAY
_FEWEST: Final = 5
"""Values of a batch by the rule (MSER-5)."""
_SAFETY: Final = 2
"""How many times the start-up that was found is left out: the rule finds the least that must be."""


def start_up_line(study: Study, logs: Sequence[Log]) -> AuditLine:
    """Check that twice the start-up, in whole weeks, fits before the first change.

    The start-up is found in the open requests of the structure as it is, from the first day to the end of the window,
    averaged over the replications, by the marginal standard error of batches (`mser`).

    They are counted at the end of each working day, and a batch is a week of them. By days of the calendar every
    weekend and holiday would repeat the evening before or add what comes in meanwhile, and batches of five days would
    begin on another weekday each time: what the weekdays differ by would pass for change over time.

    The rule tells where the series becomes level, not why it was not. An office that begins empty has less open at
    first; where more is open before that point than after it, the rule found a rush, days off or chance, and whether
    the start-up fits is not known.

    Where the run starts with the backlog that was measured at the office, for every service, it is the start that is
    meant, and nothing has to settle first.

    Parameters
    ----------
    study, logs
        The structure as it is, and its runs.
    """
    before = study.change / _WEEK
    wanted = message(
        "start-up, doubled to be safe, over before the first change ({weeks} weeks)", weeks=round(before, 1)
    )
    found, verdict = _found(study, logs, before)
    return AuditLine("start_up", BASELINE, wanted, found, verdict)


def _found(study: Study, logs: Sequence[Log], before: float) -> tuple[Message, Verdict]:
    """Return what was found and what it means, with so many weeks before the first change."""
    if _measured_backlog(study.scenario):
        return message("the run starts from a measured backlog: nothing has to settle"), "pass"
    if not any(len(log.cases["key"]) for log in logs):
        return message("there is no work"), "unknown"
    if any(highest_load(study, *stretch) >= 1 for stretch in ((0, study.change), (study.change, study.end))):
        return message("more work than time: the queue grows, and the start-up never ends"), "unknown"
    closings, batch = _closings(study), _batch(study.calendar)
    there = _open_requests(study, logs, closings)
    start_up = mser(there, batch) if len(there) >= 2 * batch else None
    if start_up is None or not start_up.trusted:
        return message("the run is too short to tell"), "unknown"
    ends = start_up.observations
    weeks = ceil(closings[ends - 1] / _WEEK) if ends else 0
    if _SAFETY * weeks <= before:
        return message("start-up in weeks: {weeks}, doubled {twice}", weeks=weeks, twice=_SAFETY * weeks), "pass"
    if there[:ends].mean() > there[ends:].mean() and not any(one.backlog for one in study.scenario.demand.values()):
        hidden = message(
            "until week {week} more is open than later: chance, a rush or days off hide the start-up", week=weeks
        )
        return hidden, "unknown"
    found = message(
        "start-up in weeks: {weeks}, doubled {twice}: begin earlier, or lengthen `settle_before_change`",
        weeks=weeks, twice=_SAFETY * weeks,
    )  # fmt: skip
    return found, "fail"


def _measured_backlog(scenario: Scenario) -> bool:
    """Whether the backlog of every service that is asked for was measured, one of 0 too."""
    measured = {one.path for one in scenario.evidence if one.basis == "measured"}
    known = {one.service or name for name, one in scenario.demand.items() if ("demand", name, "backlog") in measured}
    return bool(known) and known >= set(streams_by_service(scenario.demand))


def _closings(study: Study) -> NDArray[np.int64]:
    """Return when the office closes on each working day up to the end of the window."""
    dates = (study.origin + dt.timedelta(days=n) for n in range(study.end // DAY))
    hours = ((date, study.calendar.hours_on(date)) for date in dates)
    return np.array([tick_of(date, study.origin) + open_[-1][1] for date, open_ in hours if open_], dtype=np.int64)


def _batch(calendar: Calendar) -> int:
    """Return how many working days make a batch: an ordinary week's, or those of as many weeks as five days take."""
    days = sum(bool(hours) for hours in calendar.week)
    return days * ceil(_FEWEST / days)


def _open_requests(study: Study, logs: Sequence[Log], moments: NDArray[np.int64]) -> NDArray[np.float64]:
    window = Window("start-up", 0, study.end)
    counts = [Observation(study, log, window).open_requests(moments) for log in logs]
    found: NDArray[np.float64] = np.asarray(counts, dtype=np.int64).mean(axis=0)
    return found
