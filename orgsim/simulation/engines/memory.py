"""The memory of a run: laid out before it begins, and made larger when a table in it is full."""

from __future__ import annotations

import weakref
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from orgsim.simulation.clocks import Clock
from orgsim.simulation.conditions import draw_conditions
from orgsim.simulation.draws import Purpose, key, round_keys
from orgsim.simulation.engines import layout
from orgsim.simulation.engines.feed import Feed
from orgsim.simulation.engines.packed import Packed
from orgsim.simulation.engines.packing import Packer
from orgsim.simulation.engines.timetable import timetable
from orgsim.simulation.network import QueueingNetwork
from orgsim.simulation.sums import Stretches

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
    layout.CASES_AT: layout.ROOM_OPENED,
    layout.ENTRIES: layout.ROOM_CASES,
    layout.WIDE: layout.ROOM_ROWS,
    layout.ROWS: layout.ROOM_ROWS,
    layout.TEAMS_AT: layout.ROOM_TEAMS,
    layout.NODES_AT: layout.ROOM_NODES,
}
_LONG: Final = 1 << 30  # ticks: of a longer run, 4 bytes might not hold all times
_MANY: Final = 1 << 15  # what 2 bytes number
_EVENTS: Final = 8  # room in the heap for each visit that there is room for
_BLOCKS, _VISITS = 8, 8  # room in the log: at least, in blocks, and for each case
_PACKED: dict[int, Packed] = {}
_HOURS: dict[int, tuple[layout.Memory, layout.Memory]] = {}


def packed(network: QueueingNetwork) -> Packed:
    """Return the arrays of a network, made once."""
    if id(network) not in _PACKED:
        _PACKED[id(network)] = Packer(network).pack()
        weakref.finalize(network, _PACKED.pop, id(network), None)
        weakref.finalize(network, _HOURS.pop, id(network), None)
    return _PACKED[id(network)]


def memory_of(
    network: QueueingNetwork,
    feed: Feed,
    seed: int,
    replication: int,
    end: int,
    limit: int,
    *,
    keeps: int = layout.KEEP_LOG,
    stretches: Stretches | None = None,
) -> layout.Memory:
    """Return the memory of a run that has not begun, with room for what it `keeps`: the log, or waits, or sums."""
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
    calendar, evenings = timetable(network, pack, conditions, end, limit)
    codes, units = max(1, len(network.names["step"])), len(network.names["unit"])
    kinds = max(1, len(network.names["kind"]))
    things = np.zeros((len(network.stock), layout.X_WIDTH), np.int64)
    things[:, layout.X_STOCK] = network.stock
    closing = np.array(network.closings or (0,), np.int64)
    practice = len(people) * kinds if pack.learns else 0
    # Room that is not used yet costs nothing; room that is missing costs a copy of everything.
    live, cases, opened = 1 << 12, 0, 1 << 12
    events, rows, teams = _EVENTS * live, 0, 1024 + 4096 * pack.team_most
    if keeps == layout.KEEP_LOG:
        events *= 2  # so that a log of a year need not be copied
        cases = feed.number + feed.number // 4 + 4096
        rows = layout.BLOCK * (_BLOCKS + (_VISITS * feed.number + live * pack.team_most) // layout.BLOCK)
    long, many = limit >= _LONG or feed.first <= -_LONG, max(units, len(network.names["position"])) > _MANY
    services = len(network.names["service"])
    sums = stretches or Stretches(end, end, 0)
    memory = _laid_out(
        {
            layout.LISTS: pack.lists,
            layout.CLOSINGS: closing,
            layout.EVENINGS: evenings,
            layout.QUEUED: units + 1,
            layout.INSIDE: codes * (pack.sites + 1),
            layout.TOUCHED_AT: len(pack.groups) + 1,
            layout.TAKEN: pack.team_most + 2,
            layout.HOURS: hours,
            layout.CLOCKS: places,
            layout.CALENDAR: calendar,
            layout.THINGS: things,
            layout.PRACTICE: practice * layout.I_WIDTH,
            layout.WALKS_AT: layout.WALKS * layout.W_WIDTH,
            layout.ASKS: feed.room * layout.A_WIDTH,
            layout.KEYS: np.array([round_keys(key(seed, replication, purpose)) for purpose in _PURPOSES], np.int64),
            layout.TABLES: pack.tables,
            layout.TASKS: pack.tasks,
            layout.QUEUES: pack.queues,
            layout.GROUPS: pack.groups,
            layout.SERVERS: pack.servers,
            layout.PEOPLE: people,
            layout.PHASES: pack.phases,
            layout.VISITS: live * layout.V_WIDTH,
            layout.SPARE: max(live, len(pack.queues)),
            layout.HEAP_AT: events * layout.O_WIDTH,
            layout.LANES_AT: pack.lanes,
            layout.NODES_AT: live * layout.B_WIDTH,
            layout.TEAMS_AT: teams,
            layout.CASES_AT: opened * layout.C_WIDTH,
            layout.ENTRIES: cases * layout.L_WIDTH,
            layout.WAITED: feed.number if keeps == layout.KEEP_WAITS else 0,
            layout.SUMS: sums.number * services * layout.U_WIDTH,
            layout.BEGUN_AT: layout.MOST_AT_ONCE,
            layout.WIDE: rows * layout.Z_WIDTH * (long or many),
            layout.ROWS: rows // layout.BLOCK * layout.BLOCK_WIDTH,
        }
    )
    for place, value in {
        layout.FREE_VISIT: -1,
        layout.FREE_CASE: -1,
        layout.FREE_NODE: -1,
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
        layout.KEEPS: keeps,
        layout.N_SERVICES: services,
        layout.STRETCH_FROM: sums.start,
        layout.STRETCH_TO: sums.end,
        layout.STRETCH: sums.length,
        layout.TEAM_MOST: pack.team_most,
        layout.COUNTS: int(pack.counts),
        layout.IS_WIDE: int(long or many),
        layout.ROOM_ASKS: feed.room,
        layout.ROOM_VISITS: live,
        layout.ROOM_HEAP: events,
        layout.ROOM_OPENED: opened,
        layout.ROOM_CASES: cases,
        layout.ROOM_ROWS: rows,
        layout.ROOM_TEAMS: teams,
        layout.ROOM_NODES: live,
    }.items():
        memory[place] = value
    feed.fill(memory)
    return memory


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


def grown(memory: layout.Memory) -> layout.Memory:
    """Return a memory in which every table that is nearly full is twice as long."""
    ahead = layout.AHEAD
    live, logs = int(memory[layout.LIVE]) + 256 * ahead, memory[layout.KEEPS] == layout.KEEP_LOG
    needed = {  # as the kernel's `is_full` says
        layout.ROOM_VISITS: live,
        layout.ROOM_HEAP: memory[layout.HEAP] + 4 * ahead * live,
        layout.ROOM_OPENED: memory[layout.OPENED] + 256 * ahead,
        layout.ROOM_CASES: (memory[layout.CASES] + 256 * ahead) * logs,
        layout.ROOM_ROWS: logs
        * (memory[layout.OUT] + memory[layout.NEVER_BEGAN] + ahead * (1 + memory[layout.TEAM_MOST]) * live),
        layout.ROOM_TEAMS: memory[layout.TEAMS] + ahead * memory[layout.TEAM_MOST] * live,
        layout.ROOM_NODES: memory[layout.NODES] + 256 * ahead,
    }
    twice = {room for room, number in needed.items() if number > memory[room]}
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
    larger[[layout.ROWS_NOW, layout.ROWS_KNOWN]] += larger[layout.LISTS] - memory[layout.LISTS]
    for room in twice:
        larger[room] *= 2
    return larger
