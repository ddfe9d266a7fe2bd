"""From a scenario to a log: prepare an alternative once, run it as often as needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from orgsim.errors import RegistryError
from orgsim.measures import WorkingTime
from orgsim.simulation import DEFAULT_ENGINE
from orgsim.simulation.arrivals import Arrivals, draw_arrivals, draw_stretches
from orgsim.simulation.draws import parts
from orgsim.simulation.habits import habitual
from orgsim.simulation.log import Log
from orgsim.simulation.network import ANY_SITE
from orgsim.simulation.requests import Requests
from orgsim.simulation.study import BASELINE, Study, StudyPhase, prepare, tick_of
from orgsim.simulation.sums import Stretches, Sums, sums_of_log
from orgsim.simulation.tables import threshold

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
    "run_all",
    "tick_of",
    "waits",
]

_DAY = 86_400
_AT_A_TIME = 28 * _DAY  # who comes in so many days is drawn at a time where not all are wanted at once

ENGINES: Mapping[str, str] = MappingProxyType(
    {"kernel": "orgsim.simulation.engines.compiled", "reference": "orgsim.simulation.engines.reference"}
)
"""Engines by name, with the module whose `run` is meant; all give equal logs, bit for bit."""


def draw_citizens(study: Study, replication: int) -> Arrivals:
    """Draw the citizens of a replication."""
    return draw_arrivals(study.sources, seed=study.scenario.run.seed, replication=replication)


def _drawn_from(study: Study) -> tuple[object, ...]:
    """Return what the citizens of a study hang on, in every replication."""
    run = study.scenario.run
    return study.origin, study.limit, run.seed, study.attributes, study.calendar_spec, study.scenario.demand


def draw_requests(study: Study, replication: int, citizens: Arrivals | None = None) -> Requests:
    """Draw the citizens of a replication, as the phases of a study meet them: class, site and due time added.

    The draws know nothing of the structure; what a drawn word means (online or not, which site) is the organisation's.

    Parameters
    ----------
    study, replication
        Whose.
    citizens
        What `draw_citizens` gave for them; drawn here by default.
    """
    arrivals = draw_citizens(study, replication) if citizens is None else citizens
    codes = {name: code for code, name in enumerate(study.network.names["service"])}
    of_source = np.array([codes[name] for name in arrivals.services], np.int32)[arrivals.service_of]
    service, case_class = of_source.take(arrivals.source), np.zeros(len(arrivals), np.int32)
    due, expected = np.full(len(arrivals), -1, np.int64), np.full(len(arrivals), -1, np.int64)
    habits = habitual(arrivals)
    starts = [*(phase.start for phase in study.phases), 1 << 62]
    phases = [
        (begin, end, _traits(study, phase), _promises(study, phase))
        for phase, begin, end in zip(study.phases, starts[:-1], starts[1:], strict=True)
    ]
    for part in parts(len(arrivals)):
        # Whoever comes again is of the class that the words mean in the first phase; what is due is settled later.
        time, asked, first = arrivals.time[part], service[part], arrivals.follows[part] < 0
        when = np.where(first, time, study.phases[0].start)
        for begin, end, traits, promises in phases:
            inside = (when >= begin) & (when < end)
            if not inside.any():
                continue
            for code, bit, attribute, below in traits:
                rows = np.flatnonzero(inside & (asked == code))
                has = arrivals.attribute_words[part, arrivals.attributes.index(attribute)][rows] < below
                if attribute in habits:
                    has |= habits[attribute][part][rows]
                case_class[part][rows] |= has.astype(np.int32) << bit
            inside &= first
            for promise, hope, served in promises:
                rows = np.flatnonzero(inside & served.take(asked))
                came = time[rows]
                hoped = study.calendar.due_ticks(came, hope, study.origin)
                expected[part][rows] = hoped
                if promise is not None:
                    same = promise == hope
                    due[part][rows] = hoped if same else study.calendar.due_ticks(came, promise, study.origin)
    return Requests(
        key=arrivals.key,
        service=service,
        case_class=case_class,
        site=_sites(study, arrivals),
        arrived=arrivals.time,
        due=due,
        expected=expected,
        follows=arrivals.follows,
    )


def _traits(study: Study, phase: StudyPhase) -> list[tuple[int, int, str, int]]:
    """Return which bit of the class of a service tells of which attribute, and below which word a case has it."""
    return [
        (code, bit, attribute, threshold(spec.attributes[attribute]))
        for code, name in enumerate(study.network.names["service"])
        if (spec := phase.organisation.services.get(name)) is not None
        for bit, attribute in enumerate(study.network.attributes[name])
        if attribute in spec.attributes
    ]


def _promises(study: Study, phase: StudyPhase) -> list[tuple[WorkingTime | None, WorkingTime, npt.NDArray[np.bool_]]]:
    """Return what is promised, what is expected, and of which services, by code."""
    found: dict[tuple[WorkingTime | None, WorkingTime], npt.NDArray[np.bool_]] = {}
    names = study.network.names["service"]
    for name, spec in phase.organisation.services.items():
        hope = spec.expected or spec.promise
        if hope is not None:
            served = found.setdefault((spec.promise, hope), np.zeros(len(names), np.bool_))
            served[names.index(name)] = True
    return [(promise, hope, served) for (promise, hope), served in found.items()]


def draw_requests_by_stretch(study: Study, replication: int) -> Iterator[Requests]:
    """Draw the citizens of a replication, one stretch of time after the other, as `draw_requests` does all at once.

    Parameters
    ----------
    study, replication
        Whose; without closed groups, of which nobody knows beforehand who comes when.
    """
    ends = range(_AT_A_TIME, study.limit + _AT_A_TIME + _DAY, _AT_A_TIME)
    for citizens in draw_stretches(study.sources, ends, seed=study.scenario.run.seed, replication=replication):
        yield draw_requests(study, replication, citizens)


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
        seed=study.scenario.run.seed,
        replication=replication,
        end=study.end,
        limit=study.limit,
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


def run_all(studies: Mapping[str, Study], replication: int, engine: str = DEFAULT_ENGINE) -> dict[str, Log]:
    """Run one replication of several structures, and keep all logs (see `SideBySide`)."""
    runs = SideBySide(studies, replication, engine)
    return {name: runs.log(name) for name in studies}


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
        seed=study.scenario.run.seed,
        replication=replication,
        end=study.end,
        limit=study.limit,
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
        seed=study.scenario.run.seed,
        replication=replication,
        end=study.end,
        limit=study.limit,
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


def _sites(study: Study, arrivals: Arrivals) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    sites = study.phases[0].organisation.agency.sites
    if not sites:
        return np.broadcast_to(np.int32(ANY_SITE), len(arrivals))
    names = study.network.names["site"]
    shares = np.cumsum([sites[name].share for name in names if name in sites])
    bounds = np.array([threshold(min(float(share), 1.0)) for share in shares[:-1]], np.int64)
    present = np.array([code for code, name in enumerate(names) if name in sites], np.int32)
    found = np.empty(len(arrivals), np.int32)
    for part in parts(len(arrivals)):
        found[part] = present[np.searchsorted(bounds, arrivals.site_word[part], side="right")]
    return found
