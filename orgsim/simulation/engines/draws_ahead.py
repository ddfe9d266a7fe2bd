"""The words of first visits, drawn in NumPy blocks; equal to the scalar form bit for bit, which serves later visits."""

from __future__ import annotations

import numpy as np

from orgsim.simulation.draws import Purpose, key, philox4x32, philox_block
from orgsim.simulation.engines.records import Case
from orgsim.simulation.network import Requests, TaskType
from orgsim.simulation.tables import QuantileTable

_Words = tuple[int, int, int, int]
_LOW = 0xFFFFFFFF


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
        self._blocks: dict[int, np.ndarray[tuple[int, int], np.dtype[np.uint32]]] = {}
        self._lists: dict[int, list[_Words]] = {}
        self._ticks: dict[tuple[int, int], tuple[QuantileTable, list[int]]] = {}

    def of(self, case: Case, task: TaskType, visit: int) -> _Words:
        """Return the four words of a visit: service, rework, branch, error."""
        if visit > 1:
            return philox4x32((case.key >> 32, case.key & _LOW, task.uid, visit), self._key)
        words = self._lists.get(task.uid)
        if words is None:
            words = self._lists[task.uid] = [(a, b, c, d) for a, b, c, d in self._block(task).tolist()]
        return words[self._place[case.row]]

    def base(self, case: Case, task: TaskType, visit: int) -> int:
        """Return the drawn ticks of a visit, before multipliers."""
        if visit > 1:
            return task.table.ticks(self.of(case, task, visit)[0])
        drawn = self._ticks.get((task.uid, id(task.table)))
        if drawn is None:
            ticks: list[int] = task.table.ticks_block(self._block(task)[:, 0]).tolist()
            drawn = self._ticks[task.uid, id(task.table)] = (task.table, ticks)
        return drawn[1][self._place[case.row]]

    def external(self, case: Case, task: TaskType, visit: int) -> int:
        """Return the ticks of a wait outside."""
        words = philox4x32((case.key >> 32, case.key & _LOW, task.uid, visit), self._external_key)
        return task.table.ticks(words[0])

    def _block(self, task: TaskType) -> np.ndarray[tuple[int, int], np.dtype[np.uint32]]:
        if task.uid not in self._blocks:
            rows = self._of_service[task.service]
            self._blocks[task.uid] = philox_block(self._source[rows], self._index[rows], task.uid, 1, self._key)
        return self._blocks[task.uid]
