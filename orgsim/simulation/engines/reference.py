"""The reference engine: SimPy processes, written to be read. `docs/model.md` is its specification.

A citizen's case is a process that walks the route (`_way`); a phase of the plan, an opening of the office and an
evening are processes too. Staff are taken in one place only, the dispatch, which comes last at every instant.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

import numpy as np
import simpy

from orgsim.simulation.clocks import NEVER, Clock
from orgsim.simulation.engines.dispatch import Dispatch, Queue
from orgsim.simulation.engines.draws_ahead import VisitWords
from orgsim.simulation.engines.instant import Moment, Turn
from orgsim.simulation.engines.records import Case, Visit, log_of
from orgsim.simulation.engines.routes import NOBODY, Routes
from orgsim.simulation.log import Category, Log, Outcome
from orgsim.simulation.network import QueueingNetwork, Requests, Server, TaskType
from orgsim.simulation.tables import scale_ppm

_DAY = 86_400

Process = Generator[simpy.Event, None, None]


class ReferenceEngine:
    """One run of a network on the requests of one replication."""

    def __init__(
        self, network: QueueingNetwork, requests: Requests, *, seed: int, replication: int, end: int, limit: int
    ) -> None:
        self.network, self.end, self.limit = network, end, limit
        self.env = simpy.Environment()
        self.words = VisitWords(requests, seed, replication)
        self.routes = Routes(network, self.words)
        self.dispatch = Dispatch(network, network.phases[0])
        self.requests = requests
        self.cases: list[Case] = []
        self.visits: list[Visit] = []
        self.cohort_open = int(np.count_nonzero(requests.arrived < end))
        self.dispatch_due = False
        self.together: dict[tuple[int, ...], Clock] = {}
        self.over = self.env.event()

    def run(self) -> Log:
        """Run to the end: all cases that arrived before `end` are closed, or `limit` is reached."""
        for process in (self._phases(), self._openings(), self._evenings(), self._arrivals(), self._ending()):
            self.env.process(process)
        self.env.run(until=self.over)
        return log_of(self.network, self.cases, self.visits, self._now())

    def _now(self) -> int:
        return int(self.env.now)

    def _at(self, tick: int, turn: Turn) -> Moment:
        return Moment(self.env).happen(max(tick - self._now(), 0), turn)

    # --- the calendar of the run --------------------------------------------------------------------------------------

    def _arrivals(self) -> Process:
        for case in self._citizens():
            if case.arrived > self.env.now:
                yield self._at(case.arrived, Turn.ARRIVAL)
            self.cases.append(case)
            self.env.process(self._way(case, self.routes.phase.first[case.service], NOBODY, case.arrived))

    def _citizens(self) -> Iterator[Case]:
        who = self.requests
        columns = (who.key, who.service, who.case_class, who.site, who.arrived, who.due)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        return (Case(row, *values) for row, values in enumerate(rows))

    def _phases(self) -> Process:
        for number, phase in enumerate(self.network.phases[1:], start=1):
            yield self._at(phase.start, Turn.SWITCH)
            waiting = self.dispatch.waiting()
            self.routes.switch(number)
            self.dispatch.enter(phase)
            for visit in waiting:
                self._queue(visit)

    def _openings(self) -> Process:
        """Whoever comes on duty may find work waiting."""
        clocks = {*self.network.clocks, *self.network.calendars}
        ticks = np.unique(np.concatenate([clock.opens for clock in clocks] or [np.zeros(0, np.int64)]))
        for tick in ticks[(ticks >= 0) & (ticks <= self.limit)].tolist():
            yield self._at(tick, Turn.SWITCH)
            self.dispatch.touch_all()
            self._dispatch_later()

    def _evenings(self) -> Process:
        """Citizens who still wait for an attended step at closing go home."""
        for tick, hours in self._closings():
            yield self._at(tick, Turn.SWITCH)
            for queue in self.dispatch.queues.values():
                if queue.task.attended and queue.task.at_closing != "stay" and queue.heap and queue.task.hours == hours:
                    self._send_home(queue)

    def _closings(self) -> list[tuple[int, Clock]]:
        """Return the last closing of each day, of every post whose citizens do not stay overnight."""
        attended = [t for phase in self.network.phases for t in phase.tasks.values() if t.attended]
        found = [
            (closing, hours)
            for hours in dict.fromkeys(task.hours for task in attended if task.at_closing != "stay")
            for closing, opening in zip(hours.closes.tolist(), [*hours.opens[1:].tolist(), NEVER], strict=True)
            if 0 <= closing <= self.limit and opening // _DAY > (closing - 1) // _DAY
        ]
        return sorted(found, key=lambda item: item[0])

    def _send_home(self, queue: Queue) -> None:
        for visit in self.dispatch.clear(queue):
            if queue.task.at_closing == "leave":
                self._close(visit.case, Outcome.ABANDONED)
                visit.served.happen(0, Turn.SWITCH)
            else:
                self.env.process(self._come_back(visit, queue.task.hours.next_open(self._now())))

    def _come_back(self, visit: Visit, opening: int) -> Process:
        yield self._at(opening, Turn.ARRIVAL)
        visit.enqueued = visit.released = opening
        self._queue(visit)

    def _ending(self) -> Process:
        yield self._at(self.end, Turn.END)
        self._stop_if_done()
        yield self._at(self.limit, Turn.END)
        if not self.over.triggered:
            self.over.succeed()

    def _stop_if_done(self) -> None:
        if self.cohort_open == 0 and self.env.now >= self.end and not self.over.triggered:
            self.over._ok, self.over._value = True, None
            self.env.schedule(self.over, Turn.END)  # type: ignore[arg-type]

    # --- a case -------------------------------------------------------------------------------------------------------

    def _way(self, case: Case, code: int, giver: int, ready: int) -> Process:
        """Walk the route from a task on, until the end of the route or a join with branches still open.

        Parameters
        ----------
        code
            The task to begin with.
        giver
            The last task on the way that a unit owns; its unit hands the case over.
        ready
            When what came before was finished.
        """
        while True:
            task = self.routes.enter(case, code)
            if case.branches and (task is None or task.joins):
                if not case.join(ready, giver):
                    return
                giver = case.last_giver
                task = self.routes.enter(case, code)
            if task is None:
                self._close(case, Outcome.DONE)
                return
            visit = self._visit(case, task, ready, giver)
            if task.category is Category.EXTERNAL:
                yield from self._wait_outside(visit)
            else:
                delay = self.routes.disposition(visit)
                if delay:
                    visit.enqueued = visit.released = task.hours.add_work(ready, delay)
                    yield self._at(visit.enqueued, Turn.ARRIVAL)
                self._queue(visit)
                yield visit.served
                if visit.started >= 0:
                    self._finish(visit)
                    giver = task.code
            if case.outcome is not Outcome.OPEN:
                return
            ready = visit.finished if visit.finished >= 0 else self._now()
            ways = self.routes.ways_on(visit) if visit.started >= 0 else (task.next,)  # its step went away: pass by
            if len(ways) > 1:
                case.branches = len(ways)
                for branch in ways[1:]:
                    self.env.process(self._way(case, branch, giver, ready))
            code = ways[0]

    def _visit(self, case: Case, task: TaskType, ready: int, giver: int) -> Visit:
        number = case.visited.get(task.uid, 0) + 1
        case.visited[task.uid] = number
        visit = Visit(case, task, number, self.routes.number, ready, giver, Moment(self.env))
        self.visits.append(visit)
        return visit

    def _wait_outside(self, visit: Visit) -> Process:
        task = visit.task
        visit.base = self.words.external(visit)
        visit.started = visit.ready
        end = self.network.office.add_work(visit.ready, visit.base) if task.working_delay else visit.ready + visit.base
        yield self._at(end, Turn.ARRIVAL)
        visit.finished = end

    def _close(self, case: Case, outcome: Outcome) -> None:
        case.outcome, case.finished = outcome, self._now()
        if case.arrived < self.end:
            self.cohort_open -= 1
            self._stop_if_done()

    # --- service ------------------------------------------------------------------------------------------------------

    def _queue(self, visit: Visit) -> None:
        """Put a visit into the queue of its task as it is now, or let it pass on if the task is gone."""
        code = visit.task.code
        if not self.routes.takes(visit.case, code):
            visit.served.happen(0, Turn.COMPLETION)
            return
        visit.task, visit.phase = self.routes.phase.tasks[code], self.routes.number
        self.dispatch.put(visit)
        self._dispatch_later()

    def _dispatch_later(self) -> None:
        """Let a dispatch come at the end of this instant, if there are people who may take something."""
        if self.dispatch.touched and not self.dispatch_due:
            self.dispatch_due = True
            moment = Moment(self.env)
            moment.callbacks.append(self._match)
            moment.happen(0, Turn.DISPATCH)

    def _match(self, _: Any) -> None:
        self.dispatch_due = False
        for visit, server in self.dispatch.match(self._now()):
            self._start(visit, server)

    def _start(self, visit: Visit, server: Server) -> None:
        """Settle everything about a visit: its draws, multipliers and additions, and with them its end."""
        visit.started, visit.phase = self._now(), self.routes.number
        visit.base = self.words.base(visit)
        visit.handover = self.routes.hand_over_work(visit)
        duration = max(1, scale_ppm(visit.base, server.ppm)) + visit.switching + visit.handover
        attended = visit.task.attended
        end = visit.started + duration if attended else self._clock(visit).add_work(visit.started, duration)
        if end < NEVER:
            visit.served.happen(end - visit.started, Turn.COMPLETION)

    def _finish(self, visit: Visit) -> None:
        visit.finished = self._now()
        for staff in (visit.staff, *visit.team):
            self.dispatch.free(staff, visit.finished)
        self._dispatch_later()

    def _clock(self, visit: Visit) -> Clock:
        if not visit.team:
            return (self.network.calendars if visit.task.away else self.network.clocks)[visit.staff]
        members = (visit.staff, *visit.team)
        if members not in self.together:
            self.together[members] = Clock.together(*(self.network.clocks[staff] for staff in members))
        return self.together[members]


def run(network: QueueingNetwork, requests: Requests, *, seed: int, replication: int, end: int, limit: int) -> Log:
    """Run one replication.

    Parameters
    ----------
    network
        What `orgsim.simulation.compile` made of the phases.
    requests
        The citizens.
    seed, replication
        Make the keys of the draws of the visits.
    end
        Tick at which the observed window ends; cases that arrived before it are followed to their close.
    limit
        Tick at which the run stops even if some are still open.

    Returns
    -------
    Log
    """
    return ReferenceEngine(network, requests, seed=seed, replication=replication, end=end, limit=limit).run()
