"""From the arrays of the kernel to a log, in the order that `orgsim.simulation.log` tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from orgsim.simulation.engines import layout
from orgsim.simulation.log import CASE_COLUMNS, VISIT_COLUMNS, Log
from orgsim.simulation.network import QueueingNetwork
from orgsim.simulation.sorting import order_by

_LOW_32: Final = (1 << 32) - 1
_NUMBERS: Final = (
    "case", "ready", "enqueued", "released", "started", "finished", "base", "switching", "handover", "suspended",
)  # fmt: skip
_CODES: Final = ("service", "step", "visit", "phase", "unit", "position", "staff")


def log_of(network: QueueingNetwork, memory: layout.Memory, replication: int, kernel: Any) -> Log:
    """Return the log of a run that has ended."""
    cases = _table(memory, layout.ENTRIES, int(memory[layout.CASES]), layout.L_WIDTH)
    order = _order_of_cases(cases)
    place = np.empty(len(cases) + 1, np.int64)
    place[order], place[-1] = np.arange(len(cases)), -1
    chosen = cases if _is_plain(order) else cases[order]
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
    rows = _table(memory, layout.ROWS, int(memory[layout.OUT]), layout.R_WIDTH)
    listed = np.empty(len(rows), np.int64)
    number, team, ordered = kernel.order_rows(memory, place, listed)
    began, never = listed[:number], listed[number:]
    if not ordered:
        began[:] = began[_sorted(memory, rows[began], layout.R_STARTED, place)]
    never[:] = never[_sorted(memory, rows[never], layout.R_READY, place)]
    size = len(listed) + team
    numbers, codes = np.empty((len(_NUMBERS), size), np.int64), np.empty((len(_CODES), size), np.int32)
    category = np.empty(size, np.int8)
    homes = np.array([unit for phase in network.phases for unit in phase.position_of], np.int64)
    kernel.read_rows(memory, place, listed, homes, numbers.ravel(), codes.ravel(), category)
    visits = {**dict(zip(_NUMBERS, numbers, strict=True)), **dict(zip(_CODES, codes, strict=True))}
    tables = _typed(CASE_COLUMNS, columns), _typed(VISIT_COLUMNS, {**visits, "category": category})
    return Log(*tables, network.names, int(memory[layout.NOW]), replication)


def waits_of(memory: layout.Memory) -> layout.Memory:
    """Return how long each citizen waited, in the order of the requests; 0 if he never came."""
    return memory[memory[layout.WAITED] : memory[layout.SUMS]].copy()


def sums_of(memory: layout.Memory) -> layout.Memory:
    """Return what was added up, by stretch of time, service and field."""
    sums = memory[memory[layout.SUMS] : memory[layout.ROWS]].copy()
    return sums.reshape(-1, int(memory[layout.N_SERVICES]), layout.U_WIDTH)


def _table(memory: layout.Memory, place: int, number: int, size: int) -> layout.Memory:
    return memory[memory[place] :][: number * size].reshape(number, size)


def _typed(types: Mapping[str, str], columns: Mapping[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
    table = {}
    for name, dtype in types.items():
        table[name] = np.ascontiguousarray(columns[name], dtype=dtype)
        table[name].setflags(write=False)
    return table


def _order_of_cases(cases: layout.Memory) -> layout.Memory:
    """Return the order of the rows of cases: arrival, key, complaints last."""
    arrived, key = cases[:, layout.L_ARRIVED], cases[:, layout.L_KEY]
    same = arrived[1:] == arrived[:-1]
    if not (arrived[1:] < arrived[:-1]).any() and not (same & (key[1:] <= key[:-1])).any():
        return np.arange(len(cases))
    return order_by(arrived, key, cases[:, layout.L_PARENT] >> 32 > 0)


def _is_plain(order: layout.Memory) -> bool:
    return bool((order == np.arange(len(order))).all())


def _sorted(memory: layout.Memory, rows: layout.Memory, when: int, place: layout.Memory) -> layout.Memory:
    uid = memory[memory[layout.TASKS] + layout.T_WIDTH * (rows[:, layout.R_TASK] >> 48) + layout.T_UID]
    return order_by(rows[:, when], place[rows[:, layout.R_CASE] >> 32], uid, rows[:, layout.R_CASE] & _LOW_32)
