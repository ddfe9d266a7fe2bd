"""What people learn by doing, and how fast they work from a date on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from orgsim.simulation.engines.queues import Person
from orgsim.simulation.engines.records import Visit
from orgsim.simulation.network import QueueingNetwork, Server
from orgsim.simulation.tables import scale_ppm

_WEEK = 7 * 86_400


class Practice:
    """Multipliers of work times that depend on the person and the date."""

    def __init__(self, network: QueueingNetwork, people: Sequence[Person]) -> None:
        self.network, self.people = network, people
        self.pace_starts = [[tick for tick, _ in steps] for steps in network.pace]
        self.learners: set[tuple[int, int]] = set()
        self.matters = bool(network.pace) or any(phase.learning is not None for phase in network.phases)

    def scaled(self, work: int, server: Server, visit: Visit, now: int) -> int:
        """Return ticks of work, first by learning, then by pace; rounded half to even after each."""
        if not self.matters:
            return work
        rule = self.network.phases[visit.phase].learning
        if rule is not None and server.learns:
            done = self._practice(server.staff, visit, now)
            self.learners.add((server.staff, visit.task.kind))
            work = scale_ppm(work, rule.multipliers[min(done // rule.step, len(rule.multipliers) - 1)])
        if self.network.pace and self.network.pace[server.staff]:
            place = bisect_right(self.pace_starts[server.staff], now)
            if place:
                work = scale_ppm(work, self.network.pace[server.staff][place - 1][1])
        return work

    def done(self, visit: Visit, now: int) -> None:
        """Count a visit as practice of who has done it, if that kind of work is new to the person."""
        if (visit.staff, visit.task.kind) in self.learners:
            ticks = sum(one.base for one in (visit, *visit.others))
            before = self._practice(visit.staff, visit, now)
            self.people[visit.staff].practice[visit.task.kind] = (before + ticks, now)

    def _practice(self, staff: int, visit: Visit, now: int) -> int:
        rule = self.network.phases[visit.phase].learning
        ticks, last = self.people[staff].practice.get(visit.task.kind, (0, now))
        if rule is None or not ticks:
            return ticks
        return scale_ppm(ticks, rule.keeps[min((now - last) // _WEEK, len(rule.keeps) - 1)])
