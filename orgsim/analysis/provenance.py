"""What a result rests on: hashes, versions, assumptions, and the weakest basis of its inputs."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from pydantic import PrivateAttr

from orgsim.analysis.findings import AssumptionInUse
from orgsim.assumptions import Assumptions, ledger

if TYPE_CHECKING:
    from orgsim.scenario.scenario import Scenario
    from orgsim.simulation.network import Phase
    from orgsim.simulation.simulate import Study

__all__ = ["assumptions_in_use", "inputs_hash", "noting_assumptions", "versions", "weakest_basis"]

_STRENGTH = {"measured": 0, "stated": 1, "found": 1, "derived": 1, "calibrated": 1, "assumed": 2}
_NAMES = ("measured", "stated", "assumed")


class NotedAssumptions(Assumptions):
    """Assumptions that remember which of them were asked for."""

    _asked: set[str] = PrivateAttr(default_factory=set)

    def __getitem__(self, name: str) -> Any:
        """Return the value in force, and remember that it was asked for."""
        self._asked.add(name)
        return super().__getitem__(name)

    @property
    def asked(self) -> frozenset[str]:
        """Names asked for so far."""
        return frozenset(self._asked)


def noting_assumptions(scenario: Scenario) -> tuple[Scenario, NotedAssumptions]:
    """Return the same scenario with assumptions that remember which of them are used."""
    noted = NotedAssumptions.model_construct(overrides=scenario.assumptions.overrides)
    return scenario.model_copy(update={"assumptions": noted}), noted


def assumptions_in_use(assumptions: Assumptions, asked: Iterable[str]) -> tuple[AssumptionInUse, ...]:
    """Return what the model asked for and what the scenario put in place, by id."""
    found = []
    for name in sorted({*asked, *assumptions.overrides}):
        override = assumptions.overrides.get(name)
        source = ledger()[name].source if override is None else override.source
        value = ledger()[name].default if override is None else override.value
        found.append(AssumptionInUse(name, value, assumptions.range(name), assumptions.basis(name), source or None))
    return tuple(found)


def weakest_basis(scenario: Scenario, assumptions: Iterable[AssumptionInUse]) -> str:
    """Return the weakest basis of what went in: measured, stated or assumed.

    A number without evidence counts as assumed: one source of citizens, or one step, without any is enough.
    """
    said = {evidence.path for evidence in scenario.evidence}

    def without(*path: str) -> bool:
        return not any(place[: len(path)] == path for place in said)

    bare = any(without("demand", source) for source in scenario.demand) or any(
        without("agency", "services", service, "steps", step)
        for service, written in scenario.agency.services.items()
        for step in written.steps
    )
    strengths = [_STRENGTH[basis] for basis in (*(e.basis for e in scenario.evidence), *(a.basis for a in assumptions))]
    return _NAMES[max([2 if bare else 0, *strengths])]


def inputs_hash(scenario: Scenario, studies: Mapping[str, Study]) -> str:
    """Return a hash of everything that enters an engine: the scenario in canonical form, and the integers made of it.

    Equal hashes mean equal logs, on any engine and machine, with any number of workers.
    """
    content = blake2b(digest_size=16)
    written = scenario.model_dump(mode="json", by_alias=True)
    content.update(json.dumps(written, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode())
    for name in sorted(studies):
        network = studies[name].network
        content.update(name.encode())
        for phase in network.phases:
            content.update(_phase_digest(phase))
        content.update(repr(network.pace).encode())
        for clock in {clock: None for clock in (*network.clocks, network.office)}:
            for ticks in (clock.opens, clock.closes):
                content.update(ticks.astype("<i8").tobytes())
    return content.hexdigest()


def _phase_digest(phase: Phase) -> bytes:
    tasks = [
        (code, task.uid, task.table.digest(), task.mean, task.rework_below, task.rework_to, task.next)
        for code, task in sorted(phase.tasks.items())
    ]
    servers = [
        (code, site, [(server.staff, server.level, server.ppm) for server in group])
        for code, task in sorted(phase.tasks.items())
        for site, group in sorted(task.own.items())
    ]
    rest = (phase.start, sorted(phase.first.items()), phase.hand_over_work, phase.switching_default)
    return blake2b(repr((tasks, servers, rest)).encode(), digest_size=16).digest()


def versions() -> dict[str, str]:
    """Return the versions of orgsim, Python and the libraries that compute."""
    return dict(_versions())


@cache
def _versions() -> tuple[tuple[str, str], ...]:
    from importlib.metadata import PackageNotFoundError, version

    found = [("python", platform.python_version())]
    for name in ("orgsim", "numba", "numpy", "scipy", "simpy"):
        with suppress(PackageNotFoundError):  # without numba the reference engine does the work
            found.append((name, version(name)))
    return tuple(found)
