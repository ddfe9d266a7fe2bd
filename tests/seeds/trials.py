"""What the tests of claims share: shipped scenarios with one thing changed, and one run of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from orgsim.analysis.kpi import KPIS
from orgsim.analysis.observation import Observation
from orgsim.analysis.windows import Window, windows_of
from orgsim.assumptions import Assumptions
from orgsim.resources import scenarios
from orgsim.restructuring.people import People
from orgsim.restructuring.plan import PlanStep, phases
from orgsim.restructuring.response import Response, respond
from orgsim.scenario.scenario import Scenario
from orgsim.scenario.yaml_file import load
from orgsim.simulation.simulate import Study, prepare, run

DAY = 86_400
PLAN = TypeAdapter(tuple[PlanStep, ...]).validate_python


@cache
def case(name: str) -> Scenario:
    """Return a shipped scenario, by its file below `scenarios` without ending."""
    return load(scenarios() / f"{name}.yaml")


def assuming(scenario: Scenario, assumed: Mapping[str, Any]) -> Scenario:
    """Return a scenario with other assumptions."""
    new = Assumptions.model_validate(dict(assumed))
    return scenario.changed(assumptions=Assumptions(overrides={**scenario.assumptions.overrides, **new.overrides}))


def trial(scenario: Scenario, *steps: tuple[str, Sequence[Any]]) -> Study:
    """Return a scenario with a plan of its own: dates, each with operations as people write them."""
    return prepare(scenario, "trial", plan=PLAN([{"on": on, "do": list(do)} for on, do in steps]))


def planned(scenario: Scenario, alternative: str, **left_out: Sequence[str]) -> list[dict[str, Any]]:
    """Return the plan of an alternative as it is written, without some fields of some operations."""
    steps = [step.model_dump(mode="json", exclude_unset=True) for step in scenario.alternatives[alternative].plan]
    for step in steps:
        step["do"] = [
            {field: value for field, value in one.items() if field not in left_out.get(one["operation"], ())}
            for one in step["do"]
        ]
    return steps


def answered(scenario: Scenario, *steps: tuple[str, Sequence[Any]], weeks: int = 52) -> Response:
    """Return how the people of a scenario answer a plan, some weeks long."""
    plan = PLAN([{"on": on, "do": list(do)} for on, do in steps])
    found = phases(scenario.organisation, plan, scenario.assumptions).checked()
    stages = [(plan[0].on, scenario.organisation), *((phase.on, phase.organisation) for phase in found)]
    until = found[-1].on + dt.timedelta(weeks=weeks)
    return respond(stages, until, scenario.assumptions, scenario.people or People())


def seen(study: Study, window: str | Window = "whole", replication: int = 0) -> Observation:
    """Return what one run shows, in one window."""
    chosen = window if isinstance(window, Window) else next(w for w in windows_of(study) if w.name == window)
    return Observation(study, run(study, replication), chosen)


def value(observation: Observation, kpi: str, group: str = "all", **options: Any) -> float:
    """Return an indicator of a run."""
    found = KPIS[kpi](**options).measure(observation)[group]
    assert found is not None
    return found


def small(agency: Mapping[str, Any], demand: Mapping[str, Any], **more: Any) -> Scenario:
    """Return a scenario about a small office, as people write it."""
    run = {"from": "2026-01-05", "settle_before_change": "1 week", "observe": "3 weeks", "max_drain": "15 hari kerja"}
    written = {"title": "Uji", "agency": dict(agency), "demand": dict(demand), **more}
    return Scenario.model_validate({**written, "run": {**run, **more.get("run", {})}})
