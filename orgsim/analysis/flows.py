"""What comes to each step, by arithmetic: the demand, through the routes, with what it brings along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import fsum
from typing import TYPE_CHECKING, TypeAlias

from orgsim.analysis.traffic import Flow, Walk, class_shares, expected_walk, relevant_bits
from orgsim.organisation.intervals import DAY
from orgsim.scenario.streams import streams, streams_by_service
from orgsim.simulation.log import Category
from orgsim.simulation.network import ANY_SITE

if TYPE_CHECKING:
    from orgsim.organisation.service import Service
    from orgsim.scenario.demand import Demand
    from orgsim.simulation.network import Phase
    from orgsim.simulation.simulate import Study

__all__ = ["Flows", "demand_per_day", "flows_of", "walks_of"]

Flows: TypeAlias = Mapping[tuple[int, int], Flow]
"""What comes to each task type at each site."""

_SURE = 1 << 32


def demand_per_day(study: Study, start: int, end: int) -> dict[int, float]:
    """Return the mean number of requests of each service a civil day, by service code.

    What the structure adds or takes away (a change of a promise, of channels) is not demand: it is in the routes.
    """
    codes = {name: code for code, name in enumerate(study.network.names["service"])}
    first, last = start // DAY, -(-end // DAY)
    open_day = study.open_days.__getitem__
    per_day: dict[int, float] = {}
    for source, demand in sorted(streams(study.scenario.demand).items()):
        expected = demand.expected(study.origin, last, open_day)[first:last]
        code = codes[demand.service or source]
        per_day[code] = per_day.get(code, 0.0) + float(expected.mean()) * demand.together
    return per_day


def flows_of(
    study: Study, phase: Phase, demand: Mapping[int, float], start: int, end: int
) -> dict[tuple[int, int], Flow]:
    """Return what comes to each task type at each site in some time.

    Parameters
    ----------
    study, phase
        An alternative, and one of its phases.
    demand
        Requests of each service a civil day, by service code.
    start, end
        First tick and end of that time.
    """
    flows: dict[tuple[int, int], Flow] = {}
    for _, site, cases, walk in walks_of(study, phase, demand, start, end):
        for code, one in walk.visits.items():
            before = flows.get((code, site), Flow(0.0, 0.0))
            flows[code, site] = Flow(before.visits + cases * one.visits, before.hand_overs + cases * one.hand_overs)
    for at, flow in _asides(phase, flows):
        before = flows.get(at, Flow(0.0, 0.0))
        flows[at] = Flow(before.visits + flow.visits, before.hand_overs + flow.hand_overs)
    return {at: flow for at, flow in sorted(flows.items()) if phase.tasks[at[0]].category is not Category.EXTERNAL}


def walks_of(
    study: Study, phase: Phase, demand: Mapping[int, float], start: int, end: int
) -> Iterator[tuple[int, int, float, Walk]]:
    """Yield, for each service, kind of case and site: the service, the site, how many come, and their way.

    Parameters
    ----------
    study, phase, demand, start, end
        As for `flows_of`.
    """
    organisation = study.phases[study.network.phases.index(phase)].organisation
    names, attributes = study.network.names["service"], study.network.attributes
    sources, relevant = streams_by_service(study.scenario.demand), relevant_bits(phase)
    for service, per_day in _with_complaints(phase, organisation.services, names, demand).items():
        if service not in phase.first or not per_day:
            continue
        name = names[service]
        shares = _with_habits(study, sources.get(name, ()), organisation.services[name].attributes, start, end)
        for case_class, share in class_shares(attributes[name], shares, relevant.get(service, 0)):
            for site, here in _sites(study).items():
                walk = expected_walk(phase, service, case_class, site)
                if walk is not None:
                    yield service, site, per_day * (end - start) / DAY * share * here, walk


def _with_habits(
    study: Study, sources: Sequence[Demand], shares: Mapping[str, float], start: int, end: int
) -> dict[str, float]:
    """Return the share of a service's requests that have each attribute, new habits of the citizens included."""
    found = dict(shares)
    for attribute in sorted({shift.attribute for demand in sources for shift in demand.shifts} & set(shares)):
        first, last = start // DAY, -(-end // DAY)
        open_day = study.open_days.__getitem__
        having, all_of_them = 0.0, 0.0
        for demand in sources:
            expected = (demand.expected(study.origin, last, open_day)[first:last] * demand.together).tolist()
            days = (study.date(day * DAY) for day in range(first, last))
            habits = (max(shares[attribute], demand.habit(attribute, day)) for day in days)
            having += fsum(come * habit for come, habit in zip(expected, habits, strict=True))
            all_of_them += fsum(expected)
        if all_of_them:
            found[attribute] = having / all_of_them
    return found


def _with_complaints(
    phase: Phase, services: Mapping[str, Service], names: tuple[str, ...], demand: Mapping[int, float]
) -> dict[int, float]:
    """Return the demand with the complaints that come even when everything is in time and right."""
    rule, found = phase.complaints, dict(demand)
    if rule is not None:
        others = {names[code]: per_day for code, per_day in demand.items() if code != rule.service}
        promised = fsum(per_day for name, per_day in others.items() if name in services and services[name].promise)
        found[rule.service] = found.get(rule.service, 0.0) + promised * rule.chances[0] / _SURE
    return found


def _asides(phase: Phase, flows: Flows) -> list[tuple[tuple[int, int], Flow]]:
    """Return what comes to superiors with questions, and to units that cases are sent to by mistake."""
    found: list[tuple[tuple[int, int], Flow]] = []
    for (code, site), flow in flows.items():
        task = phase.tasks[code]
        if task.exceptions is not None:
            visits = flow.visits * task.exceptions.below / _SURE
            for superior in task.exceptions.tasks:
                found.append(((superior, site), Flow(visits, 0.0)))
                visits *= task.exceptions.climb_below / _SURE
        if task.misrouting is not None:
            strays = flow.visits * task.misrouting.below / _SURE
            found.append(((task.misrouting.task, site), Flow(strays, strays)))
    return found


def _sites(study: Study) -> dict[int, float]:
    """Return the share of the citizens at each site."""
    sites = study.phases[0].organisation.agency.sites
    codes = {name: code for code, name in enumerate(study.network.names["site"])}
    return {codes[name]: site.share for name, site in sorted(sites.items())} or {ANY_SITE: 1.0}
