"""The Semarang cases by arithmetic: the loads that they were written for, before any run."""

from __future__ import annotations

from pathlib import Path

import pytest

from orgsim.analysis.loads import loads
from orgsim.scenario.scenario import Scenario
from orgsim.scenario.yaml_file import load
from orgsim.simulation.simulate import BASELINE, prepare

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"


def found(scenario: Scenario, alternative: str = BASELINE) -> dict[str, float]:
    """The load of every group after the change, by its posts or things."""
    return {"+".join(group.positions or group.things): group.load for group in loads(prepare(scenario, alternative))}


@pytest.fixture(scope="module")
def semarang() -> Scenario:
    return load(SCENARIOS / "semarang" / "scenario.yaml")


def test_only_the_head_signs(semarang):
    asked = found(semarang)
    # Switching between complaints and documents, 12 times 5 minutes a day at most, is not known by arithmetic.
    assert asked["verifikator"] + 12 * 5 / (7 * 450) == pytest.approx(0.82, abs=0.01)
    assert asked["kepala-dinas"] == pytest.approx(97 / (150 * 0.8), abs=0.01)
    assert asked["loket"] == pytest.approx(0.62, abs=0.01)
    assert (asked["petugas-cetak"], asked["pencetak"]) == (pytest.approx(0.46, abs=0.01),) * 2


def test_what_the_alternatives_relieve(semarang):
    assert found(semarang, "e-signature")["kepala-dinas"] < 0.1
    assert found(semarang, "signer-tripled")["kepala-dinas"] == pytest.approx(97 / (450 * 0.8), abs=0.01)
    assert found(semarang, "two-counters")["loket"] == pytest.approx(0.62 * 3 / 5, abs=0.01)
    apart = found(semarang, "complaints-division")
    assert apart["petugas-pengaduan"] == pytest.approx(5.7 * 40 / 315, abs=0.02)
    assert apart["verifikator"] == pytest.approx(0.80, abs=0.01)
    assert found(semarang, "rename-only") == pytest.approx(found(semarang, "promise-of-one-day"), rel=0.01)


def test_the_reversal_lacks_counters():
    asked = found(load(SCENARIOS / "semarang" / "reversal.yaml"))
    assert max(asked, key=asked.__getitem__) == "loket"
    assert asked["loket"] == pytest.approx(0.92, abs=0.01)


def test_complaints_about_public_works():
    scenario = load(SCENARIOS / "semarang-pekerjaan-umum" / "scenario.yaml")
    asked = found(scenario)
    assert asked["surveior"] == pytest.approx(0.91, abs=0.02)
    assert asked["admin"] == pytest.approx(0.86, abs=0.02)
    assert asked["kepala-dinas"] == pytest.approx(0.60, abs=0.02)
    assert asked["kabid-jalan"] == pytest.approx(0.27, abs=0.02)
    assert max(found(scenario, "division-from-divisions").values()) < 1
    assert found(scenario, "division-from-surveyors")["surveior"] == pytest.approx(2 * 0.92, abs=0.02)
