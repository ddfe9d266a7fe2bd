"""Where a case goes: the routes of the phase in force, and who hands over to whom."""

from __future__ import annotations

from orgsim.simulation.engines.draws_ahead import VisitWords
from orgsim.simulation.engines.records import Case, Visit
from orgsim.simulation.log import Category
from orgsim.simulation.network import DONE, QueueingNetwork, TaskType

NOBODY = -1
"""The owner of a wait outside, and who hands over a case that has just arrived."""


class Routes:
    """The routes of the phase in force, with the memory of what there was before it.

    Attributes
    ----------
    number, phase
        The phase in force.
    known
        Every task there has been, as it is now or was last.
    joining
        Tasks that wait for all branches, or have done so: branches that were opened join, whatever has changed since.
    crossing
        Services whose tasks belong to more than one unit: only their cases are handed over.
    """

    def __init__(self, network: QueueingNetwork, words: VisitWords) -> None:
        self.network, self.words = network, words
        self.known: dict[int, TaskType] = {}
        self.joining: set[int] = set()
        self.crossing: set[int] = set()
        self.switch(0)

    def switch(self, number: int) -> None:
        """Put a phase in force."""
        self.number, self.phase = number, self.network.phases[number]
        self.known.update(self.phase.tasks)
        self.joining.update(code for code, task in self.phase.tasks.items() if task.joins)
        owners: dict[int, set[int]] = {}
        for task in self.known.values():
            owners.setdefault(task.service, set()).update(task.owner.values())
        self.crossing = {service for service, units in owners.items() if len(units - {NOBODY}) > 1}

    # --- the way on ---------------------------------------------------------------------------------------------------

    def takes(self, case: Case, code: int) -> bool:
        """Return whether a task exists in the phase in force and is for cases like this one."""
        task = self.phase.tasks.get(code)
        return task is not None and task.condition.holds(case.case_class)

    def enter(self, case: Case, code: int) -> TaskType | None:
        """Return the task that a code leads to, passing by what is gone or not for this case; None at the end."""
        passed = 0
        while code != DONE:
            task = self.known[code]
            if self.takes(case, code) or (case.branches and code in self.joining):
                return task
            code = task.next
            passed += 1
            if passed > len(self.known):
                return None
        return None

    def ways_on(self, visit: Visit, overdue: bool = False) -> tuple[int, ...]:
        """Return the codes that a visit leads to: by the words drawn for it, over the route now in force.

        A question that was left without an answer (`overdue`) makes rework more likely.
        """
        task = self.known[visit.task.code]
        if task.rework_below or task.choices:
            _, rework, branch, _ = self.words.of(visit)
            rule = task.exceptions
            if rework < (rule.rework_below if overdue and rule is not None else task.rework_below):
                return (task.rework_to,)
            for choice in task.choices:
                if branch < choice.below and choice.condition.holds(visit.case.case_class):
                    return (choice.to,)
        return task.parallel or (task.next,)

    # --- hand-overs ---------------------------------------------------------------------------------------------------

    def owner(self, code: int, site: int) -> int:
        """Return the unit that owns a task now; nobody if the task has gone and its unit too."""
        if code == NOBODY:
            return NOBODY
        owner = self.known[code].owner[site]
        return owner if code in self.phase.tasks or owner in self.phase.unit_of else NOBODY

    def disposition(self, visit: Visit) -> int:
        """Return the ticks of delay before a visit is queued, if another unit hands the case over."""
        if visit.case.service not in self.crossing:
            return 0
        site = visit.case.site
        return self.phase.hand_over_delay.get((self.owner(visit.giver, site), visit.task.owner[site]), 0)

    def hand_over_work(self, visit: Visit) -> int:
        """Return the ticks of work that receiving the case, and handing it over afterwards, add to a visit."""
        ticks = self.phase.hand_over_work
        if not ticks or visit.task.category is not Category.WORK or visit.case.service not in self.crossing:
            return 0
        case, site = visit.case, visit.case.site
        home = visit.task.owner[site]
        successors = (self.enter(case, code) for code in self.ways_on(visit))
        gives = any(task is not None and task.owner[site] not in (NOBODY, home) for task in successors)
        return ticks * ((self.owner(visit.giver, site) not in (NOBODY, home)) + gives)
