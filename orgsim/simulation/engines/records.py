"""What the reference engine keeps of cases and visits, and how it becomes a log."""

from __future__ import annotations

from collections.abc import Sequence

from orgsim.simulation.engines.instant import Moment, case_order
from orgsim.simulation.log import CASE_COLUMNS, VISIT_COLUMNS, Category, Log, Outcome, columns_of
from orgsim.simulation.network import QueueingNetwork, TaskType


class Case:
    """A citizen's case on its way, or a complaint about one (`parent`)."""

    __slots__ = (
        "arrived",
        "branches",
        "case_class",
        "complained",
        "complaint_class",
        "due",
        "expected",
        "finished",
        "joining",
        "key",
        "last_giver",
        "next",
        "outcome",
        "parent",
        "row",
        "service",
        "site",
        "visited",
        "wrong",
    )

    def __init__(
        self,
        row: int,
        key: int,
        service: int,
        case_class: int,
        site: int,
        arrived: int,
        due: int,
        expected: int = -1,
        parent: Case | None = None,
        complaint_class: int = -1,
    ) -> None:
        self.row, self.key, self.service, self.case_class, self.site = row, key, service, case_class, site
        self.arrived, self.due, self.expected = arrived, due, expected
        self.parent, self.complaint_class = parent, complaint_class
        self.finished = -1
        self.outcome = Outcome.OPEN
        self.complained = False
        self.wrong = 0
        self.visited: dict[int, int] = {}
        self.branches = 0
        self.joining: tuple[int, int] = (-1, -1)
        self.last_giver = -1
        self.next: Case | None = None

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
        "called",
        "case",
        "end",
        "enqueued",
        "finished",
        "generation",
        "giver",
        "handover",
        "leads",
        "number",
        "order",
        "others",
        "paused",
        "phase",
        "ready",
        "released",
        "remaining",
        "served",
        "staff",
        "started",
        "suspended",
        "switching",
        "task",
        "team",
        "words",
    )

    def __init__(
        self, case: Case, task: TaskType, number: int, phase: int, ready: int, giver: int, served: Moment
    ) -> None:
        self.case, self.task, self.number, self.phase = case, task, number, phase
        self.giver, self.served = giver, served
        self.order = case_order(case.key, task.uid, number)
        self.ready = self.enqueued = self.released = ready
        self.started = self.finished = self.staff = -1
        self.base = self.switching = self.handover = self.suspended = 0
        self.team: tuple[int, ...] = ()
        self.others: tuple[Visit, ...] = ()  # of a gathering, which this visit leads
        self.leads = True
        self.called = False  # by a session; or, for a batch, has waited long enough
        self.end = self.paused = -1
        self.remaining = self.generation = 0
        self.words: tuple[int, ...] = ()  # of third and later visits


def log_of(
    network: QueueingNetwork, cases: Sequence[Case], visits: Sequence[Visit], ended: int, replication: int
) -> Log:
    """Turn what the engine kept into a log: rows in an order that owes nothing to the order of events."""
    cases = sorted(cases, key=lambda case: (case.arrived, case.key, case.parent is not None))
    for row, case in enumerate(cases):
        case.row = row
    case_columns: dict[str, Sequence[int]] = {
        "key": [case.key for case in cases],
        "parent": [-1 if case.parent is None else case.parent.row for case in cases],
        "service": [case.service for case in cases],
        "class": [case.case_class for case in cases],
        "arrived": [case.arrived for case in cases],
        "due": [case.due for case in cases],
        "finished": [case.finished for case in cases],
        "outcome": [case.outcome for case in cases],
        "wrong": [case.wrong for case in cases],
        "complaint_class": [case.complaint_class for case in cases],
    }
    rows = sorted(visits, key=_order)
    visit_columns = _visit_columns(network, rows)
    tables = columns_of(CASE_COLUMNS, case_columns.items()), columns_of(VISIT_COLUMNS, visit_columns.items())
    return Log(*tables, network.names, ended, replication)


def _order(visit: Visit) -> tuple[bool, int, int, int, int]:
    began = visit.started if visit.started >= 0 else visit.ready
    return (visit.started < 0, began, visit.case.row, visit.task.uid, visit.number)


def _visit_columns(network: QueueingNetwork, visits: Sequence[Visit]) -> dict[str, Sequence[int]]:
    """Return the columns of the table of visits, with a row for everybody of a team."""
    staff = [member for visit in visits for member in (visit.staff, *visit.team)]
    rows = [visit for visit in visits for _ in range(1 + len(visit.team))]
    leads = [place == 0 for visit in visits for place in range(1 + len(visit.team))]
    position_of = [phase.position_of for phase in network.phases]
    return {
        "case": [visit.case.row for visit in rows],
        "service": [visit.case.service for visit in rows],
        "step": [visit.task.code for visit in rows],
        "category": [v.task.category if lead else Category.TEAM for v, lead in zip(rows, leads, strict=True)],
        "visit": [visit.number for visit in rows],
        "phase": [visit.phase for visit in rows],
        "unit": [visit.task.unit[visit.case.site] for visit in rows],
        "position": [
            position_of[visit.phase][member] if member >= 0 else visit.task.position[visit.case.site]
            for visit, member in zip(rows, staff, strict=True)
        ],
        "staff": staff,
        "ready": [visit.ready for visit in rows],
        "enqueued": [visit.enqueued for visit in rows],
        "released": [visit.released for visit in rows],
        "started": [visit.started for visit in rows],
        "finished": [visit.finished for visit in rows],
        "base": [visit.base * lead for visit, lead in zip(rows, leads, strict=True)],
        "switching": [visit.switching * lead for visit, lead in zip(rows, leads, strict=True)],
        "handover": [visit.handover * lead for visit, lead in zip(rows, leads, strict=True)],
        "suspended": [visit.suspended for visit in rows],
    }
