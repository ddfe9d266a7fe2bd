"""A comparison that prices the change itself: curves, dates, money, satisfaction."""

from __future__ import annotations

from functools import cache

import pytest

from orgsim.analysis.comparison import compare
from orgsim.language import say
from orgsim.report.change_story import change_told
from orgsim.report.change_tables import change_tables, side_by_side
from orgsim.report.curves_table import curves_table
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


def told(comparison, name, language="en"):
    return " ".join(say(told.sentence, language) for told in change_told(comparison, name, {}))


def test_both_dates_are_told_by_assumption_in_both_languages():
    english, indonesian = told(found(), "supported"), told(found(), "supported", "id")
    assert "by assumption" in english.lower()
    assert "menurut asumsi" in indonesian.lower()
    for word in ("pulih", "impas", "IKM"):
        assert word in english
        assert word in indonesian
    assert "points [" in english
    assert "hours off the job included" in english
    assert "minute saved" in english
    for language in ("en", "id"):
        tables = [table.spoken(language) for table in change_tables(found(), {})]
        assert all(len({len(row) for row in table}) == 1 for table in tables)
    table = side_by_side(found()).spoken("en")
    assert {"All of it is back (pulih)", "Paid back (impas)", "Hours off the job"} <= {row[0] for row in table}


def test_curves_stand_on_one_calendar_and_one_scale():
    rows = curves_table(found()).spoken("en")[1:]
    assert {row[0] for row in rows} == {"Speed", "Adoption", "Waiting", "Open requests"}
    assert len([row for row in rows if row[0] == "Waiting"]) == 3
    speeds = [row[2] for row in rows if row[0] == "Speed"]
    assert any("▁" in line for line in speeds)


def test_above_the_cap_on_personnel_there_is_a_warning():
    assert "Warning" not in told(found(), "supported")
    more = {"operation": "change_posts", "position": "loket", "add": 60}
    rich = {
        **WRITTEN,
        "money": {"personnel_spending": "Rp 299 miliar", "total_spending": "Rp 1 triliun"},
        "alternatives": {"more": {"title": "Tambah", "plan": [{"on": "2026-03-02", "do": [more]}]}},
    }
    words = told(compare(Scenario.model_validate(rich), replications=2), "more")
    assert "Warning: personnel takes 30" in words
    assert "above the cap of 30" in words


def test_a_minute_saved_has_a_price_where_minutes_are_saved():
    more = {"operation": "change_posts", "position": "loket-akta", "add": 3, "cost": "Rp 9 juta"}
    plan = {"more": {"title": "Tambah", "plan": [{"on": "2026-03-02", "do": [more]}]}}
    comparison = compare(Scenario.model_validate({**WRITTEN, "demand": BUSY, "alternatives": plan}), replications=4)
    assert comparison.row("more", "lead_time_working", "whole").verdict == "better"
    assert "A minute saved costs Rp" in told(comparison, "more")


BUSY = {"kk": {"per_day": 20}, "akta-lahir": {"per_day": 10}}
