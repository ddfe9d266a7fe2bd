from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from math import inf
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgsim.analysis.loads import GroupLoad, demand_per_day, highest_load, loads, loads_in
from orgsim.analysis.traffic import class_shares, expected_visits
from orgsim.analysis.workload import Task, balance
from orgsim.assumptions import Assumptions
from orgsim.organisation.agency import Agency
from orgsim.organisation.organisation import Organisation, resolve
from orgsim.scenario.demand import Demand
from orgsim.simulation.compile import compile_network
from orgsim.simulation.simulate import Study, StudyPhase
from tests.samples import AGENCY

ORIGIN = dt.date(2026, 1, 5)
DAY = 86_400
WEEK = 7 * DAY


def study(agency: Mapping[str, Any], demand: Mapping[str, Demand], *later: tuple[int, Mapping[str, Any]]) -> Study:
    """A study of an agency over four weeks without a holiday, and of what it becomes later."""
    organisations: list[tuple[int, Organisation]] = [
        (start, resolve(Agency.model_validate(written))) for start, written in ((-(1 << 62), agency), *later)
    ]
    network = compile_network(organisations, origin=ORIGIN, last=dt.date(2026, 6, 1), assumptions=Assumptions())
    phases = tuple(StudyPhase(start, ORIGIN, organisation, n) for n, (start, organisation) in enumerate(organisations))
    scenario: Any = SimpleNamespace(demand=dict(demand))
    return Study(scenario, "baseline", phases, network, ORIGIN, later[0][0] if later else 0, 4 * WEEK, 8 * WEEK)


def office(steps: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """An office of one service, with two clerks, a checker and a head, none of whom loses a minute."""
    posts = {"loket": 2, "periksa": 1}
    return {
        "title": "Kantor",
        "levels": ["dinas", "bidang"],
        "units": {"dinas": {"title": "Dinas", "level": "dinas"}},
        "positions": {
            **{p: {"title": p, "unit": "dinas", "headcount": n, "effective_share": "100 %"} for p, n in posts.items()},
            "kepala": {"title": "Kepala", "unit": "dinas", "head": True, "time_for_cases": "45 min"},
        },
        "services": {"ktp": {"title": "KTP", "steps": dict(steps), "attributes": {"daring": "25 %"}}},
        **more,
    }


def by_position(found: tuple[GroupLoad, ...]) -> dict[str, float]:
    return {"+".join(group.positions): group.load for group in found}


# --- the division of work ---------------------------------------------------------------------------------------------


def test_work_that_one_person_alone_can_do_is_the_limit_and_the_others_are_divided_again():
    # 0 alone does the first; 1 and 2 share the second with 0, who has no time left for it; 3 is apart
    tasks = [Task(8, {0: 1.0}), Task(6, {0: 1.0, 1: 1.0, 2: 1.0}), Task(3, {3: 2.0}), Task(0, {4: 1.0})]
    found = balance(tasks, dict.fromkeys(range(5), 10.0))
    assert [(g.tasks, g.people, pytest.approx(g.load)) for g in found] == [
        ((0,), (0,), 0.8),
        ((2,), (3,), 0.6),
        ((1,), (1, 2), 0.3),
    ]
    assert [g.work for g in found] == pytest.approx([8, 6, 6])


def test_people_share_work_as_far_as_it_levels_them():
    found = balance([Task(8, {0: 1.0}), Task(6, {0: 1.0, 1: 1.0})], {0: 10.0, 1: 4.0})
    assert [(g.tasks, g.people) for g in found] == [((0, 1), (0, 1))]
    assert found[0].load == pytest.approx(1.0)


def test_slower_people_are_used_where_they_cost_least():
    # both can do both; each is twice as fast at one of the two
    found = balance([Task(10, {0: 1.0, 1: 2.0}), Task(10, {0: 2.0, 1: 1.0})], {0: 20.0, 1: 20.0})
    assert [g.load for g in found] == pytest.approx([0.5] * len(found))


def test_work_that_nobody_on_duty_can_do_has_no_finite_load():
    found = balance([Task(1, {0: 1.0}), Task(1, {})], {0: 0.0})
    assert [(g.load, g.people, g.capacity) for g in found] == [(inf, (), 0.0), (inf, (), 0.0)]


@given(st.data())
def test_the_division_is_the_best_possible(data):
    """Nobody can be less busy: for the tied groups, what only they can do fills exactly their time at that load."""
    people = data.draw(st.integers(1, 5))
    able = st.dictionaries(st.integers(0, people - 1), st.floats(0.5, 2.0), min_size=1)
    tasks = [Task(v, p) for v, p in data.draw(st.lists(st.tuples(st.floats(0.5, 9), able), min_size=1, max_size=6))]
    capacity = {p: 10.0 for p in range(people)}
    found = balance(tasks, capacity)
    assert sorted(i for group in found for i in group.tasks) == list(range(len(tasks)))
    top = found[0].load
    # a lower bound by the fastest able, an upper bound by giving everything to one able person
    quickest = [task.visits * min(task.pace.values()) for task in tasks]
    assert top >= sum(quickest) / sum(capacity.values()) - 1e-9
    assert top >= max(q / sum(capacity[p] for p in t.pace) for q, t in zip(quickest, tasks, strict=True)) - 1e-9
    assert top <= sum(task.visits * max(task.pace.values()) for task in tasks) / 10.0 + 1e-9
    assert len({person for group in found for person in group.people}) == sum(len(g.people) for g in found)
    faster = balance([Task(t.visits, {p: s / 2 for p, s in t.pace.items()}) for t in tasks], capacity)
    assert faster[0].load == pytest.approx(top / 2)


# --- the traffic equations --------------------------------------------------------------------------------------------


def visits(steps: Mapping[str, Any], case_class: int = 0, **more: Any) -> dict[str, float]:
    made = study(office(steps, **more), {"ktp": Demand(per_day=10)})
    names = made.network.names["step"]
    found = expected_visits(made.network.phases[0], 0, case_class)
    return {names[code].removeprefix("ktp/"): pytest.approx(flow.visits) for code, flow in found.items()}


def test_rework_multiplies_visits():
    steps = {
        "terima": {"by": "loket", "work": "5 min"},
        "cek": {"by": "periksa", "work": "5 min", "returns": {"share": "20 %", "to": "terima"}},
        "serah": {"by": "loket", "work": "1 min"},
    }
    assert visits(steps) == {"terima": 1.25, "cek": 1.25, "serah": 1.0}


def test_choices_split_and_conditions_pass_by():
    steps = {
        "terima": {
            "by": "loket",
            "work": "5 min",
            "choices": [{"to": "serah", "when": "daring"}, {"to": "cek", "share": "30 %"}, {"to": "foto"}],
        },
        "cek": {"by": "periksa", "work": "5 min", "then": "serah"},
        "foto": {"by": "periksa", "work": "5 min"},
        "serah": {"by": "loket", "work": "1 min", "not_for": "daring"},
    }
    assert visits(steps) == {"terima": 1, "cek": 0.3, "foto": 0.7, "serah": 1}
    assert visits(steps, case_class=1) == {"terima": 1}


def test_parallel_branches_join_as_one_case():
    steps = {
        "terima": {"by": "loket", "work": "5 min", "parallel": ["cek", "foto"]},
        "cek": {
            "by": "periksa",
            "work": "5 min",
            "returns": {"share": "50 %", "to": "cek"},
            "then": "serah",
        },
        "foto": {"by": "periksa", "work": "5 min", "only_for": "daring"},
        "serah": {"by": "loket", "work": "1 min", "waits_for_all": True},
        "arsip": {"by": "loket", "work": "1 min"},
    }
    assert visits(steps, case_class=1) == {"terima": 1, "cek": 2, "foto": 1, "serah": 1, "arsip": 1}
    assert visits(steps) == {"terima": 1, "cek": 2, "serah": 1, "arsip": 1}


@given(st.lists(st.floats(0, 1), min_size=1, max_size=4))
def test_shares_of_classes_add_up(shares):
    names = tuple(f"a{n}" for n in range(len(shares)))
    found = dict(class_shares(names, dict(zip(names, shares, strict=True)), (1 << len(shares)) - 1))
    assert sum(found.values()) == pytest.approx(1)
    first = sum(share for case_class, share in found.items() if case_class & 1)
    assert first == pytest.approx(shares[0])


# --- an office --------------------------------------------------------------------------------------------------------


def test_loads_of_the_sample_office_by_hand():
    """A hand-over takes 5 minutes at either end, but never from an approval; it is not stretched."""
    found = loads(study(AGENCY, {"kk": Demand(per_day=60), "akta-lahir": Demand(per_day=10)}))
    assert [group.load for group in found] == sorted((group.load for group in found), reverse=True)
    expected = {
        "kepala": 60 * 0.8 / 45,
        "verifikator-pendaftaran": 60 * 9 / 0.9 / 0.7 / 900,
        "loket": 60 * 6 / 0.7 / 1350,
        "loket-akta": (10 * 18 / 0.7 + 10 * 5) / 450,
        "verifikator-pencatatan": 10 * 20 / 0.7 / 900,
        "arsiparis": ((60 * 2 + 10 * 3) / 0.7 + 60 * 5 + 10 * 2 * 5) / (900 - 75),  # 300 h of reports in 240 days
        "pencetak": (60 * 3 / 0.7 + 60 * 2 * 5) / 450,
        "kabid-pendaftaran": 60 * 0.8 / 0.7 / 450,
        "kabid-pencatatan": 10 * 1.2 / 0.7 / 450,
    }
    assert by_position(found) == {name: pytest.approx(load, rel=1e-4) for name, load in expected.items()}
    counter = next(group for group in found if group.positions == ("loket",))
    assert (counter.tasks, counter.units, counter.staff_count) == (("kk/terima",), ("pendaftaran",), 3)
    assert counter.capacity_per_day == pytest.approx(3 * 450 * 60)
    assert counter.work_per_day == pytest.approx(60 * 6 * 60 / 0.7, rel=1e-4)


def test_the_overloaded_approver_of_a_merged_unit_is_named():
    steps = {
        "terima": {"by": "loket", "work": "5 min"},
        "ttd": {"work": "1 min", "approval": {"to": "dinas", "of": "terima"}},
    }
    found = loads(study(office(steps), {"ktp": Demand(per_day=60)}))
    assert found[0].positions == ("kepala",)
    assert found[0].tasks == ("ktp/ttd/dinas",)
    assert found[0].load == pytest.approx(60 / 45)
    assert by_position(found)["loket"] == pytest.approx(60 * 5 / 900)


def test_waits_outside_load_nobody_and_those_who_take_part_are_loaded():
    steps = {
        "terima": {"by": "loket", "work": "5 min", "together_with": {"periksa": 1}},
        "tunggu": {"external": "3 hari"},
        "serah": {"by": "loket", "work": "1 min"},
    }
    found = by_position(loads(study(office(steps), {"ktp": Demand(per_day=60)})))
    assert found == {"loket": pytest.approx(60 * 6 / 900), "periksa": pytest.approx(60 * 5 / 450)}


def test_routine_cases_load_the_delegate_and_the_others_the_approver():
    approval = {"to": "dinas", "of": "terima", "delegate_to": "periksa", "delegate_for": "daring"}
    steps = {"terima": {"by": "loket", "work": "5 min"}, "ttd": {"work": "2 min", "approval": approval}}
    found = by_position(loads(study(office(steps), {"ktp": Demand(per_day=40)})))
    assert found["periksa"] == pytest.approx(10 * 2 / 450)
    assert found["kepala"] == pytest.approx(30 * 2 / 45)


def test_helpers_take_what_they_can():
    agency = office({"terima": {"by": "periksa", "work": "5 min"}})
    agency["units"]["bantu"] = {"title": "Bantu", "reports_to": "dinas"}
    agency["positions"]["cadangan"] = {
        "title": "Cadangan",
        "unit": "bantu",
        "effective_share": "100 %",
        "skills": {"periksa": 0.5},
    }
    demand = {"ktp": Demand(per_day=120)}
    assert by_position(loads(study(agency, demand))) == {"periksa": pytest.approx(600 / 450)}
    helped = {**agency, "help": [{"helper": "bantu", "helped": "dinas"}]}
    # at half the pace the helper does half as much in the same time
    assert by_position(loads(study(helped, demand))) == {"cadangan+periksa": pytest.approx(600 / (450 * 1.5))}


def test_absence_of_everybody_is_an_infinite_load_unless_there_is_a_deputy():
    steps = {
        "terima": {"by": "loket", "work": "5 min"},
        "ttd": {"work": "1 min", "approval": {"to": "dinas", "of": "terima"}},
    }
    agency = office(steps)
    agency["positions"]["kepala"]["absences"] = [{"from": "2026-01-01", "to": "2026-05-01"}]
    demand = {"ktp": Demand(per_day=30)}
    found = loads(study(agency, demand))
    assert (found[0].load, found[0].positions, found[0].staff_count) == (inf, ("kepala",), 0)
    steps["ttd"]["approval"]["deputy"] = "periksa"
    assert by_position(loads(study(agency, demand)))["periksa"] == pytest.approx(30 / 450)
    del steps["ttd"]["approval"]["deputy"]
    steps["ttd"]["approval"]["electronic"] = True
    assert by_position(loads(study(agency, demand)))["kepala"] == pytest.approx(30 / 45)


def test_demand_is_averaged_over_the_days_of_the_window():
    made = study(office({"terima": {"by": "loket", "work": "5 min"}}), {"a": Demand(service="ktp", per_day=20),
                 "b": Demand(service="ktp", per_day=10, days="all")})  # fmt: skip
    assert demand_per_day(made, 0, 4 * WEEK) == {0: pytest.approx((20 * 19 + 10 * 28) / 28)}  # 16 January is a holiday
    assert demand_per_day(made, 0, DAY) == {0: pytest.approx(30)}


def test_everyone_of_a_group_that_comes_together_counts():
    made = study(office({"terima": {"by": "loket", "work": "5 min"}}), {"ktp": Demand(per_day=20, together=3)})
    assert demand_per_day(made, 0, DAY) == {0: pytest.approx(60)}


def test_each_phase_has_its_own_loads():
    steps = {"terima": {"by": "loket", "work": "5 min"}}
    fewer = office(steps)
    fewer["positions"]["loket"]["headcount"] = 1
    made = study(office(steps), {"ktp": Demand(per_day=45)}, (3 * WEEK, fewer))
    before, after = loads(made, 0), loads(made, 1)
    assert (before[0].staff_count, after[0].staff_count) == (2, 1)
    assert (before[0].phase, after[0].phase) == (0, 1)
    assert after[0].load == pytest.approx(0.5)
    assert before[0].load == pytest.approx(0.25)
    assert [group.load for group in loads_in(made, 0, 4 * WEEK)] == pytest.approx([0.5, 0.25])
    assert highest_load(made, 0, 4 * WEEK) == pytest.approx(0.75 * 0.25 + 0.25 * 0.5)
    assert highest_load(made, 3 * WEEK, 4 * WEEK) == pytest.approx(0.5)
    assert loads(made, 1, WEEK, WEEK) == ()
