"""Claims 1 to 6: restructuring, skilled staff, clear duties, a unit for complaints, a pool, new needs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

from orgsim.analysis.statistics.intervals import mean_interval
from orgsim.analysis.theory.preview import preview
from orgsim.analysis.windows import Window
from orgsim.simulation.simulate import prepare
from tests.seeds.claims import claim
from tests.seeds.trials import DAY, case, seen, small, trial, value

QUIET = {
    "calendar": {"hours": {"mon-sun": "08:00-16:00"}, "holidays": "none"},
    "switching": {"default": "0 min"},
    "hand_over": {"work": "0 min", "delay": "0 hari kerja"},
}


def work(mean: str) -> dict[str, Any]:
    return {"mean": mean, "scv": 1, "family": "exponential", "basis": "observed"}


def service(by: str, mean: str) -> dict[str, Any]:
    return {"title": "Layanan", "promise": "1 hari kerja", "steps": {"layani": {"by": by, "work": work(mean)}}}


def two_counters(same_unit: bool = True) -> dict[str, Any]:
    """Two counters of three, each with its own service and a load of 0.75 and 0.25."""
    units = {"dinas": {"title": "Dinas"}, "muka": {"title": "Muka", "reports_to": "dinas"}}
    units["belakang"] = {"title": "Belakang", "reports_to": "dinas"}
    other = "muka" if same_unit else "belakang"
    return {
        "title": "Kantor",
        **QUIET,
        "units": units,
        "positions": {
            "loket-ktp": {"title": "Loket KTP", "unit": "muka", "headcount": 3},
            "loket-kk": {"title": "Loket KK", "unit": other, "headcount": 3},
        },
        "services": {"ktp": service("loket-ktp", "30 min"), "kk": service("loket-kk", "30 min")},
    }


RUSH = {"from": "2026-02-02", "to": "2026-02-08", "factor": 2}
"""A week in which twice as many come for an ID card: half as much again as three people can do."""
WEEKS = {"settle_before_change": "2 weeks", "observe": "9 weeks"}
ON = "2026-01-19"


def rushed(same_unit: bool = True) -> Any:
    demand = {"ktp": {"per_day": 36, "surges": [RUSH]}, "kk": {"per_day": 12}}
    return small(two_counters(same_unit), demand, run=WEEKS)


@claim(1, switch="the alternative merge-trained, or rename-only")
def test_a_restructuring_is_judged_with_the_same_citizens_and_an_interval(on: bool) -> None:
    studies = [
        prepare(case("palembang/scenario"), name) for name in ("baseline", "merge-trained" if on else "rename-only")
    ]
    pairs = [[seen(study, "whole", n) for study in studies] for n in range(3)]
    for before, after in pairs:
        assert np.array_equal(before.arrived, after.arrived)  # the same citizens
        assert value(after, "utilisation") <= value(before, "utilisation") + 0.01  # and no more work of staff
    for kpi in ("waiting_time", "lead_time"):
        change = mean_interval([value(after, kpi) / value(before, kpi) - 1 for before, after in pairs])
        assert change.mean + change.half_width < -0.1


@claim(2, switch="cross_train")
def test_skilled_colleagues_bring_the_office_back_to_normal_sooner(on: bool) -> None:
    course = {"operation": "cross_train", "positions": ["loket-kk"], "work_of": ["loket-ktp"], "level": 1.0}
    alone, together = (seen(trial(rushed(), (ON, plan))) for plan in ([RENAMED], [course] if on else [RENAMED]))
    assert value(together, "recovery_days") < value(alone, "recovery_days") - 3
    assert value(together, "promise_kept") > value(alone, "promise_kept") + 0.05


RENAMED = {"operation": "rename_unit", "unit": "belakang", "title": "Nama baru"}


@claim(3, switch="misrouting.share = 0 %")
def test_clear_duties_spare_cases_the_way_to_the_wrong_unit(on: bool) -> None:
    scenario = case("theory/misrouting")
    if not on:
        rules = scenario.agency.misrouting.model_copy(update={"share": 0.0})
        scenario = scenario.changed(agency=scenario.agency.model_copy(update={"misrouting": rules}))
    before, after = (seen(prepare(scenario, name)) for name in ("baseline", "jelas"))
    assert value(after, "lead_time") < value(before, "lead_time")
    # Half of the cases stray, and each costs ten minutes in the wrong unit: 8.3 hours of a hundred cases.
    assert value(before, "hidden_work", "part:coordination") == pytest.approx(100 * 0.5 * 10 / 60, rel=0.1)
    assert value(before, "hand_overs") == pytest.approx(0.5, abs=0.05)
    assert value(after, "hidden_work", "part:coordination") == value(after, "hand_overs") == 0


def busy_line(complaints: float) -> Any:
    """Six at a line with a load of 0.9 in documents, and complaints beside them that take 25 minutes each."""
    agency = {
        "title": "Kantor",
        "calendar": {"always": True},
        **{name: QUIET[name] for name in ("switching", "hand_over")},
        "units": {"dinas": {"title": "Dinas"}, "layanan": {"title": "Layanan", "reports_to": "dinas"}},
        "positions": {"petugas": {"title": "Petugas", "unit": "layanan", "headcount": 6}},
        "services": {"dokumen": service("petugas", "20 min"), "aduan": service("petugas", "25 min")},
    }
    return small(agency, {"dokumen": {"every": f"{20 / 4.8} min"}, "aduan": {"every": f"{25 / complaints} min"}})


DIVISION = {
    "operation": "add_complaints_division",
    "unit": "pengaduan",
    "title": "Bidang Pengaduan",
    "reports_to": "dinas",
    "post": "petugas-pengaduan",
    "post_title": "Petugas pengaduan",
    "staff_from": {"petugas": 1},
    "takes": {"aduan": ["layani"]},
}


@claim(4, switch="add_complaints_division")
def test_complaints_are_settled_sooner_by_a_unit_of_their_own_that_has_the_time(on: bool) -> None:
    def complaint(load: float, plan: list[Any]) -> tuple[float, float]:
        found = preview(trial(busy_line(load), ("2026-01-12", plan)))
        (outlook,) = (one for one in found.services if one.service == "aduan")
        (group,) = (one.group for one in found.groups if "aduan/layani" in one.group.tasks)
        return float("inf") if outlook.wait is None else outlook.wait / 60, group.load

    none = [{"operation": "rename_unit", "unit": "layanan", "title": "Nama baru"}]
    plan = [DIVISION] if on else none
    before, after = complaint(0.8, none), complaint(0.2, plan)
    line = complaint(0.2, none)
    assert after[0] < line[0]
    # With few complaints the officer waits for them, four fifths of the day idle, and answers at once: M/M/1 at 0.2.
    assert after[0] == pytest.approx(0.2 / 0.8 * 25, rel=0.01)
    assert after[1] == pytest.approx(0.2)
    # With many, the line of six did better: a division is no gain by itself.
    assert before[0] < complaint(0.95, plan)[0]


@claim(4, switch="staff_from: division-from-divisions, or division-from-surveyors")
def test_reports_on_public_works_are_settled_sooner_if_the_division_leaves_the_surveyors_alone(on: bool) -> None:
    scenario = case("semarang-pekerjaan-umum/scenario")
    names = ("baseline", "division-from-divisions" if on else "division-from-surveyors")
    before, after = (seen(prepare(scenario, name)) for name in names)
    assert value(after, "lead_time") < 0.95 * value(before, "lead_time")
    assert value(after, "promise_kept") > 0.99


@claim(5, switch="count = 0 (nobody is in the pool)")
def test_a_flexible_pool_takes_up_a_rush(on: bool) -> None:
    def pool(count: int) -> dict[str, Any]:
        posts = [["loket-ktp", "loket-kk"]]
        return {"operation": "flexible_pool", "units": ["muka", "belakang"], "posts": posts, "count": count,
                "skill_gap": 1.25}  # fmt: skip

    runs = [seen(trial(rushed(False), (ON, [pool(count if on else 0)]))) for count in (0, 2)]
    rigid, flexible = (value(one, "waiting_time_p90") for one in runs)
    assert flexible < 0.5 * rigid
    evening = np.array([(dt.date(2026, 2, 9) - runs[0].study.origin).days * DAY])
    left = [int(one.open_requests(evening, None)[0]) for one in runs]
    assert left[1] < 0.5 * left[0]


@claim(6, switch="date of move_staff: a week into the new need, or at its end")
def test_the_sooner_staff_follow_a_new_need_the_sooner_it_is_met(on: bool) -> None:
    lasting = {**RUSH, "to": "2026-02-22", "factor": 1.6}
    demand = {"ktp": {"per_day": 36, "surges": [lasting]}, "kk": {"per_day": 12}}
    scenario = small(two_counters(), demand, run={**WEEKS, "observe": "12 weeks"})
    move = {"operation": "move_staff", "from_position": "loket-kk", "count": 1, "to_position": "loket-ktp"}

    def days(date: str) -> float:
        study = trial(scenario, (date, [move]))
        return value(seen(study, Window("whole", 14 * DAY, study.end)), "recovery_days")

    soon, late = days("2026-02-09" if on else "2026-02-23"), days("2026-02-23")
    assert soon < late - 2
