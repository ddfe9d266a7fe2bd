"""What runs show beside the formulas of a diagnosis: the planted bottleneck by name, with its interval and basis."""

from __future__ import annotations

import json

import pytest

from orgsim.analysis.diagnosing import diagnose
from orgsim.analysis.shown import Runs, WaitAtPosts
from orgsim.analysis.single import measure_single, prepare_single
from orgsim.analysis.subject import Subject
from orgsim.language import LANGUAGES, say
from orgsim.report.diagnosis_tables import finding_lines
from orgsim.scenario.yaml_file import load_text
from tests.asking import answer

OFFICE = """\
title: Loket
agency:
  title: Dinas
  levels: [dinas]
  units: {dinas: {title: Dinas, level: dinas}}
  positions:
    kepala: {title: Kepala, unit: dinas, head: true}
    depan: {title: Meja depan, unit: dinas, headcount: 2}
    belakang: {title: Meja belakang, unit: dinas, headcount: 2}
  services:
    kk:
      title: KK
      promise: 3 hari kerja
      steps:
        terima: {by: depan, work: FRONT}
        periksa: {by: belakang, work: BACK}
        paraf: {work: 2 min, approval: {to: dinas}}
demand: {kk: {per_day: 20}}
run: {from: 2026-01-05, settle_before_change: 4 weeks, observe: 8 weeks, seed: 1}
"""
LONG, SHORT = "28 min", "8 min"


def office(front: str = SHORT, back: str = LONG) -> str:
    return OFFICE.replace("FRONT", front).replace("BACK", back)


def with_runs(text: str, replications: int = 3) -> Subject:
    scenario = load_text(text)
    found = measure_single(prepare_single(scenario, "baseline"), replications, [WaitAtPosts()], engine="reference")
    return Subject.of(scenario, runs=Runs(found))


@pytest.mark.parametrize(("front", "back", "slow"), [(LONG, SHORT, "depan"), (SHORT, LONG, "belakang")])
def test_the_planted_bottleneck_is_named_by_the_runs(front, back, slow):
    subject = with_runs(office(front, back))
    (told,) = [one for one in diagnose(subject, ["bottleneck"]) if str(one.text).startswith("In the runs")]
    assert told.about == (f"position:{slow}",)
    wait, occupied = told.shown
    assert (wait.row.kpi, occupied.row.kpi) == ("wait_at_posts", "utilisation")
    assert wait.row.low < wait.row.value < wait.row.high
    assert wait.basis in {"stated", "assumed"}
    # 20 cases of 28 minutes, 2 people of 450 minutes of which 70 % reach cases: a load of 0.89.
    assert occupied.row.value == pytest.approx(20 * 28 / (2 * 450 * 0.7), abs=0.08)
    others = {"depan", "belakang", "kepala"} - {slow}
    assert all(subject.runs.rows["wait_at_posts", f"position:{name}"].value < wait.row.value for name in others)


def test_waits_at_posts_add_up_to_the_waits_of_requests():
    rows = with_runs(office(), 1).runs.rows
    # Every request passes each post once here.
    posts = [rows["wait_at_posts", f"position:{name}"].value for name in ("depan", "belakang", "kepala")]
    assert sum(posts) == pytest.approx(rows["waiting_time", "all"].value, rel=0.03)


def test_formulas_stand_beside_what_the_runs_showed_and_stay_as_they_are():
    bare, both = diagnose(Subject.of(load_text(office()))), diagnose(with_runs(office()))
    plain = [finding.to_json() for finding in bare]
    assert all("runs" not in one for one in plain)
    with_them = [finding.to_json() for finding in both if not str(finding.text).startswith("In the runs")]
    assert [{key: part for key, part in one.items() if key != "runs"} for one in with_them] == plain
    told = {one["diagnosis"] for one in with_them if "runs" in one}
    assert told >= {"bottleneck", "approvals", "key_persons", "workload"}
    kept = next(row for one in with_them for row in one.get("runs", ()) if row["kpi"] == "promise_kept")
    assert 0 <= kept["low"] <= kept["value"] <= kept["high"]
    assert kept["replications"] == 3
    assert set(kept["text"]) == set(LANGUAGES)


def test_an_overloaded_office_is_told_by_who_is_occupied_and_without_a_mean():
    subject = with_runs(office(SHORT, "45 min"), 2)
    (told,) = [one for one in diagnose(subject, ["bottleneck"]) if str(one.text).startswith("In the runs")]
    assert told.about == ("position:belakang",)
    assert str(told.text) == "In the runs, Meja belakang was occupied most."
    assert "not known" in str(told.shown[0].text)
    lines = [say(line, "id") for line in finding_lines(told)]
    assert any("Meja belakang" in line for line in lines)


def test_the_command_runs_only_if_it_is_asked_to(capsys, tmp_path):
    file = tmp_path / "loket.yaml"
    file.write_text(office())
    bare = ("diagnose", str(file), "--json", "--only", "bottleneck", "--lang", "en")
    code, out, err = answer(capsys, *bare)
    assert (code, err) == (0, "")
    assert set(json.loads(out)) == {"file", "alternative", "findings"}
    assert '"runs"' not in out
    asked = (*bare, "--replications", "2", "--engine", "reference", "--workers", "1")
    code, out, err = answer(capsys, *asked, "--seed", "7")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert (found["replications"], found["seed"]) == (2, 7)
    code, other, _ = answer(capsys, *asked, "--seed", "8")
    assert [one["runs"] for one in json.loads(other)["findings"]] != [one["runs"] for one in found["findings"]]


@pytest.mark.parametrize("part", ["agency", "no demand"])
def test_where_nobody_asks_there_is_nothing_to_run(capsys, tmp_path, part):
    file = tmp_path / "office.yaml"
    text = office().replace("demand: {kk: {per_day: 20}}\n", "demand: {}\n")
    if part == "agency":
        lines = text.partition("agency:\n")[2].partition("demand:")[0].splitlines()
        text = "\n".join(line[2:] for line in lines) + "\n"
    file.write_text(text)
    code, _, err = answer(capsys, "diagnose", str(file), "--replications", "2", "--lang", "en")
    assert code == 2
    assert "nobody asks for anything here: there is nothing to run" in err
    assert "--replications" in err
