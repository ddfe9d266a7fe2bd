"""The cases tell what they were written for: one run each, by arithmetic where that is enough."""

from __future__ import annotations

import datetime as dt

import pytest

from orgsim.analysis.diagnosing import diagnose
from orgsim.analysis.kpi import KPIS
from orgsim.analysis.observation import Observation
from orgsim.analysis.subject import Subject
from orgsim.analysis.windows import windows_of
from orgsim.scenario.settling import affordable
from orgsim.scenario.yaml_file import load
from orgsim.simulation.simulate import BASELINE, prepare, run
from tests.replay.replaying import SCENARIOS, load_of, measured, ran, scenario

CASES = [path for path in sorted(SCENARIOS.glob("*/*.yaml")) if path.parent.name != "theory" and path.stem != "agency"]
HEALTH, LAMPUNG, POLICY = "palembang/dinas-kesehatan", "lampung/scenario", "semarang-policy/scenario"


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_assumed_number_has_a_range_and_every_other_a_source(path):
    for entry in load(path).evidence:
        assert entry.basis in ("measured", "stated", "assumed")
        assert entry.range is not None if entry.basis == "assumed" else entry.source, entry


# --- the health agency of Palembang -----------------------------------------------------------------------------------


def test_a_course_that_returns_the_time_takes_off_overtime_and_brings_no_more_patients_than_come():
    settled = {arm: measured(HEALTH, arm, "overtime", "settled")["all"] for arm in (BASELINE, "time-management-works")}
    assert settled["time-management-works"] < settled[BASELINE]
    patients = [measured(HEALTH, arm, "throughput", "settled")["all"] for arm in (BASELINE, "time-management-works")]
    assert patients[1] == pytest.approx(patients[0], rel=0.02)


def test_the_hours_of_the_course_are_missing_at_the_counter():
    before, during = (measured(HEALTH, arm, "waiting_time")["all"] for arm in (BASELINE, "time-management"))
    assert during > before


# --- Lampung ----------------------------------------------------------------------------------------------------------


def test_an_outbreak_takes_vaccinators_away_unless_the_tasks_are_apart():
    together, apart = (measured(LAMPUNG, arm, "coverage")["service:imunisasi"] for arm in (BASELINE, "focus"))
    assert apart > together
    traced = [measured(LAMPUNG, arm, "waiting_time")["service:penyelidikan"] for arm in (BASELINE, "focus")]
    assert traced[1] > 2 * traced[0]


def test_without_the_outbreak_coverage_is_higher():
    calm = scenario(LAMPUNG)
    demand = {**calm.demand, "penyelidikan": calm.demand["penyelidikan"].model_copy(update={"surges": ()})}
    study = prepare(calm.model_copy(update={"demand": demand}))
    window = {one.name: one for one in windows_of(prepare(calm, "focus"))}["transition"]
    covered = KPIS["coverage"]().measure(Observation(study, run(study, 0), window))["service:imunisasi"]
    assert covered is not None
    assert covered > measured(LAMPUNG, BASELINE, "coverage")["service:imunisasi"]


def test_teacher_training_belongs_to_the_unit_that_knows_it_with_enough_people():
    right = load_of(LAMPUNG, "training-to-gtk")["staf-gtk"]
    assert right < load_of(LAMPUNG)["staf-sekretariat"]
    assert load_of(LAMPUNG, "training-to-gtk-short")["staf-gtk"] > 2 * right


def test_the_registry_answers_sooner_when_counter_and_verifiers_help_each_other():
    before, after = (
        measured(LAMPUNG, arm, "first_response")["service:kk-ktp"] for arm in (BASELINE, "registry-triage")
    )
    assert after < before


def test_teacher_training_is_in_the_wrong_unit_until_its_duty_goes_to_the_right_one():
    def told(alternative):
        found = diagnose(Subject.of(scenario(LAMPUNG), alternative), ["programmes"])
        numbers = {key: value for finding in found for key, value in finding.numbers.items()}
        return {finding.severity for finding in found}, numbers

    severities, numbers = told(BASELINE)
    assert "serious" in severities
    assert (numbers["fit"], numbers["best"], numbers["adequacy"]) == (0.5, 1.0, 0.0)
    assert told("training-to-gtk") == ({"remark", "unknown"}, {"fit": 1.0, "best": 1.0})
    short, numbers = told("training-to-gtk-short")
    assert numbers["fit"] == 1.0
    assert numbers["adequacy"] < 0.75
    assert short & {"serious", "watch"}


def test_who_asks_from_home_needs_no_counter():
    study, log = ran(LAMPUNG)
    bit = 1 << study.network.attributes["kk-ktp"].index("daring")
    ours = log.cases["service"] == log.names["service"].index("kk-ktp")
    online = (log.cases["class"] & bit) > 0
    late = log.cases["arrived"] >= (dt.date(2026, 12, 7) - study.origin).days * 86_400
    assert online[ours & late].mean() == pytest.approx(0.25, abs=0.02)
    assert online[ours & ~late].mean() < 0.20
    at_counter = log.visits["step"] == log.names["step"].index("kk-ktp/loket")
    assert not online[log.visits["case"][at_counter]].any()


# --- Semarang's policy ------------------------------------------------------------------------------------------------


def test_the_budget_does_not_reach_for_the_whole_policy():
    asked = scenario(POLICY)
    kept = affordable(asked, asked.alternatives["whole-policy"].plan)
    assert [outlay.operation for outlay in kept.dropped] == ["introduce_system"]
    assert not affordable(asked, asked.alternatives["digital-training"].plan).dropped


def test_a_trained_office_gets_more_out_of_the_system():
    waits = {
        arm: measured(POLICY, arm, "waiting_time", "settled")["all"]
        for arm in (BASELINE, "digital-training", "system-untrained")
    }
    assert waits["digital-training"] < waits["system-untrained"]
    assert waits["digital-training"] < waits[BASELINE]


def test_merit_costs_less_learning_than_seniority_and_gives_no_speed_beyond():
    waits = [measured(POLICY, arm, "waiting_time", "whole")["all"] for arm in (BASELINE, "merit", "seniority")]
    assert waits[0] <= waits[1] <= waits[2]
