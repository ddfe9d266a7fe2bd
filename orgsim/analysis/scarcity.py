"""What limits work beside people's time, by arithmetic: sessions that take only so many, equipment, supplies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import fsum, inf

from orgsim.analysis.flows import Flows
from orgsim.simulation.network import Phase, QueueingNetwork, TaskType
from orgsim.simulation.tables import scale_ppm

__all__ = ["Scarcity", "ThingUse", "held_share", "presence", "session_limits", "things_used"]

_SURE = 1 << 32
_UNLIMITED = 1 << 39


def presence(network: QueueingNetwork, staff: int, tick: int) -> float:
    """Return the share of days on which a person is not away without notice, as it is from a tick on."""
    below = 0
    for start, threshold in network.absent[staff] if network.absent else ():
        if start <= max(tick, 0):
            below = threshold
    return 1.0 - below / _SURE


@dataclass(frozen=True, slots=True)
class Scarcity:
    """Cases that a session takes, over those that it can take.

    Attributes
    ----------
    tasks
        Codes of the task types that share the sessions.
    load
        Cases over places; infinite if there is no session.
    """

    tasks: frozenset[int]
    load: float


def session_limits(network: QueueingNetwork, phase: Phase, flows: Flows, start: int, end: int) -> Iterator[Scarcity]:
    """Yield the load of every kind of session that takes only so many cases.

    The sessions of one post at one time are one session. It takes place on the days on which somebody is there; how
    long it takes is in the load of the people.
    """
    shared: dict[tuple[int, tuple[int, ...]], list[tuple[int, int]]] = {}
    for code, site in flows:
        task = phase.tasks[code]
        if task.gathering is not None and task.gathering.moments and task.gathering.most < _UNLIMITED:
            shared.setdefault((task.position[site], task.gathering.moments), []).append((code, site))
    for (_, moments), members in shared.items():
        task, site = phase.tasks[members[0][0]], members[0][1]
        held = fsum(_held(network, task, site, tick) for tick in moments if start <= tick < end)
        gathered = [t.gathering for code, _ in members if (t := phase.tasks[code])]
        places = held * min(gathering.most for gathering in gathered if gathering is not None)
        cases = fsum(flows[member].visits for member in members)
        yield Scarcity(frozenset(code for code, _ in members), cases / places if places else inf)


def held_share(network: QueueingNetwork, task: TaskType, site: int, start: int, end: int) -> float:
    """Return the share of a task's sessions in a stretch of time that somebody is there to hold; 0 if there is none."""
    moments = [tick for tick in (task.gathering.moments if task.gathering else ()) if start <= tick < end]
    return fsum(_held(network, task, site, tick) for tick in moments) / len(moments) if moments else 0.0


def _held(network: QueueingNetwork, task: TaskType, site: int, tick: int) -> float:
    """Return the chance that somebody of the post, or a deputy, is there at a session."""
    clocks = network.calendars if task.away else network.clocks
    nobody = 1.0
    for server in (*task.own.get(site, ()), *task.deputies.get(site, ())):
        there = clocks[server.staff].on_duty(tick)
        nobody *= 1 - there * (1.0 if task.away else presence(network, server.staff, tick))
    return 1 - nobody


@dataclass(frozen=True, slots=True)
class ThingUse:
    """A kind of equipment or supplies, and how far it is used.

    Attributes
    ----------
    thing
        Its code.
    tasks
        Codes of the task types that need it.
    used, available
        Seconds of use over seconds of use that there could be, or pieces over pieces.
    """

    thing: int
    tasks: tuple[int, ...]
    used: float
    available: float

    @property
    def load(self) -> float:
        """What is used over what there is."""
        return self.used / self.available if self.available else inf


def things_used(network: QueueingNetwork, phase: Phase, flows: Flows, start: int, end: int) -> Iterator[ThingUse]:
    """Yield the use of everything that some task needs.

    Equipment is there during the office hours of those who use it, but for outages; supplies are those in stock at the
    beginning and those that are delivered.
    """
    users: dict[int, list[tuple[TaskType, int, float]]] = {}
    for (code, site), flow in flows.items():
        task = phase.tasks[code]
        for thing, number in (*task.uses, *task.consumes):
            users.setdefault(thing, []).append((task, site, flow.visits * number))
    for thing, needed in sorted(users.items()):
        tasks = tuple(sorted({task.code for task, _, _ in needed}))
        count = phase.equipment[thing] if phase.equipment else -1
        if count >= 0:
            hours = max(task.hours.work_between(start, end) for task, _, _ in needed)
            used = fsum(number * _ticks(task, site) for task, site, number in needed)
            yield ThingUse(thing, tasks, used, count * hours * _working(network, thing))
        else:
            arriving = fsum(number for tick, what, number in phase.deliveries if what == thing and start <= tick < end)
            stock = network.stock[thing] if start <= 0 else 0
            yield ThingUse(thing, tasks, fsum(number for _, _, number in needed), stock + arriving)


def _ticks(task: TaskType, site: int) -> float:
    """Return the mean ticks of a visit at the mean pace of those who do it."""
    servers = task.own.get(site, ())
    paces = [max(1, scale_ppm(task.mean, server.ppm)) for server in servers] or [task.mean]
    return fsum(paces) / len(paces)


def _working(network: QueueingNetwork, thing: int) -> float:
    """Return the share of time in which equipment works."""
    rule = network.outages[thing] if network.outages else None
    if rule is None:
        return 1.0
    return rule.every.mean_ticks / (rule.every.mean_ticks + rule.lasting.mean_ticks)
