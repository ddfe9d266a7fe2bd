"""What figures show and how they are drawn: from a comparison of a small office, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from math import inf

import pytest

from dashboard.figures.draw import chart_of
from dashboard.figures.pairs import draw_parts
from dashboard.figures.style import ON_PHONE
from dashboard.figures.tightening import so_far_of, tightening_chart
from orgsim.analysis.effort import visits_per_replication
from orgsim.analysis.findings import Overload, Stability, Twins
from orgsim.analysis.statistics.intervals import Interval
from orgsim.language import LANGUAGES, say, say_value
from orgsim.report.figures.citizens import sooner_and_later
from orgsim.report.figures.curves import finished_within, lead_time_by_week
from orgsim.report.figures.figure import Lines, Pairs, Shares
from orgsim.report.figures.gallery import figures_of
from orgsim.report.figures.pairs import paired_figure
from orgsim.report.headlines import main_window
from orgsim.report.structure_table import structure_table
from orgsim.restructuring.plan import phases
from orgsim.scenario.yaml_file import load_text
from orgsim.simulation.simulate import prepare, run
from tests.dashboard.results_office import found, scenario, titles
from tests.store.conftest import OFFICE
from tests.unit.test_story import AFTER, comparison_of

NAMES = [
    "sooner-and-later",
    "time-by-week",
    "open-by-week",
    "finished-within",
    "time-by-service",
    "waiting-by-service",
    "waiting-by-unit",
    "waiting-by-cause",
    "staff-load",
]


COST = "monthly_cost: Rp 4 juta,"
PAID = "title: Petugas, " + COST


def window():
    return main_window(found(), "merge")


def figure(name):
    return next(one for one in figures_of(found(), "merge", window(), titles()) if one.name == name)


def test_all_figures_are_there_but_for_a_cost_that_nobody_knows():
    assert [one.name for one in figures_of(found(), "merge", window(), titles())] == NAMES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_figure_says_what_to_read_and_has_its_table(name, language):
    one = figure(name)
    texts = [say(text, language) for text in (one.title, *one.reading, *one.table.notes)]
    assert len(texts) > 2
    assert not any(re.search(r"[{}]|None", text) for text in texts)
    cells = one.table.spoken(language)
    assert len(cells) > 1
    assert {len(row) for row in cells} == {len(one.table.columns)}


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_is_drawn_in_the_readers_language_only(name):
    drawn = {language: chart_of(figure(name), language, width=600).to_dict() for language in LANGUAGES}
    assert drawn["id"]["config"]["locale"]["number"]["decimal"] == ","
    assert drawn["id"]["config"]["locale"]["time"]["months"][7] == "Agustus"
    assert drawn["en"]["config"]["locale"]["number"]["thousands"] == ","
    shared = {text for text in texts_in(drawn["id"]) & texts_in(drawn["en"]) if re.search(r"[a-z]{3}", text)}
    assert shared <= {"Dinas", "Petugas", "Arsiparis", "Pelayanan"}


def texts_in(specification) -> set[str]:
    """Titles, names and labels that a reader sees."""
    found: set[str] = set()
    for key, value in specification.items() if isinstance(specification, dict) else enumerate(specification):
        if isinstance(value, (dict, list)):
            found |= texts_in(value)
        elif isinstance(value, str) and key in ("title", "text", "description", "what", "structure", "verdict", "part"):
            found.add(value)
    return found


def test_before_the_change_the_curves_are_one():
    drawing = figure("time-by-week").drawing
    assert isinstance(drawing, Lines)
    before, after = drawing.lines
    past = [(one, other) for one, other in zip(before.points, after.points, strict=True) if one.at < drawing.change]
    assert past
    assert all(one == other for one, other in past)
    assert all(p.low <= p.value <= p.high for line in drawing.lines for p in line.points if p.value is not None)


def test_shares_rise_to_one_and_agree_with_the_log():
    drawing = finished_within(found(), "merge", window()).drawing
    for line in drawing.lines:
        shares = [point.value for point in line.points]
        assert shares == sorted(shares)
        assert shares[-1] == pytest.approx(1, abs=0.001)
    study = prepare(scenario())
    taken = []
    for replication in range(3):
        log = run(study, replication, "reference")
        chosen = (
            (log.cases["parent"] == -1) & (log.cases["arrived"] >= study.change) & (log.cases["arrived"] < study.end)
        )
        begun, ended = log.cases["arrived"][chosen], log.cases["finished"][chosen]
        took = study.network.office.work_between_block(begun, ended)
        taken.append((took <= 60 * 60).mean())
    point = next(point for point in drawing.lines[0].points if point.at == 60)
    assert point.value == pytest.approx(sum(taken) / 3)


def test_a_merged_unit_stands_beside_all_that_went_into_it():
    drawing = figure("waiting-by-unit").drawing
    rows = {row.group: row for row in found().rows(alternative="merge", kpi="waiting_time", window=window().name)}
    assert isinstance(drawing, Pairs)
    (merged,) = [pair for pair in drawing.pairs if say_value(pair.what, "en").startswith("Pelayanan, from")]
    assert merged.before == pytest.approx(rows["unit:loket"].baseline + rows["unit:arsip"].baseline)
    assert merged.after == rows["unit:pelayanan"].value
    assert merged.difference is None  # a number without an interval is not drawn
    assert len(drawing.pairs) == 1  # the two that are gone have no gain of their own


def test_a_control_changes_nothing_in_any_figure():
    for one in figures_of(found(), "do-nothing", main_window(found(), "do-nothing"), titles()):
        if isinstance(one.drawing, Pairs):
            assert {pair.difference for pair in one.drawing.pairs} == {0.0}
            assert "Nothing changes here." in map(str, one.reading)
        elif isinstance(one.drawing, Shares):
            assert {part.share for _, parts in one.drawing.rows for part in parts if part.role == "same"} == {1.0}
        else:
            before, after = one.drawing.lines
            assert before.points == after.points


def test_parts_of_all_citizens_add_up():
    drawing = figure("sooner-and-later").drawing
    assert isinstance(drawing, Shares)
    for _, parts in drawing.rows:
        assert sum(part.share for part in parts) == pytest.approx(1)


def test_a_stretch_of_time_with_two_names_is_drawn_once():
    both = tuple(Twins("merge", name, 1000, 0.6, 0.3, 0.1, 10.0, 20.0) for name in ("transition", "whole"))
    alike, longer = (replace(AFTER, name="whole", end=AFTER.end + more) for more in (0, 7))
    for whole, rows in ((alike, 1), (longer, 2)):
        comparison = replace(comparison_of(twins=both), windows={"merge": (AFTER, whole)})
        one = sooner_and_later(comparison, "merge", whole)
        assert len(one.drawing.rows) == rows


def test_an_overloaded_structure_is_shown_without_how_much():
    twins = Twins("merge", "transition", 1000, 0.1, 0.8, 0.1, 10.0, 5000.0)
    overloaded = comparison_of(twins=(twins,), overloaded={"merge": Overload((), ("transition",), Interval(9, 1, 5))})
    one = sooner_and_later(overloaded, "merge", AFTER)
    text = " ".join(map(str, one.reading))
    assert "80 %" in text
    assert "hour" not in text
    assert "does not keep up" in text
    assert [row[6] for row in one.table.spoken("en")[1:]] == ["–"]


def test_without_weeks_or_numbers_there_is_no_figure():
    assert lead_time_by_week(comparison_of(), "merge") is None
    assert finished_within(comparison_of(), "merge", AFTER) is None
    assert sooner_and_later(comparison_of(), "merge", AFTER) is None
    assert paired_figure("cost", comparison_of(), "merge", AFTER, {}) is None


def test_intervals_that_tighten_are_drawn_over_the_repetitions():
    history = [
        {"done": done, "alternative": "merge", "difference": -5.0, "low": -5 - 20 / done, "high": -5 + 20 / done}
        for done in (2, 4, 8)
    ]
    history.insert(0, {**history[0], "done": 1, "low": None, "high": None})  # one repetition has no interval
    drawn = tightening_chart(history, "id").to_dict()
    (first, *others) = drawn["layer"][3]["data"]["values"]
    assert first == {"done": 1, "difference": -5.0}
    assert drawn["layer"][1]["data"]["values"] == others
    widths = [row["high"] - row["low"] for row in others]
    assert widths == sorted(widths, reverse=True)


@pytest.mark.parametrize(("half_width", "repetitions", "ends"), [(inf, 1, (None, None)), (2.0, 3, (7.0, 11.0))])
def test_a_structure_that_does_not_keep_up_tells_by_how_much_from_the_first_repetition_on(
    half_width, repetitions, ends
):
    growth = Interval(9.0, half_width, repetitions)
    one = so_far_of(
        comparison_of(
            overloaded={"merge": Overload((), ("transition",), Interval(9, 1, 5))},
            stability={"merge": Stability(growth, 100.0, growing=True)},
        ),
        "merge",
    )
    assert (one.middle, one.low, one.high) == (9.0, *ends)
    text = say(one.sentence, "en")
    assert "9.0 a week" in text
    assert "inf" not in text
    assert ("in the first repetition" in text) == (repetitions == 1)


def test_sizes_of_two_structures_stand_side_by_side():
    before = scenario().organisation
    after = phases(before, scenario().alternatives["merge"].plan, scenario().assumptions).phases[-1].organisation
    rows = {row[0]: row[1:] for row in structure_table(before, after, ("now", "then")).spoken("en")[1:]}
    assert rows["Units"] == ["3", "2", "−1"]
    assert rows["Staff"] == ["3", "3", "0"]
    assert rows["Staff cost a month"] == ["–", "–", "–"]
    assert "no sum is given" in str(structure_table(before, after, ("now", "then")).notes[0])
    paid = load_text(OFFICE.replace("title: Petugas,", PAID).replace("title: Arsiparis,", "title: Arsiparis, " + COST))
    more = load_text(OFFICE.replace("title: Petugas,", PAID).replace("headcount: 2", "headcount: 3"))
    assert structure_table(more.organisation, more.organisation, ("", "")).spoken("en")[-1][1] == "–"  # one is unknown
    more = load_text(
        OFFICE.replace("title: Petugas,", PAID)
        .replace("headcount: 2", "headcount: 3")
        .replace("title: Arsiparis,", "title: Arsiparis, " + COST)
    )
    paid, more = paid.organisation, more.organisation
    rows = {row[0]: row[1:] for row in structure_table(paid, more, ("now", "then")).spoken("id")[1:]}
    assert rows["Biaya pegawai per bulan"] == ["Rp 12 juta", "Rp 16 juta", "+Rp 4 juta"]


def test_the_work_of_a_replication_is_about_what_the_engine_does():
    study = prepare(scenario())
    log = run(study, 0, "reference")
    assert visits_per_replication(scenario()) == pytest.approx(len(log.visits["case"]), rel=0.35)


def test_a_figure_never_holds_more_things_than_can_be_read():
    rows = [replace(row, group=f"service:s{n}") for row in found().estimates[:1] for n in range(45)]
    many = replace(found(), estimates=tuple(replace(r, kpi="waiting_time", measured_in="min", value=2.0) for r in rows))
    one = paired_figure("waiting-by-service", many, "merge", many.windows["merge"][0], {})
    assert len(one.drawing.pairs) == 20
    assert len(one.table.rows) == 45
    assert "all 45" in str(one.reading[-1])


def test_on_a_phone_the_names_of_rows_stand_over_both_parts():
    drawing = paired_figure("time-by-service", found(), "merge", main_window(found(), "merge"), titles()).drawing
    names = [say_value(pair.what, "id") for pair in drawing.pairs]
    for part in draw_parts(drawing, "id", bare=True):
        (over,) = [layer for layer in part.to_dict()["layer"] if layer["mark"]["type"] == "text"]
        assert [row["full"] for row in over["data"]["values"]] == names
        assert over["transform"][0]["calculate"] == f"{ON_PHONE} ? datum.full : ''"
