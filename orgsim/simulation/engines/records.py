"""What the reference engine keeps of cases, visits and queues, and how it becomes a log."""

from __future__ import annotations

from collections.abc import Sequence

from orgsim.simulation.engines.instant import Moment
from orgsim.simulation.log import CASE_COLUMNS, VISIT_COLUMNS, Category, Log, Outcome, table_of
from orgsim.simulation.network import QueueingNetwork, TaskType


class Case:
    """A citizen's case on its way."""

    __slots__ = (
        "arrived",
        "branches",
        "case_class",
        "due",
        "finished",
        "joining",
        "key",
        "last_giver",
        "outcome",
        "row",
        "service",
        "site",
        "visited",
    )

    def __init__(self, row: int, key: int, service: int, case_class: int, site: int, arrived: int, due: int) -> None:
        self.row, self.key, self.service, self.case_class, self.site = row, key, service, case_class, site
        self.arrived, self.due = arrived, due
        self.finished = -1
        self.outcome = Outcome.OPEN
        self.visited: dict[int, int] = {}
        self.branches = 0
        self.joining: tuple[int, int] = (-1, -1)
        self.last_giver = -1

    def join(self, ready: int, giver: int) -> bool:
        """One branch has arrived at the join; return whether all have.

        Branches that arrive at the same instant are told apart by their last task, so their order cannot matter.
        """
        self.joining = max(self.joining, (ready, giver))
        self.branches -= 1
        if self.branches:
            return False
        self.last_giver, self.joining = self.joining[1], (-1, -1)
        return True


class Visit:
    """One visit of a case to a task."""

    __slots__ = (
        "base",
        "case",
        "enqueued",
        "finished",
        "handover",
        "number",
        "phase",
        "rank",
        "ready",
        "received",
        "released",
        "served",
        "staff",
        "started",
        "switching",
        "task",
        "team",
    )

    def __init__(self, case: Case, task: TaskType, number: int, phase: int, ready: int, served: Moment) -> None:
        self.case, self.task, self.number, self.phase, self.served = case, task, number, phase, served
        self.ready = self.enqueued = self.released = ready
        self.started = self.finished = self.staff = -1
        self.base = self.switching = self.handover = 0
        self.received = False
        self.team: tuple[int, ...] = ()
        self.rank: tuple[int, ...] = ()

    def __lt__(self, other: Visit) -> bool:
        return self.rank < other.rank


class Queue:
    """Cases of one site that wait for one task, in the order of the dispatch."""

    __slots__ = ("deputies", "group", "heap", "helpers", "own", "people", "presence", "site", "task", "team")

    def __init__(self, task: TaskType, site: int) -> None:
        self.task, self.site = task, site
        self.own = task.own[site]
        self.helpers, self.deputies = task.helpers.get(site, ()), task.deputies.get(site, ())
        self.team = task.team.get(site, ())
        servers = {server.staff for server in (*self.own, *self.helpers, *self.deputies)}
        self.people = sorted(servers | {staff for candidates, _ in self.team for staff in candidates})
        self.heap: list[tuple[tuple[int, ...], Visit]] = []
        self.group = -1
        self.presence = (-1, True)

    def visits(self) -> list[Visit]:
        """Return who waits, in order."""
        return [visit for _, visit in sorted(self.heap)]


def log_of(network: QueueingNetwork, cases: Sequence[Case], visits: Sequence[Visit], ended: int) -> Log:
    """Turn what the engine kept into a log: rows in an order that owes nothing to the order of events."""
    case_rows = [
        (c.key, -1, c.service, c.case_class, c.arrived, c.due, c.finished, c.outcome, 0, -1)
        for c in cases
    ]  # fmt: skip
    rows = []
    for visit in sorted(visits, key=_order):
        rows.append(_row(network, visit, visit.staff, visit.task.category))
        rows += [_row(network, visit, staff, Category.TEAM) for staff in visit.team]
    return Log(table_of(CASE_COLUMNS, case_rows), table_of(VISIT_COLUMNS, rows), network.names, ended)


def _order(visit: Visit) -> tuple[bool, int, int, int, int]:
    began = visit.started if visit.started >= 0 else visit.ready
    return (visit.started < 0, began, visit.case.row, visit.task.uid, visit.number)


def _row(network: QueueingNetwork, visit: Visit, staff: int, category: Category) -> tuple[int, ...]:
    case, task = visit.case, visit.task
    position = network.phases[visit.phase].position_of[staff] if staff >= 0 else task.position[case.site]
    own = category is not Category.TEAM
    return (
        case.row,
        case.service,
        task.code,
        category,
        visit.number,
        visit.phase,
        task.unit[case.site],
        position,
        staff,
        visit.ready,
        visit.enqueued,
        visit.released,
        visit.started,
        visit.finished,
        visit.base if own else 0,
        visit.switching if own else 0,
        visit.handover if own else 0,
        0,
    )
