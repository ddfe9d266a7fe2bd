"""Two intervals that are never merged: what repetitions leave open, and what the assumptions do."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from orgsim.analysis.comparison import compare_prepared, prepare_comparison
from orgsim.analysis.movers import Varied, movers_of, varied_in
from orgsim.analysis.open_rows import Mover
from orgsim.analysis.parameter_draws import between, drawn_scenario, luck_of, varied_assumptions
from orgsim.analysis.uncertainty import add_uncertainty
from orgsim.assumptions import ledger
from orgsim.errors import InputError
from orgsim.language import say
from orgsim.measures import CalendarTime
from orgsim.report.change_story import uncertainty_told
from orgsim.report.headlines import LEAD, main_window
from orgsim.report.movers_table import movers_table
from orgsim.report.open_table import uncertainty_table
from orgsim.report.story import story
from orgsim.scenario.scenario import Scenario
from orgsim.scenario.yaml_file import load_text
from tests.samples import AGENCY

MERGE = {"operation": "merge_units", "units": ["pendaftaran", "pencatatan-sipil"], "into": "adminduk",
         "pool": [["verifikator-pendaftaran", "verifikator-pencatatan"]]}  # fmt: skip
WRITTEN = {
    "title": "Contoh",
    "agency": AGENCY,
    "demand": {"kk": {"per_day": 20}, "akta-lahir": {"per_day": 10}},
    "people": {},
    "assumptions": {"work.scv": {"value": 0.4, "basis": "measured", "source": "stopwatch"}},
    "alternatives": {
        "more": {"title": "Tambah", "plan": [
            {"on": "2026-01-19", "do": [{"operation": "change_posts", "position": "loket-akta", "add": 3}]}]},
        "merge": {"title": "Gabung", "plan": [{"on": "2026-01-19", "do": [MERGE]}]},
        "rename": {"title": "Ganti nama", "plan": [
            {"on": "2026-01-19", "do": [{"operation": "rename_unit", "unit": "sekretariat", "title": "Umum"}]}]},
    },
    "run": {"from": "2026-01-05", "settle_before_change": "2 weeks", "observe": "3 weeks", "max_drain": "5 hari kerja",
            "min_replications": 2, "max_replications": 2},
}  # fmt: skip


def scenario(**more):
    return Scenario.model_validate({**WRITTEN, **more})


ASKED = ("dip.depth", "work.scv", "effective_share", "precision", "work.family", "dip.time", "system.success",
         "day.length")  # fmt: skip


def test_what_is_drawn_lies_in_its_range_and_hangs_on_the_draw_alone():
    drawn = [drawn_scenario(scenario(), ASKED, n).assumptions for n in range(40)]
    low, high = ledger()["dip.depth"].range
    depths = [given["dip.depth"] for given in drawn]
    assert low <= min(depths) < 0.15 < max(depths) <= high
    assert len(set(depths)) == 40
    assert sum(depth < 0.15 for depth in depths) in range(10, 31)  # half of them, by chance
    assert {given["work.family"] for given in drawn} == {"gamma", "lognormal"}
    assert {given["system.success"] for given in drawn} == {0.0, 0.5, 1.0}
    assert all(isinstance(given["dip.time"], CalendarTime) for given in drawn)
    again = drawn_scenario(scenario(), ASKED, 3).assumptions
    assert again["dip.depth"] == depths[3]
    assert luck_of(1, 3)("dip.depth") != luck_of(2, 3)("dip.depth")


def test_what_is_measured_and_how_the_study_is_done_is_not_drawn():
    given = scenario().assumptions
    drawn = ("dip.depth", "dip.time", "effective_share", "system.success", "work.family")
    assert varied_assumptions(given, ASKED) == drawn
    assert drawn_scenario(scenario(), ASKED, 0).assumptions["work.scv"] == 0.4


def test_rounds_of_measuring_narrow_what_is_drawn():
    def spread(informed):
        depths = [drawn_scenario(scenario(), ASKED, n, informed).assumptions["dip.depth"] for n in range(20)]
        return max(depths) - min(depths)

    assert spread({"dip.depth": 8.0}) == pytest.approx(spread({}) / 3)
    assert spread({"dip.depth": 0.0}) == spread({})


def test_half_of_the_draws_lie_on_either_side_of_what_is_in_force():
    assert between(0.05, 0.15, 0.30, 0.5) == pytest.approx(0.15)
    assert between(0.05, 0.15, 0.30, 0.0) == 0.05
    assert between(0.05, 0.15, 0.30, 1.0) == pytest.approx(0.30)


def test_numbers_of_a_file_are_drawn_with_their_ranges(tmp_path):
    from orgsim.cli.scenarios import read_scenario

    file = tmp_path / "contoh.yaml"
    file.write_text(
        """
title: Contoh
agency:
  title: Dinas
  units: {dinas: {title: Dinas}}
  positions: {loket: {title: Loket, unit: dinas, headcount: {value: 3, basis: assumed, range: [2, 5]}}}
  services:
    kk:
      title: KK
      promise: {value: 2 hari kerja, basis: stated, source: aturan}
      steps:
        terima: {by: loket, work: {value: 6 min, basis: assumed, range: [4 min, 10 min]}}
        serahkan: {by: loket, work: {value: 6 min, basis: assumed, range: [4 min, 10 min]}}
demand: {kk: {per_day: {value: 30, basis: assumed, range: [20, 40]}}}
run: {from: 2026-01-05}
"""
    )
    read = read_scenario(file)
    drawn = [drawn_scenario(read, (), n) for n in range(15)]
    heads = {one.agency.positions["loket"].headcount for one in drawn}
    works = [tuple(step.work.mean for step in one.agency.services["kk"].steps.values()) for one in drawn]
    assert heads <= {2, 3, 4, 5}
    assert len(heads) > 1
    assert all(240 <= one == other <= 600 for one, other in works)  # written alike, drawn alike
    assert len(set(works)) == 15
    assert {one.agency.services["kk"].promise for one in drawn} == {read.agency.services["kk"].promise}
    assert read.agency.positions["loket"].headcount == 3


def test_shares_that_are_everything_together_are_so_in_every_draw():
    from pathlib import Path

    from orgsim.cli.scenarios import read_scenario

    read = read_scenario(Path(__file__).resolve().parents[2] / "scenarios" / "semarang" / "people.yaml")
    drawn = [drawn_scenario(read, (), n).agency.complaints.classes for n in range(4)]
    shares = [[one.share for one in classes.values()] for classes in drawn]
    assert all(sum(row) == pytest.approx(1) for row in shares)
    assert len({round(row[0], 6) for row in shares}) == 4


PAID = """
title: Contoh
agency:
  title: Dinas
  units: {dinas: {title: Dinas}}
  positions: {loket: {title: Loket, unit: dinas, headcount: 2}}
  services: {kk: {title: KK, steps: {terima: {by: loket, work: 10 min}}}}
demand: {kk: {per_day: 20}}
people: {}
money: {budget: {2026: {value: Rp 3 juta, basis: assumed, range: [Rp 1 juta, Rp 4 juta]}}}
alternatives:
  course:
    title: Kursus
    plan:
      - on: 2026-01-19
        do: [{operation: train_staff, course: technical, positions: [loket], hours: 8 jam, fee: Rp 1 juta}]
run: {from: 2026-01-05, observe: 3 weeks, max_drain: 5 hari kerja, min_replications: 2, max_replications: 2}
"""


def test_a_drawn_budget_that_reaches_for_nothing_is_like_doing_nothing():
    read = load_text(PAID, "contoh.yaml")
    plans = [drawn_scenario(read, (), n).alternatives["course"].plan for n in range(8)]
    assert {len(plan) for plan in plans} == {0, 1}  # the course costs Rp 2 million
    prepared = prepare_comparison(read)
    found = add_uncertainty(compare_prepared(prepared, replications=2), prepared, draws=8).uncertainty
    assert (found.draws, found.refused) == (8, 0)
    row = found.row("course", "waiting_time", "transition")
    assert row.draws == 8
    assert row.better + row.worse <= sum(plan != () for plan in plans) / 8
    (transition,) = found.transitions
    assert (transition.lost[0], transition.recovered_in) == (0.0, 1.0)  # where nothing is done, nothing is lost


def test_a_written_budget_that_reaches_for_nothing_is_refused():
    with pytest.raises(InputError, match="does not reach for any option"):
        load_text(PAID.replace("value: Rp 3 juta", "value: Rp 1 juta"), "contoh.yaml")


@cache
def found():
    prepared = prepare_comparison(scenario())
    return add_uncertainty(compare_prepared(prepared, replications=2), prepared, draws=4)


def test_both_intervals_stand_beside_each_other():
    window = main_window(found(), "more").name
    row = found().uncertainty.row("more", "waiting_time", window)
    assert row.draws == 4
    assert row.low <= row.middle <= row.high
    assert row.better == 1.0
    assert row.survives
    estimate = found().row("more", "waiting_time", window)
    assert (estimate.low, estimate.high) != (row.low, row.high)
    json = found().to_json()["uncertainty"]
    assert json["draws"] == 4
    assert "effective_share" in json["varied"]
    assert {"better", "worse", "survives", "low", "high"} <= json["rows"][0].keys()


def test_the_control_changes_nothing_in_any_draw():
    for row in found().uncertainty.rows:
        if row.alternative == "rename":
            assert row.low == row.high == 0.0
            assert not row.better
            assert not row.worse


def test_the_same_numbers_whoever_computes_them():
    prepared = prepare_comparison(scenario(), ["more"])
    base = compare_prepared(prepared, replications=2)
    one = add_uncertainty(base, prepared, draws=3)
    other = add_uncertainty(base, prepared, draws=3, executor="threads", workers=2)
    assert one.uncertainty == other.uncertainty


def test_the_number_that_moves_a_difference_is_found_and_chance_is_not():
    varied = tuple(Varied(name, name, 0) for name in ("a", "b", "c", "d"))
    lucks = [luck_of(1, draw) for draw in range(40)]
    moved = {draw: 3 - 2 * luck("b") + 0.2 * luck("x") for draw, luck in enumerate(lucks)}
    (mover,) = movers_of(1, varied, moved)
    assert mover.number == "b"
    assert -1 <= mover.correlation < -0.9
    wrong = sum(
        bool(movers_of(1, varied, {draw: luck(f"x{n}") for draw, luck in enumerate(lucks)})) for n in range(100)
    )
    assert wrong <= 14  # expected 5; more than 14 come once in 10 000 times
    assert movers_of(1, varied, dict.fromkeys(range(40), 1.0)) == ()
    assert movers_of(1, varied, {draw: moved[draw] for draw in range(7)}) == ()


def test_numbers_that_are_drawn_together_are_named_once():
    read = load_text(PAID.replace("work: 10 min", "work: {value: 10 min, basis: assumed, range: [8 min, 12 min]}"), "x")
    found = {one.number: one.alike for one in varied_in(read, ("dip.depth", "precision"))}
    assert found == {"dip.depth": 0, "agency.services.kk.steps.terima.work": 1, "money.budget.2026": 1}


def test_what_to_measure_first_is_told():
    comparison = found()
    (row,) = (one for one in comparison.uncertainty.rows if (one.alternative, one.kpi) == ("more", LEAD))
    movers = Mover("dip.depth", 0, 0.8), Mover("demand.kk.per_day", 3, -0.7)
    told = replace(comparison.uncertainty, rows=(replace(row, movers=movers),))
    with_movers = replace(comparison, uncertainty=told)
    lines = movers_table(with_movers, "more").spoken("en")
    assert [line[0] for line in lines[-2:]] == [
        ledger()["dip.depth"].title.en,
        "demand.kk.per_day and 2 more written alike",
    ]
    assert [line[-1] for line in lines[-2:]] == ["the higher the difference", "the lower the difference"]
    for language in ("id", "en"):
        assert any(
            "demand.kk.per_day" in say(told.sentence, language) for told in uncertainty_told(with_movers, "more")
        )
    assert "No single number stands out." in movers_table(comparison, "rename").spoken("en")[-1]


def test_it_is_told_and_shown_in_both_languages():
    window = main_window(found(), "more")
    table = uncertainty_table(found(), "more", window)
    for language in ("id", "en"):
        assert len(table.spoken(language)) > 10
        assert [say(told.sentence, language) for told in uncertainty_told(found(), "more")]
    assert "survives" in {cell for line in table.spoken("en") for cell in line}


def test_whether_the_answer_survives_stands_with_the_answer():
    story_of_more = next(one for one in story(found()) if one.heading.parameters.get("parameters") == "more")
    short = next(group for group in story_of_more.groups if group.kind == "short")
    assert say(short.sentences[-1]).startswith("Lead time (office hours): ")
    assert "draws of all that is not measured" in say(short.sentences[-1])


def test_one_draw_is_no_interval():
    prepared = prepare_comparison(scenario(), ["more"])
    with pytest.raises(InputError, match="two draws"):
        add_uncertainty(compare_prepared(prepared, replications=2), prepared, draws=1)
