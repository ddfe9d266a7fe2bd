"""The service of a visit: its start, its end, its interruption, and the time at work in between."""

from __future__ import annotations

from typing import Any

import simpy

from orgsim.simulation.clocks import NEVER, Clock
from orgsim.simulation.conditions import draw_conditions
from orgsim.simulation.engines.dispatch import Dispatch
from orgsim.simulation.engines.draws_ahead import VisitWords
from orgsim.simulation.engines.instant import Moment, Process, Turn
from orgsim.simulation.engines.practice import Practice
from orgsim.simulation.engines.records import Visit
from orgsim.simulation.engines.routes import Routes
from orgsim.simulation.network import QueueingNetwork, Server
from orgsim.simulation.requests import Requests
from orgsim.simulation.tables import scale_ppm


class Services:
    """Queues visits, lets the dispatch start them, and ends them."""

    def __init__(
        self, network: QueueingNetwork, requests: Requests, *, seed: int, replication: int, limit: int
    ) -> None:
        self.network, self.limit = network, limit
        self.env = simpy.Environment()
        self.conditions = draw_conditions(network, seed=seed, replication=replication, limit=limit)
        self.words = VisitWords(requests, seed, replication)
        self.routes = Routes(network, self.words)
        self.dispatch = Dispatch(network, self.conditions.clocks, self.interrupt)
        self.practice = Practice(network, self.dispatch.people)
        self.dispatch_due = False
        self.together: dict[tuple[int, ...], Clock] = {}
        self.interruptible = _interruptible(network)

    def now(self) -> int:
        """Return the tick."""
        tick: int = self.env.now  # type: ignore[assignment]  # all delays are whole ticks
        return tick

    def at(self, tick: int, turn: Turn, order: int = 0) -> Moment:
        """Return a moment at a tick; now, if it has passed."""
        return Moment(self.env).happen(max(tick - self.now(), 0), turn, order)

    # --- queues and service -------------------------------------------------------------------------------------------

    def queue(self, visit: Visit) -> None:
        """Put a visit into the queue of its task as it is now, or let it pass on if the task is gone."""
        code = visit.task.code
        if not self.routes.takes(visit.case, code):
            if visit.started >= 0:  # interrupted: it holds nobody any more
                visit.leads, visit.suspended = False, visit.suspended + self.now() - visit.paused
            visit.served.happen(0, Turn.COMPLETION, visit.order)
            return
        visit.task, visit.phase = self.routes.phase.tasks[code], self.routes.number
        self.dispatch.put(visit, self.now())
        gathering = visit.task.gathering
        if gathering is not None and gathering.longest_wait >= 0 and visit.started < 0:
            self.env.process(self._call_batch(visit, gathering.longest_wait))
        self.dispatch_later()

    def _call_batch(self, visit: Visit, ticks: int) -> Process:
        task = visit.task
        yield self.at(task.hours.add_work(visit.enqueued, ticks), Turn.CALL, visit.order)
        if visit.task is task and self.dispatch.holds(visit):  # else it was queued again, by another rule
            self.dispatch.call(visit, self.now())
            self.dispatch_later()

    def leave_queue(self, visit: Visit) -> bool:
        """Take a visit out of its queue; return whether it was in one."""
        held = self.dispatch.holds(visit)
        if held:
            self.dispatch.remove(visit, self.now())
            self.dispatch_later()
        return held

    def dispatch_later(self) -> None:
        """Let a dispatch come at the end of this instant, if there are people who may take something."""
        if self.dispatch.touched and not self.dispatch_due:
            self.dispatch_due = True
            moment = Moment(self.env)
            moment.callbacks.append(self._match)
            moment.happen(0, Turn.DISPATCH)

    def _match(self, _: Any) -> None:
        self.dispatch_due = False
        self.dispatch.match(self.now(), self._start)

    def _start(self, visits: list[Visit], server: Server) -> None:
        """Settle all about visits that begin together: draws, multipliers and additions, and with them the end."""
        now, lead = self.now(), visits[0]
        if lead.started >= 0:  # resumed: no new draw, no new multiplier
            lead.suspended += now - lead.paused
            self._run_for(lead, lead.remaining)
            return
        gathering = lead.task.gathering
        duration = gathering.fixed if gathering is not None else 0
        for visit in visits:
            visit.started, visit.phase = now, self.routes.number
            visit.base = self.words.base(visit)
            visit.handover = self.routes.hand_over_work(visit)
            work = scale_ppm(visit.base, server.ppm)
            duration += max(1, self.practice.scaled(work, server, visit, now)) + visit.handover
        self._run_for(lead, duration + lead.switching)

    def _run_for(self, visit: Visit, ticks: int) -> None:
        now = self.now()
        end = now + ticks if visit.task.attended else self._work_end(visit, now, ticks)
        self._end_at(visit, end)

    def _end_at(self, visit: Visit, end: int) -> None:
        visit.end = end
        visit.generation += 1
        if end >= NEVER:
            return
        if not self.interruptible:
            visit.served.happen(end - self.now(), Turn.COMPLETION, visit.order)
            return
        generation = visit.generation
        moment = Moment(self.env)
        moment.callbacks.append(lambda _: self._complete(visit, generation))
        moment.happen(end - self.now(), Turn.COMPLETION, visit.order)

    def _complete(self, visit: Visit, generation: int) -> None:
        if visit.generation == generation:
            visit.served.happen(0, Turn.COMPLETION, visit.order)

    def finish(self, visit: Visit) -> None:
        """End a visit, and let go of the people and things that it held."""
        now = self.now()
        visit.finished = now
        if visit.leads:
            self.practice.done(visit, now)
            self.dispatch.free(visit, now)
            for other in visit.others:
                other.served.happen(0, Turn.COMPLETION, other.order)
            self.dispatch_later()

    def interrupt(self, visit: Visit) -> None:
        """Interrupt a visit: it goes back to its place in the queue with what is left of its work."""
        now = self.now()
        visit.generation += 1
        visit.remaining = visit.end - now if visit.task.attended else self._work_left(visit, now)
        visit.paused = now
        self.dispatch.free(visit, now)
        self.queue(visit)

    def stay_on(self, staff: int, until: int) -> None:
        """Let a person stay after closing; work in hand goes on."""
        now, person = self.now(), self.dispatch.people[staff]
        visit = person.visit
        left = self._clock(visit).work_between(now, visit.end) if visit is not None else 0
        person.stays = (now, until)
        if visit is not None and not visit.task.attended and not visit.team:
            self._end_at(visit, self._work_end(visit, now, left))

    # --- time at work -------------------------------------------------------------------------------------------------

    def _clock(self, visit: Visit) -> Clock:
        clocks = self.network.calendars if visit.task.away else self.conditions.clocks
        if not visit.team:
            return clocks[visit.staff]
        members = (visit.staff, *visit.team)
        if members not in self.together:
            self.together[members] = Clock.together(*(self.conditions.clocks[staff] for staff in members))
        return self.together[members]

    def _work_end(self, visit: Visit, now: int, ticks: int) -> int:
        """Return when work ends that begins or goes on now, overtime counted."""
        clock = self._clock(visit)
        if not self.interruptible:  # no overtime either
            return clock.add_work(now, ticks)
        begin, until = self.dispatch.people[visit.staff].stays
        if begin <= now < until and not visit.team and not clock.on_duty(now):
            return now + ticks if ticks <= until - now else clock.add_work(until, ticks - (until - now))
        return clock.add_work(now, ticks)

    def _work_left(self, visit: Visit, now: int) -> int:
        clock = self._clock(visit)
        begin, until = self.dispatch.people[visit.staff].stays
        extra = max(0, min(until, visit.end) - now) if begin <= now < until and not clock.on_duty(now) else 0
        return extra + clock.work_between(now + extra, visit.end)


def _interruptible(network: QueueingNetwork) -> bool:
    """Whether anything in the network may change the end of a visit in service."""
    return any(network.outages) or any(
        phase.overtime or any(task.preemptive for task in phase.tasks.values()) for phase in network.phases
    )
