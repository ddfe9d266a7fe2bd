"""One log with its study, read as far as something is known: what holds whatever the window it is seen through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.once import Remembering
from orgsim.analysis.withdrawals import withdrawals
from orgsim.organisation.intervals import NEVER
from orgsim.simulation.log import Category
from orgsim.simulation.sorting import order_by

if TYPE_CHECKING:
    from orgsim.simulation.clocks import Clock
    from orgsim.simulation.log import Log
    from orgsim.simulation.network import TaskType
    from orgsim.simulation.simulate import Study

__all__ = ["QUEUEING", "Reading"]

Ticks = NDArray[np.int64]
Flags = NDArray[np.bool_]

QUEUEING = (Category.WORK, Category.APPROVAL, Category.EXCEPTION)
"""Visits for which a request queues at the office: not waits outside, not those who only take part."""


@dataclass(frozen=True, eq=False)
class Reading(Remembering):
    """One replication of one alternative, up to a tick; arrays have one element for each row of the table of visits.

    Attributes
    ----------
    study
        The alternative: its network, clocks, dates and organisations.
    log
        What happened.
    until
        Tick up to which anything is known.
    """

    study: Study
    log: Log
    until: int

    @cached_property
    def clocks(self) -> tuple[Clock, ...]:
        """When everyone is on duty in this replication, by staff code."""
        return self.study.clocks(self.log.replication)

    @cached_property
    def attended(self) -> Flags:
        """Whether the citizen is present."""
        return self._of_tasks(lambda task: task.attended)

    @cached_property
    def away(self) -> Flags:
        """What can be done while away: electronic signatures."""
        return self._of_tasks(lambda task: task.away)

    @cached_property
    def in_teams(self) -> Flags:
        """What takes several people."""
        visits = self.log.visits
        in_team: Flags = self.column("category") == Category.TEAM
        if not in_team.any():
            return in_team
        visit = np.stack([visits[name].astype(np.int64) for name in ("case", "step", "visit")], axis=1)
        _, number = np.unique(visit, axis=0, return_inverse=True)
        number = number.reshape(-1)
        return np.isin(number, number[in_team])

    @cached_property
    def interruptions(self) -> Ticks:
        """Ticks between interruption and resumption; of a visit that is not over, none are known.

        The log does not say when they were; they are taken to come at the end of the visit.
        """
        suspended = self.column("suspended")
        return np.where(self._over, suspended, 0) if suspended.any() else suspended

    @cached_property
    def known_ends(self) -> Ticks:
        """Ticks at which visits were over, less the time in which they were interrupted; no later than is known."""
        return np.where(self._over, self.column("finished") - self.column("suspended"), self.until)

    @cached_property
    def begun(self) -> Flags:
        """Whether somebody began to work at visits."""
        begun: Flags = (self.column("staff") >= 0) & (self.column("started") != -1)
        return begun

    @cached_property
    def beginnings(self) -> Ticks:
        """Rows of the visits that somebody began to work at, in the order of their starts."""
        rows = np.flatnonzero(self.begun)
        started = self.column("started").take(rows)
        return rows if (started[1:] >= started[:-1]).all() else rows[order_by(started)]

    @cached_property
    def _over(self) -> Flags:
        """Whether visits are known to be over."""
        finished = self.column("finished")
        over: Flags = (finished != -1) & (finished < self.until)
        return over

    def column(self, name: str) -> NDArray[Any]:
        """Return a column of the table of visits: what `log.visits` makes each time, made once."""
        return self.once(_column, name)

    # --- queues -------------------------------------------------------------------------------------------------------

    @cached_property
    def queueing(self) -> Ticks:
        """Rows of the visits for which a case queues at the office, in the log's order."""
        queues = np.zeros(1 << 8, dtype=np.bool_)
        queues[list(QUEUEING)] = True
        return np.flatnonzero(queues.take(self.column("category")))

    def queueing_column(self, name: str) -> NDArray[Any]:
        """Return a column of the table of visits, for those that `queueing` names, and in its order."""
        return self.once(_queueing_column, name)

    def of_queueing(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return what is told of each visit, for those that `queueing` names; often these are all."""
        return values if len(values) == len(self.queueing) else values.take(self.queueing)

    @cached_property
    def enqueued(self) -> Ticks:
        """Ticks after disposition, of those that `queueing` names, and in its order; `NEVER` for what was not."""
        enqueued = self.queueing_column("enqueued")
        return np.where(enqueued == -1, NEVER, enqueued)

    @cached_property
    def queued(self) -> Ticks:
        """Ticks of joining the queue, of those that `queueing` names, and in its order.

        Of an attended step, when the citizen was there: who is sent home at closing joins the queue again the next day.
        """
        if not self.attended.any():
            return self.enqueued
        queued, ready = self.enqueued.copy(), self.queueing_column("ready")
        some = np.flatnonzero(self.of_queueing(self.attended) & (queued != ready))
        queued[some] = ready[some]
        return queued

    @cached_property
    def left(self) -> Ticks:
        """Ticks of leaving the queue, in the same order: taken up, withdrawn, or without its step in the next phase."""
        visits, phases = self.log.visits, self.study.network.phases
        starts = np.array([*(phase.start for phase in phases[1:]), NEVER], dtype=np.int64)
        steps = range(len(self.log.names["step"]))
        gone = np.array([[step not in phase.tasks for step in steps] for phase in phases], dtype=np.bool_)
        gone = np.concatenate((gone[1:], np.zeros_like(gone[:1])))
        left = self.queueing_column("started").copy()
        some = np.flatnonzero(left == -1)
        rows = self.queueing[some]
        phase = visits.of("phase", rows)
        left[some] = np.where(gone[phase, visits.of("step", rows)], starts[phase], withdrawals(self.log, rows))
        return left

    # --- cases --------------------------------------------------------------------------------------------------------

    @cached_property
    def case_ends(self) -> Ticks:
        """Ticks at which cases ended, of each row of their table, or up to which they are followed."""
        finished = self.log.cases["finished"]
        return np.where((finished != -1) & (finished < self.until), finished, self.until)

    def moments(self, service: int | None) -> tuple[Ticks, Ticks]:
        """Return when the requests, or those for one service, arrived and ended, each in the order of time."""
        if service is not None:
            return self.once(_moments_by_service)[service]
        finished = self._requests("finished")
        return _sorted(self._requests("arrived")), np.sort(finished[finished != -1])

    def came(self, start: int, end: int) -> int:
        """Return how many requests arrived from a tick up to, but not at, another."""
        first, last = np.searchsorted(self.once(Reading.moments, None)[0], (start, end))
        return int(last - first)

    # --- inside -------------------------------------------------------------------------------------------------------

    def _requests(self, name: str) -> NDArray[Any]:
        """Return a column of the table of cases, of requests."""
        is_request = self.log.cases["parent"] == -1
        return self.log.cases[name] if is_request.all() else self.log.cases[name][is_request]

    def _of_tasks(self, holds: Callable[[TaskType], bool]) -> Flags:
        """Return what holds of the task of each visit."""
        phases, steps = self.study.network.phases, range(len(self.log.names["step"]))
        found = np.array([[step in p.tasks and holds(p.tasks[step]) for step in steps] for p in phases], dtype=np.bool_)
        if not found.any():
            return np.zeros(len(self.column("step")), dtype=np.bool_)
        task = self.column("step")
        if len(phases) > 1:
            task = self.column("phase") * np.int32(len(steps)) + task
        return found.ravel().take(task)


def _column(reading: Reading, name: str) -> NDArray[Any]:
    return reading.log.visits[name]


def _queueing_column(reading: Reading, name: str) -> NDArray[Any]:
    return reading.of_queueing(reading.column(name))


def _sorted(ticks: Ticks) -> Ticks:
    """Return ticks in the order of time; a log has its cases in the order of arrival."""
    return ticks if (ticks[1:] >= ticks[:-1]).all() else np.sort(ticks)


def _moments_by_service(reading: Reading) -> list[tuple[Ticks, Ticks]]:
    service, arrived, finished = (reading._requests(name) for name in ("service", "arrived", "finished"))
    ended = finished != -1
    number = len(reading.log.names["service"])
    return list(
        zip(
            _sorted_by_service(service, arrived, number),
            _sorted_by_service(service[ended], finished[ended], number),
            strict=True,
        )
    )


def _sorted_by_service(service: NDArray[np.int32], ticks: Ticks, number: int) -> list[Ticks]:
    """Return the ticks of each service in the order of time."""
    first = int(ticks.min(initial=0))  # of a backlog, before the run begins
    span = int(ticks.max(initial=0)) - first + 1
    moments = service * np.int64(span)
    moments += ticks
    moments -= first
    moments.sort()
    begins = np.searchsorted(moments, np.arange(number + 1) * span)
    return [moments[begins[code] : begins[code + 1]] + (first - code * span) for code in range(number)]
