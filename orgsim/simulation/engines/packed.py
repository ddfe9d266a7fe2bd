"""A network in arrays: what is the same in every replication."""

from __future__ import annotations

from dataclasses import dataclass

from orgsim.simulation.clocks import Clock
from orgsim.simulation.engines import layout


@dataclass
class Packed:
    """The arrays of a network, and the clocks that its places in them stand for."""

    tasks: layout.Memory
    queues: layout.Memory
    groups: layout.Memory
    servers: layout.Memory
    phases: layout.Memory
    people: layout.Memory
    tables: layout.Memory
    lists: layout.Memory
    lanes: layout.Memory
    clocks: list[Clock]
    sites: int
    team_most: int
    learns: bool
    counts: bool

    def clock(self, clock: Clock) -> int:
        """Return the place of a clock."""
        return self.clocks.index(clock)
