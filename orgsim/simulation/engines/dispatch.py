"""The dispatch: the only place where staff are taken. Who waits, who is free, and who takes what.

A *server group* is made of the queues that share people, directly or through others. At the end of an instant at which
something changed in a group, cases and people are matched there until no pair is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush

from orgsim.simulation.clocks import Clock
from orgsim.simulation.engines.records import Visit
from orgsim.simulation.network import Phase, QueueingNetwork, Server, TaskType
from orgsim.simulation.tables import scale_ppm

_DAY = 86_400
_NONE = -1

Rank = tuple[int, int, int, int, int, int, int, Visit]
"""Order of the dispatch: priority, 1 if kept back by the rule of kinds, rule key, enqueued, case key, uid, visit."""


class Person:
    """What changes about a person: busy or not, the last kind of work, the last finish."""

    __slots__ = ("busy", "finished", "group", "kind")

    def __init__(self) -> None:
        self.busy = False
        self.kind = self.finished = _NONE
        self.group: Group | None = None


class Queue:
    """Cases of one site that wait for one task, in the order of the dispatch."""

    __slots__ = ("clocks", "deputies", "group", "heap", "helpers", "own", "present", "task", "team")

    def __init__(self, task: TaskType, site: int, network: QueueingNetwork) -> None:
        self.task = task
        self.own, self.team = task.own[site], task.team.get(site, ())
        self.helpers, self.deputies = task.helpers.get(site, ()), task.deputies.get(site, ())
        self.clocks: Sequence[Clock] = network.calendars if task.away else network.clocks
        self.heap: list[Rank] = []
        self.present: tuple[int, bool] = (_NONE, True)  # the day last looked at, and whether anyone of `own` is in then
        self.group: Group

    def people(self) -> list[int]:
        """Return everybody who may take part, sorted."""
        servers = {server.staff for server in (*self.own, *self.helpers, *self.deputies)}
        return sorted(servers | {staff for candidates, _ in self.team for staff in candidates})


class Group:
    """Queues that share people, directly or through others.

    Attributes
    ----------
    number
        Groups are dispatched in this order, which can change nothing: they share nobody.
    waiting
        The queues that hold a case.
    idle
        People who are not busy, on duty or not.
    second_pass
        Somebody may help, or deputise.
    """

    __slots__ = ("idle", "number", "second_pass", "waiting")

    def __init__(self, number: int) -> None:
        self.number, self.idle, self.second_pass = number, 0, False
        self.waiting: dict[Queue, None] = {}


class Dispatch:
    """Queues and staff of the phase in force."""

    def __init__(self, network: QueueingNetwork, phase: Phase) -> None:
        self.network = network
        self.people = [Person() for _ in network.clocks]
        self.enter(phase)

    def enter(self, phase: Phase) -> None:
        """Make the queues of a phase, all empty; people keep what they are doing."""
        self.phase = phase
        self.queues = {
            (task.code, site): Queue(task, site, self.network) for task in phase.tasks.values() for site in task.own
        }
        self.touched: dict[int, Group] = {}
        _group(self.queues.values(), self.people)

    # --- what changes -------------------------------------------------------------------------------------------------

    def waiting(self) -> list[Visit]:
        """Return everybody who waits."""
        return [item[-1] for queue in self.queues.values() for item in queue.heap]

    def put(self, visit: Visit) -> None:
        """Put a visit into the queue of its task."""
        task = visit.task
        queue = self.queues[task.code, visit.case.site]
        rule = task.mean if task.shortest_first else 0
        rank = (task.priority, 0, rule, visit.enqueued, visit.case.key, task.uid, visit.number, visit)
        heappush(queue.heap, rank)
        queue.group.waiting[queue] = None
        self._touch(queue.group)

    def free(self, staff: int, now: int) -> None:
        """Let a person go who has finished."""
        person = self.people[staff]
        person.busy, person.finished = False, now
        if person.group is not None:
            person.group.idle += 1
            self._touch(person.group)

    def clear(self, queue: Queue) -> list[Visit]:
        """Empty a queue; return who waited in it, in order."""
        visits = [item[-1] for item in sorted(queue.heap)]
        queue.heap.clear()
        queue.group.waiting.pop(queue, None)
        return visits

    def touch_all(self) -> None:
        """Look at every group in the next dispatch: people have come on duty."""
        for queue in self.queues.values():
            self._touch(queue.group)

    def _touch(self, group: Group) -> None:
        if group.idle and group.waiting:
            self.touched[group.number] = group

    # --- who takes what -----------------------------------------------------------------------------------------------

    def match(self, now: int) -> list[tuple[Visit, Server]]:
        """Match cases and people until no pair is left: first those of the owning unit, then those who help."""
        started: list[tuple[Visit, Server]] = []
        for number in sorted(self.touched):
            group = self.touched[number]
            for first_pass in (True, False) if group.second_pass else (True,):
                while group.idle and (pair := self._take(group, first_pass, now)):
                    started.append(pair)
        self.touched.clear()
        return started

    def _take(self, group: Group, first_pass: bool, now: int) -> tuple[Visit, Server] | None:
        """Take the first case in the order of the dispatch that finds all it needs, if there is one."""
        best: tuple[Rank, Queue, list[Server]] | None = None
        for queue in group.waiting:
            rank = queue.heap[0]
            if best is None or rank < best[0]:
                servers = queue.own if first_pass else self._second(queue, now)
                free = [server for server in servers if self._is_free(server, queue, now)] if servers else []
                if free and queue.task.same_kind_wait >= 0:
                    rank = self._rank_by_kind(rank, free, now)
                if free and (best is None or rank < best[0]):
                    best = (rank, queue, free)
        if best is None:
            return None
        _, queue, free = best
        visit = heappop(queue.heap)[-1]
        if not queue.heap:
            del group.waiting[queue]
        server = free[0] if len(free) == 1 else min(free, key=lambda s: self._preference(s, queue.task.kind))
        self._assign(visit, server, self._team(queue, server, now) or ())
        return visit, server

    def _preference(self, server: Server, kind: int) -> tuple[bool, int, int, int]:
        """Return the order of people: same kind as the last, highest skill, longest idle, smallest id."""
        person = self.people[server.staff]
        return person.kind != kind, -server.level, person.finished, server.staff

    def _is_free(self, server: Server, queue: Queue, now: int) -> bool:
        staff, task = server.staff, queue.task
        if self.people[staff].busy:
            return False
        closing = queue.clocks[staff].close_of(now)
        if closing <= now or (task.attended and now + scale_ppm(task.mean, server.ppm) > closing):
            return False
        return not queue.team or self._team(queue, server, now) is not None

    def _second(self, queue: Queue, now: int) -> tuple[Server, ...]:
        """Return who helps; the deputies too, on a day on which nobody of the owners is in."""
        if not queue.deputies:
            return queue.helpers
        day = now // _DAY
        if queue.present[0] != day:
            today = (queue.clocks[server.staff].work_between(day * _DAY, (day + 1) * _DAY) for server in queue.own)
            queue.present = (day, any(today))
        return queue.helpers if queue.present[1] else queue.helpers + queue.deputies

    def _team(self, queue: Queue, lead: Server, now: int) -> tuple[int, ...] | None:
        """Return the others who take part, None if one is missing: longest idle first."""
        taken = [lead.staff]
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

    def _rank_by_kind(self, rank: Rank, free: list[Server], now: int) -> Rank:
        """Cases of the kind that someone free worked on last come first, unless one has waited too long."""
        visit = rank[-1]
        overdue = now - visit.enqueued > visit.task.same_kind_wait
        other = not overdue and all(self.people[s.staff].kind not in (_NONE, visit.task.kind) for s in free)
        return (rank[0], int(other), *rank[2:])

    def _assign(self, visit: Visit, server: Server, team: tuple[int, ...]) -> None:
        """Make people busy with a visit, at the cost of switching if it is of another kind than the last."""
        person, kind = self.people[server.staff], visit.task.kind
        visit.staff, visit.team = server.staff, team
        if person.kind not in (_NONE, kind):
            visit.switching = self.phase.switching.get((person.kind, kind), self.phase.switching_default)
        person.kind = kind
        for staff in (server.staff, *team):
            taken = self.people[staff]
            taken.busy = True
            assert taken.group is not None
            taken.group.idle -= 1


def _group(queues: Iterable[Queue], people: Sequence[Person]) -> None:
    """Split the queues into groups that share nobody."""
    root = list(range(len(people)))

    def find(staff: int) -> int:
        while root[staff] != staff:
            root[staff] = staff = root[root[staff]]
        return staff

    queues = list(queues)
    members = {queue: queue.people() for queue in queues}
    for staff in members.values():
        for other in staff[1:]:
            root[find(other)] = find(staff[0])
    groups: dict[int, Group] = {}
    for person in people:
        person.group = None
    for queue, staff in members.items():
        leader = find(staff[0]) if staff else _NONE  # those whom nobody serves wait together, in vain
        queue.group = groups.setdefault(leader, Group(len(groups)))
        queue.group.second_pass |= bool(queue.helpers or queue.deputies)
        for number in staff:
            people[number].group = queue.group
    for person in people:
        if person.group is not None and not person.busy:
            person.group.idle += 1
