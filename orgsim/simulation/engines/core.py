"""The way of a case through the office."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np

from orgsim.simulation.draws import Purpose
from orgsim.simulation.engines.instant import Moment, Process, Turn, case_order, schedule
from orgsim.simulation.engines.reactions import Reactions
from orgsim.simulation.engines.records import Case, Visit, log_of
from orgsim.simulation.engines.routes import NOBODY
from orgsim.simulation.engines.services import Services
from orgsim.simulation.log import Category, Log, Outcome
from orgsim.simulation.network import QueueingNetwork, TaskType
from orgsim.simulation.requests import Requests

LAST_WORD: Final = 0xFFFFFFFF


class Core(Services):
    """One run of a network on the requests of one replication."""

    def __init__(
        self, network: QueueingNetwork, requests: Requests, *, seed: int, replication: int, end: int, limit: int
    ) -> None:
        super().__init__(network, requests, seed=seed, replication=replication, limit=limit)
        self.replication, self.end = replication, end
        self.reactions = Reactions(self, seed, replication)
        self.requests = requests
        self.cases: list[Case] = []
        self.visits: list[Visit] = []
        self.inside: dict[tuple[int, int], int] = {}
        self.counts_inside = any(p.shortest_line or any(t.room for t in p.tasks.values()) for p in network.phases)
        self.cohort_open = int(np.count_nonzero((requests.arrived < end) & (requests.follows < 0)))
        self.over = self.env.event()
        self.env.process(self._arrivals())

    def _citizens(self) -> Iterable[Case]:
        """Return the cases that come of themselves, each followed by those that come after its close."""
        who = self.requests
        columns = (who.key, who.service, who.case_class, who.site, who.arrived, who.due, who.expected)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        cases = (Case(row, *values) for row, values in enumerate(rows))
        if not (who.follows >= 0).any():
            return cases  # made one by one: most runs end long before the last has come
        made = list(cases)
        for case, before in zip(made, who.follows.tolist(), strict=True):
            if before >= 0:
                made[before].next = case
        return [case for case, before in zip(made, who.follows.tolist(), strict=True) if before < 0]

    def run(self) -> Log:
        """Run to the end: all cases that arrived before `end` are closed, or `limit` is reached."""
        self.env.run(until=self.over)
        return log_of(self.network, self.cases, self.visits, self.now(), self.replication)

    # --- cases --------------------------------------------------------------------------------------------------------

    def _arrivals(self) -> Process:
        for case in self._citizens():
            yield self.at(case.arrived, Turn.ARRIVAL, case_order(case.key))  # who comes sees those who came before
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
            schedule(self.over, Turn.END)

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
            if case.branches and (task is None or task.code in self.routes.joining):
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
            overdue = False
            if task.exceptions is not None or task.wrong_from <= LAST_WORD:
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
        yield self.at(end, Turn.ARRIVAL, visit.order)
        visit.finished = end

    def _be_served(self, visit: Visit) -> Process:
        """Go through disposition, the queue and the service."""
        task = visit.task
        delay = self.routes.disposition(visit)
        if delay:
            visit.enqueued = visit.released = task.hours.add_work(visit.ready, delay)
            yield self.at(visit.enqueued, Turn.ARRIVAL, visit.order)
        if self._is_sent_away(visit):
            self.close(visit.case, Outcome.REFUSED)
            return
        self._count_inside(visit, 1)
        self.queue(visit)
        self.wait(visit)
        yield visit.served
        if visit.started >= 0:
            self.finish(visit)
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
        if not self.counts_inside:
            return
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
        if visit.started < 0:
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
        yield self.at(question.task.hours.add_work(question.ready, deadline), Turn.ARRIVAL, question.order)
        if question.started < 0 and self.leave_queue(question):
            question.served.happen(0, Turn.COMPLETION, question.order)
