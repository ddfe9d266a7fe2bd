"""Claims 7 to 14: training, times, complaints of slowness, satisfaction, and how people answer a change."""

from __future__ import annotations

import datetime as dt
from math import exp
from typing import Any

import pytest

from orgsim.analysis.satisfaction import satisfaction_change
from orgsim.analysis.survey_counts import served_in
from orgsim.measures import parse_working_time
from orgsim.restructuring.budget import outlays_of
from orgsim.restructuring.cost import bill_of
from orgsim.restructuring.people import People
from orgsim.restructuring.plan import phases
from orgsim.restructuring.transition import transition_of
from orgsim.scenario.settling import passage_of
from orgsim.scenario.survey import ELEMENTS, Survey
from orgsim.simulation.compile.duty import DutyHours
from orgsim.simulation.simulate import prepare
from tests.seeds.claims import claim
from tests.seeds.trials import PLAN, answered, assuming, case, planned, seen, trial, value

ON = "2026-09-14"
EARLIER = "2026-08-10"


def palembang(**assumed: Any) -> Any:
    """Palembang with its people, the legal route left out."""
    return assuming(case("palembang/people"), assumed)


def merger() -> list[Any]:
    """What merges the two divisions of Palembang."""
    (step,) = planned(case("palembang/people"), "imposed")
    return step["do"]


def at(response: Any, what: str, date: str, who: str) -> float:
    """Return one number of one employee on a date."""
    row = response.dates.index(dt.date.fromisoformat(date))
    return getattr(response, what)[row][response.staff.index(who)]


def hours_lost(scenario: Any, *steps: tuple[str, list[Any]]) -> dict[str, float]:
    """Return the hours that a plan takes from the work of each employee."""
    plan = PLAN([{"on": on, "do": do} for on, do in steps])
    after = phases(scenario.organisation, plan, scenario.assumptions).checked()[-1].organisation
    duty = DutyHours(plan[0].on, plan[-1].on + dt.timedelta(days=200))
    clocks = [duty.of_staff([(0, one)])[0] for one in (scenario.organisation, after)]
    worked = [[int((clock.closes - clock.opens).sum()) for clock in group] for group in clocks]
    return {id: (a - b) / 3600 for id, a, b in zip(scenario.organisation.staff, *worked, strict=True)}


@claim(7, switch="gain.training = 0 %")
def test_training_makes_steps_shorter_for_a_time_and_takes_hours_and_money(on: bool) -> None:
    scenario = palembang() if on else palembang(**{"gain.training": "0 %"})
    posts = ["loket-pendaftaran"]
    course = {"operation": "train_staff", "course": "technical", "positions": posts, "hours": "12 h"}
    response = answered(scenario, (EARLIER, [course]), weeks=200)
    speeds = [row[response.staff.index("loket-pendaftaran/1")] for row in response.speed]
    minutes = [6 / speed for speed in speeds]
    full = 6 / (1 + 0.06 * 0.8 * (1 - exp(-1)))  # twelve hours bring two thirds, and four fifths of a course fit
    assert full < min(minutes) < 6  # adopted by some, and fading
    best = minutes.index(min(minutes))
    assert min(minutes) < minutes[-1] < 6
    assert 10 < best < 60
    lost = hours_lost(scenario, (EARLIER, [course]))
    assert {lost[f"loket-pendaftaran/{n}"] for n in (1, 2)} == {12.0}
    plan = PLAN([{"on": EARLIER, "do": [course]}])
    (outlay,) = outlays_of(scenario.organisation, plan, scenario.assumptions)
    assert bill_of(scenario.organisation, scenario.organisation, (outlay,), scenario.assumptions).once == 2e6
    saved = sum(6 - one for one in minutes) / len(minutes) * 79 * 5 * len(minutes)  # 79 files a day at the counter
    assert 0 < outlay.once / saved < 2000  # rupiah for each minute saved in four years


@claim(7, switch="gain.service = 0 %")
def test_training_in_service_lets_fewer_files_come_back(on: bool) -> None:
    scenario = case("palembang/scenario") if on else assuming(case("palembang/scenario"), {"gain.service": "0 %"})
    posts = ["verifikator-pendaftaran", "verifikator-pencatatan"]
    course = {"operation": "train_staff", "course": "service", "positions": posts, "hours": "12 h", "groups": 2}
    (phase,) = phases(scenario.organisation, PLAN([{"on": ON, "do": [course]}]), scenario.assumptions).checked()
    again = phase.organisation.services["kk"].steps["verifikasi"].returns.share
    assert again == pytest.approx(0.1 * (1 - 0.1 * 0.8 * (1 - exp(-1))))


FASTER_PEN = {"change_approval": ("electronic", "without")}


@claim(8, switch="electronic and without: [session] left out: the head signs as fast, at one time of the day")
def test_documents_are_out_within_a_day_once_nobody_waits_for_the_session_of_signatures(on: bool) -> None:
    scenario = case("semarang/scenario")
    (step,) = planned(scenario, "e-signature", **({} if on else FASTER_PEN))
    before, after = seen(prepare(scenario)), seen(trial(scenario, (step["on"], step["do"])))
    day = parse_working_time("1 hari kerja")
    for service in ("kk", "akta-lahir", "kawin"):
        group = f"service:{service}"
        assert value(before, "share_within", group, within=day) < 0.75
        assert value(after, "share_within", group, within=day) > 0.98
    for kpi in ("lead_time_p50", "lead_time_p90"):
        assert value(after, kpi) < 0.2 * value(before, kpi)


@claim(9, switch="session and absence of the head left out")
def test_the_office_before_is_as_slow_as_was_observed(on: bool) -> None:
    scenario = case("semarang/scenario")
    free = {"operation": "change_approval", "without": ["session"], "deputy": "sekretaris"}
    observation = seen(prepare(scenario) if on else trial(scenario, ("2017-09-04", [free])))
    shares = [value(observation, "share_within", within=parse_working_time(f"{n} hari kerja")) for n in (1, 2, 3)]
    # F55: three days by rule, two in practice; hardly anybody had a document on the next day for sure.
    assert shares[0] < 0.75
    assert 0.9 < shares[1] < 0.98
    assert shares[2] > 0.99


SURVEY = Survey(elements=dict(zip(ELEMENTS, (3.2, 3.0, 2.6, 3.6, 3.1, 3.2, 3.3, 2.9, 3.0), strict=True)))


@claim(10, switch="satisfaction.steepness = 0")
def test_citizens_who_are_served_sooner_are_more_satisfied(on: bool) -> None:
    scenario = case("semarang/scenario")
    if not on:
        scenario = assuming(scenario, {"satisfaction.steepness": {"value": 0, "range": [0, 0]}})
    before, after = (
        [served_in(seen(prepare(scenario, name), replication=n)) for n in range(2)]
        for name in ("baseline", "e-signature")
    )
    change = satisfaction_change(SURVEY, scenario.assumptions, before, after)
    assert change.index_before == pytest.approx(77.5)
    assert change.after["time"] > change.before["time"] + 0.3
    assert change.index_after == pytest.approx(
        change.index_before + 25 / 9 * sum(change.after[name] - change.before[name] for name in ELEMENTS), abs=0.01
    )
    assert 0 < change.low <= change.points.mean <= change.high  # whatever the slopes, within their ranges
    assert change.before["fee"] == change.after["fee"]


@claim(11, switch="readiness_of left out")
def test_a_unit_that_holds_to_its_habits_adopts_the_new_way_later(on: bool) -> None:
    def adoption(share: str) -> tuple[list[float], list[float]]:
        people = {"readiness": "50 %", **({"readiness_of": {"pencatatan": share}} if on else {})}
        scenario = palembang().changed(people=People.model_validate(people))
        response = answered(scenario, (ON, merger()), weeks=78)
        column = response.staff.index("verifikator-pencatatan/1")
        return [row[column] for row in response.adoption], [row[column] for row in response.opinion]

    habit, open_minded = adoption("20 %"), adoption("70 %")
    assert all(one < other for one, other in zip(habit[0][1:], open_minded[0][1:], strict=True))
    assert habit[0][52] < 0.6 * open_minded[0][52]
    assert habit[0][-1] < 0.4  # never beyond the opinion of it
    assert all(adopted <= max(habit[1]) for adopted in habit[0])


@claim(12, switch="dip.depth = 0 %")
def test_a_change_slows_people_down_until_it_is_familiar(on: bool) -> None:
    scenario = palembang() if on else palembang(**{"dip.depth": "0 %"})
    course = {
        "operation": "train_staff",
        "course": "technical",
        "units": ["pendaftaran", "pencatatan"],
        "hours": "16 h",
    }
    alone, trained = (answered(scenario, (ON, do), weeks=150) for do in (merger(), [course, *merger()]))
    lost = [transition_of(one) for one in (alone, trained)]
    assert lost[0].lost > 0
    opinion, slower = (at(alone, what, ON, "verifikator-pencatatan/1") for what in ("opinion", "dips"))
    assert slower == pytest.approx(0.15 * (1 + 0.5 * (1 - opinion)))  # all of the work is in a new unit
    assert lost[0].lost == pytest.approx(
        0.15 * 3 * 1.3 * 11 / 13, rel=0.1
    )  # depth × months × resistance × who is moved
    assert lost[0].nearly > dt.date(2027, 1, 1)
    assert lost[0].paid_back is None  # nothing is won by moving alone
    assert lost[1].lost < lost[0].lost


@claim(13, switch="response.communication = 0")
def test_explaining_the_change_lowers_resistance_and_takes_hours(on: bool) -> None:
    scenario = palembang() if on else palembang(**{"response.communication": 0})

    def resistance(minutes: int) -> tuple[float, float]:
        talk = {
            "operation": "communicate",
            "units": ["pendaftaran", "pencatatan"],
            "hours_a_week": f"{minutes} min",
            "weeks": 8,
        }
        response = answered(scenario, (EARLIER, [talk]), (ON, merger()), weeks=26)
        return 1 - at(response, "opinion", "2026-11-09", "loket-pencatatan/1"), hours_lost(scenario, (EARLIER, [talk]))[
            "loket-pencatatan/1"
        ]

    none, some, more = (resistance(minutes) for minutes in (0, 30, 120))
    assert none[0] > some[0] > more[0]
    assert none[0] - more[0] < 0.10  # no more than the weight of communication
    assert none[0] - some[0] > (some[0] - more[0]) / 3  # the first hours do most
    assert [one[1] for one in (none, some, more)] == [0, 4, 16]


@claim(14, switch="response.leader = 0")
def test_a_leader_who_stands_by_the_change_is_followed(on: bool) -> None:
    scenario = palembang() if on else palembang(**{"response.leader": 0})

    def adopted(weeks: int) -> float:
        lead = {"operation": "support_change", "level": "100 %", "weeks": weeks}
        return answered(scenario, (ON, [lead, *merger()]), weeks=52).mean("adoption")[-1]

    short, long = adopted(4), adopted(52)
    absent = answered(scenario, (ON, merger()), weeks=52).mean("adoption")[-1]
    assert long > short > absent
    assert long > 1.1 * absent


@claim(14, switch="pauses left out")
def test_milestones_wait_while_the_leader_looks_elsewhere(on: bool) -> None:
    scenario = case("palembang/people")
    route = scenario.alternatives["supported"].route
    pauses = [{"from": "2026-03-20", "to": "2026-05-18"}] if on else []
    lead = {"operation": "support_change", "level": "80 %", "weeks": 30, "pauses": pauses}
    plans = [PLAN([{"on": "2026-03-10", "do": do}]) for do in ([lead], [{**lead, "pauses": []}])]
    stopped, steady = (
        passage_of(
            scenario.alternatives["supported"].model_copy(update={"plan": plan, "route": route}), scenario.assumptions
        )
        for plan in plans
    )
    assert stopped.go_live - steady.go_live == dt.timedelta(days=60)  # two months of delay
