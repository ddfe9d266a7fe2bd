"""Offices to begin with can be simulated, keep up with their work, and say where their numbers come from."""

from __future__ import annotations

import pytest

from orgsim.analysis.loads import loads
from orgsim.errors import InputError
from orgsim.scenario.templates import template, template_names
from orgsim.scenario.ten_questions import TenQuestions, office_of
from orgsim.scenario.yaml_writer import plain, read_plain
from orgsim.simulation.simulate import prepare

ANSWERS = {
    "office": "Dinas Perizinan: bagian {A}",
    "service": "Izin 'usaha' #1",
    "cases_per_day": 40,
    "counter_staff": 2,
    "counter_minutes": 8,
    "examining_staff": 6,
    "examining_minutes": 35.5,
    "signers": 2,
    "promised_days": 3,
    "usual_days": 5,
}


@pytest.mark.parametrize("name", template_names())
def test_a_template_keeps_up_with_its_work_and_marks_its_numbers(name):
    scenario = template(name)
    assert not scenario.alternatives
    found = loads(prepare(scenario, "baseline"))
    assert found
    assert 0.4 < found[0].load < 0.95
    told = {e.path for e in scenario.evidence}
    assert {("demand", source, "per_day") for source in scenario.demand} <= told
    works = {
        ("agency", "services", service, "steps", step, "work")
        for service, described in scenario.agency.services.items()
        for step, part in described.steps.items()
        if part.work is not None
    }
    assert works <= told
    titles = [unit.title for unit in scenario.agency.units.values()]
    assert all(title.id != title.en for title in titles)


def test_an_unknown_template_is_refused():
    with pytest.raises(InputError, match="civil-registry"):
        template("civil-registri")


@pytest.mark.parametrize("signers", [0, 1, 2, 3])
def test_ten_answers_make_an_office_with_that_many_signatures(signers):
    scenario = office_of(TenQuestions(**ANSWERS | {"signers": signers}))
    network = prepare(scenario, "baseline").network
    assert sum("persetujuan" in name for name in network.names["step"]) == signers
    assert str(scenario.title) == ANSWERS["office"]
    stated = {e.path[-1] for e in scenario.evidence if e.basis == "stated"}
    assert stated >= {"headcount", "per_day", "work", "promise", "lead_time"}


def test_loads_follow_from_the_answers():
    data = plain(office_of(TenQuestions(**ANSWERS))) | {"assumptions": {"handover.work": "0 min"}}
    found = {group.positions: group.load for group in loads(prepare(read_plain(data), "baseline"))}
    # 40 cases of 8 minutes for two clerks, who have 70 % of 450 minutes each, less in Ramadan.
    assert found[("loket",)] == pytest.approx(40 * 8 / (2 * 0.7 * 450), rel=0.05)
