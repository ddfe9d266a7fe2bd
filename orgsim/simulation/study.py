"""An alternative of a scenario, ready to run: its phases, its network, its dates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from orgsim.errors import Fault, InputError, message
from orgsim.organisation.calendar import Calendar
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.dip_rework import with_dip_rework
from orgsim.restructuring.plan import phases as phases_of_plan
from orgsim.restructuring.transition import HORIZON
from orgsim.scenario.run_settings import add_period
from orgsim.scenario.settling import settled
from orgsim.simulation.clocks import Clock
from orgsim.simulation.compile import compile_network
from orgsim.simulation.conditions import draw_conditions
from orgsim.simulation.network import QueueingNetwork
from orgsim.simulation.pace import response_of, with_pace
from orgsim.simulation.sources import Sources, sources_of

if TYPE_CHECKING:
    from orgsim.organisation.calendar import CalendarSpec
    from orgsim.restructuring.plan import Plan
    from orgsim.restructuring.response import Response
    from orgsim.scenario.scenario import Scenario

__all__ = ["BASELINE", "Study", "StudyPhase", "prepare", "tick_of"]

BASELINE = "baseline"
"""The name of the structure as it is."""

_DAY = 86_400


class OpenDays(dict[dt.date, bool]):
    """Whether an office opens on a date, by date: filled when it is asked, and sent to other processes as it is."""

    def __init__(self, calendar: Calendar) -> None:
        super().__init__()
        self.calendar = calendar

    def __missing__(self, date: dt.date) -> bool:
        """Look a date up."""
        self[date] = found = self.calendar.is_working_day(date)
        return found


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

    @property
    def calendar_spec(self) -> CalendarSpec:
        """The agency's calendar as written, before any change."""
        return self.phases[0].organisation.agency.calendar

    @cached_property
    def calendar(self) -> Calendar:
        """The agency's calendar, as it is before any change."""
        return self.calendar_spec.resolve()

    @cached_property
    def attributes(self) -> tuple[str, ...]:
        """Names of what cases of some service, in some phase, may have or not."""
        services = (service for phase in self.phases for service in phase.organisation.services.values())
        return tuple(sorted({attribute for service in services for attribute in service.attributes}))

    @cached_property
    def open_days(self) -> OpenDays:
        """Whether the office opens on a date; each is looked up once, for all sources and replications."""
        return OpenDays(self.calendar)

    @cached_property
    def sources(self) -> Sources:
        """Who may come, worked out once for all replications."""
        return sources_of(
            self.scenario.demand,
            first=self.origin,
            days=self.limit // _DAY + 1,
            open_day=self.open_days.__getitem__,
            attributes=self.attributes,
        )

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
