"""The order of what happens at one instant."""

from __future__ import annotations

from collections.abc import Generator
from enum import IntEnum

import simpy

_ORDER = 128
"""Bits of the order within a turn."""

Process = Generator[simpy.Event, None, None]
"""What happens one thing after another: to a case, or by the calendar."""


class Turn(IntEnum):
    """Switches, then completions, then arrivals and timers, until nothing without delay is left; then one dispatch.

    Of the switches: phases, openings, things that come, fail or are mended; then sessions and batches that are due;
    then who stays on; last those who go home. Within a turn cases come in the order of their keys, and visits of one
    case in the order of the uid of their step and of their number.
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

    def happen(self, delay: int, turn: Turn, order: int = 0) -> Moment:
        """Let it happen after a delay; of those of one turn, in order."""
        self._ok = True
        self._value = None
        schedule(self, turn, delay, order)
        return self


def schedule(event: simpy.Event, turn: Turn, delay: int = 0, order: int = 0) -> None:
    """Schedule an event after a delay, in its turn; of those of one turn, in order."""
    event.env.schedule(event, turn << _ORDER | order, delay)  # type: ignore[arg-type]


def case_order(key: int, uid: int = 0, number: int = 0) -> int:
    """Return the order, within a turn, of what happens to a case (at a visit)."""
    return key << 64 | uid << 32 | number
