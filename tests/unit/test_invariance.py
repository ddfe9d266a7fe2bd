"""What must not change a run, and what every run keeps, on random organisations and plans."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgsim.analysis.agreement.recipes import FIRST_DATE
from orgsim.organisation.agency import Agency
from orgsim.scenario.scenario import BASELINE, Scenario
from orgsim.simulation.log import Category, Log, Outcome
from orgsim.simulation.simulate import Study, prepare, run
from orgsim.simulation.tables import scale_ppm
from tests.samples import beside_strangers
from tests.strategies import organisations, organisations_and_plans

FEW = settings(max_examples=20)
FIRST_DAY = FIRST_DATE - timedelta(days=9)  # a Monday


def scenario_of(agency: Agency, plan: Any = (), extra: Any = None) -> Scenario:
    """A run of two weeks, with the plan as an alternative."""
    return Scenario.model_validate(
        {
            "title": "Acak",
            "agency": agency,
            "demand": {name: {"per_day": 2, "hours": "08:00-14:00"} for name in agency.services} | (extra or {}),
            "alternatives": {"usulan": {"title": "Usulan", "plan": plan}} if plan else {},
            "run": {
                "from": FIRST_DAY,
                "settle_before_change": "9 days",
                "observe": "5 days",
                "max_drain": "8 hari kerja",
                "seed": 7,
            },
        }
    )


def played(scenario: Scenario, alternative: str = BASELINE) -> tuple[Study, Log]:
    study = prepare(scenario, alternative)
    return study, run(study, 0)


def cohort(log: Log, end: int, services: Any = None) -> tuple[list[Any], list[Any]]:
    """Cases that arrived in the window, and their visits, by what they are called and not by where they stand."""
    cases, visits = log.decoded("cases"), log.decoded("visits")
    there = cases["arrived"] < end
    if services is not None:
        there &= np.isin(cases["service"], sorted(services))
    names = [name for name in visits if name != "case"]
    return (
        sorted(zip(*(cases[name][there].tolist() for name in cases), strict=True)),
        sorted(
            (int(cases["key"][case]), *(visits[name][row].item() for name in names))
            for row, case in enumerate(visits["case"].tolist())
            if there[case]
        ),
    )


def reversed_order(agency: Agency) -> Agency:
    parts = ("units", "positions", "services")
    update: dict[str, Any] = {part: dict(reversed(getattr(agency, part).items())) for part in parts}
    return agency.model_copy(update={**update, "help": tuple(reversed(agency.help))})


@FEW
@given(organisations_and_plans(max_units=10))
def test_the_same_run_twice_gives_the_same_log(drawn):
    organisation, plan = drawn
    for alternative in (BASELINE, "usulan"):
        _, first = played(scenario_of(organisation.agency, plan), alternative)
        _, second = played(scenario_of(organisation.agency, plan), alternative)
        assert first.equals(second)


@FEW
@given(organisations_and_plans(max_units=10))
def test_the_order_in_a_file_changes_nothing(drawn):
    organisation, plan = drawn
    for alternative in (BASELINE, "usulan"):
        _, first = played(scenario_of(organisation.agency, plan), alternative)
        _, second = played(scenario_of(reversed_order(organisation.agency), plan), alternative)
        assert first.equals(second)


@FEW
@given(organisations(max_units=10))
def test_an_unrelated_unit_and_service_change_nothing_for_the_others(organisation):
    agency = organisation.agency
    larger = beside_strangers(agency, "u0")
    study, small = played(scenario_of(agency))
    _, large = played(scenario_of(larger, extra={"aaa-layanan": {"per_day": 5}}))
    assert cohort(small, study.end) == cohort(large, study.end, services=agency.services)


@FEW
@given(organisations(max_units=10), st.data())
def test_renaming_changes_nothing(organisation, data):
    unit = data.draw(st.sampled_from(sorted(organisation.units)))
    rename = [{"on": FIRST_DATE, "do": [{"operation": "rename_unit", "unit": unit, "title": "Nama baru"}]}]
    scenario = scenario_of(organisation.agency, rename)
    _, before = played(scenario)
    _, after = played(scenario, "usulan")
    assert before.ended == after.ended
    for table in ("cases", "visits"):
        one, other = before.decoded(table), after.decoded(table)
        assert [name for name in one if not np.array_equal(one[name], other[name])] in ([], ["phase"])


@FEW
@given(organisations_and_plans(max_units=10))
def test_before_the_change_all_alternatives_are_the_same(drawn):
    organisation, plan = drawn
    scenario = scenario_of(organisation.agency, plan)
    study, after = played(scenario, "usulan")
    _, before = played(scenario)
    assert past(before, study.change) == past(after, study.change)


def past(log: Log, change: int) -> list[Any]:
    """Everything that was known when the change came."""
    cases, visits = log.decoded("cases"), log.decoded("visits")
    known = []
    for row, case in enumerate(visits["case"].tolist()):
        if visits["ready"][row] < change:
            begun = 0 <= visits["started"][row] < change
            fixed = ("staff", "position", "unit", "phase", "base", "switching", "handover") if begun else ()
            times = [
                visits[name][row].item() if -1 <= visits[name][row] < change else change
                for name in ("ready", "enqueued", "started", "finished")
                if begun or name in ("ready", "enqueued")
            ]
            named = [visits[name][row].item() for name in ("service", "visit", *fixed)]
            known.append((int(cases["key"][case]), begun, named, times))
    return sorted(known, key=repr)


@FEW
@given(organisations_and_plans(max_units=10), st.sampled_from([BASELINE, "usulan"]))
def test_what_every_run_keeps(drawn, alternative):
    organisation, plan = drawn
    study, log = played(scenario_of(organisation.agency, plan), alternative)
    nobody_is_in_two_places(log)
    times_are_in_order(log)
    no_case_is_lost(study, log)
    work_is_done_on_duty(study, log)
    littles_law_holds(log)


def nobody_is_in_two_places(log: Log) -> None:
    visits = log.visits
    rows = np.flatnonzero(visits["staff"] >= 0)
    until = np.where(visits["finished"] >= 0, visits["finished"], log.ended + 1)
    order = rows[np.lexsort((visits["started"][rows], visits["staff"][rows]))]
    same = visits["staff"][order][1:] == visits["staff"][order][:-1]
    assert (visits["started"][order][1:] >= until[order][:-1])[same].all()


def times_are_in_order(log: Log) -> None:
    visits = log.visits
    begun, ended = visits["started"] >= 0, visits["finished"] >= 0
    assert (visits["ready"] <= visits["enqueued"]).all()
    assert (visits["enqueued"] <= visits["started"])[begun].all()
    assert (visits["started"] < visits["finished"])[ended].all()
    assert not (ended & ~begun).any()
    arrived = log.cases["arrived"][visits["case"]]
    assert (visits["ready"] >= arrived).all()


def no_case_is_lost(study: Study, log: Log) -> None:
    cases, visits = log.cases, log.visits
    is_open = cases["outcome"] == Outcome.OPEN
    assert ((cases["finished"] == -1) == is_open).all()
    assert len(np.unique(cases["key"])) == len(cases["key"])
    if log.ended < study.limit:
        assert not is_open[cases["arrived"] < study.end].any()
    # Whoever is still here is somewhere: waiting, in service, or under way to the next queue.
    somewhere = np.zeros(len(cases["key"]), bool)
    somewhere[visits["case"][visits["finished"] == -1]] = True
    assert (somewhere | ~is_open).all()
    # A case is closed at the end of its last visit.
    last = np.full(len(cases["key"]), -1)
    np.maximum.at(last, visits["case"], visits["finished"])
    done = (cases["outcome"] == Outcome.DONE) & (last >= 0)
    waited_in_vain = np.zeros(len(cases["key"]), bool)
    waited_in_vain[visits["case"][visits["started"] == -1]] = True
    assert (cases["finished"] == last)[done & ~waited_in_vain].all()


def work_is_done_on_duty(study: Study, log: Log) -> None:
    network, visits = study.network, log.visits
    site = -1
    for row in np.flatnonzero((visits["staff"] >= 0) & (visits["finished"] >= 0)):
        task = network.phases[visits["phase"][row]].tasks[visits["step"][row]]
        if visits["category"][row] == Category.TEAM:
            continue
        servers = (*task.own[site], *task.helpers.get(site, ()), *task.deputies.get(site, ()))
        (server,) = (s for s in servers if s.staff == visits["staff"][row])
        work = max(1, scale_ppm(int(visits["base"][row]), server.ppm))
        work += int(visits["switching"][row] + visits["handover"][row])
        start, end = int(visits["started"][row]), int(visits["finished"][row])
        clock = (network.calendars if task.away else network.clocks)[server.staff]
        assert (end - start if task.attended else clock.work_between(start, end)) == work
        assert clock.on_duty(start)


def littles_law_holds(log: Log) -> None:
    """The area under the number in the system is the sum of the times in it, to the tick."""
    done = log.cases["finished"] >= 0
    came, went = np.sort(log.cases["arrived"][done]), np.sort(log.cases["finished"][done])
    ticks = np.unique(np.concatenate([came, went]))
    present = np.searchsorted(came, ticks, side="right") - np.searchsorted(went, ticks, side="right")
    area = int((present[:-1] * np.diff(ticks)).sum())
    assert area == int((log.cases["finished"] - log.cases["arrived"])[done].sum())
    assert (present >= 0).all()


@pytest.mark.parametrize("replication", [0, 1, 7])
def test_replications_depend_on_nothing_but_their_number(replication):
    agency = Agency.model_validate(
        {
            "title": "Kantor",
            "units": {"u": {"title": "Unit"}},
            "positions": {"p": {"title": "Loket", "unit": "u"}},
            "services": {"s": {"title": "Layanan", "steps": {"a": {"by": "p", "work": "20 min"}}}},
        }
    )
    study = prepare(scenario_of(agency))
    alone = run(study, replication)
    for other in range(3):
        run(study, other)
    assert run(study, replication).equals(alone)
