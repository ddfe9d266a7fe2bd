"""Claims 29 to 40: the civil-service policy of Semarang, part by part."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from math import exp, sqrt

import pytest

from orgsim.analysis.diagnosing import diagnose
from orgsim.analysis.merge_outlook import merge_outlook
from orgsim.analysis.parameter_draws import drawn_scenario
from orgsim.analysis.subject import Subject
from orgsim.report.public_page import public_page
from orgsim.restructuring.budget import outlays_of
from orgsim.restructuring.cost import bill_of
from orgsim.restructuring.legal_route import Route, passage
from orgsim.restructuring.response import respond
from orgsim.restructuring.transition import transition_of
from orgsim.scenario.settling import affordable, passage_of
from orgsim.simulation.simulate import prepare
from tests.seeds.answers import load_of, told
from tests.seeds.claims import claim
from tests.seeds.trials import PLAN, assuming, case, trial

POLICY = "semarang-policy/scenario"
SYSTEM = {"operation": "introduce_system", "steps": {"dokumen": ["entri-data", "verifikasi"]}}


def course(hours="16 h", **whom):
    return {"operation": "train_staff", "course": "technical", "hours": hours, **(whom or {"positions": ["loket"]})}


@claim(29, switch="values without basis and source")
def test_a_policy_can_be_accounted_for_and_its_staff_are_public(on):
    written = case(POLICY)
    scenario = written if on else written.beside((), written.file)
    _, *rows = public_page(scenario.organisation).spoken("id")
    assert sum(int(row[2]) for row in rows) == len(scenario.organisation.staff)
    (found,) = diagnose(Subject.of(scenario), ["evidence"])
    assert found.numbers["bare"] < 0.5
    assert found.numbers["assumed"] > 0.5  # and what is assumed is said to be


@claim(30, switch="train_staff (digital) left out")
def test_those_who_were_trained_before_enter_data_faster_on_a_system(on):
    study = prepare(case(POLICY), "digital-training" if on else "system-untrained")
    plain = prepare(case(POLICY), "system-untrained")
    minutes = [12 / told(one, "speed", "pengolah-data/1", 30) for one in (study, plain)]
    assert minutes[0] < minutes[1]
    change = study.phases[-1].organisation.agency.change
    (gain,) = (g for g in change.gains if g.name == "introduce_system" and "pengolah-data/1" in g.staff)
    trained = 0.8 * (1 - exp(-16 / 12))
    assert gain.size == pytest.approx(0.20 * (0.3 + 0.7 * trained))


@claim(30, switch="introduce_system.online left out")
def test_what_comes_online_spares_the_counter(on):
    online = {"online": "30 %", "online_skips": {"dokumen": ["loket"]}} if on else {}
    study = trial(case(POLICY), ("2026-05-04", [{**SYSTEM, **online}]))
    assert load_of(study, "loket") == pytest.approx(0.7 * load_of(prepare(case(POLICY)), "loket"), rel=0.01)


@claim(31, switch="assumption new_task.slowdown = 0")
def test_who_was_appointed_on_merit_fits_the_post(on):
    scenario = case(POLICY) if on else assuming(case(POLICY), {"new_task.slowdown": {"value": 0, "range": [0, 1]}})
    rules = ("merit", "seniority", "random")
    appoint = {"operation": "appoint_on_merit", "positions": ["kabid-layanan"]}
    firsts = [
        told(trial(scenario, ("2026-05-04", [{**appoint, "rule": rule}])), "speed", "kabid-layanan/1", 0)
        for rule in rules
    ]
    assert firsts == pytest.approx([1 / (1 + 0.5 * (1 - fit)) for fit in (0.75, 0.60, 0.50)])
    assert firsts[0] > firsts[1] > firsts[2]


APPOINT = {"operation": "appoint_on_merit", "positions": ["kabid-layanan", "kabid-data"]}


@claim(32, switch="assumption merit.effort = 0")
def test_if_chances_by_merit_move_people_all_work_harder(on):
    scenario = assuming(case(POLICY), {"merit.effort": 0.2 if on else 0.0})
    study = trial(scenario, ("2026-05-04", [APPOINT]))
    assert told(study, "speed", "verifikator/1", 8) == pytest.approx(1 + 0.2 * (0.75 - 0.50))


@claim(32, switch="assumption merit.exit = 0")
def test_if_chances_by_merit_keep_people_fewer_leave_in_a_change(on):
    moved = {"operation": "merge_units", "units": ["layanan", "data"], "into": "pelayanan"}
    scenario = assuming(case(POLICY), {"attrition": "0.3 %", "merit.exit": -0.02 if on else 0.0})
    plans = ([moved], [APPOINT, moved])
    gone, fewer = (1 - told(trial(scenario, ("2026-05-04", do)), "present", "verifikator/1", 20) for do in plans)
    assert gone > 0.02
    assert fewer < 0.5 * gone


@claim(33, switch="civil society left out of the actors")
def test_a_stage_that_nobody_carries_is_a_gap_and_takes_longer(on):
    actors = {
        "pemerintah": {"kajian": "90 %", "perwali": "90 %"},
        "masyarakat-sipil": {"fkp": "90 %"},
        "kampus": {"kajian": "80 %"},
    }
    if not on:
        del actors["masyarakat-sipil"]
    stages = {"kajian": {"takes": "60 days"}, "fkp": {"takes": "20 days"}, "perwali": {"takes": "30 days"}}
    route = Route.model_validate({"starts": "2026-01-05", "go_live": "2026-07-01", "stages": stages, "actors": actors})
    assert route.gaps() == ()
    days = sum(round(days * (2 - weakest)) for days, weakest in ((60, 0.8), (20, 0.9), (30, 0.9)))
    assert passage(route, case(POLICY).assumptions).go_live == dt.date(2026, 1, 5) + dt.timedelta(days=days)


@claim(34, switch="special_team left out")
def test_a_special_team_brings_the_date_forward_and_is_missing_at_its_posts(on):
    scenario = case("palembang/people")
    alternative = scenario.alternatives["imposed"]
    team = {"operation": "special_team", "positions": ["sekretaris"], "weeks": 8}
    plan = (*PLAN([{"on": "2026-03-16", "do": [team]}] if on else []), *alternative.plan)
    usual = passage_of(alternative, scenario.assumptions)
    sooner = passage_of(alternative.model_copy(update={"plan": plan}), scenario.assumptions)
    before, after = ((way.go_live - alternative.route.starts).days for way in (usual, sooner))
    assert after == pytest.approx(0.85 * before, abs=3)
    hours = sum(o.hours for o in outlays_of(scenario.organisation, plan, scenario.assumptions))
    assert hours > 8 * 4 * 7


@claim(35, switch="assumption forum.spread = 0 %")
def test_what_one_was_taught_spreads_to_those_of_the_forum(on):
    scenario = case(POLICY) if on else assuming(case(POLICY), {"forum.spread": "0 %"})
    taught = course(staff=["verifikator/1"])
    forum = {"operation": "staff_forum", "units": ["layanan"], "hours_a_week": "1 h", "weeks": 8}
    study = trial(scenario, ("2026-04-06", [taught, forum]))
    curve = [told(study, "speed", "verifikator/2", weeks) for weeks in (0, 13, 26)]
    assert all(one < other for one, other in pairwise(curve))
    taken = {g.name: g.size for g in study.phases[-1].organisation.agency.change.gains}
    assert taken["staff_forum"] == pytest.approx(0.2 * (1 - exp(-1)) * taken["train_staff"])
    assert told(study, "speed", "pengolah-data/1") == 1.0  # of another division: was not there


@claim(36, switch="measure_results left out")
def test_rounds_of_measuring_narrow_what_is_open_of_a_change(on):
    scenario, moved = case(POLICY), {"operation": "merge_units", "units": ["layanan", "data"], "into": "pelayanan"}
    study = {"operation": "measure_results", "assumption": "dip.depth", "rounds": 2, "cost_of_round": "Rp 10 juta"}
    plan = PLAN([{"on": "2026-05-04", "do": [moved, study] if on else [moved]}])
    phase = prepare(scenario, "trial", plan=plan).phases[-1]
    rounds = phase.organisation.agency.change.rounds
    alone = scenario.model_copy(update={"alternatives": {}, "money": None}).beside((), None)

    def lost(informed):
        found = []
        for draw in range(8):
            drawn = drawn_scenario(alone, ["dip.depth"], draw, informed).assumptions
            stages = [(phase.on, scenario.organisation), (phase.on, phase.organisation)]
            answer = respond(stages, phase.on + dt.timedelta(weeks=60), drawn, scenario.people)
            found.append(transition_of(answer).lost)
        return max(found) - min(found)

    assert lost({r.assumption: r.rounds * r.informs for r in rounds}) == pytest.approx(lost({}) / sqrt(3), rel=0.1)


MEASURED = {"switching": "30 s", "skill_gap": 1.05, "pool.slack": "0 %"}


@claim(37, switch="what decides the matter assumed, not measured")
def test_data_decide_what_hangs_on_assumptions(on):
    """Two divisions of Palembang, with heads who have time: whether merging pays is open until it is measured."""
    scenario = case("palembang/scenario")
    posts = dict(scenario.agency.positions)
    for name in ("kabid-pendaftaran", "kabid-pencatatan"):
        posts[name] = posts[name].model_copy(update={"time_for_cases": 3 * 3600.0})
    scenario = scenario.changed(agency=scenario.agency.model_copy(update={"positions": posts}))
    if on:
        sure = {n: {"value": v, "basis": "measured", "source": "stopwatch"} for n, v in MEASURED.items()}
        scenario = assuming(scenario, sure)
    found = merge_outlook(Subject.of(scenario), "pendaftaran", "pencatatan")
    assert found.verdict in ("gain", "loss")
    assert found.best - found.worst < 0.5 * abs(found.waiting)


@claim(38, switch="assumption response.communication = 0")
def test_more_persuasion_helps_less_and_less_and_those_most_whom_it_reaches(on):
    scenario = case(POLICY) if on else assuming(case(POLICY), {"response.communication": 0})

    def opinion(hours, who="verifikator/1"):
        talk = {"operation": "communicate", "units": ["layanan"], "hours_a_week": f"{hours} h", "weeks": 4}
        return told(trial(scenario, ("2026-05-04", [talk])), "opinion", who, 26)

    found = [opinion(hours) for hours in (1, 2, 3, 4)]
    more = [other - one for one, other in pairwise(found)]
    assert more[0] > more[1] > more[2] > 0
    assert opinion(2) > opinion(2, "pengolah-data/1")


@claim(39, switch="money.budget left out")
def test_a_limited_budget_is_a_cap_and_says_what_is_not_done(on):
    scenario = case(POLICY)
    if not on:
        scenario = scenario.model_copy(update={"money": scenario.money.model_copy(update={"budget": {}})})
    kept = affordable(scenario, scenario.alternatives["whole-policy"].plan)
    assert sum(outlay.in_year(2026) for outlay in kept.outlays) <= 120e6
    assert [outlay.operation for outlay in kept.dropped] == ["introduce_system"]
    assert {"train_staff", "public_forum"} <= {outlay.operation for outlay in kept.outlays}


@claim(40, switch="external_funding left out")
def test_a_partner_would_pay_a_part_and_may_not_come(on):
    scenario = case(POLICY)
    study = prepare(scenario, "whole-policy")
    after = study.phases[-1].organisation
    if not on:
        after = after.changed(change=after.agency.change.model_copy(update={"funds": ()}))
    kept = affordable(scenario, scenario.alternatives["whole-policy"].plan)
    bill = bill_of(scenario.organisation, after, kept.outlays, scenario.assumptions)
    assert bill.once == pytest.approx(66.8e6)
    assert bill.once - bill.with_funds == pytest.approx(0.5 * bill.once)  # the ceiling
    assert bill.expected_funds == pytest.approx(0.3 * 0.5 * bill.once)
