"""A scenario written as one file reads back as itself, with what is known of its numbers."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from orgsim.errors import InputError
from orgsim.resources import scenarios
from orgsim.scenario.yaml_file import load, load_text
from orgsim.scenario.yaml_writer import plain, read_plain, with_evidence, write_scenario
from orgsim.spec import Evidence

FILES = sorted(scenarios().glob("*/scenario.yaml")) + sorted((scenarios() / "theory").glob("*.yaml"))


def bare(scenario):
    return scenario.beside((), None)


@pytest.mark.parametrize("file", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_scenario_reads_back_as_itself(file):
    scenario = load(file)
    for text in (write_scenario(scenario), json.dumps(with_evidence(scenario), ensure_ascii=False)):
        again = load_text(text)
        assert bare(again) == bare(scenario)
        assert {(e.path, e.basis, e.source, e.range) for e in again.evidence} == {
            (e.path, e.basis, e.source, e.range) for e in scenario.evidence
        }
        assert list(again.agency.units) == list(scenario.agency.units)
    assert bare(read_plain(plain(scenario), scenario.evidence)) == bare(scenario)


def test_a_changed_number_loses_its_source():
    scenario = load(scenarios() / "palembang" / "scenario.yaml")
    place = ("agency", "positions", "loket-pendaftaran", "headcount")
    data = plain(scenario)
    data["agency"]["positions"]["loket-pendaftaran"]["headcount"] = 3
    changed = read_plain(data, scenario.evidence)
    assert place in {e.path for e in scenario.evidence}
    assert {e.path for e in scenario.evidence} - {e.path for e in changed.evidence} == {place}
    assert changed.agency.positions["loket-pendaftaran"].headcount == 3


def test_what_is_said_of_a_number_must_hold():
    scenario = load(scenarios() / "palembang" / "scenario.yaml")
    path = ("demand", "kk", "per_day")
    others = tuple(e for e in scenario.evidence if e.path != path)
    no_source, out_of_range = Evidence(path, "stated"), Evidence(path, "assumed", range=(40, 50))
    for wrong in (no_source, out_of_range, Evidence(path, "measured", "F999")):
        with pytest.raises(InputError):
            read_plain(plain(scenario), (*others, replace(wrong, value=31)))


def test_every_fault_of_plain_data_is_told():
    data = plain(load(scenarios() / "palembang" / "scenario.yaml"))
    data["agency"]["positions"]["loket-pendaftaran"]["unit"] = "pendaftran"
    data["demand"]["kk"]["service"] = "kartu"
    with pytest.raises(InputError) as caught:
        read_plain(data)
    assert {fault.path[:2] for fault in caught.value.faults} >= {("agency", "positions"), ("demand", "kk")}
