"""From a scenario to a log: prepare an alternative once, run it as often as needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from orgsim.errors import RegistryError
from orgsim.simulation import DEFAULT_ENGINE
from orgsim.simulation.arrivals import Arrivals
from orgsim.simulation.citizens import draw_citizens, draw_requests, draw_requests_by_stretch
from orgsim.simulation.log import Log
from orgsim.simulation.requests import Requests
from orgsim.simulation.study import BASELINE, Study, StudyPhase, prepare, tick_of
from orgsim.simulation.sums import Stretches, Sums, sums_of_log

__all__ = [
    "BASELINE",
    "ENGINES",
    "SideBySide",
    "Study",
    "StudyPhase",
    "add_up",
    "draw_citizens",
    "draw_requests",
    "draw_requests_by_stretch",
    "is_ready",
    "make_ready",
    "prepare",
    "run",
    "tick_of",
    "waits",
]

ENGINES: Mapping[str, str] = MappingProxyType(
    {"kernel": "orgsim.simulation.engines.compiled", "reference": "orgsim.simulation.engines.reference"}
)
"""Engines by name, with the module whose `run` is meant; all give equal logs, bit for bit."""


def run(study: Study, replication: int, engine: str = DEFAULT_ENGINE, citizens: Arrivals | None = None) -> Log:
    """Run one replication of a study.

    Parameters
    ----------
    study, replication
        What to run.
    engine
        Its name in `ENGINES`.
    citizens
        What `draw_citizens` gave for them; drawn here by default.

    Raises
    ------
    RegistryError
        If there is no such engine.
    """
    if engine not in ENGINES:
        raise RegistryError(f"there is no engine {engine!r}; there are {', '.join(ENGINES)}")
    runs: Callable[..., Log] = import_module(ENGINES[engine]).run
    return runs(
        study.network,
        draw_requests(study, replication, citizens),
        **_settings(study, replication),
    )


class SideBySide:
    """One replication of several structures, each run when it is asked for.

    Citizens that are the same in some of them are drawn once.

    Parameters
    ----------
    studies
        By name of the structure.
    replication, engine
        As for `run`.
    """

    def __init__(self, studies: Mapping[str, Study], replication: int, engine: str = DEFAULT_ENGINE) -> None:
        self._studies, self._replication, self._engine = studies, replication, engine
        self._drawn: list[tuple[tuple[object, ...], Arrivals]] = []

    def log(self, name: str) -> Log:
        """Run a structure.

        Raises
        ------
        RegistryError
            If there is no such engine.
        """
        study = self._studies[name]
        wanted = _drawn_from(study)
        citizens = next((made for asked, made in self._drawn if asked == wanted), None)
        if citizens is None:
            citizens = draw_citizens(study, self._replication)
            self._drawn.append((wanted, citizens))
        return run(study, self._replication, self._engine, citizens)


def waits(study: Study, replication: int, requests: Requests) -> npt.NDArray[np.int64]:
    """Run one replication without keeping its visits; return for how long each citizen waited, in ticks.

    Parameters
    ----------
    study, replication
        What to run, with the compiled engine.
    requests
        The citizens, as `draw_requests` gives them; they are the same in every structure of a scenario.

    Raises
    ------
    ImportError
        If numba is missing or does not work here.
    """
    from orgsim.simulation.engines.compiled import case_waits

    return case_waits(
        study.network,
        requests,
        **_settings(study, replication),
    )


def add_up(study: Study, replication: int, stretches: Stretches, engine: str = DEFAULT_ENGINE) -> Sums:
    """Run one replication and return what came of the requests, added up; the compiled engine keeps no log for it.

    Parameters
    ----------
    study, replication, engine
        As for `run`.
    stretches
        In which stretches of time the arrival of requests is told apart.

    Raises
    ------
    RegistryError
        If there is no such engine.
    """
    if engine != "kernel":
        return sums_of_log(run(study, replication, engine), stretches)
    from orgsim.simulation.engines.compiled import sums

    return sums(
        study.network,
        (draw_requests if study.sources.closed else draw_requests_by_stretch)(study, replication),
        **_settings(study, replication),
        stretches=stretches,
    )


def is_ready(engine: str = DEFAULT_ENGINE) -> bool:
    """Whether an engine can run at once; otherwise `make_ready` compiles it, which takes about a minute."""
    module = import_module(ENGINES[engine])
    return bool(module.is_ready()) if hasattr(module, "is_ready") else True


def make_ready(engine: str = DEFAULT_ENGINE) -> None:
    """Let an engine be compiled, if it has to be: once on a machine.

    Raises
    ------
    ImportError
        If numba, which compiles it, is missing or does not work here.
    """
    module = import_module(ENGINES[engine])
    if hasattr(module, "make_ready"):
        module.make_ready()


def _drawn_from(study: Study) -> tuple[object, ...]:
    """Return what the citizens of a study hang on, in every replication."""
    run = study.scenario.run
    return study.origin, study.limit, run.seed, study.attributes, study.calendar_spec, study.scenario.demand


def _settings(study: Study, replication: int) -> dict[str, int]:
    """Return what every run of an engine is told beside the network and the citizens."""
    return {"seed": study.scenario.run.seed, "replication": replication, "end": study.end, "limit": study.limit}
