"""An audit passes a sound model, and tells which line fails in one that is not."""

from __future__ import annotations

import json
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from orgsim.analysis.audit import Audit, audit
from orgsim.analysis.audit_extremes import as_it_is, waits, with_double_staff, without_staff
from orgsim.analysis.audit_logs import areas, balance_line, little_line
from orgsim.analysis.audit_observed import observed_lines
from orgsim.analysis.observation import Observation
from orgsim.cli import main
from orgsim.language import say
from orgsim.scenario.scenario import Scenario
from orgsim.scenario.yaml_file import load_text
from orgsim.simulation.log import Log
from orgsim.simulation.simulate import prepare, run

OFFICE = """\
title: Loket
agency:
  title: Dinas
  units: {dinas: {title: Dinas}}
  positions:
    kepala: {title: Kepala, unit: dinas, head: true, time_for_cases: 60 min}
    loket: {title: Loket, unit: dinas, headcount: 2}
  services:
    kk:
      title: KK
      steps:
        periksa: {by: loket, work: {value: 25 min, basis: assumed, range: [20 min, 27 min]}}
demand:
  kk: {per_day: 20, backlog: 4, backlog_age: 3 days}
alternatives:
  more: {title: Tambah satu, plan: [{on: 2026-07-20, do: [{operation: change_posts, position: loket, add: 1}]}]}
run: {from: 2026-07-06, observe: 3 weeks, max_drain: 5 hari kerja, seed: 3}
"""
PEOPLE = """\
    loket: {title: Loket, unit: dinas, people: {loket/1: {skills: {arsip: 1}}, loket/2: {}}}
"""


def office(observed: str = "", text: str = OFFICE) -> Scenario:
    return load_text(text + observed, "loket.yaml")


def verdicts(found: Audit) -> dict[tuple[str, str], str]:
    return {(line.check, line.about): line.verdict for line in found.lines}


@pytest.fixture(scope="module")
def sound() -> Audit:
    return audit(office(), replications=4, draws=3, engine="reference")


@pytest.fixture(scope="module")
def study():
    return prepare(as_it_is(office()))


@pytest.fixture(scope="module")
def logs(study):
    return [run(study, number, "reference") for number in range(3)]


def test_a_sound_model_passes_what_must_hold(sound):
    assert sound.sound
    assert {line.check for line in sound.lines if line.must} == {
        "balance", "little", "no_demand", "double_staff", "no_staff",
    }  # fmt: skip
    assert {line.verdict for line in sound.lines if line.must} == {"pass"}
    assert verdicts(sound)["loads", "baseline"] == "pass"
    assert verdicts(sound)["observed", ""] == "unknown"
    assert verdicts(sound)["start_up", "baseline"] in ("pass", "fail", "unknown")
    assert verdicts(sound)["correlation", "more"] in ("pass", "fail")
    assert verdicts(sound)["assumptions", "more"] in ("pass", "fail")


def test_an_overloaded_model_fails_by_load_and_still_balances():
    busy = office(text=OFFICE.replace("per_day: 20", "per_day: 40"))
    found = audit(busy, replications=2, draws=0, engine="reference")
    assert verdicts(found)["loads", "baseline"] == "fail"
    assert verdicts(found)["start_up", "baseline"] == "unknown"
    assert verdicts(found)["half_width", "more"] == "unknown"
    assert verdicts(found)["assumptions", "more"] == "unknown"
    assert found.sound


def altered(log: Log, column: str, values: np.ndarray) -> Log:
    return replace(log, cases=MappingProxyType({**log.cases, column: values}))


def test_a_log_that_does_not_balance_fails(study, logs):
    assert balance_line(study, logs).verdict == "pass"
    outcome = logs[0].cases["outcome"].copy()
    outcome[0] = 4  # open, although it has an end
    assert balance_line(study, [altered(logs[0], "outcome", outcome)]).verdict == "fail"
    fewer = replace(logs[0], cases={name: values[1:] for name, values in logs[0].cases.items()})
    line = balance_line(study, [fewer])
    assert line.verdict == "fail"
    assert "were drawn" in say(line.found)
    backwards = logs[0].cases["finished"].copy()
    backwards[-1] = 5
    assert balance_line(study, [altered(logs[0], "finished", backwards)]).verdict == "fail"


def test_littles_law_holds_to_the_second_and_a_wrong_count_fails(study, logs, monkeypatch):
    assert little_line(study, logs).verdict == "pass"
    assert "difference 0 seconds" in say(little_line(study, logs).found)
    right = Observation.open_requests
    monkeypatch.setattr(Observation, "open_requests", lambda *a, **k: right(*a, **k) + 1)
    assert little_line(study, logs).verdict == "fail"


def test_areas_by_hand():
    assert areas(np.array([-5, 2]), np.array([3, 100]), 10) == (11, 11)
    assert areas(np.array([], np.int64), np.array([], np.int64), 10) == (0, 0)


def test_the_extremes_change_what_they_say():
    scenario = as_it_is(office(text=OFFICE.replace(
        "    loket: {title: Loket, unit: dinas, headcount: 2}\n", PEOPLE
    )))  # fmt: skip
    doubled = with_double_staff(scenario).organisation
    assert len(doubled.positions["loket"].people) == 4
    assert len(doubled.positions["kepala"].people) == 1
    assert len(scenario.organisation.positions["loket"].people) == 2
    nobody = prepare(without_staff(scenario))
    assert all(clock.work_between(0, nobody.limit) == 0 for clock in nobody.clocks(0))


def test_doubling_is_seen_to_help(study, logs):
    twice = prepare(with_double_staff(as_it_is(office())))
    assert waits(twice, run(twice, 0, "reference")) < waits(study, logs[0])


def observed(study: Any, logs: Any, text: str) -> dict[str, str]:
    scenario = office(f"observed:\n  kk: {text}\n")
    lines = list(observed_lines(replace(study, scenario=scenario), logs, 0.2))
    return {say(line.wanted).partition(":")[0]: line.verdict for line in lines}


def test_what_was_observed_is_compared(study, logs):
    wait = np.mean([waits(study, log) for log in logs])
    near = f"{{waiting_time: {wait:.0f} min, lead_time: {wait + 36:.0f} min, finished: 20 per working day}}"
    assert set(observed(study, logs, near).values()) == {"pass"}
    assert len(observed(study, logs, near)) == 3
    far = f"{{waiting_time: {wait * 3:.0f} min, finished: 12 per working day}}"
    assert set(observed(study, logs, far).values()) == {"fail"}
    pile = "{number_waiting: 90, number_in_system: 100}"
    assert set(observed(study, logs, pile).values()) == {"fail"}


def test_the_pile_follows_littles_law(study, logs):
    """Mean number waiting = requests an hour × mean wait in hours: 20 a day over 7.5 hours."""
    wait = np.mean([waits(study, log) for log in logs])
    waiting = wait / 60 * 20 / 7.5
    found = observed(study, logs, f"{{number_waiting: {waiting:.2f}}}")
    assert found == {"waiting": "pass"}


def test_the_command_exits_by_what_must_hold(capsys, tmp_path, monkeypatch):
    file, rows = tmp_path / "loket.yaml", tmp_path / "audit.json"
    file.write_text(OFFICE)
    asked = ["audit", str(file), "-r", "2", "--draws", "0", "--engine", "reference", "--workers", "1"]
    for language, word, check in (("en", "passes *", "Start-up"), ("id", "lulus *", "Masa awal")):
        with pytest.raises(SystemExit) as end:
            main([*asked, "--json", str(rows), "--lang", language])
        assert not end.value.code
        shown = capsys.readouterr().out
        assert word in shown
        assert check in shown
    assert json.loads(rows.read_text())["sound"] is True
    right = Observation.open_requests
    monkeypatch.setattr(Observation, "open_requests", lambda *a, **k: right(*a, **k) + 1)
    with pytest.raises(SystemExit) as end:
        main([*asked, "--lang", "en"])
    assert end.value.code == 1
    assert "do not use results" in " ".join(capsys.readouterr().out.split())


def test_a_scenario_without_alternatives_is_examined_by_itself():
    bare = OFFICE[: OFFICE.index("alternatives:")] + OFFICE[OFFICE.index("run:") :]
    found = audit(office(text=bare), replications=3, engine="reference")
    assert found.sound
    assert verdicts(found)["half_width", ""] in ("pass", "fail")
    assert verdicts(found)["assumptions", ""] == "unknown"
    empty = bare.replace("  kk: {per_day: 20, backlog: 4, backlog_age: 3 days}", "  kk: {per_day: 0}")
    found = audit(office(text=empty), replications=2, engine="reference")
    assert found.sound
    assert verdicts(found)["double_staff", ""] == "unknown"
