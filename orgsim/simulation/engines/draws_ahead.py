"""The words of first and second visits, drawn in NumPy blocks; equal to the scalar form bit for bit, which serves later
ones.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from orgsim.simulation.draws import Purpose, key, philox4x32, philox_block
from orgsim.simulation.engines.records import Visit
from orgsim.simulation.log import Category
from orgsim.simulation.network import TaskType
from orgsim.simulation.requests import Requests
from orgsim.simulation.tables import QuantileTable

_LOW = 0xFFFFFFFF
_RARE = (Category.EXCEPTION, Category.CHASE)
_AHEAD = 2  # few cases come a third time: a block for all of them would cost more than it saves


def _drawn_singly(visit: Visit) -> bool:
    """Whether a visit is too rare to be drawn ahead with its like."""
    return visit.number > _AHEAD or visit.case.parent is not None or visit.task.category in _RARE


class VisitWords:
    """Words and ticks of visits, by case, task and number of the visit."""

    def __init__(self, requests: Requests, seed: int, replication: int) -> None:
        self._key = key(seed, replication, Purpose.VISIT)
        self._external_key = key(seed, replication, Purpose.EXTERNAL)
        self._source = (requests.key >> np.uint64(32)).astype(np.uint32)
        self._index = (requests.key & np.uint64(_LOW)).astype(np.uint32)
        self._of_service = {int(s): np.flatnonzero(requests.service == s) for s in np.unique(requests.service)}
        place = np.zeros(len(requests), dtype=np.int64)
        for rows in self._of_service.values():
            place[rows] = np.arange(len(rows))
        self._place: list[int] = place.tolist()
        self._blocks: dict[tuple[int, int], NDArray[np.uint32]] = {}
        self._lists: dict[tuple[int, int], list[list[int]]] = {}
        self._ticks: dict[tuple[int, int, int], tuple[QuantileTable, list[int]]] = {}

    def of(self, visit: Visit) -> Sequence[int]:
        """Return the four words of a visit: service, rework, branch, error."""
        case, task, number = visit.case, visit.task, visit.number
        if _drawn_singly(visit):
            if not visit.words:
                visit.words = philox4x32((case.key >> 32, case.key & _LOW, task.uid, number), self._key)
            return visit.words
        words = self._lists.get((task.uid, number))
        if words is None:
            words = self._lists[task.uid, number] = self._block(task, number).tolist()
        return words[self._place[case.row]]

    def base(self, visit: Visit) -> int:
        """Return the drawn ticks of a visit, before multipliers."""
        task, number = visit.task, visit.number
        if _drawn_singly(visit):
            return task.table.ticks(self.of(visit)[0])
        drawn = self._ticks.get((task.uid, number, id(task.table)))
        if drawn is None:  # with the table, so that no other one can take over its id
            drawn = (task.table, task.table.ticks_block(self._block(task, number)[:, 0]).tolist())
            self._ticks[task.uid, number, id(task.table)] = drawn
        return drawn[1][self._place[visit.case.row]]

    def external(self, visit: Visit) -> int:
        """Return the ticks of a wait outside."""
        case, task = visit.case, visit.task
        words = philox4x32((case.key >> 32, case.key & _LOW, task.uid, visit.number), self._external_key)
        return task.table.ticks(words[0])

    def _block(self, task: TaskType, number: int) -> NDArray[np.uint32]:
        if (task.uid, number) not in self._blocks:
            rows = self._of_service[task.service]
            block = philox_block(self._source[rows], self._index[rows], task.uid, number, self._key)
            self._blocks[task.uid, number] = block
        return self._blocks[task.uid, number]
