"""How the parts of a scenario fit together, told as far as it can be although some part is faulty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from orgsim.errors import Fault, Path
from orgsim.organisation.agency import Agency
from orgsim.organisation.checks import written_faults
from orgsim.organisation.organisation import resolve
from orgsim.scenario import checks
from orgsim.scenario.demand import Demand
from orgsim.scenario.expectation import Observed
from orgsim.scenario.recovery import MendedAgency, mend, mend_plan, says
from orgsim.scenario.run_settings import RunSettings, add_period
from orgsim.scenario.scenario import Alternative, Scenario
from orgsim.scenario.shape_faults import shape_faults
from orgsim.spec import Spec

S = TypeVar("S", bound=Spec)


def misfits(scenario: Scenario, written: Any) -> Iterator[Fault]:
    """Yield what does not fit together in a scenario whose parts are well formed; its agency once more as written."""
    found = [fault.under("agency") for fault in written_faults(scenario.agency)]
    yield from found
    doubtful: set[str] = set()
    agency: Agency | None = scenario.agency
    if found:
        mended = mend(written)
        agency, doubtful = mended.agency, mended.doubtful
    plans = {name: alternative.plan for name, alternative in scenario.alternatives.items()}
    yield from checks.alternative_name_faults(plans)
    yield from checks.date_faults(plans, scenario.run)
    yield from checks.people_faults(plans, scenario.people)
    if agency is not None:
        rest = [
            *checks.demand_faults(scenario.demand, agency),
            *checks.habit_faults(scenario.demand, agency),
            *checks.volume_faults(scenario.demand, agency, scenario.run),
            *checks.population_faults(scenario.demand, agency),
            *checks.outage_faults(agency, scenario.run, scenario.end),
            *checks.observed_faults(scenario.observed, agency),
            *(checks.name_faults(scenario.people, agency, ("people",)) if scenario.people else ()),
            *checks.judgement_faults(scenario.judgements, agency),
            *checks.expectation_faults(scenario.expected, agency, plans),
        ]
        yield from (fault for fault in rest if not says(fault, doubtful))
        organisation = resolve(agency, checked=not found)
        for name, plan in plans.items():
            yield from _certain(checks.plan_faults(organisation, name, plan, scenario.assumptions), doubtful)
        if not found:
            yield from checks.budget_faults(scenario)


def misfits_in_ruins(data: Any) -> Iterator[Fault]:
    """Yield the misfits that can be told although some part is not well formed."""
    if not isinstance(data, dict):
        return
    mended = mend(data["agency"]) if isinstance(data.get("agency"), dict) else MendedAgency(None)
    yield from (fault.under("agency") for fault in mended.faults)
    alternatives = data.get("alternatives")
    run = _valid(RunSettings, data.get("run"))
    named = alternatives if isinstance(alternatives, dict) else {}
    yield from checks.alternative_name_faults(named)
    if mended.agency is None:
        return
    demands = {name: d for name, part in _mapping(data.get("demand")) if (d := _valid(Demand, part))}
    observed = {name: o for name, part in _mapping(data.get("observed")) if (o := _valid(Observed, part))}
    rest = [
        *checks.demand_faults(demands, mended.agency),
        *checks.habit_faults(demands, mended.agency),
        *checks.population_faults(demands, mended.agency),
        *checks.observed_faults(observed, mended.agency),
    ]
    if run is not None:
        rest += checks.outage_faults(mended.agency, run, add_period(run.change_day, run.observe))
    yield from (fault for fault in rest if not says(fault, mended.doubtful))
    yield from _plan_misfits(named, mended, run)


def _plan_misfits(alternatives: Mapping[str, Any], mended: MendedAgency, run: RunSettings | None) -> Iterator[Fault]:
    assert mended.agency is not None
    organisation = resolve(mended.agency)
    top = organisation.graph.top
    title = organisation.units[top].model_dump(mode="json")["title"]
    plans = {}
    for name, written in alternatives.items():
        doubtful = set(mended.doubtful)
        alternative = _valid(Alternative, written)
        if alternative is None and isinstance(written, dict):
            stand_in = {"operation": "rename_unit", "unit": top, "title": title}
            doubtful |= mend_plan(written, _bad_places(Alternative, written), stand_in)
            written.setdefault("title", "?")
            alternative = _valid(Alternative, written)
        if alternative is not None:
            plans[name] = alternative.plan
            yield from _certain(checks.plan_faults(organisation, name, alternative.plan), doubtful)
    if run is not None:
        yield from checks.date_faults(plans, run)


def _certain(faults: Iterator[Fault], doubtful: set[str]) -> Iterator[Fault]:
    """Yield the faults of a plan that do not hang on something that was mended, nor on an operation that does."""
    left_out: set[str] = set()
    for fault in faults:
        if says(fault, doubtful | left_out):
            left_out.add(Fault(fault.message, fault.path[2:6]).dotted_path())
        else:
            yield fault


def _mapping(data: Any) -> list[tuple[str, Any]]:
    return list(data.items()) if isinstance(data, dict) else []


def _valid(cls: type[S], data: Any) -> S | None:
    try:
        return cls.model_validate(data)
    except ValidationError:
        return None


def _bad_places(cls: type[Spec], data: Any) -> list[Path]:
    try:
        cls.model_validate(data)
    except ValidationError as error:
        return [fault.path for fault in shape_faults(error, cls, data)]
    return []
