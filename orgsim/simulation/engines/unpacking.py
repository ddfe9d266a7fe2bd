"""From the arrays of the kernel to a log, in the order that `orgsim.simulation.log` tells."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from orgsim.simulation.engines import layout
from orgsim.simulation.log import CASE_COLUMNS, VISIT_COLUMNS, Columns, Log, columns_of
from orgsim.simulation.network import QueueingNetwork
from orgsim.simulation.sorting import order_by

_LOW_32: Final = (1 << 32) - 1
_AT_ONCE: Final = 65_616  # rows; no power of 2, for the columns would share their places in the cache
_FEW: Final = (1 << 15) - 1  # of what 2 bytes number
_NUMBERS: Final = (
    "case", "visit", "staff", "ready", "enqueued", "released", "started", "finished", "base", "switching", "handover",
    "suspended",
)  # fmt: skip
_CODES: Final = ("service", "step", "phase", "unit", "position")


def log_of(network: QueueingNetwork, memory: layout.Memory, replication: int, kernel: Any) -> Log:
    """Return the log of a run that has ended; its memory ends with the rows of visits, and is given back with them."""
    cases = _table(memory, layout.ENTRIES, int(memory[layout.CASES]), layout.L_WIDTH)
    order = _order_of_cases(cases)
    place = np.full(len(cases) + 1, -1, np.int32)
    place[:-1][order] = np.arange(len(cases))
    short = _is_short(memory, cases)
    del cases  # what shows a part of the memory must not outlive its present place
    visits = _visits(network, memory, place, short, kernel)
    cases = _table(memory, layout.ENTRIES, int(memory[layout.CASES]), layout.L_WIDTH)
    chosen = cases[order]
    about, parent = chosen[:, layout.L_ABOUT], chosen[:, layout.L_PARENT]
    columns: dict[str, npt.NDArray[Any]] = {
        "key": chosen[:, layout.L_KEY].view(np.uint64) ^ np.uint64(1 << 63),
        "parent": place[(parent >> 32) - 1],
        "service": about >> 40,
        "class": (parent & _LOW_32).astype(np.uint32).view(np.int32),
        "arrived": chosen[:, layout.L_ARRIVED],
        "due": chosen[:, layout.L_DUE],
        "finished": chosen[:, layout.L_FINISHED],
        "outcome": about >> 8 & 0xFF,
        "wrong": about & 0xFF,
        "complaint_class": (about >> 16 & 0xFF) - 1,
    }
    return Log(columns_of(CASE_COLUMNS, columns), visits, network.names, int(memory[layout.NOW]), replication)


def waits_of(memory: layout.Memory) -> layout.Memory:
    """Return how long each citizen waited, in the order of the requests; 0 if he never came."""
    return memory[memory[layout.WAITED] : memory[layout.SUMS]].copy()


def sums_of(memory: layout.Memory) -> layout.Memory:
    """Return what was added up, by stretch of time, service and field."""
    sums = memory[memory[layout.SUMS] : memory[layout.ROWS]].copy()
    return sums.reshape(-1, int(memory[layout.N_SERVICES]), layout.U_WIDTH)


def _visits(
    network: QueueingNetwork, memory: layout.Memory, place: npt.NDArray[np.int32], short: bool, kernel: Any
) -> Columns:
    """Return the table of visits, in as few bytes as it surely needs."""
    rows = _table(memory, layout.ROWS, int(memory[layout.OUT]), layout.R_WIDTH)
    listed = np.empty(len(rows), np.int32)
    number, team, ordered = kernel.order_rows(memory, place, listed)
    began, never = listed[:number], listed[number:]
    if not ordered:
        began[:] = began[_sorted(memory, rows[began], place)]
    never[:] = never[_sorted(memory, rows[never], place)]
    del rows
    size = len(listed) + team
    few = max(len(network.phases), *map(len, network.names.values())) <= _FEW
    blocks, length = max(1, -(-size // _AT_ONCE)), min(size, _AT_ONCE)
    numbers = np.empty((blocks, len(_NUMBERS), length), np.int32 if short else np.int64)
    codes = np.empty((blocks, len(_CODES), length), np.int16 if few else np.int32)
    category = np.empty((blocks, length), np.int8)
    homes = np.array([unit for phase in network.phases for unit in phase.position_of], np.int64)
    flat = numbers.ravel(), codes.ravel(), category.ravel()
    # From the end on, so that the memory of the rows is given back while the columns fill.
    begin, to = int(memory[layout.ROWS]), size
    for last in range(len(listed), 0, -_AT_ONCE):
        first = max(0, last - _AT_ONCE)
        to = kernel.read_rows(memory, place, listed[:last], homes, *flat, length, first, to)
        if first:
            left = int(listed[:first].max()) + 1
            memory.resize(begin + left * layout.R_WIDTH, refcheck=False)
    kept = {name: numbers[:, k] for k, name in enumerate(_NUMBERS)}
    kept |= {name: codes[:, k] for k, name in enumerate(_CODES)}
    return Columns(VISIT_COLUMNS, {**kept, "category": category}, size)


def _table(memory: layout.Memory, place: int, number: int, size: int) -> layout.Memory:
    return memory[memory[place] :][: number * size].reshape(number, size)


def _is_short(memory: layout.Memory, cases: layout.Memory) -> bool:
    """Whether 4 bytes surely hold all times of a run: those of half as long a time as they could."""
    return int(memory[layout.NOW]) < 1 << 30 and int(cases[:, layout.L_ARRIVED].min(initial=0)) > -1 << 30


def _order_of_cases(cases: layout.Memory) -> layout.Memory | slice:
    """Return the order of the rows of cases: arrival, key, complaints last; all as they are if they stand in it."""
    arrived, key = cases[:, layout.L_ARRIVED], cases[:, layout.L_KEY]
    same = arrived[1:] == arrived[:-1]
    if not (arrived[1:] < arrived[:-1]).any() and not (same & (key[1:] <= key[:-1])).any():
        return slice(None)
    return order_by(arrived, key, cases[:, layout.L_PARENT] >> 32 > 0)


def _sorted(memory: layout.Memory, rows: layout.Memory, place: npt.NDArray[np.int32]) -> layout.Memory:
    """Return the order of rows of which all began, or none: by when they did or were ready, case, step and number."""
    uid = memory[memory[layout.TASKS] + layout.T_WIDTH * (rows[:, layout.R_TASK] >> 48) + layout.T_UID]
    when = rows[:, layout.R_READY] + (rows[:, layout.R_SERVICE] >> 32)
    return order_by(when, place[rows[:, layout.R_CASE] >> 32], uid, rows[:, layout.R_CASE] & _LOW_32)
