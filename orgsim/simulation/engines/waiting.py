"""Who waits, who is idle and what is there: queues, people and things of the phase in force, and what changes them."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapify, heappush

from orgsim.simulation.clocks import Clock
from orgsim.simulation.engines.queues import NONE, Group, Person, Queue, group
from orgsim.simulation.engines.records import Visit
from orgsim.simulation.network import Phase, QueueingNetwork, TaskType

_DAY = 86_400
ALL = 1 << 62
"""More than there can be."""


class Waiting:
    """Queues, staff and things of the phase in force.

    Parameters
    ----------
    clocks
        When each person is on duty in this replication.
    """

    def __init__(self, network: QueueingNetwork, clocks: Sequence[Clock]) -> None:
        self.network, self.clocks = network, clocks
        self.people = [Person() for _ in clocks]
        self.things = list(network.stock)
        self.in_use = [0] * len(self.things)
        self.down: set[int] = set()
        self.queues: dict[tuple[int, int], Queue] = {}
        self.enter(network.phases[0])

    def enter(self, phase: Phase) -> None:
        """Make the queues of a phase, all empty; people keep what they are doing, things stay in use."""
        self.phase, before = phase, self.queues
        self.queues = {
            (task.code, site): Queue(task, site, self.network.calendars if task.away else self.clocks)
            for task in phase.tasks.values()
            for site in task.own
        }
        self.users: dict[int, list[Queue]] = {}
        for place, queue in self.queues.items():
            if place in before:
                queue.numbers = before[place].numbers  # those given out for the day to come
            for thing, _ in (*queue.task.uses, *queue.task.consumes):
                self.users.setdefault(thing, []).append(queue)
        self.queued: dict[int, int] = {}
        self.touched: dict[int, Group] = {}
        group(self.queues.values(), self.people)

    # --- what changes -------------------------------------------------------------------------------------------------

    def leave(self, now: int) -> list[Visit]:
        """Return everybody who waits at the end of a phase; what they lacked so far is remembered."""
        for queue in self.queues.values():
            for *_, visit in queue.heap:
                if visit.started < 0 and not queue.plain:
                    visit.released = now if queue.lacking else max(visit.released, queue.released)
        return [item[-1] for queue in self.queues.values() for item in queue.heap]

    def queue_of(self, visit: Visit) -> Queue:
        """Return the queue of a visit's task and site."""
        return self.queues[visit.task.code, visit.case.site]

    def put(self, visit: Visit, now: int) -> None:
        """Put a visit into the queue of its task."""
        task, queue = visit.task, self.queue_of(visit)
        rule = task.mean if task.shortest_first else 0
        rank = (task.priority, 0, rule, visit.enqueued, visit.case.key, task.uid, visit.number, visit)
        heappush(queue.heap, rank)
        queue.group.waiting[queue] = None
        self._count(queue, 1)
        self._note(queue, now)
        self._touch(queue.group)

    def remove(self, visit: Visit, now: int) -> None:
        """Take a visit out of its queue."""
        queue = self.queue_of(visit)
        queue.heap = [item for item in queue.heap if item[-1] is not visit]
        heapify(queue.heap)
        self._count(queue, -1)
        if not queue.heap:
            queue.group.waiting.pop(queue, None)
        self._note(queue, now)

    def clear(self, queue: Queue, now: int) -> list[Visit]:
        """Empty a queue; return who waited in it, in order."""
        visits = [item[-1] for item in sorted(queue.heap)]
        self._count(queue, -len(visits))
        queue.heap.clear()
        queue.group.waiting.pop(queue, None)
        self._note(queue, now)
        return visits

    def holds(self, visit: Visit) -> bool:
        """Whether a visit waits in the queue of its task."""
        queue = self.queues.get((visit.task.code, visit.case.site))
        return queue is not None and any(item[-1] is visit for item in queue.heap)

    def call(self, visit: Visit, now: int) -> None:
        """Call somebody who waits: a session begins, or a batch has waited long enough."""
        queue = self.queue_of(visit)
        visit.called = True
        self._note(queue, now)
        self._touch(queue.group)

    def convene(self, queues: Sequence[Queue], now: int) -> None:
        """Begin a session of one post: of all who wait for it, the first are called, as many as it takes."""
        most = min(queue.task.gathering.most for queue in queues if queue.task.gathering is not None)
        for rank in sorted(rank for queue in queues for rank in queue.heap)[:most]:
            self.call(rank[-1], now)

    def free(self, visit: Visit, now: int) -> None:
        """Let people go who have finished or were interrupted, and give equipment back."""
        for staff in (visit.staff, *visit.team):
            person = self.people[staff]
            person.busy, person.finished, person.visit = False, now, None
            if person.group is not None:
                person.group.idle += 1
                self._touch(person.group)
        for thing, number in visit.task.uses:
            self.in_use[thing] -= number
            self._noted(thing, now)

    def deliver(self, thing: int, number: int, now: int) -> None:
        """Add supplies."""
        self.things[thing] += number
        self._noted(thing, now)

    def break_down(self, thing: int, now: int) -> list[Visit]:
        """Take equipment out of use; return the visits that use it."""
        self.down.add(thing)
        self._noted(thing, now)
        hands = {id(p.visit): p.visit for p in self.people if p.visit is not None}
        return [v for v in hands.values() if v.end > now and self._is_used(thing, v)]

    @staticmethod
    def _is_used(thing: int, visit: Visit) -> bool:
        return visit.task.gathering is None and any(thing == used for used, _ in visit.task.uses)

    def mend(self, thing: int, now: int) -> None:
        """Put equipment back into use."""
        self.down.discard(thing)
        self._noted(thing, now)

    def touch_all(self) -> None:
        """Look at every group in the next dispatch: people have come on duty."""
        for queue in self.queues.values():
            self._touch(queue.group)

    def _touch(self, group: Group) -> None:
        if group.waiting and (group.idle or group.interrupts):
            self.touched[group.number] = group

    def _count(self, queue: Queue, more: int) -> None:
        unit = queue.task.unit[queue.site]
        self.queued[unit] = self.queued.get(unit, 0) + more

    # --- what is there ------------------------------------------------------------------------------------------------

    def _left(self, thing: int) -> int:
        equipment = self.phase.equipment[thing]
        if equipment == NONE:
            return self.things[thing]
        return 0 if thing in self.down else equipment - self.in_use[thing]

    def _affordable(self, task: TaskType, resumed: bool = False) -> int:
        """Return for how many cases there are things; what a case uses up it has when it is resumed."""
        if any(self._left(thing) < number for thing, number in task.uses):
            return 0
        needed = () if resumed else task.consumes
        return min((self._left(thing) // number for thing, number in needed), default=ALL)

    def _noted(self, thing: int, now: int) -> None:
        for queue in self.users.get(thing, ()):
            self._note(queue, now)
            self._touch(queue.group)

    def _note(self, queue: Queue, now: int) -> None:
        """Remember when a queue came to lack nothing but people."""
        if queue.plain:
            return
        resumed = bool(queue.heap) and queue.heap[0][-1].started >= 0
        lacking = not queue.gathered() or self._affordable(queue.task, resumed) == 0
        if queue.lacking and not lacking:
            queue.released = max(queue.released, now)
        queue.lacking = lacking

    def _provided(self, queue: Queue, now: int) -> bool:
        """Whether a queue lacks nothing but people, numbers of the day included."""
        return not queue.lacking and (queue.heap[0][-1].started >= 0 or self._numbers_left(queue, now) > 0)

    @staticmethod
    def _numbers_left(queue: Queue, now: int) -> int:
        day, given = queue.given
        return queue.task.quota - given * (day == now // _DAY) if queue.task.quota else ALL
