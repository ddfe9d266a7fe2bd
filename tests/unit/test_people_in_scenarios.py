"""People, money, law and surveys in a scenario: the two cases, the public page, and what cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from orgsim.cli import main
from orgsim.cli.scenarios import read_scenario
from orgsim.errors import InputError
from orgsim.report.public_page import public_html, public_page
from orgsim.restructuring.cost import bill_of
from orgsim.restructuring.placement import placements
from orgsim.restructuring.transition import transition_of
from orgsim.scenario.settling import affordable
from orgsim.simulation.simulate import prepare
from tests.samples import sample

ROOT = Path(__file__).resolve().parents[2]
CASES = [ROOT / "scenarios" / place / "people.yaml" for place in ("palembang", "semarang")]

BASE = """
title: Contoh
agency:
  title: Dinas
  units: {dinas: {title: Dinas}}
  positions: {loket: {title: Loket, unit: dinas, headcount: 2, monthly_cost: Rp 5 juta}}
  services: {kk: {title: KK, promise: 2 hari kerja, steps: {terima: {by: loket, work: 6 min}}}}
demand: {kk: {per_day: 30}}
alternatives:
  latih:
    title: Latih
    plan:
      - on: 2026-03-02
        do:
          - {operation: train_staff, course: technical, positions: [loket], hours: 8 h}
people: {}
run: {from: 2026-01-05, settle_before_change: 2 months, observe: 2 months}
"""


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.parent.name)
def test_imposed_and_supported_stand_side_by_side_by_assumption(file):
    scenario = read_scenario(file)
    imposed, supported = (prepare(scenario, name) for name in ("imposed", "supported"))
    curves = [transition_of(study.response) for study in (imposed, supported)]
    assert all(min(curve.speed) < 1 for curve in curves)
    live = imposed.phases[-1].on
    assert supported.phases[-1].on == live
    at = [dict(zip(curve.dates, curve.speed, strict=True)) for curve in curves]
    both = sorted(at[0].keys() & at[1].keys())
    assert both
    assert all(at[1][day] >= at[0][day] for day in both)
    assert at[1][both[-1]] > at[0][both[-1]]
    assert supported.response.mean("opinion")[-1] > imposed.response.mean("opinion")[-1]
    for name in ("imposed", "supported"):
        kept = affordable(scenario, scenario.alternatives[name].plan)
        assert kept.dropped == ()
    spent = [bill_of(s.phases[0].organisation, s.phases[-1].organisation, affordable(
        scenario, scenario.alternatives[n].plan).outlays, scenario.assumptions).once
        for n, s in (("imposed", imposed), ("supported", supported))]  # fmt: skip
    assert spent[1] > spent[0]


def test_the_placement_table_of_palembang():
    study = prepare(read_scenario(CASES[0]), "imposed")
    table = placements(study.phases[0].organisation, study.phases[-1].organisation)
    assert sum(row.count for row in table) == 11  # two divisions with their heads and team leads
    assert [row.before for row in table if row.leads_nothing] == ["kabid-pencatatan"]
    assert all(row.after is not None and row.qualified == row.count for row in table)


def test_the_public_page_has_no_names():
    for language in ("id", "en"):
        page = public_page(sample()).spoken(language)
        assert ["Bidang Pendaftaran Penduduk", "Loket", "3"] in page
        assert not any("/" in cell for row in page for cell in row)


def test_the_public_page_is_written_whole_and_escaped():
    page = public_html(sample(title="Dinas <b>"), "id")
    assert "Dinas &lt;b&gt;" in page
    assert page.count("<tr>") == 1 + len(sample().positions)
    assert "http" not in page


def test_the_command_tells_whether_and_from_when_the_page_is_public(tmp_path, capsys):
    file, page = tmp_path / "contoh.yaml", tmp_path / "page.html"
    system = "{operation: personnel_system, duties: [pegawai], public_page: true}"
    duty = "  duties: {pegawai: {text: Kepegawaian, hours_per_year: {dinas: 500 jam}}}\n"
    course = "{operation: train_staff, course: technical, positions: [loket], hours: 8 h}"
    file.write_text(BASE.replace("demand:", f"{duty}demand:").replace(course, system))

    def told(*more):
        with pytest.raises(SystemExit):
            main(["public", *more, "--lang", "en"])
        return capsys.readouterr()

    now, then = told(f"{file}#baseline"), told(f"{file}#latih", "--html", str(page))
    assert "makes this page public" in now.err
    assert "public from 2 March 2026 on" in then.out.replace("\n", " ")
    assert "Nothing" not in then.err
    assert "public from 2 March 2026 on" in page.read_text()


FAULTS = [
    ("people: {}\n", "", "acts by way of people, who are not in the scenario"),
    ("people: {}", "people: {readiness: 130 %}", "between 0"),
    ("people: {}", "people: {readiness_of: {dinass: 40 %}}", "there is no unit"),
    ("people: {}", "people: {}\nmoney: {budget: {2026: 50 juta}}", "is not an amount of money"),
    ("people: {}", "people: {}\nmoney: {budget: {2026: Rp 100.000}}", "does not reach for any option"),
    ("people: {}", "people: {}\nsurvey: {elements: {time: 3}}", "nine elements"),
    ("people: {}", "people: {}\nsurvey: {elements: {waktu: 3}}", "waktu"),
    ("hours: 8 h", "hours: 1500 h", "more than a person's working year"),
    ("on: 2026-03-02", "on: 2025-12-01", "is not after the first day of the run"),
]


@pytest.mark.parametrize(("old", "new", "said"), FAULTS, ids=[said[:30] for *_, said in FAULTS])
def test_what_cannot_be_is_told_with_its_line_and_nothing_is_clipped(tmp_path, old, new, said):
    file = tmp_path / "contoh.yaml"
    assert old in BASE
    file.write_text(BASE.replace(old, new))
    with pytest.raises(InputError) as caught:
        prepare(read_scenario(file), "latih")
    faults = [fault for fault in caught.value.faults if said in str(fault)]
    assert faults, [str(fault) for fault in caught.value.faults]
    assert all(fault.path for fault in faults)


def test_the_same_scenario_without_a_fault_is_read(tmp_path):
    file = tmp_path / "contoh.yaml"
    file.write_text(BASE)
    assert prepare(read_scenario(file), "latih").response is not None
