"""Targets of the region and its peers: beside the results, never part of a verdict."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from orgsim.analysis.findings import Estimate
from orgsim.analysis.targets import target_faults, targets_reached
from orgsim.analysis.windows import Window
from orgsim.report.target_table import targets_table
from orgsim.scenario.target import Target

WHOLE = Window("whole", 0, 1)


def scenario(*targets: dict) -> SimpleNamespace:
    agency = SimpleNamespace(services={"kk": None})
    return SimpleNamespace(agency=agency, targets=[Target.model_validate(target) for target in targets])


def comparison(*rows: tuple[str, str, float, float]) -> SimpleNamespace:
    found = [Estimate(name, "whole", kpi, "all", "", value, before) for name, kpi, before, value in rows]
    return SimpleNamespace(
        baseline="baseline",
        alternatives={name: name.title() for name, *_ in rows},
        windows={name: (WHOLE,) for name, *_ in rows},
        rows=lambda **chosen: (row for row in found if all(getattr(row, k) == v for k, v in chosen.items())),
    )


KEPT = {"title": "Janji", "kpi": "promise_kept", "value": "90 %"}


def test_a_target_stands_beside_what_each_structure_reaches():
    (found,) = targets_reached(scenario(KEPT), comparison(("merge", "promise_kept", 0.8, 0.95)))
    assert found.reached == {"baseline": 0.8, "merge": 0.95}
    assert [found.meets(name) for name in found.reached] == [False, True]


def test_of_times_less_is_better():
    target = {"title": "Respons", "kpi": "first_response", "value": "30 min", "year": 2026}
    (found,) = targets_reached(scenario(target), comparison(("merge", "first_response", 45.0, 20.0)))
    assert found.value == 30
    assert [found.meets(name) for name in found.reached] == [False, True]


def test_an_outcome_is_context_and_nothing_is_claimed():
    outcome = {"title": "Kemiskinan", "value": "9 %", "now": "10 %", "peers": [{"title": "Kota lain", "value": "8 %"}]}
    found = targets_reached(scenario(outcome), comparison(("merge", "promise_kept", 0.8, 0.95)))
    assert found[0].reached == {}
    assert found[0].meets("merge") is None
    told = SimpleNamespace(**{**vars(comparison(("merge", "promise_kept", 0.8, 0.95))), "targets": found})
    table = targets_table(told, {})
    assert table is not None
    assert [row[2] for row in table.rows] == ["10 %", "8 %"]
    assert "does not say" in str(table.notes[0])


def test_without_targets_there_is_no_table():
    assert targets_table(SimpleNamespace(targets=()), {}) is None


@pytest.mark.parametrize(
    ("target", "fault"),
    [
        ({**KEPT, "kpi": "promise_kep"}, 'targets[0].kpi: there is no indicator "promise_kep"'),
        ({**KEPT, "group": "service:ktp"}, 'targets[0].group: there is no group "service:ktp"'),
        ({**KEPT, "value": "30 min"}, "targets[0].value: "),
        ({**KEPT, "peers": [{"title": "x", "value": "3 hari"}]}, "targets[0].peers[0].value: "),
    ],
)
def test_a_target_in_another_measure_or_of_nothing_is_refused(target, fault):
    (found,) = target_faults(scenario(target))
    assert str(found).startswith(fault)
