"""What citizens' own doing may ask of the engine: the face that `reactions` sees."""

from __future__ import annotations

from typing import Protocol

import simpy

from orgsim.simulation.engines.instant import Moment, Process, Turn
from orgsim.simulation.engines.records import Case, Visit
from orgsim.simulation.engines.routes import Routes
from orgsim.simulation.log import Outcome
from orgsim.simulation.network import QueueingNetwork, TaskType


class Office(Protocol):
    """An engine at work, as citizens meet it."""

    env: simpy.Environment
    network: QueueingNetwork
    routes: Routes

    def now(self) -> int:
        """Return the tick."""

    def at(self, tick: int, turn: Turn, order: int = 0) -> Moment:
        """Return a moment at a tick; now, if it has passed."""

    def open_case(self, case: Case) -> None:
        """Let a case arrive that was not foreseen."""

    def close(self, case: Case, outcome: Outcome) -> None:
        """Close a case."""

    def leave_queue(self, visit: Visit) -> bool:
        """Take a visit out of its queue; return whether it was in one."""

    def serve_aside(self, case: Case, task: TaskType) -> Process:
        """Serve a visit that is no part of the route."""
