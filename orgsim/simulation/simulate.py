"""From a scenario to a log: prepare an alternative once, run it as often as needed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from orgsim.errors import Fault, InputError, RegistryError, message
from orgsim.organisation.calendar import Calendar
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.dip_rework import with_dip_rework
from orgsim.restructuring.plan import phases as phases_of_plan
from orgsim.restructuring.transition import HORIZON
from orgsim.scenario.run_settings import add_period
from orgsim.scenario.settling import settled
from orgsim.simulation import DEFAULT_ENGINE
from orgsim.simulation.arrivals import Arrivals, draw_arrivals
from orgsim.simulation.clocks import Clock
from orgsim.simulation.compile import compile_network
from orgsim.simulation.conditions import draw_conditions
from orgsim.simulation.habits import habitual
from orgsim.simulation.log import Log
from orgsim.simulation.network import ANY_SITE, QueueingNetwork
from orgsim.simulation.pace import response_of, with_pace
from orgsim.simulation.requests import Requests
from orgsim.simulation.tables import threshold

if TYPE_CHECKING:
    from orgsim.restructuring.plan import Plan
    from orgsim.restructuring.response import Response
    from orgsim.scenario.scenario import Scenario

BASELINE = "baseline"
"""The name of the structure as it is."""

_DAY = 86_400

ENGINES: Mapping[str, str] = MappingProxyType(
    {"kernel": "orgsim.simulation.engines.compiled", "reference": "orgsim.simulation.engines.reference"}
)
"""Engines by name, with the module whose `run` is meant; all give equal logs, bit for bit."""


@dataclass(frozen=True)
class StudyPhase:
    """One phase of an alternative.

    Attributes
    ----------
    start, on, organisation
        The first tick, the date and the organisation in force.
    structure
        Number of the structure; phases in a row with one number differ only in how much rework a dip brings.
    """

    start: int
    on: dt.date
    organisation: Organisation
    structure: int = 0


@dataclass(frozen=True)
class Study:
    """One alternative of a scenario, ready to run.

    Attributes
    ----------
    scenario
        What was asked.
    alternative
        Its name; `BASELINE` for the structure as it is.
    phases
        Organisation by phase.
    network
        What the engines run.
    origin
        The day whose 00:00 is tick 0.
    change
        First tick of the change: of the alternative's own first date, or of the one the scenario implies.
    end
        Tick at which the observed window ends, the same for all alternatives: they all see the same citizens.
    limit
        Tick at which a run stops even if cases are open.
    planned
        Whether a plan changes anything.
    response
        How people answer the plan; None where the scenario leaves it out.
    """

    scenario: Scenario
    alternative: str
    phases: tuple[StudyPhase, ...]
    network: QueueingNetwork
    origin: dt.date
    change: int
    end: int
    limit: int
    planned: bool = True
    response: Response | None = None

    @cached_property
    def calendar(self) -> Calendar:
        """The agency's calendar, as it is before any change."""
        return self.phases[0].organisation.agency.calendar.resolve()

    def clocks(self, replication: int) -> tuple[Clock, ...]:
        """Return when each person is on duty in a replication, drawn absences taken off."""
        seed = self.scenario.run.seed
        return draw_conditions(self.network, seed=seed, replication=replication, limit=self.limit).clocks

    def date(self, tick: int) -> dt.date:
        """Return the civil date of a tick."""
        return self.origin + dt.timedelta(days=tick // _DAY)


def tick_of(date: dt.date, origin: dt.date) -> int:
    """Return the tick of 00:00 of a date.

    Examples
    --------
    >>> tick_of(dt.date(2026, 1, 6), dt.date(2026, 1, 5))
    86400
    """
    return (date - origin).days * _DAY


def prepare(scenario: Scenario, alternative: str = BASELINE, *, plan: Plan | None = None) -> Study:
    """Prepare an alternative of a scenario.

    Parameters
    ----------
    scenario
        What is asked.
    alternative
        Name of an alternative, or `BASELINE`.
    plan
        A plan that is not in the scenario, under the name `alternative`: controls, trials.

    Raises
    ------
    InputError
        If there is no such alternative, or its plan cannot be carried out.
    """
    scenario = settled(scenario)
    if plan is None:
        if alternative != BASELINE and alternative not in scenario.alternatives:
            raise InputError(Fault(message("there is no alternative {name}", name=alternative), ("alternatives",)))
        plan = () if alternative == BASELINE else scenario.alternatives[alternative].plan
    run, start = scenario.run, scenario.organisation
    origin = run.first_day
    found = phases_of_plan(start, plan, scenario.assumptions)
    if found.faults:
        raise InputError(*(fault.under("alternatives", alternative) for fault in found.faults))
    dates = _change_dates(scenario) or [add_period(origin, run.settle_before_change)]
    planned = [(p.on, p.organisation) for p in found.phases if p.operations]
    change_day = planned[0][0] if planned else min(dates)
    end_day = add_period(max(change_day, *dates), run.observe)
    calendar = start.agency.calendar.resolve()
    limit_day = _after_working_days(calendar, end_day, run.drain_days)
    seen = max(limit_day, max(change_day, *dates) + dt.timedelta(weeks=HORIZON))
    response = response_of(scenario, [(origin, start), *planned], seen)
    told = [(origin, start), *((p.on, p.organisation) for p in found.phases)]
    dated = with_dip_rework(told, response, limit_day) if response else [(p, n) for n, p in enumerate(told)]
    phases = tuple(
        StudyPhase(tick_of(on, origin) if n else -(1 << 62), on, structure, n) for (on, structure), n in dated
    )
    network = compile_network(
        [(p.start, p.organisation) for p in phases],
        origin=origin,
        last=limit_day + dt.timedelta(days=60),
        assumptions=scenario.assumptions,
    )
    if response is not None:
        network = with_pace(network, response.pace, origin)
    change, end, limit = (tick_of(day, origin) for day in (change_day, end_day, limit_day))
    return Study(
        scenario, alternative, phases, network, origin, change, end, limit, planned=bool(planned), response=response
    )


def draw_requests(study: Study, replication: int) -> Requests:
    """Draw the citizens of a replication, as the phases of a study meet them: class, site and due time added.

    The draws know nothing of the structure; what a drawn word means (online or not, which site) is the organisation's.
    """
    scenario = study.scenario
    names = sorted({a for p in study.phases for s in p.organisation.services.values() for a in s.attributes})
    arrivals = draw_arrivals(
        scenario.demand,
        first=study.origin,
        days=study.limit // _DAY + 1,
        seed=scenario.run.seed,
        replication=replication,
        open_day=study.calendar.is_working_day,
        attributes=names,
    )
    habits = habitual(scenario.demand, arrivals, study.origin)
    codes = {name: code for code, name in enumerate(study.network.names["service"])}
    service = np.array([codes[name] for name in arrivals.services], dtype=np.int32)[arrivals.service]
    case_class = np.zeros(len(arrivals.time), np.int32)
    due, expected = np.full((2, len(arrivals.time)), -1, np.int64)
    # Whoever comes again is of the class that the words mean in the first phase; what is due is settled when he comes.
    when = np.where(arrivals.follows < 0, arrivals.time, study.phases[0].start)
    starts = [*(phase.start for phase in study.phases), 1 << 62]
    for phase, begin, end in zip(study.phases, starts[:-1], starts[1:], strict=True):
        inside = (when >= begin) & (when < end)
        for name, spec in phase.organisation.services.items():
            rows = np.flatnonzero(inside & (service == codes[name]))
            for bit, attribute in enumerate(study.network.attributes[name]):
                if attribute in spec.attributes:
                    words = arrivals.attribute_words[rows, names.index(attribute)].astype(np.int64)
                    has = words < threshold(spec.attributes[attribute])
                    if attribute in habits:
                        has |= habits[attribute][rows]
                    case_class[rows] |= has.astype(np.int32) << bit
            for promise, ticks in ((spec.promise, due), (spec.expected or spec.promise, expected)):
                if promise is not None:
                    ticks[rows] = study.calendar.due_ticks(arrivals.time[rows], promise, study.origin)
    return Requests(
        key=arrivals.key,
        service=service,
        case_class=case_class,
        site=_sites(study, arrivals),
        arrived=arrivals.time,
        due=np.where(arrivals.follows < 0, due, -1),
        expected=np.where(arrivals.follows < 0, expected, -1),
        follows=arrivals.follows,
    )


def run(study: Study, replication: int, engine: str = DEFAULT_ENGINE) -> Log:
    """Run one replication of a study.

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
        draw_requests(study, replication),
        seed=study.scenario.run.seed,
        replication=replication,
        end=study.end,
        limit=study.limit,
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
        return np.full(len(arrivals.time), ANY_SITE, np.int32)
    names = study.network.names["site"]
    shares = np.cumsum([sites[name].share for name in names if name in sites])
    bounds = np.array([threshold(min(float(share), 1.0)) for share in shares[:-1]], np.int64)
    present = np.array([code for code, name in enumerate(names) if name in sites], np.int32)
    return present[np.searchsorted(bounds, arrivals.site_word.astype(np.int64), side="right")]


def _change_dates(scenario: Scenario) -> list[dt.date]:
    """Return the first date of every alternative's plan."""
    plans = [alternative.plan for alternative in scenario.alternatives.values()]
    return [min(step.on for step in plan) for plan in plans if plan]


def _after_working_days(calendar: Calendar, date: dt.date, days: float) -> dt.date:
    left, day = days, date
    while left > 0 and (day - date).days < 10 * days + 60:
        left -= calendar.is_working_day(day)
        day += dt.timedelta(days=1)
    return day
