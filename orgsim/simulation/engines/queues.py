"""Who waits for what, and who may serve: queues, people and the groups that share nobody and nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from orgsim.simulation.clocks import Clock
from orgsim.simulation.engines.records import Visit
from orgsim.simulation.network import TaskType

NONE = -1

Rank = tuple[int, int, int, int, int, int, int, Visit]
"""Order of the dispatch: priority, 1 if kept back by the rule of kinds, rule key, enqueued, case key, uid, visit."""


class Person:
    """What changes about a person: the visit in hand, the last kind of work, the last finish, overtime, practice.

    Attributes
    ----------
    stays
        From and to, of the overtime that was last ordered.
    practice
        By kind of work: ticks of practice, and the tick at which it was last used.
    """

    __slots__ = ("busy", "finished", "group", "kind", "practice", "stays", "visit")

    def __init__(self) -> None:
        self.busy = False
        self.kind = self.finished = NONE
        self.group: Group | None = None
        self.visit: Visit | None = None
        self.stays = (NONE, NONE)
        self.practice: dict[int, tuple[int, int]] = {}


class Queue:
    """Cases of one site that wait for one task, in the order of the dispatch.

    Attributes
    ----------
    plain
        It needs nothing but people: no gathering, no quota, no things.
    lacking
        Something other than people is missing.
    released
        Tick at which that was last mended.
    given, numbers
        The civil day of the last start, and the starts on it; likewise of the last number given out.
    present
        The civil day last looked at, and whether anybody of the owners is in on it.
    """

    __slots__ = (
        "clocks",
        "deputies",
        "given",
        "group",
        "heap",
        "helpers",
        "lacking",
        "numbers",
        "own",
        "plain",
        "present",
        "released",
        "site",
        "task",
        "team",
    )

    def __init__(self, task: TaskType, site: int, clocks: Sequence[Clock]) -> None:
        self.task, self.site, self.clocks = task, site, clocks
        self.own, self.team = task.own[site], task.team.get(site, ())
        self.helpers, self.deputies = task.helpers.get(site, ()), task.deputies.get(site, ())
        self.heap: list[Rank] = []
        self.plain = not (task.gathering or task.quota or task.uses or task.consumes)
        self.lacking = False
        self.released = NONE
        self.given = self.numbers = (NONE, 0)
        self.present = (NONE, True)
        self.group: Group

    def people(self) -> list[int]:
        """Return everybody who may take part, sorted."""
        servers = {server.staff for server in (*self.own, *self.helpers, *self.deputies)}
        return sorted(servers | {staff for candidates, _ in self.team for staff in candidates})

    def first(self) -> Rank:
        """Return the rank of the first in the queue; whoever a session has called comes before other work."""
        rank = self.heap[0]
        gathering = self.task.gathering
        return (NONE, *rank[1:]) if gathering is not None and not gathering.size and rank[-1].called else rank

    def gathered(self) -> bool:
        """Whether the first may be taken: alone, or with those who are called or make the number of a batch full."""
        gathering, first = self.task.gathering, self.heap[0][-1] if self.heap else None
        if gathering is None or first is None:
            return gathering is None
        return first.started >= 0 or first.called or 0 < gathering.size <= len(self.heap)


class Group:
    """Queues that share people or things, directly or through others.

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
    interrupts
        Some queue's cases interrupt others.
    """

    __slots__ = ("idle", "interrupts", "number", "second_pass", "waiting")

    def __init__(self, number: int) -> None:
        self.number, self.idle, self.second_pass, self.interrupts = number, 0, False, False
        self.waiting: dict[Queue, None] = {}


def group(queues: Iterable[Queue], people: Sequence[Person]) -> None:
    """Split the queues into groups that share nobody and nothing, and count who is idle in each."""
    root: dict[tuple[str, int], tuple[str, int]] = {}

    def find(node: tuple[str, int]) -> tuple[str, int]:
        root.setdefault(node, node)
        while root[node] != node:
            root[node] = node = root[root[node]]
        return node

    queues = list(queues)
    # Help above a number hangs on all who wait in the unit, also on those whom the helpers cannot serve.
    counted = {queue.task.unit[queue.site] for queue in queues if any(server.above for server in queue.helpers)}
    members: dict[Queue, list[tuple[str, int]]] = {
        queue: [("person", staff) for staff in queue.people()]
        + [("thing", thing) for thing, _ in (*queue.task.uses, *queue.task.consumes)]
        + [("unit", unit) for unit in counted & {queue.task.unit[queue.site]}]
        for queue in queues
    }
    for nodes in members.values():
        for other in nodes[1:]:
            root[find(other)] = find(nodes[0])
    groups: dict[tuple[str, int], Group] = {}
    for person in people:
        person.group = None
    for queue, nodes in members.items():
        leader = find(nodes[0]) if nodes else ("nobody", 0)  # those whom nobody serves wait together, in vain
        queue.group = groups.setdefault(leader, Group(len(groups)))
        queue.group.second_pass |= bool(queue.helpers or queue.deputies)
        queue.group.interrupts |= queue.task.preemptive
        for kind, number in nodes:
            if kind == "person":
                people[number].group = queue.group
    for person in people:
        if person.group is not None and not person.busy:
            person.group.idle += 1
