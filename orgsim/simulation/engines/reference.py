"""The reference engine: SimPy processes, written to be read. `docs/model.md` is its specification.

A citizen's case is a process that walks the route (`Core.way`); what happens by the calendar, and what citizens do of
themselves, are processes too. Staff and things are taken in one place only, the dispatch, which comes last at every
instant.
"""

from __future__ import annotations

from orgsim.simulation.engines.core import Core
from orgsim.simulation.engines.surroundings import Surroundings
from orgsim.simulation.log import Log
from orgsim.simulation.network import QueueingNetwork
from orgsim.simulation.requests import Requests


def run(network: QueueingNetwork, requests: Requests, *, seed: int, replication: int, end: int, limit: int) -> Log:
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
    """
    core = Core(network, requests, seed=seed, replication=replication, end=end, limit=limit)
    for process in Surroundings(core).processes():
        core.env.process(process)
    return core.run()
