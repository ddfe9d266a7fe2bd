"""The workloads as plain numbers, for every simulator the same: stations, ways between them, classes of cases.

The measure of time is the mean gap between arrivals, so that a case comes every unit of time. All gaps and all work are
exponential, so the mean wait is known exactly: every station is an M/M/c queue of its own (Jackson), whatever comes
back; and since all classes have the same work at a station, who is served first does not change the mean over all.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum

import numpy as np

from orgsim.analysis.theory.networks import jackson

__all__ = ["FIVE_STATIONS", "ONE_QUEUE_OF_EIGHT", "ONE_SERVER", "Model"]

Row = tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Model:
    """A network of stations.

    Attributes
    ----------
    name
        What it is called in results.
    servers
        Of each station.
    loads
        Of each station.
    moves
        After each station: which ones follow, and with what chance; the rest leaves. The first is rework.
    classes
        Share of each class of cases, and its priority: the smaller is served first.
    """

    name: str
    servers: tuple[int, ...]
    loads: tuple[float, ...]
    moves: tuple[Row, ...]
    classes: tuple[tuple[float, int], ...] = ((1.0, 1),)

    @property
    def matrix(self) -> list[list[float]]:
        """Chances of going from one station to another."""
        rows = [dict(row) for row in self.moves]
        return [[row.get(j, 0.0) for j in range(len(rows))] for row in rows]

    @property
    def visits(self) -> tuple[float, ...]:
        """Mean visits of a case at each station."""
        size = len(self.servers)
        entering = np.eye(size)[0]
        return tuple(np.linalg.solve(np.eye(size) - np.asarray(self.matrix).T, entering).tolist())

    @property
    def means(self) -> tuple[float, ...]:
        """Mean work of a visit at each station, in mean gaps."""
        return tuple(r * c / v for r, c, v in zip(self.loads, self.servers, self.visits, strict=True))

    @property
    def exact(self) -> float:
        """Mean wait of a case at all stations together, in mean gaps."""
        entering = [1.0] + [0.0] * (len(self.servers) - 1)
        found = jackson(entering, self.matrix, [1 / mean for mean in self.means], self.servers)
        return fsum(flow * station.wait for flow, station in zip(found.flows, found.stations, strict=True))

    @property
    def has_priorities(self) -> bool:
        """Whether some are served before others."""
        return len({priority for _, priority in self.classes}) > 1


ONE_SERVER = Model("W1, M/M/1 at load 0.8", (1,), (0.8,), ((),))
ONE_QUEUE_OF_EIGHT = Model("W2, M/M/8 at load 0.9", (8,), (0.9,), ((),))
FIVE_STATIONS = Model(
    "W3, five stations with rework, three classes",
    servers=(4, 6, 3, 2, 5),
    loads=(0.85, 0.90, 0.80, 0.75, 0.85),
    # 1 → 0, 2 → 1, 3 → 1, 4 → 0 and 4 → 3 are rework; 3.88 visits a case.
    moves=(
        ((1, 1.0),),
        ((0, 0.10), (2, 0.45), (3, 0.315)),
        ((1, 0.10), (4, 0.63)),
        ((1, 0.10), (4, 0.36)),
        ((0, 0.05), (3, 0.0475)),
    ),
    classes=((0.2, 0), (0.5, 1), (0.3, 1)),
)
