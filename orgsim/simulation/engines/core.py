"""The way of a case through the office, and the service of a visit."""

from __future__ import annotations

from typing import Any

import numpy as np
import simpy

from orgsim.simulation.clocks import NEVER, Clock
from orgsim.simulation.conditions import draw_conditions
from orgsim.simulation.draws import Purpose
from orgsim.simulation.engines.dispatch import Dispatch
from orgsim.simulation.engines.draws_ahead import VisitWords
from orgsim.simulation.engines.instant import Moment, Process, Turn
from orgsim.simulation.engines.practice import Practice
from orgsim.simulation.engines.reactions import Reactions
from orgsim.simulation.engines.records import Case, Visit, log_of
from orgsim.simulation.engines.routes import NOBODY, Routes
from orgsim.simulation.log import Category, Log, Outcome
from orgsim.simulation.network import QueueingNetwork, Server, TaskType
from orgsim.simulation.requests import Requests
from orgsim.simulation.tables import scale_ppm


class Core:
    """One run of a network on the requests of one replication."""

    def __init__(
        self, network: QueueingNetwork, requests: Requests, *, seed: int, replication: int, end: int, limit: int
    ) -> None:
        self.network, self.replication, self.end, self.limit = network, replication, end, limit
        self.env = simpy.Environment()
        self.conditions = draw_conditions(network, seed=seed, replication=replication, limit=limit)
        self.words = VisitWords(requests, seed, replication)
        self.routes = Routes(network, self.words)
        self.dispatch = Dispatch(network, self.conditions.clocks, self.interrupt)
        self.reactions = Reactions(self, seed, replication)
        self.practice = Practice(network, self.dispatch.people)
        self.requests = self._cases_of(requests)
        self.cases: list[Case] = []
        self.visits: list[Visit] = []
        self.inside: dict[tuple[int, int], int] = {}
        self.cohort_open = int(np.count_nonzero((requests.arrived < end) & (requests.follows < 0)))
        self.dispatch_due = False
        self.together: dict[tuple[int, ...], Clock] = {}
        self.interruptible = _interruptible(network)
        self.over = self.env.event()
        self.env.process(self._arrivals())

    @staticmethod
    def _cases_of(requests: Requests) -> list[Case]:
        columns = (
            requests.key,
            requests.service,
            requests.case_class,
            requests.site,
            requests.arrived,
            requests.due,
            requests.expected,
        )
        rows = zip(*(column.tolist() for column in columns), strict=True)
        cases = [Case(row, *values) for row, values in enumerate(rows)]
        for case, before in zip(cases, requests.follows.tolist(), strict=True):
            if before >= 0:
                cases[before].next = case
        return [case for case, before in zip(cases, requests.follows.tolist(), strict=True) if before < 0]

    def run(self) -> Log:
        """Run to the end: all cases that arrived before `end` are closed, or `limit` is reached."""
        self.env.run(until=self.over)
        return log_of(self.network, self.cases, self.visits, self.now(), self.replication)

    def now(self) -> int:
        """Return the tick."""
        return int(self.env.now)

    def at(self, tick: int, turn: Turn) -> Moment:
        """Return a moment at a tick; now, if it has passed."""
        return Moment(self.env).happen(max(tick - self.now(), 0), turn)

    # --- cases --------------------------------------------------------------------------------------------------------

    def _arrivals(self) -> Process:
        for case in self.requests:
            yield self.at(case.arrived, Turn.ARRIVAL)  # one by one: who comes sees those who came before
            self._arrive(case)

    def open_case(self, case: Case) -> None:
        """Let a case arrive that was not foreseen: a complaint, or a citizen who comes again."""
        if case.arrived < self.end:
            self.cohort_open += 1
        self._arrive(case)

    def _arrive(self, case: Case) -> None:
        self.cases.append(case)
        phase = self.routes.phase
        first = phase.first[case.service]
        if phase.shortest_line and first in phase.tasks:
            sites = [site for site, servers in phase.tasks[first].own.items() if servers]
            case.site = min(sites, default=case.site, key=lambda site: (self.inside.get((first, site), 0), site))
        self.reactions.begin(case)
        self.env.process(self.way(case, first, NOBODY, case.arrived))

    def close(self, case: Case, outcome: Outcome) -> None:
        """Close a case."""
        if case.outcome is not Outcome.OPEN:  # in another branch
            return
        case.outcome, case.finished = outcome, self.now()
        self.reactions.end(case)
        if case.arrived < self.end:
            self.cohort_open -= 1
            self.stop_if_done()

    def stop_if_done(self) -> None:
        """End the run once the window is over and every case that arrived in it is closed."""
        if self.cohort_open == 0 and self.env.now >= self.end and not self.over.triggered:
            self.over._ok, self.over._value = True, None
            self.env.schedule(self.over, Turn.END)  # type: ignore[arg-type]

    def way(self, case: Case, code: int, giver: int, ready: int) -> Process:
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
                self.close(case, Outcome.DONE)
                return
            if task.misrouting is not None and self._goes_astray(case, task):
                wrong = self._visit(case, self.routes.known[task.misrouting.task], ready, giver)
                yield from self._be_served(wrong)
                if case.outcome is not Outcome.OPEN:
                    return
                giver, ready = wrong.task.code, self._end_of(wrong)
            visit = self._visit(case, task, ready, giver)
            if task.category is Category.EXTERNAL:
                yield from self._wait_outside(visit)
            else:
                yield from self._be_served(visit)
                giver = task.code if visit.started >= 0 else giver
            overdue = yield from self._ask_superiors(visit)
            if case.outcome is not Outcome.OPEN:
                return
            ready = self._end_of(visit) if task.exceptions is None else self.now()
            # a visit that never started has lost its step: pass by
            ways = self.routes.ways_on(visit, overdue) if visit.started >= 0 else (task.next,)
            if len(ways) > 1:
                case.branches = len(ways)
                for branch in ways[1:]:
                    self.env.process(self.way(case, branch, giver, ready))
            code = ways[0]

    def _end_of(self, visit: Visit) -> int:
        return visit.finished if visit.finished >= 0 else self.now()

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
        yield self.at(end, Turn.ARRIVAL)
        visit.finished = end

    def _be_served(self, visit: Visit) -> Process:
        """Go through disposition, the queue and the service."""
        task = visit.task
        delay = self.routes.disposition(visit)
        if delay:
            visit.enqueued = visit.released = task.hours.add_work(visit.ready, delay)
            yield self.at(visit.enqueued, Turn.ARRIVAL)
        if self._is_sent_away(visit):
            self.close(visit.case, Outcome.REFUSED)
            return
        self._count_inside(visit, 1)
        self.queue(visit)
        self.wait(visit)
        yield visit.served
        if visit.started >= 0:
            self._finish(visit)
        self._count_inside(visit, -1)

    def wait(self, visit: Visit) -> None:
        """Let the citizen who has just queued wait as long as patience lasts, if it may end."""
        if visit.task.patience is not None:
            self.env.process(self.reactions.wait(visit))

    def _is_sent_away(self, visit: Visit) -> bool:
        """Whether the room is full at arrival, or today's numbers are given."""
        task, case = visit.task, visit.case
        queue = self.dispatch.queues.get((task.code, case.site))
        if task.room and visit.giver == NOBODY and self.inside.get((task.code, case.site), 0) >= task.room:
            return True
        if not task.loses or queue is None:
            return False
        day, given = queue.numbers
        today = task.hours.next_open(self.now()) // 86_400  # the day that the number is for
        queue.numbers = (today, 1 + (given if day == today else 0))
        return queue.numbers[1] > task.quota

    def _count_inside(self, visit: Visit, more: int) -> None:
        place = visit.task.code, visit.case.site
        self.inside[place] = self.inside.get(place, 0) + more

    def serve_aside(self, case: Case, task: TaskType) -> Process:
        """Serve a visit that is no part of the route: the answer to a citizen who asks."""
        yield from self._be_served(self._visit(case, task, self.now(), NOBODY))

    # --- questions and wrong ways -------------------------------------------------------------------------------------

    def _goes_astray(self, case: Case, task: TaskType) -> bool:
        rule = task.misrouting
        assert rule is not None
        if task.uid in case.visited or rule.task not in self.routes.phase.tasks:
            return False
        return self.reactions.words(Purpose.EXCEPTION, case, rule.uid, 0)[0] < rule.below

    def _ask_superiors(self, visit: Visit) -> Any:
        """Let a question of a visit climb the line of command; return whether it was left without an answer."""
        task, case = visit.task, visit.case
        if visit.started < 0 or (task.exceptions is None and task.wrong_from > 0xFFFFFFFF):
            return False
        word = self.words.of(visit)[3]
        case.wrong |= int(word >= task.wrong_from)
        rule = task.exceptions
        if rule is None or word >= rule.below:
            return False
        for code in rule.tasks:
            superior = self.routes.phase.tasks.get(code)
            if superior is None:
                continue
            question = self._visit(case, superior, self.now(), NOBODY)
            self.env.process(self._withdraw(question, rule.deadline))
            yield from self._be_served(question)
            if question.started < 0:
                return True
            if self.reactions.words(Purpose.EXCEPTION, case, superior.uid, question.number)[0] >= rule.climb_below:
                return False
        return False

    def _withdraw(self, question: Visit, deadline: int) -> Process:
        yield self.at(question.task.hours.add_work(question.ready, deadline), Turn.ARRIVAL)
        if question.started < 0 and self.leave_queue(question):
            question.served.happen(0, Turn.COMPLETION)

    # --- service ------------------------------------------------------------------------------------------------------

    def queue(self, visit: Visit) -> None:
        """Put a visit into the queue of its task as it is now, or let it pass on if the task is gone."""
        code = visit.task.code
        if not self.routes.takes(visit.case, code):
            if visit.started >= 0:  # interrupted: it holds nobody any more
                visit.leads, visit.suspended = False, visit.suspended + self.now() - visit.paused
            visit.served.happen(0, Turn.COMPLETION)
            return
        visit.task, visit.phase = self.routes.phase.tasks[code], self.routes.number
        self.dispatch.put(visit, self.now())
        gathering = visit.task.gathering
        if gathering is not None and gathering.longest_wait >= 0 and visit.started < 0:
            self.env.process(self._call_batch(visit, gathering.longest_wait))
        self.dispatch_later()

    def _call_batch(self, visit: Visit, ticks: int) -> Process:
        task = visit.task
        yield self.at(task.hours.add_work(visit.enqueued, ticks), Turn.CALL)
        if visit.task is task and self.dispatch.holds(visit):  # else it was queued again, by another rule
            self.dispatch.call(visit, self.now())
            self.dispatch_later()

    def leave_queue(self, visit: Visit) -> bool:
        """Take a visit out of its queue; return whether it was in one."""
        held = self.dispatch.holds(visit)
        if held:
            self.dispatch.remove(visit, self.now())
            self.dispatch_later()
        return held

    def dispatch_later(self) -> None:
        """Let a dispatch come at the end of this instant, if there are people who may take something."""
        if self.dispatch.touched and not self.dispatch_due:
            self.dispatch_due = True
            moment = Moment(self.env)
            moment.callbacks.append(self._match)
            moment.happen(0, Turn.DISPATCH)

    def _match(self, _: Any) -> None:
        self.dispatch_due = False
        self.dispatch.match(self.now(), self._start)

    def _start(self, visits: list[Visit], server: Server) -> None:
        """Settle all about visits that begin together: draws, multipliers and additions, and with them the end."""
        now, lead = self.now(), visits[0]
        if lead.started >= 0:  # resumed: no new draw, no new multiplier
            lead.suspended += now - lead.paused
            self._run_for(lead, lead.remaining)
            return
        gathering = lead.task.gathering
        duration = gathering.fixed if gathering is not None else 0
        for visit in visits:
            visit.started, visit.phase = now, self.routes.number
            visit.base = self.words.base(visit)
            visit.handover = self.routes.hand_over_work(visit)
            work = scale_ppm(visit.base, server.ppm)
            duration += max(1, self.practice.scaled(work, server, visit, now)) + visit.handover
        self._run_for(lead, duration + lead.switching)

    def _run_for(self, visit: Visit, ticks: int) -> None:
        now = self.now()
        end = now + ticks if visit.task.attended else self._work_end(visit, now, ticks)
        self._end_at(visit, end)

    def _end_at(self, visit: Visit, end: int) -> None:
        visit.end = end
        visit.generation += 1
        if end >= NEVER:
            return
        if not self.interruptible:
            visit.served.happen(end - self.now(), Turn.COMPLETION)
            return
        generation = visit.generation
        moment = Moment(self.env)
        moment.callbacks.append(lambda _: self._complete(visit, generation))
        moment.happen(end - self.now(), Turn.COMPLETION)

    def _complete(self, visit: Visit, generation: int) -> None:
        if visit.generation == generation:
            visit.served.happen(0, Turn.COMPLETION)

    def _finish(self, visit: Visit) -> None:
        now = self.now()
        visit.finished = now
        if visit.leads:
            self.practice.done(visit, now)
            self.dispatch.free(visit, now)
            for other in visit.others:
                other.served.happen(0, Turn.COMPLETION)
            self.dispatch_later()

    def interrupt(self, visit: Visit) -> None:
        """Interrupt a visit: it goes back to its place in the queue with what is left of its work."""
        now = self.now()
        visit.generation += 1
        visit.remaining = visit.end - now if visit.task.attended else self._work_left(visit, now)
        visit.paused = now
        self.dispatch.free(visit, now)
        self.queue(visit)

    def stay_on(self, staff: int, until: int) -> None:
        """Let a person stay after closing; work in hand goes on."""
        now, person = self.now(), self.dispatch.people[staff]
        visit = person.visit
        left = self._clock(visit).work_between(now, visit.end) if visit is not None else 0
        person.stays = (now, until)
        if visit is not None and not visit.task.attended and not visit.team:
            self._end_at(visit, self._work_end(visit, now, left))

    # --- time at work -------------------------------------------------------------------------------------------------

    def _clock(self, visit: Visit) -> Clock:
        clocks = self.network.calendars if visit.task.away else self.conditions.clocks
        if not visit.team:
            return clocks[visit.staff]
        members = (visit.staff, *visit.team)
        if members not in self.together:
            self.together[members] = Clock.together(*(self.conditions.clocks[staff] for staff in members))
        return self.together[members]

    def _work_end(self, visit: Visit, now: int, ticks: int) -> int:
        """Return when work ends that begins or goes on now, overtime counted."""
        clock = self._clock(visit)
        begin, until = self.dispatch.people[visit.staff].stays
        if begin <= now < until and not visit.team and not clock.on_duty(now):
            return now + ticks if ticks <= until - now else clock.add_work(until, ticks - (until - now))
        return clock.add_work(now, ticks)

    def _work_left(self, visit: Visit, now: int) -> int:
        clock = self._clock(visit)
        begin, until = self.dispatch.people[visit.staff].stays
        extra = max(0, min(until, visit.end) - now) if begin <= now < until and not clock.on_duty(now) else 0
        return extra + clock.work_between(now + extra, visit.end)


def _interruptible(network: QueueingNetwork) -> bool:
    """Whether anything in the network may change the end of a visit in service."""
    return any(network.outages) or any(
        phase.overtime or any(task.preemptive for task in phase.tasks.values()) for phase in network.phases
    )
