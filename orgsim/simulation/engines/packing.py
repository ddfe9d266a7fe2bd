"""From a network to the arrays of the kernel: what is the same in every replication."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np

from orgsim.simulation.clocks import Clock
from orgsim.simulation.engines import layout
from orgsim.simulation.engines.layout import records
from orgsim.simulation.engines.packed import Packed
from orgsim.simulation.engines.packing_rules import Lanes, chasing, complaints, limits, overtime
from orgsim.simulation.engines.queues import Person, Queue, group
from orgsim.simulation.engines.revisits import visited_again
from orgsim.simulation.log import Category
from orgsim.simulation.network import Phase, QueueingNetwork, Server, TaskType
from orgsim.simulation.tables import QuantileTable

_AT_CLOSING: Final = {"stay": layout.AT_STAY, "return_next_day": layout.AT_RETURN, "leave": layout.AT_LEAVE}
_COUNTED: Final = 7  # bytes of a word of 64 bits that are counted in: the last would reach its sign
_Rows = list[dict[str, int]]


class Packer:
    """Lays a network out in arrays."""

    def __init__(self, network: QueueingNetwork) -> None:
        self.network = network
        self.lists: list[int] = [0]
        self.tasks, self.queues, self.groups, self.servers, self.phases = (_Rows() for _ in range(5))
        self.tables: list[QuantileTable] = []
        self._table_of: dict[bytes, int] = {}
        self._clock_of: dict[Clock, int] = {}
        self._known: dict[int, int] = {}
        self._known_tasks: dict[int, TaskType] = {}
        self._joining: set[int] = set()
        self._queue_of: dict[tuple[int, int], int] = {}
        self._uids: dict[int, int] = {}
        self._again = visited_again(network)
        self._counted: dict[int, dict[int, int]] = {}
        self._lanes = Lanes(network, self._again)
        self.sites = len(network.names.get("site", ()))
        self.team_most = 0
        self.counts = any(p.shortest_line or any(t.room for t in p.tasks.values()) for p in network.phases)

    def pack(self) -> Packed:
        """Return the arrays."""
        network = self.network
        for clock in (network.office, *network.clocks, *network.calendars):
            self.clock(clock)
        for number, phase in enumerate(network.phases):
            self._phase(number, phase)
        people = []
        for code, (clock, calendar) in enumerate(zip(network.clocks, network.calendars, strict=True)):
            pace = network.pace[code] if network.pace else ()
            people.append(
                {"clock": self.clock(clock), "calendar": self.clock(calendar), "kind": -1, "visit": -1, "group": -1,
                 "finished": -1, "stays_from": -1, "stays_to": -1, "until": -1,
                 "pace": self.list(n for step in pace for n in step), "pace_n": len(pace)}
            )  # fmt: skip
        return Packed(
            tasks=records("T", self.tasks),
            queues=records("Q", self.queues),
            groups=records("G", self.groups),
            servers=records("S", self.servers),
            phases=records("F", self.phases),
            people=records("P", people),
            tables=np.array([[*t.main.tolist(), *t.tail.tolist()] for t in self.tables] or [[0] * 8194], np.int64),
            lists=np.array(self.lists, np.int64),
            lanes=self._lanes.visits(len(network.names["service"])),
            clocks=list(self._clock_of),
            sites=self.sites,
            team_most=self.team_most,
            learns=any(phase.learning is not None for phase in network.phases),
            counts=self.counts,
        )

    # --- parts --------------------------------------------------------------------------------------------------------

    def list(self, values: Iterable[int]) -> int:
        """Put a list of numbers down; return its place."""
        place = len(self.lists)
        self.lists.extend(values)
        return place

    def clock(self, clock: Clock) -> int:
        """Return the place of a clock; equal ones share one."""
        return self._clock_of.setdefault(clock, len(self._clock_of))

    def table(self, table: QuantileTable) -> int:
        """Return the place of a table of quantiles; equal ones share one, which then stays in the processor's cache."""
        content = table.main.tobytes() + table.tail.tobytes()
        place = self._table_of.setdefault(content, len(self.tables))
        if place == len(self.tables):
            self.tables.append(table)
        return place

    def _phase(self, number: int, phase: Phase) -> None:
        network, names = self.network, self.network.names
        codes, units = len(names["step"]), len(names["unit"])
        row_of = {code: len(self.tasks) + n for n, code in enumerate(sorted(phase.tasks))}
        self._known |= row_of
        self._known_tasks |= phase.tasks
        self._joining |= {code for code, task in phase.tasks.items() if task.joins}
        first_queue, first_group = len(self.queues), len(self.groups)
        queues = [
            Queue(phase.tasks[code], site, network.clocks) for code in row_of for site in sorted(phase.tasks[code].own)
        ]
        place_of = {(queue.task.code, queue.site): first_queue + n for n, queue in enumerate(queues)}
        people = [Person() for _ in network.clocks]
        group(queues, people)
        numbers: dict[int, int] = {}
        for queue in queues:
            numbers.setdefault(id(queue.group), first_group + len(numbers))
        members = Counter(id(queue.group) for queue in queues)
        for queue in queues:
            place = numbers[id(queue.group)]
            if place == len(self.groups):
                self.groups.append(
                    {"waiting": self.list([-1] * members[id(queue.group)]), "waiting_n": 0, "idle": 0,
                     "second_pass": queue.group.second_pass, "interrupts": queue.group.interrupts}
                )  # fmt: skip
        for code in row_of:
            self.tasks.append(self._task(number, phase.tasks[code], place_of))
        for queue in queues:
            self.queues.append(self._queue(queue, row_of[queue.task.code], numbers[id(queue.group)]))
        self._queue_of = place_of
        owners: dict[int, set[int]] = {}
        for task in self._known_tasks.values():
            owners.setdefault(task.service, set()).update(task.owner.values())
        services, kinds = range(len(names["service"])), range(len(names["kind"]))
        there, learning = set(phase.unit_of), phase.learning
        crossing = [int(len(owners.get(service, set()) - {-1}) > 1) for service in services]
        self.phases.append(
            {
                "hand_over_work": phase.hand_over_work if any(crossing) else 0,
                "rows": self.list(row_of.get(code, -1) for code in range(codes)),
                "known": self.list(self._known.get(code, -1) for code in range(codes)),
                "known_n": len(self._known),
                "first": self.list(phase.first.get(service, layout.DONE) for service in services),
                "delays": self.list(
                    phase.hand_over_delay.get((giver, to), 0) for giver in range(units) for to in range(units)
                )
                if phase.hand_over_delay
                else -1,
                "switching": self.list(
                    phase.switching.get((before, after), phase.switching_default) for before in kinds for after in kinds
                ),
                "crossing": self.list(crossing),
                "units_there": self.list(int(unit in there) for unit in range(units)),
                "unit_of": self.list(phase.unit_of),
                "position_of": self.list(phase.position_of),
                "group_of": self.list(-1 if p.group is None else numbers[id(p.group)] for p in people),
                "equipment": self.list(phase.equipment),
                "users": self._users(queues, place_of),
                "overtime": self.list(n for unit in range(units) for n in overtime(phase, unit)),
                "complaints": complaints(phase, self.list),
                "chasing": chasing(phase, len(services), self.list),
                "learning": -1 if learning is None else self.list(learning.multipliers),
                "learning_n": 0 if learning is None else len(learning.multipliers),
                "learning_step": 1 if learning is None else learning.step,
                "keeps": 0 if learning is None else self.list(learning.keeps),
                "keeps_n": 0 if learning is None else len(learning.keeps),
                "limits": self.list(n for service in services for n in limits(phase, service)),
                "queues": first_queue,
                "queues_n": len(queues),
                "groups": first_group,
                "groups_n": len(numbers),
                "shortest_line": phase.shortest_line,
            }
        )

    def _users(self, queues: Sequence[Queue], place_of: Mapping[tuple[int, int], int]) -> int:
        users: list[list[int]] = [[] for _ in self.network.stock]
        for queue in queues:
            for thing, _ in (*queue.task.uses, *queue.task.consumes):
                users[thing].append(place_of[queue.task.code, queue.site])
        places = [(self.list(one), len(one)) for one in users]
        return self.list(n for pair in places for n in pair)

    def _task(self, number: int, task: TaskType, place_of: Mapping[tuple[int, int], int]) -> dict[str, int]:
        gathering, patience, rule, stray = task.gathering, task.patience, task.exceptions, task.misrouting
        sites = [
            (place_of.get((task.code, site), -1), *(of.get(site, -1) for of in (task.owner, task.unit, task.position)))
            for site in range(-1, self.sites)
        ]
        choices = [(c.to, c.below, c.condition.has, c.condition.lacks) for c in task.choices]
        return {
            "uid": task.uid,
            "code": task.code,
            "same": self._uids.setdefault(task.uid, len(self._uids)),
            "phase": number,
            "table": self.table(task.table),
            "mean": task.mean,
            "kind": task.kind,
            "priority": task.priority,
            "category": int(task.category),
            "external": task.category is Category.EXTERNAL,
            "sites": self.list(n for site in sites for n in site),
            "has": task.condition.has,
            "lacks": task.condition.lacks,
            "next": task.next,
            "same_kind_wait": task.same_kind_wait,
            "hours": self.clock(task.hours),
            "attended": task.attended,
            "at_closing": _AT_CLOSING[task.at_closing],
            "working_delay": task.working_delay,
            "shortest_first": task.shortest_first,
            "rework_below": task.rework_below,
            "rework_to": task.rework_to,
            "choices": self.list(n for choice in choices for n in choice),
            "choices_n": len(choices),
            "parallel": self.list(task.parallel),
            "parallel_n": len(task.parallel),
            "joins": task.code in self._joining,
            "away": task.away,
            "gathers": gathering is not None,
            "size": gathering.size if gathering else 0,
            "longest_wait": gathering.longest_wait if gathering else -1,
            "most": gathering.most if gathering else 1,
            "fixed": gathering.fixed if gathering else 0,
            "moments": self.list(gathering.moments if gathering else ()),
            "moments_n": len(gathering.moments) if gathering else 0,
            "uses": self.list(n for pair in task.uses for n in pair),
            "uses_n": len(task.uses),
            "consumes": self.list(n for pair in task.consumes for n in pair),
            "consumes_n": len(task.consumes),
            "quota": task.quota,
            "loses": task.loses,
            "room": task.room,
            "patience": self.table(patience.table) if patience else -1,
            "patience_working": patience.working if patience else False,
            "exceptions": self.list(rule.tasks) if rule else 0,
            "exception_n": len(rule.tasks) if rule else -1,
            "exception_below": rule.below if rule else 0,
            "climb_below": rule.climb_below if rule else 0,
            "deadline": rule.deadline if rule else 0,
            "overdue_rework": rule.rework_below if rule else 0,
            "wrong_from": task.wrong_from,
            "stray_task": stray.task if stray else -1,
            "stray_uid": stray.uid if stray else 0,
            "stray_below": stray.below if stray else 0,
            "preemptive": task.preemptive,
            "again": task.uid in self._again,
            "counted_at": self._counted_at(task),
            **self._lanes.of(task),
            "straight": not (
                self.counts
                or self.network.phases[number].hand_over_delay
                or task.category is Category.EXTERNAL
                or gathering
                or patience
                or task.room
                or task.loses
            ),
        }

    def _counted_at(self, task: TaskType) -> int:
        """Return which bits of a case count its visits; -1 if none do: bytes go to the first that may be revisited."""
        counted = self._counted.setdefault(task.service, {})
        if task.uid in self._again and len(counted) < _COUNTED:
            counted.setdefault(task.uid, 8 * len(counted))
        return counted.get(task.uid, -1)

    def _queue(self, queue: Queue, row: int, place: int) -> dict[str, int]:
        team = [(self.list(candidates), len(candidates), count) for candidates, count in queue.team]
        self.team_most = max(self.team_most, sum(count for _, _, count in team))
        unset = dict.fromkeys(("head", "tail", "released", "given_day", "numbers_day", "present_day", "pointer"), -1)
        return {
            **unset,
            "row": row,
            "unit": queue.task.unit[queue.site],
            "post": queue.task.position[queue.site],
            "group": place,
            "own": self._servers(queue.own),
            "own_n": len(queue.own),
            "helpers": self._servers(queue.helpers),
            "helpers_n": len(queue.helpers),
            "deputies": self._servers(queue.deputies),
            "deputies_n": len(queue.deputies),
            "team": self.list(n for part in team for n in part),
            "team_n": len(team),
            "earlier": self._queue_of.get((queue.task.code, queue.site), -1),
            "away": queue.task.away,
            "any_time": not (queue.task.away or queue.task.attended),
            "kind": queue.task.kind,
            "plain": queue.plain,
            "present": True,
        }

    def _servers(self, servers: Sequence[Server]) -> int:
        place = len(self.servers)
        self.servers += [
            {"staff": s.staff, "level": s.level, "ppm": s.ppm, "learns": s.learns, "above": s.above} for s in servers
        ]
        return place
