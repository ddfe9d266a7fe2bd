"""Comparisons of a small office: what must hold of every one, on runs of a month or two."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from orgsim.analysis.comparison import compare, prepare_comparison
from orgsim.analysis.drivers import drivers_of
from orgsim.analysis.estimates import Row, Series, estimate
from orgsim.analysis.findings import Comparison
from orgsim.analysis.kpis.lead_time import LeadTime
from orgsim.analysis.kpis.promise_kept import PromiseKept
from orgsim.analysis.kpis.share_within import ShareWithin
from orgsim.analysis.kpis.waiting_time import WaitingTime
from orgsim.analysis.provenance import weakest_basis
from orgsim.analysis.reading import Reading
from orgsim.analysis.stability import Weekly, stability_of, weekly
from orgsim.analysis.twins import TwinCounts, count_twins, twins_of
from orgsim.analysis.windows import Window
from orgsim.errors import InputError, message
from orgsim.language import say
from orgsim.scenario.scenario import Scenario
from orgsim.simulation.log import Columns, Log
from orgsim.spec import Evidence
from tests.small_office import at, case, log_of, study_of

ON = "2026-02-16"
AGENCY: dict[str, Any] = {
    "title": "Kantor",
    "levels": ["dinas", "bidang"],
    "units": {
        "dinas": {"title": "Dinas", "level": "dinas"},
        "depan": {"title": "Depan", "reports_to": "dinas", "level": "bidang"},
    },
    "positions": {
        "kepala": {"title": "Kepala", "unit": "dinas", "head": True, "time_for_cases": "40 min"},
        "loket": {"title": {"id": "Petugas loket", "en": "Counter clerk"}, "unit": "depan", "headcount": 2},
        "periksa": {"title": "Pemeriksa", "unit": "depan", "headcount": 2},
    },
    "services": {
        "ktp": {
            "title": "KTP",
            "promise": "1 hari kerja",
            "steps": {
                "terima": {"by": "loket", "work": "16 min"},
                "cek": {"by": "periksa", "work": "12 min", "returns": {"share": "10 %", "to": "cek"}},
                "ttd": {"approval": {"to": "dinas", "of": "cek"}, "work": "1 min"},
            },
        }
    },
}


def plan(**operation: Any) -> dict[str, Any]:
    return {"title": "Usulan", "plan": [{"on": ON, "do": [operation]}]}


ALTERNATIVES = {
    "more": plan(operation="change_posts", position="loket", add=1),
    "fewer": plan(operation="change_posts", position="loket", remove=1),
}


def scenario(agency: Mapping[str, Any] = AGENCY, **run: Any) -> Scenario:
    settings = {
        "from": "2026-01-05",
        "settle_before_change": "6 weeks",
        "observe": "6 weeks",
        "max_drain": "10 hari kerja",
    }
    return Scenario.model_validate(
        {
            "title": "Kantor kecil",
            "agency": dict(agency),
            "demand": {"ktp": {"per_day": 30}},
            "alternatives": ALTERNATIVES,
            "run": {**settings, "max_drain": "10 hari kerja", "min_replications": 2, "max_replications": 12, **run},
        }
    )


@cache
def more() -> Comparison:
    return compare(scenario(), ["more"], replications=4, controls=True, kpis=[ShareWithin()])


@cache
def fewer() -> Comparison:
    return compare(scenario(), ["fewer"], replications=4)


OPPOSITE = {"better": "worse", "worse": "better"}


# --- controls, twins, symmetry ----------------------------------------------------------------------------------------


def test_controls_show_exactly_nothing():
    rows = [row for name in ("do-nothing", "rename-only") for row in more().rows(alternative=name)]
    assert {row.window for row in rows} == {"common past", "carried over", "transition", "whole"}
    for row in rows:
        if row.difference is None:
            assert (row.value, row.baseline) == (None, None)
            assert row.reason is not None
        else:
            assert (row.difference, row.low, row.high, row.value) == (0.0, 0.0, 0.0, row.baseline)
            assert row.verdict == "practically_equal"
            assert row.ratio in (None, 1.0)
    reasons = {
        name: {(r.window, r.kpi, r.group): str(r.reason) for r in rows if r.alternative == name}
        for name in ("do-nothing", "rename-only")
    }
    assert reasons["do-nothing"] == reasons["rename-only"]
    twins = [found for found in more().twins if found.alternative in reasons]
    assert {found.same for found in twins} == {1.0}


def test_a_control_gives_way_to_an_alternative_of_its_name():
    named = scenario().changed(alternatives={"rename-only": plan(operation="rename_unit", unit="depan", title="Muka")})
    prepared = prepare_comparison(named, controls=True)
    assert list(prepared.titles) == ["rename-only", "do-nothing", "rename-only-control"]


def test_before_the_change_everything_is_equal_and_after_it_the_alternative_wins():
    for row in more().rows(alternative="more", window="common past"):
        assert row.difference in (0.0, None)
    row = more().row("more", "waiting_time")
    assert row.verdict == "better"
    assert row.test == "log_ratio"
    assert row.replications == 4
    assert row.high is not None
    assert row.high < 0
    assert row.value == pytest.approx(row.baseline + row.difference)
    assert row.ratio == pytest.approx(row.value / row.baseline)
    assert row.ratio_low < row.ratio < row.ratio_high < 1
    assert more().row("more", "cases").difference == 0
    assert more().row("more", ShareWithin().key).difference > 0


def test_swapped_arms_give_the_opposite():
    swapped = compare(scenario(), ["baseline"], baseline="more", replications=4)
    assert swapped.baseline == "more"
    for row in more().rows(alternative="more"):
        if row.kpi == ShareWithin().key:
            continue
        back = swapped.row("baseline", row.kpi, row.window, row.group)
        assert back.verdict == OPPOSITE.get(row.verdict, row.verdict)
        assert (back.value, back.baseline, back.test) == (row.baseline, row.value, row.test)
        if row.difference is not None:
            assert (back.difference, back.low, back.high) == (-row.difference, -row.high, -row.low)
    there, back = (next(t for t in c.twins if t.window == "whole") for c in (more(), swapped))
    assert (there.sooner, there.later, there.sooner_by) == (back.later, back.sooner, back.later_by)


def test_most_citizens_finish_sooner_with_more_staff():
    found = next(t for t in more().twins if (t.alternative, t.window) == ("more", "whole"))
    assert found.citizens == round(4 * more().row("more", "cases").value)
    assert found.sooner > 0.5 > found.later
    assert found.sooner + found.later + found.same == pytest.approx(1)
    assert found.sooner_by is not None
    assert found.sooner_by > 0


def test_drivers_add_up_to_the_change():
    drivers, row = more().drivers["more"], more().row("more", "waiting_time")
    assert drivers[0].step == "ktp/terima"
    assert sum(d.waiting_change for d in drivers) == pytest.approx(row.difference, rel=1e-9)
    assert sum(d.waiting_before for d in drivers) == pytest.approx(row.baseline, rel=1e-9)
    assert all(d.work_before > 0 for d in drivers)
    whole = more().row("more", "lead_time_working")
    assert sum(d.waiting_after + d.work_after for d in drivers) == pytest.approx(whole.value, rel=1e-6)


# --- overload ---------------------------------------------------------------------------------------------------------


def test_an_overloaded_structure_is_told_before_any_run_and_has_no_mean():
    prepared = prepare_comparison(scenario())
    assert list(prepared.overloaded) == ["fewer"]
    busiest = prepared.overloaded["fewer"].groups[0]
    assert (busiest.positions, busiest.staff_count) == (("loket",), 1)
    assert busiest.load > 30 * 16 / 0.7 / 450  # the days of Ramadan are shorter
    assert busiest.load < 30 * 16 / 0.7 / 390
    for kpi in ("waiting_time", "lead_time", "lead_time_p90"):
        row = fewer().row("fewer", kpi)
        assert (row.value, row.difference, row.verdict) == (None, None, None)
        assert row.baseline is not None
        assert "Counter clerk" in say(row.reason, "en")
        assert f"{busiest.load:.2f}" in say(row.reason, "en")
    assert fewer().row("fewer", "waiting_time", "common past").difference == 0
    assert fewer().row("fewer", "backlog").verdict == "worse"
    overload = fewer().overloaded["fewer"]
    assert overload.growth is not None
    assert overload.growth.low > 0
    assert overload.windows == ("transition", "whole")
    assert fewer().stability["fewer"].growing
    assert not fewer().stability["baseline"].growing
    assert fewer().meta["half_width"] is None


def test_an_overloaded_baseline_has_no_mean_either():
    swapped = compare(scenario(), ["baseline"], baseline="fewer", replications=2)
    row = swapped.row("baseline", "waiting_time")
    assert (row.baseline, row.difference) == (None, None)
    assert row.value is not None
    assert "Counter clerk" in say(row.reason, "en")


# --- replications -----------------------------------------------------------------------------------------------------


def test_one_replication_separates_nothing():
    found = compare(scenario(), ["more"], replications=1)
    row = found.row("more", "waiting_time")
    assert (row.verdict, row.low, row.high, row.replications) == ("not_separable", None, None, 1)
    assert row.reason is not None
    assert json.dumps(found.to_json(), allow_nan=False)


def test_replications_stop_by_precision_and_the_executor_changes_nothing():
    told: list[tuple[int, int]] = []
    loose = scenario(**{"from": "2026-02-02", "observe": "2 weeks"})
    inline = compare(loose, ["more"], precision=9.0, progress=lambda done, needed: told.append((done, needed)))
    assert inline.meta["replications"] == 7  # at least 2, and 5 more to see that it stays so
    assert told == [(n, 7) for n in range(1, 8)]
    assert inline.meta["half_width"] < 9.0
    for executor, workers in (("threads", 2), ("processes", 2)):
        other = compare(loose, ["more"], precision=9.0, executor=executor, workers=workers)
        assert other.estimates == inline.estimates
        assert (other.twins, other.drivers, other.meta) == (inline.twins, inline.drivers, inline.meta)


def test_the_first_replications_do_not_depend_on_how_many_follow():
    few, many = (compare(scenario(), ["more"], replications=n) for n in (2, 3))
    assert few.row("more", "cases").value != many.row("more", "cases").value
    assert compare(scenario(), ["more"], replications=2).estimates == few.estimates


def test_an_interrupt_passes_through():
    def interrupt(done: int, needed: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compare(scenario(), ["more"], replications=3, progress=interrupt)


def test_nothing_to_compare_and_unknown_names_are_refused():
    with pytest.raises(InputError, match="nothing to compare"):
        prepare_comparison(scenario(), [])
    with pytest.raises(InputError, match="no alternative nobody") as raised:
        prepare_comparison(scenario(), ["more", "nobody", "neither"])
    assert len(raised.value.faults) == 2


# --- what it rests on -------------------------------------------------------------------------------------------------


def test_equal_inputs_have_one_hash_whatever_their_order():
    def hash_of(made: Scenario, **more: Any) -> str:
        return compare(made, ["more"], replications=1, **more).meta["inputs_hash"]

    turned = {**AGENCY, "units": dict(reversed(AGENCY["units"].items()))}
    known = hash_of(scenario())
    assert hash_of(scenario(turned)) == known
    assert hash_of(scenario(), seed=99) != known
    busier = {**AGENCY, "positions": {**AGENCY["positions"], "loket": {**AGENCY["positions"]["loket"], "headcount": 3}}}
    assert hash_of(scenario(busier)) != known


def test_seed_makes_the_citizens():
    one, other = (compare(scenario(), ["more"], replications=1, seed=seed) for seed in (1, 2))
    assert one.meta["seed"] == 1
    assert one.row("more", "cases").value != other.row("more", "cases").value


def test_meta_and_assumptions_say_what_it_rests_on():
    meta = more().meta
    assert (meta["replications"], meta["engine"], meta["baseline"]) == (4, "kernel", "baseline")
    assert {"orgsim", "python", "numba", "numpy", "scipy", "simpy"} == set(meta["versions"])
    in_use = {a.id: a for a in more().assumptions}
    assert {"effective_share", "work.scv", "handover.work"} <= set(in_use)
    assert in_use["effective_share"].value == 0.7
    assert "chase.share" not in in_use
    assert {row.basis for row in more().estimates} == {"assumed"}
    assert not more().differences["rename-only"].units.closed
    assert more().differences["more"].posts.resized == (("loket", 2, 3),)


def test_the_weakest_basis_counts():
    made, places = scenario(), [("demand", "ktp", "per_day")]
    places += [("agency", "services", "ktp", "steps", step, "work") for step in AGENCY["services"]["ktp"]["steps"]]

    def basis(*bases: str) -> str:
        said = tuple(Evidence(place, one) for place, one in zip(places, bases, strict=False))
        return weakest_basis(made.beside(said, None), ())

    assert basis(*["measured"] * 4) == "measured"
    assert basis("measured", "stated", "measured", "measured") == "stated"
    assert basis("measured", "stated", "measured", "assumed") == "assumed"
    assert basis("measured", "measured") == "assumed"  # a number without evidence


def test_rows_for_files_are_plain():
    written = json.loads(json.dumps(more().to_json(), allow_nan=False))
    wanted = {"alternative", "window", "kpi", "group", "baseline", "value", "difference", "ratio", "low", "high"}
    assert len(written["rows"]) == len(more().estimates)
    assert all(wanted | {"replications", "basis", "verdict", "reason"} <= set(row) for row in written["rows"])
    assert written["meta"]["inputs_hash"] == more().meta["inputs_hash"]
    with pytest.raises(KeyError):
        more().row("more", "no such indicator")


# --- single parts -----------------------------------------------------------------------------------------------------


def row(kpi: Any) -> Row:
    return Row("merge", "whole", kpi, "all", "stated")


def test_short_times_are_compared_by_their_difference():
    long = estimate(row(LeadTime()), Series((0.5, 0.6, 0.5)), Series((0.4, 0.4, 0.3)), 0.05)
    short = estimate(row(LeadTime()), Series((0.5, 0.6, 0.016)), Series((0.4, 0.4, 0.3)), 0.05)  # one below a minute
    assert (long.test, short.test) == ("log_ratio", "difference")
    assert estimate(row(PromiseKept()), Series((0.5, 0.6)), Series((0.7, 0.8)), 0.05).test == "difference"
    assert estimate(row(PromiseKept()), Series((0.5, 0.6)), Series((0.71, 0.8)), 0.05).verdict == "better"


def test_a_number_that_one_arm_lacks_is_not_dropped_from_the_other():
    why = message("too many are open")
    both = estimate(row(WaitingTime()), Series((5.0, None, 7.0), why), Series((4.0, None, 8.0), why), 0.05)
    assert (both.replications, both.difference, both.value, both.baseline) == (2, 0.0, 6.0, 6.0)
    one = estimate(row(WaitingTime()), Series((5.0, 6.0, 7.0)), Series((4.0, None, 8.0), why), 0.05)
    assert (one.difference, one.value, one.baseline, one.reason) == (None, None, 6.0, why)
    assert one.verdict is None
    nothing = estimate(row(WaitingTime()), Series((None,), why), Series((None,), why), 0.05)
    assert (nothing.value, nothing.reason, nothing.replications) == (None, why, 0)


def test_conflicting_signs_are_flagged():
    found = estimate(row(WaitingTime()), Series((100.0,) * 3), Series((80.0, 80.0, 150.0)), 0.05)
    assert found.difference > 0
    assert found.conflict
    assert found.verdict == "not_separable"


def arm(keys: list[int], minutes: list[int], timed: list[bool]) -> Any:
    cases = Columns({"key": "u8", "parent": "i8"}, {"key": np.array(keys, np.uint64), "parent": np.full(len(keys), -1)})
    return SimpleNamespace(
        reading=Reading(study_of(), Log(cases, cases, {}, 0), 0),
        requests=np.arange(len(keys)),
        place_of_case=np.arange(len(keys)),
        restricted_office_durations=np.array(minutes, np.int64) * 60,
        timed=np.array(timed),
    )


def test_twins_are_matched_by_case_key():
    before = arm([1, 2, 3, 4, 5], [10, 20, 30, 40, 50], [True] * 5)
    after = arm([5, 4, 3, 2, 1], [20, 45, 30, 10, 1], [True, True, True, True, False])
    counts = count_twins(before, after)
    assert counts == TwinCounts(sooner=2, later=1, same=1, gained=40 * 60, lost=5 * 60)
    found = twins_of("merge", "whole", [counts, TwinCounts(0, 0, 4, 0, 0)])
    assert found is not None
    assert (found.citizens, found.sooner, found.later, found.same) == (8, 0.25, 0.125, 0.625)
    assert (found.sooner_by, found.later_by) == (20.0, 5.0)
    assert twins_of("merge", "whole", [TwinCounts(0, 0, 0, 0, 0)]) is None


def test_a_step_that_moves_is_one_driver():
    before = {("a", "ktp/cek"): (10.0, 5.0), ("a", "ktp/terima"): (1.0, 2.0)}
    after = {("b", "ktp/cek"): (4.0, 6.0)}
    moved, gone = drivers_of([before], [after])
    assert (moved.step, moved.units_before, moved.units_after) == ("ktp/cek", ("a",), ("b",))
    assert (moved.waiting_change, moved.work_change) == (-6.0, 1.0)
    assert (gone.units_after, gone.waiting_change) == ((), -1.0)


# --- keeping up -------------------------------------------------------------------------------------------------------


def weeks(*open_requests: int, arrived: int = 100) -> Weekly:
    return Weekly(open_requests, arrived)


def test_open_requests_are_counted_week_by_week_after_the_change():
    cases = [
        case("ktp", at(1, 9), at(2, 9)),
        case("ktp", at(8, 9), at(30, 9)),
        case("ktp", at(9, 9)),
        case("akta", at(20, 9)),
    ]
    made = study_of(change=at(7), end=at(28))
    assert weekly(Reading(made, log_of(cases, []), made.limit)) == Weekly((0, 2, 3, 3), 3)


def test_growth_counts_only_if_it_is_sure_and_large():
    made, windows = study_of(change=at(7), end=at(70)), (Window("whole", at(7), at(70)),)
    flat = [weeks(5, 6, 5, 7, 5, 6, 5, 6), weeks(6, 5, 6, 5, 7, 5, 6, 5)]
    steep = [weeks(5, 5, 5, 5, 10, 15, 20, 25), weeks(5, 5, 5, 5, 10, 15.5, 20, 25)]
    gentle = [weeks(5, 5, 5, 5, 6, 7, 8, 9, arrived=10_000)] * 2
    assert not stability_of(made, windows, flat).growing
    assert stability_of(made, windows, steep).growing
    assert stability_of(made, windows, steep).growth.mean == pytest.approx(5, rel=0.01)
    assert not stability_of(made, windows, gentle).growing  # sure, but less than 1 % of what comes
    assert not stability_of(made, windows, steep[:1]).growing  # one replication shows nothing
    assert stability_of(made, windows, flat).settled is None  # seven months were not observed


def test_settled_is_said_only_where_no_drift_is_left():
    late = Window("settled", at(7 * 30), at(7 * 40))
    made = study_of(change=0, end=at(7 * 40))
    drifting = [Weekly(tuple(range(41)), 100), Weekly(tuple(range(1, 42)), 100)]
    level = [Weekly((*range(25), *(20 + n % 2 for n in range(16))), 100), Weekly((*range(25), *(20,) * 16), 100)]
    assert stability_of(made, (late,), drifting).settled is False
    assert stability_of(made, (late,), level).settled is True
    assert stability_of(made, (late,), level[:1]).settled is None


def test_controls_of_another_baseline_begin_with_its_plan():
    prepared = prepare_comparison(scenario(), [], baseline="more", controls=True)
    sizes = {name: len(study.phases[-1].organisation.staff) for name, study in prepared.studies.items()}
    assert sizes == {"more": 6, "do-nothing": 6, "rename-only": 6}
