"""From the arrays of the kernel to a log, in the order that `orgsim.simulation.log` tells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from orgsim.simulation.engines import layout
from orgsim.simulation.log import CASE_COLUMNS, VISIT_COLUMNS, Columns, Log, columns_of
from orgsim.simulation.network import QueueingNetwork
from orgsim.simulation.sorting import order_by

_LOW_32: Final = (1 << 32) - 1
_SMALL: Final = 8  # blocks of rows: a log of no more is copied, so that it does not hold the memory of the run
_NUMBERS: Final = (
    "case", "visit", "staff", "ready", "enqueued", "released", "started", "finished", "base", "switching", "handover",
    "suspended",
)  # fmt: skip
_CODES: Final = ("service", "step", "phase", "unit", "position", "type")
_Table = dict[str, npt.NDArray[Any]]


def log_of(network: QueueingNetwork, memory: layout.Memory, replication: int, kernel: Any) -> Log:
    """Return the log of a run that has ended; its columns of visits stand where the run has written them."""
    cases = _table(memory, layout.ENTRIES, int(memory[layout.CASES]), layout.L_WIDTH)
    order = _order_of_cases(cases)
    place = np.full(len(cases) + 1, -1, np.int32)
    place[:-1][order] = np.arange(len(cases))
    del cases  # what shows a part of the memory must not outlive its present place
    visits = _visits(memory, place, kernel)
    cases = _table(memory, layout.ENTRIES, int(memory[layout.CASES]), layout.L_WIDTH)
    columns = columns_of(CASE_COLUMNS, _case_columns(cases, order, place))
    return Log(columns, visits, network.names, int(memory[layout.NOW]), replication)


def _case_columns(
    cases: layout.Memory, order: layout.Memory | slice, place: npt.NDArray[np.int32]
) -> Iterator[tuple[str, npt.NDArray[Any]]]:
    """Yield the columns of the table of cases, one after the other: all at once they would take much memory."""

    def told(field: int) -> layout.Memory:
        """Return a field of all cases, its numbers one after the other."""
        return np.ascontiguousarray(cases[order, field])

    yield "key", told(layout.L_KEY).view(np.uint64) ^ np.uint64(1 << 63)
    parent = told(layout.L_PARENT)
    yield "parent", place[(parent >> 32) - 1]
    yield "class", (parent & _LOW_32).astype(np.uint32).view(np.int32)
    del parent
    yield "arrived", told(layout.L_ARRIVED)
    yield "due", told(layout.L_DUE)
    yield "finished", told(layout.L_FINISHED)
    about = told(layout.L_ABOUT)
    yield "service", about >> 40
    yield "outcome", about >> 8 & 0xFF
    yield "wrong", about & 0xFF
    yield "complaint_class", (about >> 16 & 0xFF) - 1


def waits_of(memory: layout.Memory) -> layout.Memory:
    """Return how long each citizen waited, in the order of the requests; 0 if he never came."""
    return memory[memory[layout.WAITED] : memory[layout.SUMS]].copy()


def sums_of(memory: layout.Memory) -> layout.Memory:
    """Return what was added up, by stretch of time, service and field."""
    sums = memory[memory[layout.SUMS] : memory[layout.BEGUN_AT]].copy()
    return sums.reshape(-1, int(memory[layout.N_SERVICES]), layout.U_WIDTH)


def _visits(memory: layout.Memory, place: npt.NDArray[np.int32], kernel: Any) -> Columns:
    """Return the table of visits."""
    began = int(memory[layout.OUT])
    size = began + int(memory[layout.NEVER_BEGAN])
    blocks = max(1, -(-size // layout.BLOCK))
    kernel.move_unserved(memory, memory[layout.ROOM_ROWS], size)
    memory.resize(int(memory[layout.ROWS]) + blocks * layout.BLOCK_WIDTH, refcheck=False)
    table = _columns(memory, blocks)
    if (place[1:-1] != place[:-2] + 1).any():
        table["case"][:] = place[table["case"]]
    if memory[layout.UNORDERED]:
        _sort(memory, table, "started", slice(0, began))
    _sort(memory, table, "ready", slice(began, size))
    del table["type"]
    if blocks <= _SMALL or memory[layout.UNORDERED]:
        table = {name: column.ravel()[:size].copy() for name, column in table.items()}
    if memory[layout.UNORDERED]:
        somebody = table["category"] != layout.NOBODY
        table, size = {name: column[somebody] for name, column in table.items()}, int(np.count_nonzero(somebody))
    return Columns(VISIT_COLUMNS, table, size)


def _columns(memory: layout.Memory, blocks: int) -> _Table:
    """Return the columns of so many blocks of rows, where they stand: blocks × rows."""
    length, rows = layout.BLOCK, memory[memory[layout.ROWS] :][: blocks * layout.BLOCK_WIDTH]
    parts = rows.view(np.int8).reshape(blocks, layout.R_BYTES * length)
    codes_at, category_at = 4 * len(_NUMBERS) * length, (layout.R_BYTES - 1) * length
    numbers = parts[:, :codes_at].view(np.int32).reshape(blocks, len(_NUMBERS), length)
    codes = parts[:, codes_at:category_at].view(np.int16).reshape(blocks, len(_CODES), length)
    table: _Table = {name: numbers[:, k] for k, name in enumerate(_NUMBERS)}
    table |= {name: codes[:, k] for k, name in enumerate(_CODES)}
    table["category"] = parts[:, category_at:]
    if memory[layout.IS_WIDE]:
        wide = _table(memory, layout.WIDE, blocks * length, layout.Z_WIDTH).reshape(blocks, length, layout.Z_WIDTH)
        for name in ("enqueued", "released", "started", "finished"):
            table[name] = np.where(table[name] < 0, -1, wide[:, :, layout.Z_READY] + table[name])
        table["ready"] = wide[:, :, layout.Z_READY]
        table["unit"], table["position"] = wide[:, :, layout.Z_UNIT], wide[:, :, layout.Z_POSITION]
    return table


def _sort(memory: layout.Memory, table: _Table, by: str, rows: slice) -> None:
    """Put rows of which all began, or none, in order: by when they did or were ready, case, step and number."""
    if rows.stop - rows.start < 2:
        return
    block, row = np.divmod(np.arange(rows.start, rows.stop), layout.BLOCK)
    when, case, kind, number = (table[name][block, row] for name in (by, "case", "type", "visit"))
    uid = memory[memory[layout.TASKS] + layout.T_WIDTH * kind.astype(np.int64) + layout.T_UID]
    order = order_by(when, case, uid, number)
    for column in table.values():
        column[block, row] = column[block[order], row[order]]


def _table(memory: layout.Memory, place: int, number: int, size: int) -> layout.Memory:
    return memory[memory[place] :][: number * size].reshape(number, size)


def _order_of_cases(cases: layout.Memory) -> layout.Memory | slice:
    """Return the order of the rows of cases: arrival, key, complaints last; all as they are if they stand in it."""
    arrived, key = cases[:, layout.L_ARRIVED], cases[:, layout.L_KEY]
    same = arrived[1:] == arrived[:-1]
    if not (arrived[1:] < arrived[:-1]).any() and not (same & (key[1:] <= key[:-1])).any():
        return slice(None)
    return order_by(arrived, key, cases[:, layout.L_PARENT] >> 32 > 0)
