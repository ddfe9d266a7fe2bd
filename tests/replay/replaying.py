"""What the replays share: a scenario that is read once, and runs that are made once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from orgsim.analysis.kpi import KPIS, Measured
from orgsim.analysis.loads import loads
from orgsim.analysis.observation import Observation
from orgsim.analysis.windows import windows_of
from orgsim.scenario.scenario import Scenario
from orgsim.scenario.yaml_file import load
from orgsim.simulation.log import Log
from orgsim.simulation.simulate import BASELINE, Study, prepare, run

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"


@cache
def scenario(name: str) -> Scenario:
    return load(SCENARIOS / f"{name}.yaml")


@cache
def ran(name: str, alternative: str = BASELINE, replication: int = 0) -> tuple[Study, Log]:
    study = prepare(scenario(name), alternative)
    return study, run(study, replication)


def measured(name: str, alternative: str, kpi: str, window: str = "transition") -> Measured:
    study, log = ran(name, alternative)
    change = prepare(scenario(name), next(iter(scenario(name).alternatives)))
    chosen = {one.name: one for one in windows_of(change)}[window]
    return KPIS[kpi]().measure(Observation(study, log, chosen))


def load_of(name: str, alternative: str = BASELINE) -> dict[str, float]:
    found = loads(prepare(scenario(name), alternative))
    return {"+".join(group.positions or group.things): group.load for group in found}
