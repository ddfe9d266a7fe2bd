"""What citizens do of themselves: give up, complain, ask again, come again."""

from __future__ import annotations

from bisect import bisect_right

from orgsim.simulation.draws import Key, Purpose, key, philox4x32
from orgsim.simulation.engines.instant import Process, Turn, case_order
from orgsim.simulation.engines.office import Office
from orgsim.simulation.engines.records import Case, Visit
from orgsim.simulation.log import Outcome
from orgsim.simulation.mechanisms import ComplaintRule
from orgsim.simulation.network import TaskType

_LOW = 0xFFFFFFFF
_STEPS = 64
_FINE = 1 << 16


class Reactions:
    """Patience, complaints, asking after a case, and closed groups of citizens."""

    def __init__(self, core: Office, seed: int, replication: int) -> None:
        self.core = core
        self.keys = {
            purpose: key(seed, replication, purpose)
            for purpose in (Purpose.PATIENCE, Purpose.COMPLAINT, Purpose.CHASE, Purpose.EXCEPTION)
        }

    def words(self, purpose: Purpose, case: Case, uid: int, number: int) -> tuple[int, int, int, int]:
        """Return the words of a decision of a case."""
        chosen: Key = self.keys[purpose]
        return philox4x32((case.key >> 32, case.key & _LOW, uid, number), chosen)

    def begin(self, case: Case) -> None:
        """Let a case that has just arrived react to what comes; nobody complains of a complaint."""
        phase = self.core.routes.phase
        if case.parent is None and case.expected >= 0:
            if phase.complaints is not None and phase.complaints.service != case.service:
                self.core.env.process(self._complain_of_lateness(case, phase.complaints))
            if phase.chasing is not None and case.service in phase.chasing.tasks:
                self.core.env.process(self._ask(case))

    def end(self, case: Case) -> None:
        """Let the citizen of a case that has just been closed find errors, and come again."""
        rule = self.core.routes.phase.complaints
        first = case.parent is None and case.expected >= 0 and (rule is None or rule.service != case.service)
        if rule is not None and first and case.wrong and case.outcome is Outcome.DONE:
            self._complain_of_error(case, rule)
        if case.next is not None:
            self.core.env.process(self._come_again(case.next))

    def _come_again(self, case: Case) -> Process:
        core = self.core
        case.arrived = core.now() + case.arrived
        yield core.at(case.arrived, Turn.ARRIVAL, case_order(case.key))
        phase = core.routes.phase
        case.due = core.network.due(case.arrived, phase.promises.get(case.service))
        case.expected = core.network.due(case.arrived, phase.expectations.get(case.service))
        core.open_case(case)

    # --- giving up ----------------------------------------------------------------------------------------------------

    def wait(self, visit: Visit) -> Process:
        """Wait in a queue for as long as the citizen has patience."""
        core, rule = self.core, visit.task.patience
        assert rule is not None
        ticks = rule.table.ticks(self.words(Purpose.PATIENCE, visit.case, visit.task.uid, visit.number)[0])
        task, began = visit.task, visit.enqueued
        until = task.hours.add_work(began, ticks) if rule.working else began + ticks
        yield core.at(until, Turn.ARRIVAL, visit.order)
        if visit.started >= 0 or visit.enqueued != began:  # served, or gone home and back
            return
        if visit.case.outcome is Outcome.OPEN and core.leave_queue(visit):
            core.close(visit.case, Outcome.ABANDONED)
            visit.served.happen(0, Turn.COMPLETION, visit.order)

    # --- complaints ---------------------------------------------------------------------------------------------------

    def _complain_of_lateness(self, case: Case, rule: ComplaintRule) -> Process:
        """Complain at the first moment at which the chance, which grows with lateness, exceeds the word drawn."""
        core, office = self.core, self.core.network.office
        word, kind, _, _ = self.words(Purpose.COMPLAINT, case, 0, 1)
        at = _first_reached(rule.chances, word)
        if at is None:
            return
        elapsed = -(-at * self._allowed(case, rule) // (_STEPS * _FINE))
        yield core.at(office.add_work(case.arrived, elapsed), Turn.ARRIVAL, case_order(case.key))
        now_rule = core.routes.phase.complaints
        if now_rule is not None and (case.outcome is Outcome.OPEN or case.finished == core.now()):
            self._file(case, now_rule, kind)

    def _complain_of_error(self, case: Case, rule: ComplaintRule) -> None:
        """Complain of an error at delivery, unless lateness alone has brought it to that."""
        word, kind, _, _ = self.words(Purpose.COMPLAINT, case, 0, 1)
        elapsed = self.core.network.office.work_between(case.arrived, case.finished)
        reached = _chance(rule.chances, elapsed * _STEPS * _FINE // self._allowed(case, rule))
        if reached <= word < reached + rule.error:
            self._file(case, rule, kind)

    def _allowed(self, case: Case, rule: ComplaintRule) -> int:
        return max(self.core.network.office.work_between(case.arrived, case.expected), rule.least_allowed)

    def _file(self, case: Case, rule: ComplaintRule, word: int) -> None:
        core, now = self.core, self.core.now()
        if case.complained:
            return
        case.complained = True
        number = next(n for n, cls in enumerate(rule.classes) if word < cls.below)
        limit = rule.classes[number]
        by = core.network.due(now, limit.limit)
        core.open_case(Case(-1, case.key, rule.service, 0, case.site, now, by, parent=case, complaint_class=number))

    # --- asking -------------------------------------------------------------------------------------------------------

    def _ask(self, case: Case) -> Process:
        """Ask after a late case, at most so often; the answer is a visit of its own."""
        core = self.core
        tick, number = case.expected, 0
        rule = core.routes.phase.chasing
        while rule is not None and number < rule.most:
            tick = core.network.office.add_work(tick, rule.every)
            yield core.at(tick, Turn.ARRIVAL, case_order(case.key, 0, number + 1))
            rule = core.routes.phase.chasing
            if case.outcome is not Outcome.OPEN or rule is None:
                return
            number += 1
            task: TaskType | None = core.routes.phase.tasks.get(rule.tasks.get(case.service, -1))
            if task is not None and self.words(Purpose.CHASE, case, task.uid, number)[0] < rule.below:
                core.env.process(core.serve_aside(case, task))


def _first_reached(chances: tuple[int, ...], word: int) -> int | None:
    """Return the elapsed over allowed time, in 65,536ths of 1/64, at which a growing chance exceeds a word."""
    if word < chances[0]:
        return 0
    place = bisect_right(chances, word)
    if place == len(chances):
        return None
    low, high = chances[place - 1], chances[place]
    return (place - 1) * _FINE + -(-(word - low + 1) * _FINE // (high - low))


def _chance(chances: tuple[int, ...], at: int) -> int:
    """Return the threshold at an elapsed over allowed time in 65,536ths of 1/64, linear between the knots."""
    place, rest = divmod(at, _FINE)
    if place >= len(chances) - 1:
        return chances[-1]
    return chances[place] + (chances[place + 1] - chances[place]) * rest // _FINE
