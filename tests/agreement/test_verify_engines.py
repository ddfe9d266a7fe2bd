"""`orgsim verify --engines`: what a user sees when the engines agree, and when one tells a visit differently."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from orgsim.analysis.agreement import check
from orgsim.analysis.agreement.offices import PROPOSAL, Office
from orgsim.scenario.yaml_file import load
from orgsim.simulation.log import Category, Log
from orgsim.simulation.simulate import Study, run
from tests.asking import answer

MECHANISM = "external"
OFFICES = [Office(number) for number in range(60) if MECHANISM in Office(number).mechanisms]
NUMBERS = [office.number for office in sorted(OFFICES, key=lambda office: len(office.mechanisms))][:2]  # soon reduced


def wrong_outside(study: Study, replication: int, engine: str) -> Log:
    """Run an engine; the kernel ends every wait outside a second late."""
    log = run(study, replication, engine)
    outside = (log.visits["category"] == Category.EXTERNAL) & (log.visits["finished"] >= 0)
    if engine == "reference":
        return log
    finished = log.visits["finished"] + outside.astype(np.int64)
    return replace(log, visits=log.visits.changed(finished=finished))


def verified(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    return answer(capsys, "--lang", "en", "verify", "--workers", "1", *arguments)[:2]


def test_engines_that_agree_end_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    code, told = verified(capsys, "--engines", 2, "--first", NUMBERS[0])
    assert (code, told.strip()) == (0, "2 of 2 agree to the last bit.")


def test_a_difference_is_told_with_its_first_visit_and_kept_in_one_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "run", wrong_outside)
    code, told = verified(capsys, "--engines", 1, "--first", NUMBERS[0], "--output", tmp_path)
    assert code == 1
    assert f"{NUMBERS[0]}: {MECHANISM} (baseline, replication 0): the first difference, visits row" in told
    (unequal,) = (line for line in told.splitlines() if "≠" in line)
    column, kernel, reference = unequal.replace("|", " ").split()[:3]
    assert (column, int(kernel) - int(reference)) == ("finished", 1)
    assert "0 of 1 agree to the last bit." in told
    (file,) = tmp_path.iterdir()
    assert f"orgsim verify --engines-on {file}" in " ".join(told.split())
    assert check.compare_engines(load(file)) is not None
    code, told = verified(capsys, "--engines-on", file)
    assert code == 1
    assert f"{len(load(file).alternatives) * 3 + 3} agree to the last bit." in told


def test_what_reproduces_a_difference_is_the_office_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "run", wrong_outside)
    verified(capsys, "--engines", 1, "--first", NUMBERS[1], "--output", tmp_path)
    monkeypatch.undo()
    (file,) = tmp_path.iterdir()
    others = Office(NUMBERS[1]).mechanisms
    least = Office(NUMBERS[1]).but(*(name for name in others if name != MECHANISM)).whole
    kept = load(file)
    for alternative in ("baseline", PROPOSAL):
        mine, theirs = (check.prepare(scenario, alternative) for scenario in (kept, least))
        assert run(mine, 0, "kernel").equals(run(theirs, 0, "kernel"))


def test_a_scenario_that_is_not_there_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert verified(capsys, "--engines-on", "nowhere.yaml")[0] == 2
