"""A scenario's own parts: run settings, dates, demand, observations, expectations, alternatives."""

from __future__ import annotations

import datetime as dt
import pickle
from pathlib import Path

import pytest

from orgsim.errors import InputError
from orgsim.measures import CalendarTime
from orgsim.restructuring.plan import phases
from orgsim.scenario.expectation import Expectation
from orgsim.scenario.run_settings import RunSettings, add_period
from orgsim.scenario.yaml_file import load, load_text

OFFICE = Path(__file__).parents[1] / "robustness" / "office" / "scenario.yaml"
SMALL = """\
title: Kantor kecil
agency:
  title: Dinas
  units: {dinas: {title: Dinas}, loket: {title: Loket, reports_to: dinas}}
  positions: {loket: {title: Loket, unit: loket, headcount: 2}}
  services: {ktp: {title: KTP, steps: {terima: {by: loket, work: 5 min}}}}
demand: {ktp: {per_day: 20}}
run: {from: 2026-01-05}
"""
PLAN = "alternatives:\n  a:\n    title: A\n    plan:\n      - on: %s\n        do: [%s]\n"
RENAME = "{operation: rename_unit, unit: loket, title: Baru}"


def told(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_text(text)
    return [f"{fault.line}: {fault.dotted_path()}: {fault.message}" for fault in caught.value.faults]


def test_the_ledger_fills_what_run_settings_leave_open():
    run = RunSettings.model_validate({"from": "2026-01-05"})
    assert run.replications == (20, 400)
    assert run.drain_days == 120
    assert run.difference_that_matters == 0.05
    assert run.change_day == dt.date(2026, 7, 5)


def test_a_scenario_fills_them_from_its_own_assumptions():
    scenario = load_text(SMALL + "assumptions: {smallest_difference: 10 %, max_drain: 40 hari kerja}\n")
    assert scenario.run.smallest_difference == 0.1
    assert scenario.run.drain_days == 40
    own = load_text(SMALL.replace("2026-01-05", "2026-01-05, smallest_difference: 2 %"))
    assert own.run.difference_that_matters == 0.02


def test_few_replications_lower_the_least_too():
    run = RunSettings.model_validate({"from": "2026-01-05", "max_replications": 5})
    assert run.replications == (5, 5)


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        ((2026, 1, 31), CalendarTime(months=1), (2026, 2, 28)),
        ((2024, 1, 31), CalendarTime(months=1), (2024, 2, 29)),
        ((2026, 11, 15), CalendarTime(months=3, days=2), (2027, 2, 17)),
        ((2026, 12, 31), CalendarTime(months=12), (2027, 12, 31)),
    ],
)
def test_periods_follow_the_calendar(start, period, end):
    assert add_period(dt.date(*start), period) == dt.date(*end)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("observe: 40 years", "more than 30 years"),
        ("observe: 0 days", "nothing is observed"),
        ("precision: 5", "has no measure"),
        ("seed: 9223372036854775808", "it must be less than"),
        ("observ: 6 months", "is not known here"),
    ],
)
def test_impossible_run_settings_are_refused(settings, words):
    (fault,) = told(SMALL.replace("2026-01-05", f"2026-01-05, {settings}"))
    assert fault.startswith("8: run")
    assert words in fault


def test_the_largest_seed_is_taken():
    assert load_text(SMALL.replace("2026-01-05", f"2026-01-05, seed: {2**63 - 1}")).run.seed == 2**63 - 1


def test_the_first_plan_dates_are_the_change():
    scenario = load(OFFICE)
    assert scenario.change_dates == (dt.date(2026, 7, 1),)
    assert scenario.end == dt.date(2027, 7, 1)
    assert load_text(SMALL).change_dates == (dt.date(2026, 7, 5),)


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("2026-01-05", "not after the first day of the run"),
        ("2025-07-01", "not after the first day of the run"),
        ("2028-01-01", "not before the end of the run"),
    ],
)
def test_a_plan_lies_inside_the_run(on, words):
    (fault,) = told(SMALL + PLAN % (on, RENAME))
    assert fault.startswith("13: alternatives.a.plan[0].on")
    assert words in fault


def test_a_date_on_a_holiday_is_taken_with_a_note():
    scenario = load_text(SMALL + PLAN % ("2026-08-17", RENAME))
    (phase,) = phases(scenario.organisation, scenario.alternatives["a"].plan).phases
    assert any("is a day off" in str(note) for note in phase.notes)


def test_no_alternative_is_called_as_the_structure_as_it_is():
    (fault,) = told(SMALL + "alternatives:\n  baseline: {title: A}\n")
    assert fault.startswith("10: alternatives.baseline")


def test_demand_asks_for_services_that_there_are():
    assert told(SMALL.replace("{ktp: {per_day: 20}}", "{ktpp: {per_day: 20}}")) == [
        '7: demand.ktpp: there is no service "ktpp"'
    ]
    assert told(SMALL.replace("{ktp: {per_day: 20}}", "{a: {per_day: 20, service: kpt}}")) == [
        '7: demand.a.service: there is no service "kpt"'
    ]


def test_a_volume_needs_days_on_which_somebody_comes():
    (fault,) = told(SMALL.replace("{per_day: 20}", "{volume: 900 per year, profile: {mon-fri: 0}}"))
    assert fault == "7: demand.ktp.volume: in 2026 there is no day on which anybody comes"


def test_one_backlog_for_a_service():
    waiting = "{per_day: 2, service: ktp, backlog: 3, backlog_age: 2 days}"
    twice = f"{{a: {waiting}, ktp: {waiting}}}"
    (fault,) = told(SMALL.replace("{ktp: {per_day: 20}}", twice))
    assert "7: demand.ktp.backlog: the backlog of ktp is given by a already" in fault


@pytest.mark.parametrize(
    ("observed", "words"),
    [
        ("{ktp: {waiting_time: 44.4 min, lead_time: 26.4 min}}", "the mean wait is longer than the mean time"),
        ("{ktp: {waiting_time: 2 hari kerja, lead_time: 9 jam}}", "the mean wait is longer than the mean time"),
        ("{ktp: {number_waiting: 12, number_in_system: 9}}", "more cases wait than are there"),
        ("{kpt: {lead_time: 9 jam}}", 'there is no service "kpt"'),
    ],
)
def test_impossible_observations_are_refused(observed, words):
    """Bone Bolango published W 26.4 and Wq 44.4 minutes: the wait is a part of the time, so one of the two is wrong."""
    (fault,) = told(f"{SMALL}observed: {observed}\n")
    assert words in fault


def test_expectations_are_read_in_the_measure_of_what_they_are_about():
    def read(**fields: object) -> float:
        return Expectation.model_validate(fields).value

    assert read(what="waiting_time", value="99.6 min") == pytest.approx(5976)
    assert read(what="p_wait", value="25 %") == 0.25
    assert read(what="number_in_queue", value=1.66) == 1.66
    (fault,) = told(SMALL + "expected:\n  - {what: waiting_time, value: 5, source: M/M/1}\n")
    assert fault.startswith("10: expected[0].value: 5 has no measure")


def test_expectations_are_about_groups_that_there_are():
    answer = '  - {what: waiting_time, value: 5 min, group: "%s", alternative: %s}\n'
    text = SMALL + "expected:\n" + answer % ("position:lokett", "baseline") + answer % ("service:ktp", "merge")
    assert told(text) == [
        '10: expected[0].group: there is no group "position:lokett"',
        '11: expected[1].alternative: there is no alternative "merge"',
    ]


def test_assumptions_are_checked_like_the_ledger():
    (fault,) = told(SMALL + "assumptions:\n  handover.wrk: 3 min\n")
    assert fault.startswith("10: assumptions.handover.wrk: there is no assumption")
    (fault,) = told(SMALL + "assumptions:\n  handover.work: {value: 3 min, source: Q9, basis: stated}\n")
    assert "there is no source Q9" in fault


def test_a_scenario_keeps_its_evidence_through_changes_and_pickling():
    scenario = load(OFFICE)
    assert len(scenario.evidence) == 2
    changed = scenario.changed(title="Lain")
    assert (changed.evidence, changed.file) == (scenario.evidence, scenario.file)
    assert changed.run == scenario.run
    assert changed.agency == scenario.agency
    again = pickle.loads(pickle.dumps(scenario))
    assert (again.model_dump(), again.evidence) == (scenario.model_dump(), scenario.evidence)


def test_an_alternative_without_a_plan_changes_nothing():
    assert load_text(SMALL + "alternatives: {nol: {title: Tetap}}\n").alternatives["nol"].plan == ()
