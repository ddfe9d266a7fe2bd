"""Loads of what is not people's time: sessions that take only so many, equipment, supplies; and who is away."""

from __future__ import annotations

from math import inf

import pytest

from orgsim.analysis.loads import loads
from orgsim.scenario.demand import Demand
from tests.unit.test_loads import DAY, WEEK, by_position, office, study

DAYS = 19  # working days in four weeks with one holiday
DEMAND = {"ktp": Demand(per_day=60)}


def signed(**more):
    """Receiving at the counter, then a signature in a session of 100 at ten o'clock."""
    step = {"work": "30 s", "approval": {"to": "dinas", "of": "terima"}, "session": {"at": "10:00", "most": 100}}
    return office({"terima": {"by": "loket", "work": "5 min"}, "ttd": step}, **more)


def test_a_session_takes_only_so_many():
    assert by_position(loads(study(signed(), DEMAND)))["kepala"] == pytest.approx(30 / 45)  # more than 60 of 100
    agency = signed()
    agency["services"]["ktp"]["steps"]["ttd"]["work"] = {"mean": "30 s", "basis": "observed"}
    agency["positions"]["kepala"]["absent"] = "20 %"
    head = by_position(loads(study(agency, DEMAND)))["kepala"]
    assert head == pytest.approx(60 / (100 * 0.8), rel=1e-6)


def test_services_that_are_signed_in_one_session_share_it():
    agency = signed()
    agency["positions"]["kepala"]["time_for_cases"] = "400 min"
    agency["services"]["kk"] = {"title": "KK", "steps": agency["services"]["ktp"]["steps"]}
    found = by_position(loads(study(agency, {**DEMAND, "kk": Demand(per_day=30)})))
    assert found["kepala"] == pytest.approx(90 / 100)


def test_without_days_on_which_somebody_is_there_a_session_takes_nobody():
    agency = signed()
    agency["positions"]["kepala"]["absences"] = [{"from": "2026-01-01", "to": "2026-05-01"}]
    assert by_position(loads(study(agency, DEMAND)))["kepala"] == inf


def test_days_away_without_notice_take_time_and_a_deputy_takes_the_work():
    steps = {
        "terima": {"by": "loket", "work": "5 min"},
        "ttd": {"work": "30 s", "approval": {"to": "dinas", "of": "terima"}},
    }
    agency = office(steps)
    agency["positions"]["kepala"]["absent"] = "25 %"
    assert by_position(loads(study(agency, DEMAND)))["kepala"] == pytest.approx(30 / 45 / 0.75)
    steps["ttd"]["approval"]["deputy"] = "periksa"
    found = by_position(loads(study(agency, DEMAND)))
    assert found["kepala"] == pytest.approx(30 / 45)
    assert found["periksa"] == pytest.approx(0.25 * 30 / 450)
    steps["ttd"]["approval"]["electronic"] = True
    assert by_position(loads(study(agency, DEMAND))) == {
        "loket": pytest.approx(300 / 900), "kepala": pytest.approx(30 / 45),
    }  # fmt: skip


def things(**more):
    step = {"by": "loket", "work": "5 min", "uses": {"mesin": 1}, "consumes": {"blangko": 2}}
    equipment = {"mesin": {"title": "Mesin", "count": 2}}
    supplies = {"blangko": {"title": "Blangko", "stock": 200, "deliveries": [{"amount": 1000, "on": "2026-01-12"}]}}
    return office({"terima": step}, **{"equipment": equipment, "supplies": supplies} | more)


def test_equipment_and_supplies_have_loads_of_their_own():
    found = {group.things: group for group in loads(study(things(), DEMAND))}
    assert found["mesin",].load == pytest.approx(300 / 900)
    assert (found["mesin",].staff_count, found["mesin",].positions, found["mesin",].units) == (0, (), ("dinas",))
    assert found["blangko",].load == pytest.approx(60 * DAYS * 2 / 1200)
    assert found["blangko",].tasks == ("ktp/terima",)
    later = loads(study(things(), DEMAND), 0, WEEK, 2 * WEEK)
    assert next(g for g in later if g.things == ("blangko",)).load == pytest.approx(60 * 4 * 2 / 1000)
    none_arrives = loads(study(things(), DEMAND), 0, 2 * WEEK, 2 * WEEK + DAY)
    assert next(g for g in none_arrives if g.things == ("blangko",)).load == inf


def test_equipment_that_fails_is_there_for_less_time():
    outages = {"every": "9 hari", "lasting": "1 hari"}
    agency = things(equipment={"mesin": {"title": "Mesin", "count": 1, "outages": outages}})
    found = {group.things: group for group in loads(study(agency, DEMAND))}
    assert found["mesin",].load == pytest.approx(300 / 450 / 0.9, rel=1e-3)


def test_questions_and_strays_load_those_who_take_them():
    agency = office({"terima": {"by": "loket", "work": "5 min", "exceptions": {"share": "10 %", "work": "4 min"}}})
    assert by_position(loads(study(agency, DEMAND)))["kepala"] == pytest.approx(6 * 4 / 45)
    steps = {"terima": {"by": "loket", "work": "5 min", "duty": "berkas"}}
    duty = {"text": "Berkas", "hours_per_year": {"dinas": "10 jam", "bantu": "10 jam"}}
    agency = office(
        steps, duties={"berkas": duty}, misrouting={"share": "10 %", "work": "3 min"}, hand_over={"work": "0 min"}
    )
    agency["units"]["bantu"] = {"title": "Bantu", "reports_to": "dinas"}
    agency["positions"]["cadangan"] = {"title": "Cadangan", "unit": "bantu", "effective_share": "100 %"}
    assert by_position(loads(study(agency, DEMAND)))["cadangan"] == pytest.approx(6 * 3 / 450)


def test_complaints_that_come_in_any_case_are_work():
    agency = office({"terima": {"by": "loket", "work": "5 min"}}, complaints={"service": "aduan", "base": "5 %"})
    agency["services"]["ktp"]["promise"] = "3 hari kerja"
    agency["services"]["aduan"] = {"title": "Aduan", "steps": {"tangani": {"by": "periksa", "work": "40 min"}}}
    assert by_position(loads(study(agency, DEMAND)))["periksa"] == pytest.approx(3 * 40 / 450, rel=1e-6)
