"""Cases between units in a year: who hands to whom, which services two units share, what goes to the wrong one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orgsim.analysis.flows import flows_of, walks_of
from orgsim.organisation.intervals import DAY

if TYPE_CHECKING:
    from orgsim.analysis.flows import Flows
    from orgsim.analysis.subject import Subject
    from orgsim.simulation.network import Phase
    from orgsim.simulation.simulate import Study

__all__ = ["UnitFlows", "unit_flows", "yearly_flows"]

_SURE = 1 << 32


@dataclass(frozen=True, slots=True)
class UnitFlows:
    """What passes between units.

    Attributes
    ----------
    hand_overs
        Cases a year from one unit to another.
    strays
        Cases a year that go to the second unit though they belong to the first.
    services
        Services in which both units have steps.
    """

    hand_overs: Mapping[tuple[str, str], float]
    strays: Mapping[tuple[str, str], float]
    services: Mapping[tuple[str, str], tuple[str, ...]]

    def between(self, one: str, other: str) -> float:
        """Return the cases a year that go from either to the other."""
        return self.hand_overs.get((one, other), 0.0) + self.hand_overs.get((other, one), 0.0)

    def astray(self, one: str, other: str) -> float:
        """Return the cases a year that go to the wrong one of two units."""
        return self.strays.get((one, other), 0.0) + self.strays.get((other, one), 0.0)


def yearly_demand(subject: Subject, study: Study) -> tuple[dict[int, float], int, int]:
    """Return requests a civil day by service code, such that the time between two ticks holds those of a year."""
    start, end = max(study.change, 0), study.end
    codes = {name: code for code, name in enumerate(study.network.names["service"])}
    days = (end - start) / DAY
    return {codes[name]: yearly / days for name, yearly in subject.requests.items() if name in codes}, start, end


def yearly_flows(subject: Subject) -> Flows:
    """Return what comes to each task type at each site in a year; nothing where nobody asks for anything."""
    return subject.once(_yearly_flows)


def _yearly_flows(subject: Subject) -> Flows:
    study = subject.study
    if study is None:
        return {}
    demand, start, end = yearly_demand(subject, study)
    return flows_of(study, study.network.phases[-1], demand, start, end)


def unit_flows(subject: Subject) -> UnitFlows:
    """Return what passes between the units of a structure."""
    return subject.once(_unit_flows)


def _unit_flows(subject: Subject) -> UnitFlows:
    study = subject.study
    hand_overs: dict[tuple[str, str], float] = {}
    strays: dict[tuple[str, str], float] = {}
    if study is not None:
        phase, units = study.network.phases[-1], study.network.names["unit"]
        demand, start, end = yearly_demand(subject, study)
        for _, site, cases, walk in walks_of(study, phase, demand, start, end):
            for (before, after), often in walk.moves.items():
                giver, receiver = _owner(phase, before, site), _owner(phase, after, site)
                if giver >= 0 and receiver >= 0 and giver != receiver:
                    pair = units[giver], units[receiver]
                    hand_overs[pair] = hand_overs.get(pair, 0.0) + cases * often
        for (code, site), flow in yearly_flows(subject).items():
            rule = phase.tasks[code].misrouting
            if rule is not None:
                wrong = phase.tasks[rule.task].owner.get(site, -1)
                pair = units[_owner(phase, code, site)], units[wrong]
                strays[pair] = strays.get(pair, 0.0) + flow.visits * rule.below / _SURE
    return UnitFlows(hand_overs, strays, _shared_services(subject))


def _owner(phase: Phase, code: int, site: int) -> int:
    return phase.tasks[code].owner.get(site, -1)


def _shared_services(subject: Subject) -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], list[str]] = {}
    for service, owners in sorted(subject.organisation.owners.items()):
        units = sorted({unit for unit in owners.values() if unit is not None})
        for n, one in enumerate(units):
            for other in units[n + 1 :]:
                found.setdefault((one, other), []).append(service)
    return {pair: tuple(services) for pair, services in found.items()}
