"""What befalls the office in a replication: who is away on which day, and when equipment does not work.

Drawn before the run, per person and day and per thing, by code that all engines share.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orgsim.simulation.clocks import NEVER, Clock
from orgsim.simulation.draws import Purpose, key, philox4x32, philox_block
from orgsim.simulation.network import QueueingNetwork

_DAY = 86_400


@dataclass(frozen=True)
class Conditions:
    """The surroundings of one replication.

    Attributes
    ----------
    clocks
        When each person is on duty, drawn absences taken off; by staff code.
    outages
        Thing, first tick and end of every outage, sorted by its first tick.
    """

    clocks: tuple[Clock, ...]
    outages: tuple[tuple[int, int, int], ...]


def draw_conditions(network: QueueingNetwork, *, seed: int, replication: int, limit: int) -> Conditions:
    """Draw the surroundings of a replication.

    Parameters
    ----------
    network
        Who may be away, and what may fail.
    seed, replication
        Make the keys.
    limit
        Last tick of the run.
    """
    absence = key(seed, replication, Purpose.ABSENCE)
    days = np.arange(limit // _DAY + 2)
    clocks = []
    for staff, clock in enumerate(network.clocks):
        dates = network.absent[staff] if network.absent else ()
        if any(below for _, below in dates):
            words = philox_block(network.staff_uids[staff], days, 0, 0, absence)[:, 0]
            starts, below = np.array(dates, dtype=np.int64).T
            in_force = np.maximum(np.searchsorted(starts, days * _DAY, side="right") - 1, 0)
            away = days[words.astype(np.int64) < below[in_force]] * _DAY
            clock = clock.minus(np.stack((away, away + _DAY), axis=1)) if len(away) else clock
        clocks.append(clock)
    outages = sorted(_outages(network, seed, replication, limit), key=lambda outage: (outage[1], outage[0]))
    return Conditions(tuple(clocks), tuple(outages))


def closings(hours: Clock) -> tuple[int, ...]:
    """Return the last closing of each day of a clock."""
    following = [*hours.opens[1:].tolist(), NEVER]
    pairs = zip(hours.closes.tolist(), following, strict=True)
    return tuple(closing for closing, opening in pairs if opening // _DAY > (closing - 1) // _DAY)


def _outages(network: QueueingNetwork, seed: int, replication: int, limit: int) -> list[tuple[int, int, int]]:
    outage, found = key(seed, replication, Purpose.OUTAGE), []
    for thing, rule in enumerate(network.outages):
        tick, number = 0, 0
        while rule is not None and tick <= limit:
            between, lasting, _, _ = philox4x32((rule.uid, number, 0, 0), outage)
            start = tick + rule.every.ticks(between)
            tick = start + max(1, rule.lasting.ticks(lasting))
            number += 1
            if start <= limit:
                found.append((thing, start, tick))
    return found
