"""Every mechanism has a scenario, and takes part in it: without it, at least one visit is another one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from orgsim.resources import scenarios
from orgsim.scenario.scenario import Scenario
from orgsim.scenario.yaml_parser import parse_yaml
from orgsim.simulation.simulate import prepare, run

pytestmark = pytest.mark.theory

THEORY = scenarios() / "theory"

MECHANISMS = [
    # What it is called, its scenario, the alternative in which it shows, the key that is taken out.
    ("batches", "gatherings", "baseline", "batch"),
    ("sessions", "gatherings", "baseline", "session"),
    ("supplies with deliveries", "supplies", "baseline", "consumes"),
    ("equipment", "equipment", "baseline", "uses"),
    ("outages", "outages", "baseline", "outages"),
    ("numbers per day", "quotas", "baseline", "quota"),
    ("surplus that is sent away", "quotas-surplus", "baseline", "surplus"),
    ("a finite room", "full-room", "baseline", "room"),
    ("patience", "patience", "baseline", "patience"),
    ("questions to superiors", "questions", "baseline", "exceptions"),
    ("misrouting", "misrouting", "baseline", "misrouting"),
    ("fixed duties", "golden/duties", "baseline", "fixed"),
    ("fixed duties done twice", "golden/duties", "satu-pemilik", "saved_share"),
    ("complaints", "complaints", "baseline", "complaints"),
    ("complaints of errors", "complaints", "baseline", "wrong"),
    ("complaints of lateness", "golden/complaints", "bidang", "late"),
    ("complaint classes", "golden/complaints", "baseline", "classes"),
    ("asking", "chasing", "baseline", "chasing"),
    ("a division alone", "golden/complaints", "bidang", "alternatives"),
    ("a division with help", "golden/complaints", "bidang-dibantu", "help"),
    ("learning", "golden/people", "latihan", "learning"),
    ("forgetting", "golden/people", "latihan", "forgetting"),
    ("pace", "pace", "baseline", "pace"),
    ("absences by chance", "absences", "baseline", "absent"),
    ("planned absences", "absences", "baseline", "absences"),
    ("overtime", "golden/people", "baseline", "overtime"),
    ("help on a surge", "golden/people", "baseline", "help"),
    ("preemption", "preemption", "baseline", "preemptive"),
    ("the shortest line", "shortest-line", "baseline", "site_choice"),
    ("groups", "groups", "baseline", "together"),
    ("a finite source", "closed-group", "baseline", "population"),
    ("rework", "rework", "baseline", "returns"),
    ("priorities", "priorities", "baseline", "priority"),
    ("switching", "golden/complaints", "baseline", "switching"),
]
DAYS = 8
"""How long a run is observed here."""
REPLICATION = 1
"""Which citizens come: some for whom even rare things happen."""


def written(name: str) -> dict[str, Any]:
    """A scenario as people write it, shorter."""
    file = THEORY / f"{name}.yaml"
    found: dict[str, Any] = parse_yaml(file.read_text(encoding="utf-8"), str(file), []).plain()
    if "golden" not in name:
        settle = min(3, int(found["run"]["settle_before_change"].split()[0]))
        found["run"] |= {"observe": f"{DAYS} days", "settle_before_change": f"{settle} days"}
        if name == "absences":  # one of them is dated
            found["run"] |= {"observe": "28 days"}
    return found


def without(part: Any, key: str) -> Any:
    """The same without a key, wherever it stands."""
    if isinstance(part, dict):
        return {name: without(value, key) for name, value in part.items() if name != key}
    return [without(value, key) for value in part] if isinstance(part, list) else part


def visits(data: dict[str, Any], alternative: str) -> dict[str, Any]:
    scenario = Scenario.model_validate({**data, "expected": []})
    log = run(prepare(scenario, alternative if alternative in scenario.alternatives else "baseline"), REPLICATION)
    return {**log.decoded("visits"), "class": log.decoded("cases")["complaint_class"]}


@pytest.mark.parametrize(
    ("name", "alternative", "key"), [row[1:] for row in MECHANISMS], ids=[m[0] for m in MECHANISMS]
)
def test_a_mechanism_changes_visits(name, alternative, key):
    data = written(name)
    with_it, less = visits(data, alternative), visits(without(data, key), alternative)
    tables = [name for name in with_it if name != "class" or key == "classes"]
    assert any(not np.array_equal(with_it[table], less[table]) for table in tables)


def test_every_scenario_shows_something():
    """A file that no mechanism needs stands for something else: a queue, a network, a merger."""
    named = {row[1] for row in MECHANISMS}
    golden = {f"golden/{file.stem}" for file in (THEORY / "golden").glob("*.yaml")}
    assert golden <= named
