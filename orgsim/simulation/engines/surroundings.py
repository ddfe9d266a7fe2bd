"""Processes of the office's calendar: phases, openings, evenings, sessions, deliveries, outages, overtime, the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from orgsim.simulation.clocks import NEVER
from orgsim.simulation.conditions import closings
from orgsim.simulation.engines.instant import Process, Turn
from orgsim.simulation.engines.queues import Queue
from orgsim.simulation.engines.records import Visit
from orgsim.simulation.log import Outcome

if TYPE_CHECKING:
    from orgsim.simulation.engines.core import Core


class Surroundings:
    """What happens by the calendar, whoever comes."""

    def __init__(self, core: Core) -> None:
        self.core, self.network = core, core.network

    def processes(self) -> Iterator[Process]:
        """Yield the processes that run from the beginning."""
        yield self._phases()
        yield self._openings()
        yield self._midnights()
        yield self._evenings()
        yield self._sessions()
        yield self._deliveries()
        yield self._outages()
        yield self._overtime()
        yield self._ending()

    def _phases(self) -> Process:
        core = self.core
        for number, phase in enumerate(self.network.phases[1:], start=1):
            yield core.at(phase.start, Turn.SWITCH)
            waiting = core.dispatch.leave(phase.start)
            core.routes.switch(number)
            core.dispatch.enter(phase)
            for visit in waiting:
                core.queue(visit)

    def _openings(self) -> Process:
        """Whoever comes on duty may find work waiting."""
        core = self.core
        clocks = {*core.conditions.clocks, *self.network.calendars}
        ticks = np.unique(np.concatenate([clock.opens for clock in clocks] or [np.zeros(0, np.int64)]))
        for tick in ticks[(ticks >= 0) & (ticks <= core.limit)].tolist():
            yield core.at(tick, Turn.SWITCH)
            core.dispatch.touch_all()
            core.dispatch_later()

    def _midnights(self) -> Process:
        """Look again at what waits for the numbers of a new day."""
        core = self.core
        if not any(task.quota for phase in self.network.phases for task in phase.tasks.values()):
            return
        for tick in range(0, core.limit + 1, 86_400):
            yield core.at(tick, Turn.SWITCH)
            core.dispatch.touch_all()
            core.dispatch_later()

    def _evenings(self) -> Process:
        """Citizens who still wait for an attended step at closing go home."""
        core = self.core
        tasks = [t for phase in self.network.phases for t in phase.tasks.values() if t.attended]
        clocks = dict.fromkeys(task.hours for task in tasks if task.at_closing != "stay")
        evenings = [(tick, hours) for hours in clocks for tick in closings(hours) if 0 <= tick <= core.limit]
        for tick, closing in sorted(evenings, key=lambda evening: evening[0]):
            yield core.at(tick, Turn.EVENING)
            for queue in core.dispatch.queues.values():
                task = queue.task
                if task.attended and task.at_closing != "stay" and queue.heap and task.hours == closing:
                    self._send_home(queue)

    def _send_home(self, queue: Queue) -> None:
        core = self.core
        for visit in core.dispatch.clear(queue, core.now()):
            if visit.started >= 0:  # interrupted: keeps its place
                core.dispatch.put(visit, core.now())
            elif queue.task.at_closing == "leave":
                core.close(visit.case, Outcome.ABANDONED)
                visit.served.happen(0, Turn.EVENING, visit.order)
            else:
                core.env.process(self._come_back(visit, queue.task.hours.next_open(core.now())))

    def _come_back(self, visit: Visit, opening: int) -> Process:
        yield self.core.at(opening, Turn.ARRIVAL, visit.order)
        if visit.case.outcome is Outcome.OPEN:
            visit.enqueued = visit.released = opening
            self.core.queue(visit)
            self.core.wait(visit)

    def _sessions(self) -> Process:
        """Call who waits for a session, if somebody of its post is on duty; otherwise there is none."""
        core = self.core
        moments = {
            tick
            for phase in self.network.phases
            for task in phase.tasks.values()
            if task.gathering is not None
            for tick in task.gathering.moments
            if 0 <= tick <= core.limit
        }
        for tick in sorted(moments):
            yield core.at(tick, Turn.CALL)
            sessions: dict[int, list[Queue]] = {}
            for queue in core.dispatch.queues.values():
                gathering = queue.task.gathering
                if gathering is not None and tick in gathering.moments and self._held(queue, tick):
                    sessions.setdefault(queue.task.position[queue.site], []).append(queue)
            for queues in sessions.values():
                core.dispatch.convene(queues, tick)
            core.dispatch_later()

    def _held(self, queue: Queue, tick: int) -> bool:
        servers = queue.own
        if queue.deputies and not self.core.dispatch.present(queue, tick):
            servers = servers + queue.deputies
        return any(queue.clocks[server.staff].on_duty(tick) for server in servers)

    def _deliveries(self) -> Process:
        core = self.core
        starts = [phase.start for phase in self.network.phases[1:]] + [NEVER]
        for phase, end in zip(self.network.phases, starts, strict=True):
            for tick, thing, number in phase.deliveries:
                if max(phase.start, 0) <= tick < min(end, core.limit + 1):
                    yield core.at(tick, Turn.SWITCH)
                    core.dispatch.deliver(thing, number, tick)
                    core.dispatch_later()

    def _outages(self) -> Process:
        """Equipment fails, and is mended; what it was used for is interrupted."""
        core = self.core
        outages = core.conditions.outages
        begin = [(start, 1, thing) for thing, start, _ in outages]
        edges = sorted(begin + [(end, 0, thing) for thing, _, end in outages])
        for tick, fails, thing in edges:
            yield core.at(tick, Turn.SWITCH)
            if fails:
                for visit in core.dispatch.break_down(thing, tick):
                    core.interrupt(visit)
            else:
                core.dispatch.mend(thing, tick)
            core.dispatch_later()

    def _overtime(self) -> Process:
        """Staff whose unit has too much left at closing stay on."""
        core, clocks = self.core, self.core.conditions.clocks
        units = {unit for phase in self.network.phases for unit in phase.overtime}
        if not units:
            return
        closing_of: dict[int, list[int]] = {}
        for staff, clock in enumerate(clocks):
            for tick in closings(clock):
                if 0 <= tick <= core.limit:
                    closing_of.setdefault(tick, []).append(staff)
        for tick in sorted(closing_of):
            yield core.at(tick, Turn.OVERTIME)
            phase = core.routes.phase
            left = dict(core.dispatch.queued)
            for staff in closing_of[tick]:
                rule = phase.overtime.get(phase.unit_of[staff])
                if rule is not None and left.get(phase.unit_of[staff], 0) > rule.above:
                    core.stay_on(staff, tick + rule.ticks)
            core.dispatch.touch_all()
            core.dispatch_later()

    def _ending(self) -> Process:
        core = self.core
        yield core.at(core.end, Turn.END)
        core.stop_if_done()
        yield core.at(core.limit, Turn.END)
        if not core.over.triggered:
            core.over.succeed()
