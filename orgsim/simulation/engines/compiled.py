"""The compiled engine: lays a replication out for the kernel, lets it run, grows what is full, and reads the log.

`docs/model.md` is its specification, as it is the reference engine's; their logs are equal, bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

from orgsim.errors import Fault, SimulationError, message
from orgsim.simulation.engines import layout
from orgsim.simulation.engines.cache import folder, kept_here
from orgsim.simulation.engines.memory import grown, memory_of
from orgsim.simulation.engines.unpacking import log_of, waits_of
from orgsim.simulation.log import Log
from orgsim.simulation.network import QueueingNetwork
from orgsim.simulation.requests import Requests


def run(
    network: QueueingNetwork,
    requests: Requests,
    *,
    seed: int,
    replication: int,
    end: int,
    limit: int,
    goes_on: Callable[[int], bool] | None = None,
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
    goes_on
        Asked after every million events, with the tick reached; False stops the run.

    Returns
    -------
    Log

    Raises
    ------
    SimulationError
        If a duration, a time or a number of cases leaves the range that the arrays hold.
    KeyboardInterrupt
        If `goes_on` says so.
    """
    memory = _ended(network, requests, seed, replication, end, limit, goes_on)
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
    SimulationError
        As `run` does.
    """
    memory = _ended(network, requests, seed, replication, end, limit, None, logs=False)
    return waits_of(memory, requests)


def _ended(
    network: QueueingNetwork,
    requests: Requests,
    seed: int,
    replication: int,
    end: int,
    limit: int,
    goes_on: Callable[[int], bool] | None,
    *,
    logs: bool = True,
) -> layout.Memory:
    """Return the memory of a run that has ended."""
    kernel = _kernel()
    if not limit < 1 << 58 or len(requests) >= 1 << 30:
        raise SimulationError(Fault(message("the run is too long: a time or a number of cases leaves its range")))
    memory = memory_of(network, requests, seed, replication, end, limit, logs=logs)
    kernel.enter_groups(memory)
    while (stopped := kernel.advance(memory)) != layout.ENDED:
        if goes_on is not None and not goes_on(int(memory[layout.NOW])):
            raise KeyboardInterrupt
        if stopped == layout.FULL:
            memory = grown(memory)
    kernel.flush(memory)
    if memory[layout.ERROR]:
        raise SimulationError(Fault(message("a duration left the range in which it can be scaled exactly")))
    return memory


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
    from numba import int8, int32, int64

    kernel, memory = _kernel(), int64[::1]
    for function in (kernel.enter_groups, kernel.advance, kernel.flush):
        function.compile((memory,))
    kernel.order_rows.compile((memory, memory, memory))
    kernel.read_rows.compile((memory, memory, memory, memory, memory, int32[::1], int8[::1]))


@cache
def _kernel() -> Any:
    with kept_here():
        return import_module("orgsim.simulation.engines.kernel")


if __name__ == "__main__":
    make_ready()
