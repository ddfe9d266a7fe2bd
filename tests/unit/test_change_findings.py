"""A comparison that prices the change itself: curves, dates, money, satisfaction."""

from __future__ import annotations

from functools import cache

import pytest

from orgsim.analysis.comparison import compare
from orgsim.scenario.scenario import Scenario
from orgsim.scenario.survey import ELEMENTS
from tests.samples import AGENCY

MERGE = {"operation": "merge_units", "units": ["pendaftaran", "pencatatan-sipil"], "into": "adminduk",
         "head": "kabid-pendaftaran"}  # fmt: skip
POSTS = {name: {"monthly_cost": "Rp 6 juta", **spec} for name, spec in AGENCY["positions"].items()}
WRITTEN = {
    "title": "Contoh",
    "agency": {**AGENCY, "positions": POSTS},
    "demand": {"kk": {"per_day": 25}, "akta-lahir": {"per_day": 14}},
    "people": {},
    "money": {"budget": {2026: "Rp 20 juta"}, "personnel_spending": "Rp 295,8 miliar",
              "total_spending": "Rp 1 triliun"},
    "survey": {"elements": dict.fromkeys(ELEMENTS, 3.0), "trust": "40 %"},
    "alternatives": {
        "imposed": {"title": "Gabung saja", "plan": [{"on": "2026-03-02", "do": [MERGE]}]},
        "supported": {
            "title": "Gabung dengan dukungan",
            "plan": [{"on": "2026-03-02", "do": [
                MERGE,
                {"operation": "support_change", "level": "100 %"},
                {"operation": "communicate", "hours_a_week": "1 h", "cost": "Rp 5 juta"},
                {"operation": "train_staff", "course": "technical", "units": ["adminduk"], "hours": "16 h"},
            ]}],
        },
    },
    "run": {"from": "2026-02-02", "settle_before_change": "1 month", "observe": "2 months",
            "max_drain": "10 hari kerja", "max_replications": 2, "min_replications": 2},
}  # fmt: skip


@cache
def found():
    return compare(Scenario.model_validate(WRITTEN), replications=2)


def test_both_curves_and_both_dates_are_there():
    rows = found().to_json()["weeks"]
    assert {row["alternative"] for row in rows} == {"imposed", "supported"}
    first = next(row for row in rows if row["alternative"] == "imposed")
    assert first["from"] == "2026-03-02"
    assert first["basis"] == "assumed"
    assert first["speed"] < 1
    assert {
        "adoption",
        "open_requests",
        "open_requests_baseline",
        "waiting_minutes",
        "waiting_minutes_baseline",
    } <= first.keys()
    for change in found().change.values():
        assert change.weeks is not None
        assert len(change.weeks.starts) == len(change.weeks.waits) == len(change.weeks.open_now)
        assert len(change.recovery.recovered) == 2
    imposed, supported = (found().change[name].transition for name in ("imposed", "supported"))
    assert supported.speed[-1] > imposed.speed[-1]
    assert supported.opinion[-1] > imposed.opinion[-1]


def test_training_off_the_job_lets_waiting_rise_first():
    supported, imposed = (found().change[name].weeks.waits for name in ("supported", "imposed"))
    before = found().change["imposed"].weeks.waits_before
    assert supported[0] > imposed[0] > before[0]


def test_money_is_net_and_the_budget_holds():
    supported, imposed = (found().change[name] for name in ("supported", "imposed"))
    assert supported.bill.once == 5e6 + 10e6
    assert supported.dropped == ()
    assert imposed.bill.once == 0
    assert imposed.bill.yearly == supported.bill.yearly == 0.0
    assert supported.ceiling == pytest.approx(0.2958)
    tight = Scenario.model_validate({**WRITTEN, "money": {"budget": {2026: "Rp 6 juta"}}})
    again = compare(tight, ["supported"], replications=1).change["supported"]
    assert [outlay.operation for outlay in again.dropped] == ["train_staff"]


def test_satisfaction_moves_in_points_with_what_is_left_open():
    change = found().change["imposed"].satisfaction
    assert change.index_before == pytest.approx(75.0)
    assert change.low <= change.points.mean <= change.high
    assert change.after["fee"] == 3.0
    assert len(found().change["imposed"].trust) == 4


def test_who_goes_where_has_no_names():
    placed = found().change["imposed"].placed
    assert ("kabid-pencatatan", True) in {(p.before, p.leads_nothing) for p in placed}
    assert not any("/" in p.before for p in placed)


def test_a_scenario_without_people_money_or_survey_says_nothing_of_them():
    bare = {key: value for key, value in WRITTEN.items() if key not in ("people", "money", "survey")}
    plain = compare(Scenario.model_validate(bare), ["imposed"], replications=1)
    assert plain.change == {}
    assert set(plain.to_json()) == {"meta", "rows"}
