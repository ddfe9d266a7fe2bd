"""The order of what happens at one instant."""

from __future__ import annotations

from collections.abc import Generator
from enum import IntEnum

import simpy

Process = Generator[simpy.Event, None, None]
"""What happens one thing after another: to a case, or by the calendar."""


class Turn(IntEnum):
    """Switches, then completions, then arrivals and timers, until nothing without delay is left; then one dispatch.

    Of the switches: phases, openings, things that come, fail or are mended; then sessions and batches that are due;
    then who stays on; last those who go home.
    """

    SWITCH = 0
    CALL = 1
    OVERTIME = 2
    EVENING = 3
    COMPLETION = 4
    ARRIVAL = 5
    DISPATCH = 9
    END = 10


class Moment(simpy.Event):
    """An event at a tick, in its turn among those of the same instant (SimPy's own timeouts know one turn only)."""

    def happen(self, delay: int, turn: Turn) -> Moment:
        """Let it happen after a delay."""
        self._ok = True
        self._value = None
        self.env.schedule(self, turn, delay)  # type: ignore[arg-type]
        return self
