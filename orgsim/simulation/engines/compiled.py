"""The compiled engine: lays a replication out for the kernel, lets it run, grows what is full, and reads the log.

`docs/model.md` is its specification, as it is the reference engine's; their logs are equal, bit for bit.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from inspect import signature
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from orgsim.errors import Fault, Message, SimulationError, message
from orgsim.simulation.compiled_code import offer
from orgsim.simulation.engines import layout
from orgsim.simulation.engines.cache import folder, kept_here
from orgsim.simulation.engines.feed import Feed
from orgsim.simulation.engines.memory import grown, memory_of
from orgsim.simulation.engines.unpacking import log_of, sums_of, waits_of
from orgsim.simulation.log import Log
from orgsim.simulation.network import QueueingNetwork
from orgsim.simulation.requests import Requests
from orgsim.simulation.stopping import stop_if_unwanted
from orgsim.simulation.sums import Stretches, Sums

_LONGEST: Final = 1 << 56
_MOST_CASES: Final = 1 << 30
_MOST_VISITS: Final = (1 << 31) - 1
_MOST_PHASES: Final = 1 << 12
_MOST_TASKS: Final = 1 << 15


def run(
    network: QueueingNetwork,
    requests: Requests,
    *,
    seed: int,
    replication: int,
    end: int,
    limit: int,
) -> Log:
    """Run one replication.

    Parameters
    ----------
    network
        What `orgsim.simulation.compile` made of the phases.
    requests
        The citizens.
    seed, replication
        Make the keys of the draws of the visits and of the surroundings.
    end
        Tick at which the observed window ends; cases that arrived before it are followed to their close.
    limit
        Tick at which the run stops even if some are still open.

    Returns
    -------
    Log

    Raises
    ------
    SimulationError
        If a duration, a time or a number leaves the range that the arrays hold, or the arrays the machine's memory.
    KeyboardInterrupt
        If the run is not wanted any more (`orgsim.simulation.stopping`).
    """
    memory = _ended(network, Feed(requests, end), seed, replication, end, limit)
    return log_of(network, memory, replication, _kernel())


def case_waits(
    network: QueueingNetwork, requests: Requests, *, seed: int, replication: int, end: int, limit: int
) -> npt.NDArray[np.int64]:
    """Run one replication without a log; return for how long each citizen waited, all visits together, in ticks.

    It is what the visits of a log that have begun add up to (``started - enqueued``), in the order of the requests.

    Parameters
    ----------
    network, requests, seed, replication, end, limit
        As for `run`.

    Raises
    ------
    SimulationError, KeyboardInterrupt
        As `run` does.
    """
    memory = _ended(network, Feed(requests, end), seed, replication, end, limit, keeps=layout.KEEP_WAITS)
    return waits_of(memory)


def sums(
    network: QueueingNetwork,
    requests: Requests | Iterable[Requests],
    *,
    seed: int,
    replication: int,
    end: int,
    limit: int,
    stretches: Stretches,
) -> Sums:
    """Run one replication without a log; return what came of the requests, added up while it runs.

    The memory that this takes does not grow with the number of requests, if they come in parts.

    Parameters
    ----------
    network, seed, replication, end, limit
        As for `run`.
    requests
        The citizens, or one after the other those of stretches of time, of whom then nobody follows another.
    stretches
        In which stretches of time their arrival is told apart.

    Raises
    ------
    SimulationError, KeyboardInterrupt
        As `run` does.
    """
    feed = Feed(requests, end)
    return sums_of(_ended(network, feed, seed, replication, end, limit, keeps=layout.KEEP_SUMS, stretches=stretches))


def _ended(
    network: QueueingNetwork,
    feed: Feed,
    seed: int,
    replication: int,
    end: int,
    limit: int,
    *,
    keeps: int = layout.KEEP_LOG,
    stretches: Stretches | None = None,
) -> layout.Memory:
    """Return the memory of a run that has ended."""
    kernel = _kernel()
    if not limit < _LONGEST:
        raise _refused(
            message("the run is longer than times can be counted"), message("Let it end earlier (run, observe).")
        )
    if feed.number > _MOST_CASES:
        raise _refused(
            message("more cases come than can be numbered"), message("Let fewer come, or observe a shorter time.")
        )
    if len(network.phases) > _MOST_PHASES:
        raise _refused(
            message("there are more phases than can be numbered"),
            message("Let several steps of a plan come on one date."),
        )
    if sum(len(phase.tasks) for phase in network.phases) > _MOST_TASKS:
        raise _refused(
            message("the steps of all services, in all phases, are more than can be numbered"),
            message("Leave out services that share nobody with the others, or take together steps of a plan."),
        )
    stop_if_unwanted()
    try:
        memory = memory_of(network, feed, seed, replication, end, limit, keeps=keeps, stretches=stretches)
        kernel.enter_groups(memory)
        while (stopped := kernel.advance(memory)) != layout.ENDED:
            stop_if_unwanted()
            if stopped == layout.FULL and feed.is_wanted(memory):
                feed.fill(memory)
            elif stopped == layout.FULL:
                if keeps == layout.KEEP_LOG and memory[layout.CASES] > _MOST_CASES:
                    raise _refused(
                        message("more cases come than can be numbered"),
                        message("Let fewer come, or observe a shorter time."),
                    )
                room = memory[layout.ROOM_ROWS]
                memory = grown(memory)
                kernel.move_unserved(memory, room, memory[layout.ROOM_ROWS])
        kernel.flush(memory)
    except MemoryError:
        raise _refused(
            message("the cases and visits of the run do not fit into the memory of this machine"),
            message(
                "Observe a shorter time, run fewer replications at a time, or look for a queue that grows without end "
                "(orgsim preview)."
            ),
        ) from None
    _refuse_what_it_left(memory, keeps)
    return memory


def _refuse_what_it_left(memory: layout.Memory, keeps: int) -> None:
    """Refuse a run that has left the range of what can be counted."""
    if keeps == layout.KEEP_LOG and memory[layout.OUT] + memory[layout.NEVER_BEGAN] > _MOST_VISITS:
        raise _refused(
            message("more visits are made than can be numbered"),
            message("Observe a shorter time, or let fewer come."),
        )
    if memory[layout.ERROR] == layout.TOO_MANY_AT_ONCE:
        raise _refused(
            message("one case opens more branches at once than can be followed"),
            message("Split it into fewer branches."),
        )
    if memory[layout.ERROR]:
        raise _refused(
            message("a duration left the range in which it can be scaled exactly"),
            message("Look for a service time or a wait of many years."),
        )


def _refused(what: Message, remedy: Message) -> SimulationError:
    return SimulationError(Fault(what, remedy=remedy))


def is_ready() -> bool:
    """Whether the kernel has been compiled on this machine."""
    return any(folder().glob("kernel.advance-*.nbc"))


def make_ready() -> None:
    """Compile the kernel, which happens once on a machine, or load it.

    Raises
    ------
    ImportError
        If numba is missing or does not work here.
    """
    from numba import int64, uint32

    kernel, memory = _kernel(), int64[::1]
    for function in (kernel.enter_groups, kernel.advance, kernel.flush):
        function.compile((memory,))
    kernel.move_unserved.compile((memory, int64, int64))
    kernel.draw_words.compile((memory, uint32[::1], uint32[::1], int64, int64, uint32[::1]))
    for function in _passes():
        function.compile((int64,) * len(signature(function.py_func).parameters))


@cache
def _kernel() -> Any:
    with kept_here():
        kernel = import_module("orgsim.simulation.engines.kernel")
        passes = _passes()
    offer(kernel.draw_words, *passes)
    return kernel


def _passes() -> tuple[Any, ...]:
    found = import_module("orgsim.simulation.engines.log_passes")
    return found.time_on_duty, found.read_visits, found.add_busy, found.add_by_code, found.find_shared


if __name__ == "__main__":
    make_ready()
