"""The requests on their way into the kernel: some at a time, so that no copy of all of them is needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from orgsim.simulation.engines import layout
from orgsim.simulation.requests import Requests


class Feed:
    """Hands requests to the kernel in the order of arrival.

    Parameters
    ----------
    requests
        The citizens of a run, or, one after the other, those of its stretches of time; then nobody follows another.
    end
        Tick at which the observed window ends.

    Attributes
    ----------
    number, first
        How many come, and the tick at which the first does; 0 where that is not known beforehand.
    room
        How many are handed over at a time, at most.
    """

    def __init__(self, requests: Requests | Iterable[Requests], end: int) -> None:
        self.number, self.first, self.room, self._end, self._closed = 0, 0, layout.ASKED_AT_ONCE, end, False
        if isinstance(requests, Requests):
            self.number, self.first = len(requests), int(requests.arrived.min(initial=0))
            self._closed = bool((requests.follows >= 0).any())
            if self._closed:
                self.room = max(self.room, self.number)  # who follows another is looked up by his place
            requests = (requests,)
        self._parts = self._small(requests)
        self._next = next(self._parts, None)

    def _small(self, parts: Iterable[Requests]) -> Iterator[Requests]:
        for part in parts:
            for first in range(0, len(part), self.room):
                yield part[first : first + self.room]

    def is_wanted(self, memory: layout.Memory) -> bool:
        """Whether all that was handed over has come, and there is more."""
        return bool(memory[layout.MORE_REQUESTS] and memory[layout.NEXT_REQUEST] >= memory[layout.N_REQUESTS])

    def fill(self, memory: layout.Memory) -> None:
        """Hand over the next ones."""
        part, self._next = self._next, next(self._parts, None)
        memory[layout.FIRST_REQUEST] += memory[layout.N_REQUESTS]
        memory[layout.NEXT_REQUEST] = memory[layout.N_REQUESTS] = 0
        memory[layout.MORE_REQUESTS] = self._next is not None
        if part is None:
            return
        asks = memory[memory[layout.ASKS] :][: self.room * layout.A_WIDTH].reshape(layout.A_WIDTH, self.room)
        np.bitwise_xor(part.key.view(np.int64), -1 << 63, out=asks[layout.A_KEY, : len(part)])  # in signed order
        columns: dict[int, npt.NDArray[np.integer]] = {
            layout.A_SERVICE: part.service,
            layout.A_CLASS: part.case_class,
            layout.A_SITE: part.site,
            layout.A_ARRIVED: part.arrived,
            layout.A_DUE: part.due,
            layout.A_EXPECTED: part.expected,
        }
        for column, values in columns.items():
            asks[column, : len(part)] = values
        asks[layout.A_FOLLOWER] = -1
        first, of_themselves = 0, part.arrived
        if self._closed:
            follows = part.follows >= 0
            later = np.flatnonzero(follows)
            asks[layout.A_FOLLOWS, : len(part)] = follows
            asks[layout.A_FOLLOWER][part.follows[later]] = later
            first, of_themselves = int(np.argmin([*follows, False])), part.arrived[~follows]
        memory[layout.N_REQUESTS] = len(part)
        memory[layout.NEXT_REQUEST] = first
        memory[layout.COHORT] += np.count_nonzero(of_themselves < self._end)
