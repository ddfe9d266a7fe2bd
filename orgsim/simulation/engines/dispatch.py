"""The dispatch: the only place where staff and things are taken. Who takes what, at the end of an instant.

A *server group* is made of the queues that share people or things, directly or through others. At the end of an instant
at which something changed in a group, cases and people are matched there until no pair is left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from heapq import heappop

from orgsim.simulation.clocks import Clock
from orgsim.simulation.engines.queues import NONE, Group, Queue, Rank
from orgsim.simulation.engines.records import Visit
from orgsim.simulation.engines.waiting import Waiting
from orgsim.simulation.network import QueueingNetwork, Server, TaskType
from orgsim.simulation.tables import scale_ppm

_DAY = 86_400

Start = tuple[list[Visit], Server]
"""Cases that are taken together, and who takes them."""


class Dispatch(Waiting):
    """Matches cases and people.

    Parameters
    ----------
    clocks
        When each person is on duty in this replication.
    interrupt
        What to do with a visit that has to give way; it puts the visit back into its queue.
    """

    def __init__(self, network: QueueingNetwork, clocks: Sequence[Clock], interrupt: Callable[[Visit], None]) -> None:
        super().__init__(network, clocks)
        self.interrupt = interrupt

    def match(self, now: int, start: Callable[[list[Visit], Server], None]) -> None:
        """Match cases and people until no pair is left: first those of the owning unit, then those who help.

        A case that may interrupt others does so only when both have found nobody free for it.
        """
        while self.touched:
            group = self.touched.pop(min(self.touched))
            for first_pass in (True, False) if group.second_pass else (True,):
                while group.idle and (taken := self._take(group, first_pass, now)):
                    start(*taken)
            if group.interrupts and self._make_room(group, now):
                self.touched[group.number] = group

    def _take(self, group: Group, first_pass: bool, now: int) -> Start | None:
        """Take the first case in the order of the dispatch that finds all it needs, if there is one."""
        best: tuple[Rank, Queue, list[Server]] | None = None
        for queue in group.waiting:
            rank = queue.first()
            if (best is None or rank < best[0]) and (queue.plain or self._provided(queue, now)):
                servers = queue.own if first_pass else self._second(queue, now)
                free = [server for server in servers if self._is_free(server, queue, now)] if servers else []
                if free and queue.task.same_kind_wait >= 0:
                    rank = self._rank_by_kind(rank, free, now)
                if free and (best is None or rank < best[0]):
                    best = (rank, queue, free)
        if best is None:
            return None
        _, queue, free = best
        visits = self._pop(queue, now)
        server = free[0] if len(free) == 1 else min(free, key=lambda s: self._preference(s, queue.task.kind))
        self._assign(visits, server, self._team(queue, server, now) or ())
        return visits, server

    def _pop(self, queue: Queue, now: int) -> list[Visit]:
        """Take the first of a queue out of it, or as many as a gathering takes; use up what they consume."""
        task = queue.task
        visits = [heappop(queue.heap)[-1]]
        resumed = visits[0].started >= 0
        if task.gathering is not None and not resumed:
            most = min(task.gathering.most, self._affordable(task), self._numbers_left(queue, now))
            while len(visits) < most and queue.heap and self._joins(queue.heap[0][-1], task):
                visits.append(heappop(queue.heap)[-1])
        if not queue.heap:
            del queue.group.waiting[queue]
        self._count(queue, -len(visits))
        if queue.plain:
            return visits
        if not resumed:
            self._release(queue, visits)
            day, given = queue.given
            queue.given = (now // _DAY, len(visits) + given * (day == now // _DAY))
            if not self._numbers_left(queue, now):
                queue.released = (now // _DAY + 1) * _DAY
            for thing, count in task.consumes:
                self.things[thing] -= count * len(visits)
                self._noted(thing, now)
        for thing, count in task.uses:
            self.in_use[thing] += count
            self._noted(thing, now)
        self._note(queue, now)
        return visits

    @staticmethod
    def _joins(visit: Visit, task: TaskType) -> bool:
        """Whether a visit is part of a gathering that begins: of a session only who is called."""
        assert task.gathering is not None
        return visit.started < 0 and (visit.called or task.gathering.size > 0)

    def _release(self, queue: Queue, visits: Sequence[Visit]) -> None:
        """Settle since when visits that start have lacked nothing but people."""
        released, gathering = queue.released, queue.task.gathering
        if gathering is not None and gathering.size and not visits[0].called:
            released = max(released, *(visit.enqueued for visit in visits))
        for visit in visits:
            visit.released = max(visit.released, visit.enqueued, released)

    def _preference(self, server: Server, kind: int) -> tuple[bool, int, int, int]:
        """Return the order of people: same kind as the last, highest skill, longest idle, smallest id."""
        person = self.people[server.staff]
        return person.kind != kind, -server.level, person.finished, server.staff

    def _is_free(self, server: Server, queue: Queue, now: int) -> bool:
        if self.people[server.staff].busy or not self._has_time(server, queue, now):
            return False
        return not queue.team or self._team(queue, server, now) is not None

    def _has_time(self, server: Server, queue: Queue, now: int) -> bool:
        staff, task = server.staff, queue.task
        person = self.people[staff]
        closing = queue.clocks[staff].close_of(now)
        if closing <= now and person.stays[0] <= now < person.stays[1] and not queue.team:
            closing = person.stays[1]
        return closing > now and (not task.attended or now + scale_ppm(task.mean, server.ppm) <= closing)

    def _second(self, queue: Queue, now: int) -> tuple[Server, ...]:
        """Return who helps; the deputies too, on a day on which nobody of the owners is in."""
        waiting = self.queued.get(queue.task.unit[queue.site], 0)
        helpers = tuple(server for server in queue.helpers if not server.above or waiting > server.above)
        return helpers if not queue.deputies or self.present(queue, now) else helpers + queue.deputies

    def present(self, queue: Queue, now: int) -> bool:
        """Whether anybody of the owners is in on this day."""
        day = now // _DAY
        if queue.present[0] != day:
            today = (queue.clocks[server.staff].work_between(day * _DAY, (day + 1) * _DAY) for server in queue.own)
            queue.present = (day, any(today))
        return queue.present[1]

    def _team(self, queue: Queue, lead: Server, now: int) -> tuple[int, ...] | None:
        """Return the others who take part, None if one is missing: longest idle first."""
        taken = [lead.staff]
        for candidates, count in queue.team:
            idle = [
                staff
                for staff in candidates
                if staff not in taken and not self.people[staff].busy and self.clocks[staff].on_duty(now)
            ]
            if len(idle) < count:
                return None
            taken += sorted(idle, key=lambda staff: (self.people[staff].finished, staff))[:count]
        return tuple(taken[1:])

    def _rank_by_kind(self, rank: Rank, free: list[Server], now: int) -> Rank:
        """Cases of the kind that someone free worked on last come first, unless one has waited too long."""
        visit = rank[-1]
        overdue = now - visit.enqueued > visit.task.same_kind_wait
        other = not overdue and all(self.people[s.staff].kind not in (NONE, visit.task.kind) for s in free)
        return (rank[0], int(other), *rank[2:])

    def _make_room(self, group: Group, now: int) -> bool:
        """Let the first case that may interrupt find somebody; return whether anything was interrupted."""
        queues = [q for q in group.waiting if q.task.preemptive and (q.plain or self._provided(q, now)) and not q.team]
        for queue in sorted(queues, key=Queue.first):
            hands = [(self.people[s.staff].visit, s) for s in queue.own if self._has_time(s, queue, now)]
            less = [(v, s) for v, s in hands if v is not None and self._gives_way(v, queue.task)]
            if less:
                visit, _ = max(less, key=lambda pair: (pair[0].task.priority, pair[0].started, pair[1].staff))
                self.interrupt(visit)
                return True
        return False

    @staticmethod
    def _gives_way(visit: Visit, task: TaskType) -> bool:
        other = visit.task
        return other.priority > task.priority and not (other.attended or other.gathering or visit.team)

    def _assign(self, visits: list[Visit], server: Server, team: tuple[int, ...]) -> None:
        """Make people busy with a visit, at the cost of switching if it is of another kind than the last."""
        visit = visits[0]
        person, kind = self.people[server.staff], visit.task.kind
        visit.others, visit.team = tuple(visits[1:]), team
        if visit.started < 0 and person.kind not in (NONE, kind):
            visit.switching = self.phase.switching.get((person.kind, kind), self.phase.switching_default)
        person.kind = kind
        for one in visits:
            one.staff, one.leads = server.staff, one is visit
        for staff in (server.staff, *team):
            taken = self.people[staff]
            taken.busy, taken.visit = True, visit
            assert taken.group is not None
            taken.group.idle -= 1
