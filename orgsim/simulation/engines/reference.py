"""The reference engine: SimPy processes, written to be read. `docs/model.md` is its specification.

A citizen's case is a process that walks the route (`_way`); a phase of the plan, an opening of the office and an
evening are processes too. Staff are taken in one place only, the dispatch, which comes last at every instant.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from heapq import heappop, heappush
from typing import Any

import numpy as np
import simpy

from orgsim.simulation.clocks import NEVER, Clock
from orgsim.simulation.engines.draws_ahead import VisitWords
from orgsim.simulation.engines.instant import Moment, Turn
from orgsim.simulation.engines.records import Case, Queue, Visit, log_of
from orgsim.simulation.log import Category, Log, Outcome
from orgsim.simulation.network import DONE, Phase, QueueingNetwork, Requests, Server, TaskType
from orgsim.simulation.tables import scale_ppm

_DAY = 86_400
_NOBODY = -1

Process = Generator[simpy.Event, None, None]


class Person:
    """What changes about a person: busy or not, the last kind of work, the last finish."""

    __slots__ = ("busy", "finished", "kind")

    def __init__(self) -> None:
        self.busy = False
        self.kind = _NOBODY
        self.finished = -1


class ReferenceEngine:
    """One run of a network on the requests of one replication."""

    def __init__(
        self, network: QueueingNetwork, requests: Requests, *, seed: int, replication: int, end: int, limit: int
    ) -> None:
        self.network, self.end, self.limit = network, end, limit
        self.env = simpy.Environment()
        self.words = VisitWords(requests, seed, replication)
        self.people = [Person() for _ in network.clocks]
        columns = (
            requests.key,
            requests.service,
            requests.case_class,
            requests.site,
            requests.arrived,
            requests.due,
        )
        rows = zip(*(column.tolist() for column in columns), strict=True)
        self.cases = [Case(row, *values) for row, values in enumerate(rows)]
        self.visits: list[Visit] = []
        self.arrived = 0
        self.cohort_open = int(np.count_nonzero(requests.arrived < end))
        self.former: dict[int, TaskType] = {}
        self.together: dict[tuple[int, ...], Clock] = {}
        self.touched: set[int] = set()
        self.dispatch_due = False
        self.over = self.env.event()
        self._enter_phase(0)

    def run(self) -> Log:
        """Run to the end: all cases that arrived before `end` are closed, or `limit` is reached."""
        for process in (self._phases(), self._openings(), self._evenings(), self._arrivals(), self._ending()):
            self.env.process(process)
        self.env.run(until=self.over)
        return log_of(self.network, self.cases[: self.arrived], self.visits, int(self.env.now))

    # --- the calendar of the run --------------------------------------------------------------------------------------

    def _at(self, tick: int, turn: Turn) -> Moment:
        return Moment(self.env).happen(max(tick - int(self.env.now), 0), turn)

    def _arrivals(self) -> Process:
        for case in self.cases:
            if case.arrived > self.env.now:
                yield self._at(case.arrived, Turn.ARRIVAL)
            self.arrived += 1
            self.env.process(self._way(case, self.phase.first[case.service], _NOBODY, case.arrived))

    def _phases(self) -> Process:
        for number, phase in enumerate(self.network.phases[1:], start=1):
            yield self._at(phase.start, Turn.SWITCH)
            waiting = [visit for queue in self.queues.values() for visit in queue.visits()]
            self._enter_phase(number)
            for visit in waiting:
                task = phase.tasks.get(visit.task.code)
                if task is None:
                    visit.served.happen(0, Turn.SWITCH)  # never started: passes on
                else:
                    visit.task, visit.phase = task, number
                    self._queue(visit)

    def _openings(self) -> Process:
        """Whoever comes on duty may find work waiting."""
        clocks = {*self.network.clocks, *self.network.calendars}
        ticks = np.unique(np.concatenate([clock.opens for clock in clocks] or [np.zeros(0, np.int64)]))
        for tick in ticks[(ticks >= 0) & (ticks <= self.limit)].tolist():
            yield self._at(tick, Turn.SWITCH)
            for queue in self.queues.values():
                if queue.heap:
                    self._touch(queue.group)

    def _evenings(self) -> Process:
        """Citizens who still wait for an attended step at closing go home."""
        for tick, hours in self._closings():
            yield self._at(tick, Turn.SWITCH)
            for queue in self.queues.values():
                if queue.task.attended and queue.task.at_closing != "stay" and queue.heap and queue.task.hours == hours:
                    self._send_home(queue)

    def _closings(self) -> list[tuple[int, Clock]]:
        attended = [t for phase in self.network.phases for t in phase.tasks.values() if t.attended]
        found = [
            (closing, hours)
            for hours in dict.fromkeys(task.hours for task in attended if task.at_closing != "stay")
            for closing, opening in zip(hours.closes.tolist(), [*hours.opens[1:].tolist(), NEVER], strict=True)
            if 0 <= closing <= self.limit and opening // _DAY > (closing - 1) // _DAY
        ]
        return sorted(found, key=lambda item: item[0])

    def _send_home(self, queue: Queue) -> None:
        for visit in queue.visits():
            if queue.task.at_closing == "leave":
                self._close(visit.case, Outcome.ABANDONED)
                visit.served.happen(0, Turn.SWITCH)
            else:
                self.env.process(self._come_back(visit, queue.task.hours.next_open(int(self.env.now))))
        queue.heap.clear()

    def _come_back(self, visit: Visit, opening: int) -> Process:
        yield self._at(opening, Turn.ARRIVAL)
        visit.enqueued = visit.released = opening
        self._queue_again(visit)

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
        """Walk the route from a task on, until the end of the route or a join with branches still open."""
        while True:
            task = self._enter(case, code)
            if case.branches and (task is None or task.joins):
                if not case.join(ready, giver):
                    return
                giver = case.last_giver
                task = self._enter(case, code)
            if task is None:
                self._close(case, Outcome.DONE)
                return
            visit = self._visit(case, task, ready)
            if task.category is Category.EXTERNAL:
                yield from self._wait_outside(visit)
            else:
                yield from self._be_served(visit, giver)
                giver = task.code
            if case.outcome is not Outcome.OPEN:
                return
            ready = visit.finished if visit.finished >= 0 else int(self.env.now)
            ways = self._route(visit) if visit.started >= 0 else (visit.task.next,)  # its step went away: passes on
            if len(ways) > 1:
                case.branches = len(ways)
                for branch in ways[1:]:
                    self.env.process(self._way(case, branch, giver, ready))
            code = ways[0]

    def _be_served(self, visit: Visit, giver: int) -> Process:
        """Hand the case over if its last owner was another unit, queue, and wait for the end of the service."""
        task, home = visit.task, visit.task.owner[visit.case.site]
        last = self._owner(giver, visit.case.site)
        if last not in (_NOBODY, home):
            visit.received = task.category is Category.WORK
            delay = self.phase.hand_over_delay.get((last, home), 0)
            if delay:
                visit.enqueued = visit.released = task.hours.add_work(visit.ready, delay)
                yield self._at(visit.enqueued, Turn.ARRIVAL)
        self._queue_again(visit)
        yield visit.served
        if visit.started >= 0:
            self._release(visit)

    def _owner(self, code: int, site: int) -> int:
        """Return the unit that owns a task in the phase in force; nobody if the unit has gone since, or there is no task."""
        if code == _NOBODY:
            return _NOBODY
        task = self.phase.tasks.get(code)
        owner = (task or self.former[code]).owner[site]
        return owner if task is not None or owner in self.phase.unit_of else _NOBODY

    def _enter(self, case: Case, code: int) -> TaskType | None:
        """Return the task that a code leads to in the phase in force, passing by what is gone or not for this class."""
        passed = 0
        while code != DONE:
            task = self.phase.tasks.get(code)
            there = task is not None
            if task is None:
                task = self.former[code]
            if (there and task.condition.holds(case.case_class)) or (task.joins and case.branches):
                return task
            code = task.next
            passed += 1
            if passed > len(self.network.names["step"]):
                return None
        return None

    def _visit(self, case: Case, task: TaskType, ready: int) -> Visit:
        number = case.visited.get(task.uid, 0) + 1
        case.visited[task.uid] = number
        visit = Visit(case, task, number, self.number, ready, Moment(self.env))
        self.visits.append(visit)
        return visit

    def _wait_outside(self, visit: Visit) -> Process:
        task = visit.task
        visit.base = self.words.external(visit.case, task, visit.number)
        visit.started = visit.ready
        end = self.network.office.add_work(visit.ready, visit.base) if task.working_delay else visit.ready + visit.base
        yield self._at(end, Turn.ARRIVAL)
        visit.finished = end

    def _route(self, visit: Visit) -> tuple[int, ...]:
        """Return where a visit leads: by the words drawn for it, over the route now in force."""
        task = self.phase.tasks.get(visit.task.code, visit.task)
        if task.rework_below or task.choices:
            _, rework, branch, _ = self.words.of(visit.case, task, visit.number)
            if rework < task.rework_below:
                return (task.rework_to,)
            for choice in task.choices:
                if branch < choice.below and choice.condition.holds(visit.case.case_class):
                    return (choice.to,)
        return task.parallel or (task.next,)

    def _close(self, case: Case, outcome: Outcome) -> None:
        case.outcome, case.finished = outcome, int(self.env.now)
        if case.arrived < self.end:
            self.cohort_open -= 1
            self._stop_if_done()

    # --- queues and staff ---------------------------------------------------------------------------------------------

    def _enter_phase(self, number: int) -> None:
        self.number = number
        self.phase: Phase = self.network.phases[number]
        self.former.update(self.phase.tasks)
        self.queues: dict[tuple[int, int], Queue] = {
            (task.code, site): Queue(task, site) for task in self.phase.tasks.values() for site in task.own
        }
        self.groups, self.groups_of = _server_groups(self.queues.values(), len(self.people))
        self.touched = set()

    def _queue_again(self, visit: Visit) -> None:
        """Put a visit into the queue of its task as it is now, or let it pass on if the task is gone."""
        task = self.phase.tasks.get(visit.task.code)
        if task is None:
            visit.served.happen(0, Turn.COMPLETION)
            return
        visit.task, visit.phase = task, self.number
        self._queue(visit)

    def _queue(self, visit: Visit) -> None:
        queue = self.queues[visit.task.code, visit.case.site]
        rule = visit.task.mean if visit.task.shortest_first else 0
        visit.rank = (visit.task.priority, 0, rule, visit.enqueued, visit.case.key, visit.task.uid, visit.number)
        heappush(queue.heap, (visit.rank, visit))
        self._touch(queue.group)

    def _touch(self, group: int) -> None:
        self.touched.add(group)
        if not self.dispatch_due:
            self.dispatch_due = True
            moment = Moment(self.env)
            moment.callbacks.append(self._dispatch)  # type: ignore[union-attr]
            moment.happen(0, Turn.DISPATCH)

    def _dispatch(self, _: Any) -> None:
        self.dispatch_due = False
        touched, self.touched = sorted(self.touched), set()
        for group in touched:
            for first_pass in (True, False):
                while self._start_best(self.groups[group], first_pass):
                    pass

    def _start_best(self, queues: list[Queue], first_pass: bool) -> bool:
        """Start the first case in the order of the dispatch that finds all it needs; False if there is none."""
        best: tuple[tuple[int, ...], Queue, list[Server]] | None = None
        for queue in queues:
            if not queue.heap:
                continue
            rank, visit = queue.heap[0]
            sorts_by_kind = queue.task.same_kind_wait >= 0
            if best is not None and not sorts_by_kind and rank >= best[0]:
                continue
            free = self._free(queue, first_pass)
            if free and sorts_by_kind:
                rank = self._rank_by_kind(visit, free)
            if free and (best is None or rank < best[0]):
                best = (rank, queue, free)
        if best is None:
            return False
        _, queue, free = best
        kind = queue.task.kind
        people = self.people
        server = min(free, key=lambda s: (people[s.staff].kind != kind, -s.level, people[s.staff].finished, s.staff))
        _, visit = heappop(queue.heap)
        self._start(visit, server, self._team(queue, server) or ())
        return True

    def _free(self, queue: Queue, first_pass: bool) -> list[Server]:
        if first_pass:
            servers = queue.own
        elif queue.deputies and not self._present_today(queue):
            servers = queue.helpers + queue.deputies
        else:
            servers = queue.helpers
        ready = [server for server in servers if self._ready(server, queue.task)]
        return [s for s in ready if self._team(queue, s) is not None] if queue.team else ready

    def _ready(self, server: Server, task: TaskType) -> bool:
        if self.people[server.staff].busy:
            return False
        now = int(self.env.now)
        clock = (self.network.calendars if task.away else self.network.clocks)[server.staff]
        closing = clock.close_of(now)
        return closing > now and (not task.attended or now + scale_ppm(task.mean, server.ppm) <= closing)

    def _team(self, queue: Queue, lead: Server) -> tuple[int, ...] | None:
        """Return the others who take part, None if one is missing: longest idle first."""
        now, taken = int(self.env.now), [lead.staff]
        for candidates, count in queue.team:
            idle = [
                staff
                for staff in candidates
                if staff not in taken and not self.people[staff].busy and self.network.clocks[staff].on_duty(now)
            ]
            if len(idle) < count:
                return None
            taken += sorted(idle, key=lambda staff: (self.people[staff].finished, staff))[:count]
        return tuple(taken[1:])

    def _present_today(self, queue: Queue) -> bool:
        day = int(self.env.now) // _DAY
        if queue.presence[0] != day:
            clocks = (self.network.clocks[server.staff] for server in queue.own)
            queue.presence = (day, any(clock.work_between(day * _DAY, (day + 1) * _DAY) > 0 for clock in clocks))
        return queue.presence[1]

    def _rank_by_kind(self, visit: Visit, free: list[Server]) -> tuple[int, ...]:
        """Cases of the kind that someone free worked on last come first, unless one has waited too long."""
        overdue = int(self.env.now) - visit.enqueued > visit.task.same_kind_wait
        other = not overdue and all(self.people[s.staff].kind not in (_NOBODY, visit.task.kind) for s in free)
        return (visit.rank[0], int(other), *visit.rank[2:])

    def _start(self, visit: Visit, server: Server, team: tuple[int, ...]) -> None:
        now, task, case = int(self.env.now), visit.task, visit.case
        person = self.people[server.staff]
        visit.staff, visit.started, visit.phase, visit.team = server.staff, now, self.number, team
        visit.base = self.words.base(case, task, visit.number)
        if person.kind not in (_NOBODY, task.kind):
            visit.switching = self.phase.switching.get((person.kind, task.kind), self.phase.switching_default)
        if task.category is Category.WORK and self.phase.hand_over_work:
            visit.handover = self.phase.hand_over_work * (visit.received + self._hands_over(visit))
        duration = max(1, scale_ppm(visit.base, server.ppm)) + visit.switching + visit.handover
        end = now + duration if task.attended else self._clock(visit, team).add_work(now, duration)
        person.kind = task.kind
        for staff in (server.staff, *team):
            self.people[staff].busy = True
        if end < NEVER:
            visit.served.happen(end - now, Turn.COMPLETION)

    def _hands_over(self, visit: Visit) -> bool:
        case, site = visit.case, visit.case.site
        successors = (self._enter(case, code) for code in self._route(visit))
        home = visit.task.owner[site]
        return any(task is not None and task.owner[site] not in (_NOBODY, home) for task in successors)

    def _clock(self, visit: Visit, team: tuple[int, ...]) -> Clock:
        clocks = self.network.calendars if visit.task.away else self.network.clocks
        if not team:
            return clocks[visit.staff]
        members = (visit.staff, *team)
        if members not in self.together:
            self.together[members] = Clock.together(*(self.network.clocks[staff] for staff in members))
        return self.together[members]

    def _release(self, visit: Visit) -> None:
        visit.finished = int(self.env.now)
        for staff in (visit.staff, *visit.team):
            person = self.people[staff]
            person.busy, person.finished = False, visit.finished
            for group in self.groups_of[staff]:
                self._touch(group)


def _server_groups(queues: Iterable[Queue], staff: int) -> tuple[list[list[Queue]], list[list[int]]]:
    """Split the queues into groups that share no person, and list the groups of each person."""
    root = list(range(staff))

    def find(person: int) -> int:
        while root[person] != person:
            root[person] = person = root[root[person]]
        return person

    queues = list(queues)
    for queue in queues:
        for person in queue.people[1:]:
            root[find(person)] = find(queue.people[0])
    numbers: dict[int, int] = {}
    groups: list[list[Queue]] = []
    groups_of: list[list[int]] = [[] for _ in range(staff)]
    for queue in queues:
        leader = find(queue.people[0]) if queue.people else -1 - len(groups)
        if leader not in numbers:
            numbers[leader] = len(groups)
            groups.append([])
        queue.group = numbers[leader]
        groups[queue.group].append(queue)
        for person in queue.people:
            if queue.group not in groups_of[person]:
                groups_of[person].append(queue.group)
    return groups, groups_of


def run(
    network: QueueingNetwork, requests: Requests, *, seed: int, replication: int, end: int, limit: int
) -> Log:
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
