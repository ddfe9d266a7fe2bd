"""The compiled engine: lays a replication out for the kernel, lets it run, grows what is full, and reads the log.

`docs/model.md` is its specification, as it is the reference engine's; their logs are equal, bit for bit.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from orgsim.errors import Fault, SimulationError, message
from orgsim.simulation.clocks import Clock
from orgsim.simulation.conditions import Conditions, closings, draw_conditions
from orgsim.simulation.draws import Purpose, key
from orgsim.simulation.engines import layout
from orgsim.simulation.engines.packing import Packed, Packer
from orgsim.simulation.engines.unpacking import log_of
from orgsim.simulation.log import Log
from orgsim.simulation.network import QueueingNetwork
from orgsim.simulation.requests import Requests

_DAY: Final = 86_400
_PURPOSES: Final = (
    Purpose.VISIT,
    Purpose.EXTERNAL,
    Purpose.PATIENCE,
    Purpose.EXCEPTION,
    Purpose.COMPLAINT,
    Purpose.CHASE,
)
_ROOM_OF: Final = {
    layout.VISITS: layout.ROOM_VISITS,
    layout.SPARE: layout.ROOM_VISITS,
    layout.HEAP_AT: layout.ROOM_HEAP,
    layout.CASES_AT: layout.ROOM_CASES,
    layout.ROWS: layout.ROOM_ROWS,
    layout.TEAMS_AT: layout.ROOM_TEAMS,
    layout.NODES_AT: layout.ROOM_NODES,
}
_PACKED: dict[int, Packed] = {}
_HOURS: dict[int, tuple[layout.Memory, layout.Memory]] = {}


def run(
    network: QueueingNetwork,
    requests: Requests,
    *,
    seed: int,
    replication: int,
    end: int,
    limit: int,
    goes_on: Callable[[int], bool] | None = None,
) -> Log:
    """Run one replication.

    Parameters
    ----------
    network
        What `orgsim.simulation.compile` made of the phases.
    requests
        The citizens.
    seed, replication
        Make the keys of the draws of the visits and of the surroundings.
    end
        Tick at which the observed window ends; cases that arrived before it are followed to their close.
    limit
        Tick at which the run stops even if some are still open.
    goes_on
        Asked after every million events, with the tick reached; False stops the run.

    Returns
    -------
    Log

    Raises
    ------
    SimulationError
        If a duration, a time or a number of cases leaves the range that the arrays hold.
    KeyboardInterrupt
        If `goes_on` says so.
    """
    from orgsim.simulation.engines import kernel

    if not limit < 1 << 58 or len(requests) >= 1 << 30:
        raise SimulationError(Fault(message("the run is too long: a time or a number of cases leaves its range")))
    memory = _memory(network, requests, seed, replication, end, limit)
    kernel.enter_groups(memory)
    while (stopped := kernel.advance(memory)) != layout.ENDED:
        if goes_on is not None and not goes_on(int(memory[layout.NOW])):
            raise KeyboardInterrupt
        if stopped == layout.FULL:
            memory = _grown(memory)
    kernel.flush(memory)
    if memory[layout.ERROR]:
        raise SimulationError(Fault(message("a duration left the range in which it can be scaled exactly")))
    return log_of(network, memory, replication)


def packed(network: QueueingNetwork) -> Packed:
    """Return the arrays of a network, made once."""
    if id(network) not in _PACKED:
        _PACKED[id(network)] = Packer(network).pack()
        weakref.finalize(network, _PACKED.pop, id(network), None)
        weakref.finalize(network, _HOURS.pop, id(network), None)
    return _PACKED[id(network)]


def _memory(
    network: QueueingNetwork, requests: Requests, seed: int, replication: int, end: int, limit: int
) -> layout.Memory:
    """Return the memory of a run that has not begun."""
    pack = packed(network)
    conditions = draw_conditions(network, seed=seed, replication=replication, limit=limit)
    people = pack.people.copy()
    place_of = {clock: place for place, clock in enumerate(pack.clocks)}
    for code, clock in enumerate(conditions.clocks):
        people[code, layout.P_CLOCK] = place_of.setdefault(clock, len(place_of))
    if len(place_of) > len(pack.clocks):
        hours, places = _hours(list(place_of))
    else:
        if id(network) not in _HOURS:
            _HOURS[id(network)] = _hours(pack.clocks)
        hours, places = _HOURS[id(network)]
    calendar, evenings = _calendar(network, pack, conditions, end, limit)
    codes, units = max(1, len(network.names["step"])), len(network.names["unit"])
    kinds = max(1, len(network.names["kind"]))
    things = np.zeros((len(network.stock), 3), np.int64)
    things[:, 0] = network.stock
    closing = np.array(network.closings or (0,), np.int64)
    practice = len(people) * kinds if pack.learns else 0
    live, cases = 1 << 10, len(requests) + 1024
    rows, teams = 4 * len(requests) + 2048, 64 + 512 * pack.team_most
    free = np.arange(1, live + 1)
    visits, nodes = np.zeros((live, layout.V_WIDTH), np.int64), np.zeros((live, 3), np.int64)
    visits[:, layout.V_AFTER] = nodes[:, 2] = free
    visits[:, [layout.V_ID, layout.V_WAITS, layout.V_GENERATION]] = -1
    memory = _laid_out(
        {
            layout.LISTS: pack.lists,
            layout.CLOSINGS: closing,
            layout.EVENINGS: evenings,
            layout.QUEUED: units + 1,
            layout.INSIDE: codes * (pack.sites + 1),
            layout.TOUCHED_AT: len(pack.groups) + 1,
            layout.TAKEN: pack.team_most + 2,
            layout.FOLLOWS: requests.follows >= 0,
            layout.HOURS: hours,
            layout.CLOCKS: places,
            layout.CALENDAR: calendar,
            layout.THINGS: things,
            layout.PRACTICE: 3 * practice,
            layout.WALKS_AT: 4 * layout.WALKS,
            layout.ASKS: _asks(requests),
            layout.KEYS: np.array([key(seed, replication, purpose) for purpose in _PURPOSES], np.int64),
            layout.TABLES: pack.tables,
            layout.TASKS: pack.tasks,
            layout.QUEUES: pack.queues,
            layout.GROUPS: pack.groups,
            layout.SERVERS: pack.servers,
            layout.PEOPLE: people,
            layout.PHASES: pack.phases,
            layout.VISITS: visits,
            layout.SPARE: max(live, len(pack.queues)),
            layout.HEAP_AT: 8 * live * 5,
            layout.NODES_AT: nodes,
            layout.TEAMS_AT: teams,
            layout.CASES_AT: cases * layout.C_WIDTH,
            layout.ROWS: rows * layout.ROW_WIDTH,
        }
    )
    of_themselves = np.flatnonzero(requests.follows < 0)
    for place, value in {
        layout.NEXT_REQUEST: int(of_themselves[0]) if len(of_themselves) else len(requests),
        layout.N_REQUESTS: len(requests),
        layout.N_CALENDAR: len(calendar),
        layout.N_UNITS: units,
        layout.N_KINDS: kinds,
        layout.N_SITES: pack.sites,
        layout.N_STAFF: len(people),
        layout.N_CLOSINGS: len(closing),
        layout.N_PRACTICE: practice,
        layout.OFFICE: place_of[network.office],
        layout.RUN_END: end,
        layout.RUN_LIMIT: limit,
        layout.RUN_LOGS: 1,
        layout.TEAM_MOST: pack.team_most,
        layout.ROOM_VISITS: live,
        layout.ROOM_HEAP: 8 * live,
        layout.ROOM_CASES: cases,
        layout.ROOM_ROWS: rows,
        layout.ROOM_TEAMS: teams,
        layout.ROOM_NODES: live,
        layout.COHORT: int(np.count_nonzero(requests.arrived[of_themselves] < end)),
    }.items():
        memory[place] = value
    return memory


def _laid_out(tables: Mapping[int, Any]) -> layout.Memory:
    """Return a memory with some tables one after the other: what stands in them, or how long they are."""
    sizes = [value if isinstance(value, int) else value.size for value in tables.values()]
    memory = np.zeros(layout.HEADER + sum(sizes), np.int64)
    at = layout.HEADER
    for (place, value), size in zip(tables.items(), sizes, strict=True):
        memory[place] = at
        if not isinstance(value, int):
            memory[at : at + size] = np.ravel(value)
        at += size
    return memory


def _asks(requests: Requests) -> layout.Memory:
    """Return the requests as rows of integers, each with the one that follows it; keys in signed order."""
    asks = np.empty((len(requests), layout.A_WIDTH), np.int64)
    asks[:, layout.A_KEY] = (requests.key ^ np.uint64(1 << 63)).view(np.int64)
    asks[:, layout.A_SERVICE], asks[:, layout.A_CLASS] = requests.service, requests.case_class
    asks[:, layout.A_SITE], asks[:, layout.A_ARRIVED] = requests.site, requests.arrived
    asks[:, layout.A_DUE], asks[:, layout.A_EXPECTED] = requests.due, requests.expected
    asks[:, layout.A_FOLLOWER] = -1
    later = np.flatnonzero(requests.follows >= 0)
    asks[requests.follows[later], layout.A_FOLLOWER] = later
    return asks


def _hours(clocks: Sequence[Clock]) -> tuple[layout.Memory, layout.Memory]:
    """Return the intervals of all clocks, each with an end of its own, and where those of each begin."""
    parts, places, at = [], [], 0
    for clock in clocks:
        table = np.full((len(clock) + 1, 3), layout.NEVER, np.int64)
        table[:-1, 0], table[:-1, 1] = clock.opens, clock.closes
        table[:, 2] = np.concatenate([[0], np.cumsum(clock.closes - clock.opens)])
        parts.append(table)
        places.append((at, len(clock), at))
        at += len(table)
    return np.concatenate(parts), np.array(places, np.int64)


def _calendar(
    network: QueueingNetwork, pack: Packed, conditions: Conditions, end: int, limit: int
) -> tuple[layout.Memory, layout.Memory]:
    """Return what happens by the calendar, in order (tick and turn, kind, two numbers), and who may stay on when."""
    found: list[tuple[int, int, int, int]] = []
    for number, phase in enumerate(network.phases[1:], start=1):
        found.append((max(phase.start, 0) << 4 | layout.TURN_SWITCH, layout.K_PHASE, number, 0))
    clocks = {*conditions.clocks, *network.calendars}
    opens = [clock.opens for clock in clocks]
    if any(task.quota for phase in network.phases for task in phase.tasks.values()):
        opens.append(np.arange(0, limit + 1, _DAY))
    ticks = np.unique(np.concatenate(opens or [np.zeros(0, np.int64)]))
    for tick in ticks[(ticks >= 0) & (ticks <= limit)].tolist():
        found.append((tick << 4 | layout.TURN_SWITCH, layout.K_OPEN, 0, 0))
    tasks = [task for phase in network.phases for task in phase.tasks.values()]
    for hours in {task.hours for task in tasks if task.attended and task.at_closing != "stay"}:
        found += [
            (tick << 4 | layout.TURN_EVENING, layout.K_EVENING, pack.clock(hours), 0)
            for tick in closings(hours)
            if 0 <= tick <= limit
        ]
    moments = {tick for task in tasks if task.gathering is not None for tick in task.gathering.moments}
    found += [(t << 4 | layout.TURN_CALL, layout.K_SESSION, 0, 0) for t in moments if 0 <= t <= limit]
    starts = [*(phase.start for phase in network.phases[1:]), layout.NEVER]
    for phase, until in zip(network.phases, starts, strict=True):
        found += [
            (tick << 4 | layout.TURN_SWITCH, layout.K_DELIVER, thing, number)
            for tick, thing, number in phase.deliveries
            if max(phase.start, 0) <= tick < min(until, limit + 1)
        ]
    edges = [(start, 1, thing) for thing, start, _ in conditions.outages]
    edges += [(stop, 0, thing) for thing, _, stop in conditions.outages]
    for tick, fails, thing in sorted(edges):
        if tick <= limit:
            found.append((tick << 4 | layout.TURN_SWITCH, layout.K_OUTAGE, thing, fails))
    evenings: list[int] = []
    if any(phase.overtime for phase in network.phases):
        closing_of: dict[int, list[int]] = {}
        for staff, clock in enumerate(conditions.clocks):
            for tick in closings(clock):
                if 0 <= tick <= limit:
                    closing_of.setdefault(tick, []).append(staff)
        for tick, people in closing_of.items():
            found.append((tick << 4 | layout.TURN_OVERTIME, layout.K_OVERTIME, len(evenings), len(people)))
            evenings += people
    found.append((end << 4 | layout.TURN_END, layout.K_END, 0, 0))
    found.append((limit << 4 | layout.TURN_END, layout.K_END, 1, 0))
    found.sort(key=lambda event: event[0])
    return np.array(found, np.int64), np.array(evenings or [0], np.int64)


def _grown(memory: layout.Memory) -> layout.Memory:
    """Return a memory in which every table that is nearly full is twice as long."""
    live = int(memory[layout.LIVE])
    needed = {
        layout.ROOM_VISITS: live,
        layout.ROOM_HEAP: memory[layout.HEAP] + 4 * live,
        layout.ROOM_CASES: memory[layout.CASES],
        layout.ROOM_ROWS: memory[layout.OUT] + live,
        layout.ROOM_TEAMS: memory[layout.TEAMS] + memory[layout.TEAM_MOST] * (live + 8),
        layout.ROOM_NODES: memory[layout.NODES],
    }
    twice = {room for room, number in needed.items() if number + 256 > memory[room]}
    bases = sorted(range(layout.LISTS, layout.HEADER), key=lambda place: int(memory[place]))
    ends = [int(memory[place]) for place in bases[1:]] + [len(memory)]
    tables: dict[int, Any] = {}
    for place, end in zip(bases, ends, strict=True):
        table = memory[memory[place] : end]
        if _ROOM_OF.get(place) in twice:
            table = np.concatenate((table, np.zeros_like(table)))
        tables[place] = table
    larger = _laid_out(tables)
    larger[: layout.LISTS] = memory[: layout.LISTS]
    for room in twice:
        size = int(memory[room])
        larger[room] = 2 * size
        if room == layout.ROOM_VISITS:
            visits = larger[larger[layout.VISITS] :][: 2 * size * layout.V_WIDTH].reshape(-1, layout.V_WIDTH)
            visits[size:, layout.V_AFTER] = [*range(size + 1, 2 * size), memory[layout.FREE_VISIT]]
            visits[size:, [layout.V_ID, layout.V_WAITS, layout.V_GENERATION]] = -1
            larger[layout.FREE_VISIT] = size
        if room == layout.ROOM_NODES:
            nodes = larger[larger[layout.NODES_AT] :][: 2 * size * 3].reshape(-1, 3)
            nodes[size:, 2] = [*range(size + 1, 2 * size), memory[layout.FREE_NODE]]
            larger[layout.FREE_NODE] = size
    return larger
