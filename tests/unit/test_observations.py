"""Several logs, each read as far as a window is followed: what that leaves out must not matter to any indicator."""

from __future__ import annotations

import weakref

import pytest

from orgsim.analysis.course import Course
from orgsim.analysis.kpi import KPIS
from orgsim.analysis.observation import Observation
from orgsim.analysis.observations import Observations
from orgsim.analysis.preparation import prepare_comparison
from orgsim.analysis.windows import windows_of
from orgsim.resources import scenarios
from orgsim.scenario.yaml_file import load
from orgsim.simulation.simulate import SideBySide, run

CASES = ("palembang/scenario.yaml", "semarang/scenario.yaml")


@pytest.mark.parametrize("case", CASES)
def test_what_begins_after_a_window_is_left_is_not_missed(case):
    studies = prepare_comparison(load(scenarios() / case)).studies
    studies = {name: studies[name] for name in list(studies)[:2]}
    logs = {name: run(study, 0) for name, study in studies.items()}
    seen = Observations(studies, logs.__getitem__)
    for name, study in studies.items():
        past = windows_of(study)[0]
        assert past.until is not None
        known, all_of_it = seen.of(name, past), Observation(study, logs[name], past)
        assert 0 < len(known.log.visits["case"]) < len(logs[name].visits["case"]) / 2
        assert 0 < len(known.log.cases["key"]) < len(logs[name].cases["key"]) / 2
        for key, kpi in KPIS.items():
            assert kpi().measure(known) == kpi().measure(all_of_it), key
        assert seen.of(name, past) is known


def test_a_log_as_known_at_a_tick_keeps_what_has_come_by_then():
    study = next(iter(prepare_comparison(load(scenarios() / CASES[0])).studies.values()))
    log = run(study, 0)
    known = log.known_at(study.change)
    assert (known.cases["arrived"] <= study.change).all()
    assert (known.visits["ready"] <= study.change).all()
    assert known.visits["case"].max() < len(known.cases["key"])
    assert len(known.visits["case"]) == (log.visits["ready"] <= study.change).sum()
    assert log.known_at(log.ended).equals(log)


def test_of_the_alternatives_one_log_is_in_memory_at_a_time(monkeypatch):
    scenario = load(scenarios() / CASES[0])
    prepared = prepare_comparison(scenario.changed(run=scenario.run.changed(observe="1 month")))
    alive, run = {}, SideBySide.log

    def watched(runs, name):
        assert {other for other, log in alive.items() if log() is not None} <= {prepared.baseline}
        log = run(runs, name)
        alive[name] = weakref.ref(log)
        return log

    monkeypatch.setattr(SideBySide, "log", watched)
    next(Course(prepared, replications=1).further())
    assert alive.keys() == prepared.studies.keys()
    assert len(alive) > 2
