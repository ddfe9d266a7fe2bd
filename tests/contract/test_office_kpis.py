"""Indicators of what only some offices have: batches, interruptions, absences, overtime, complaints, hidden work."""

from __future__ import annotations

from typing import Any

import pytest

from orgsim.analysis.kpi import KPIS, Measured
from orgsim.analysis.observation import Observation
from orgsim.analysis.overtime import attendance
from orgsim.analysis.time_parts import time_parts
from orgsim.analysis.windows import Window
from orgsim.simulation.log import Category, Log, Outcome
from tests.small_office import DAY, HOUR, WHOLE, at, case, log_of, study_of, visit

DUTY = 20 * 7 * HOUR
VERIFY, COUNTER, SIGN = "akta/verifikasi", "ktp/loket", "akta/tanda-tangan"


def measure(name: str, log: Log, window: Window = WHOLE, **study: Any) -> Measured:
    return KPIS[name]().measure(Observation(study_of(**study), log, window))


def parts_of(log: Log, **study: Any) -> dict[str, float]:
    """The parts of all requests together, in hours; those that are empty left out."""
    parts = time_parts(Observation(study_of(**study), log, WHOLE))
    return {name: ticks.sum() / HOUR for name, ticks in parts.items() if ticks.any()}


def one(*visits: tuple[int, ...], until: int, arrived: int = at(0, 8), **options: Any) -> Log:
    """One request for a deed with some visits."""
    return log_of([case("akta", arrived, until)], list(visits), **options)


# --- time of staff ----------------------------------------------------------------------------------------------------


def test_the_cases_of_a_batch_occupy_a_person_once() -> None:
    rows = [visit(row, VERIFY, "verifikator/1", at(0, 8), at(0, 9), at(0, 11)) for row in range(3)]
    log = log_of([case("akta", at(0, 8), at(0, 11)) for _ in rows], rows)
    assert measure("utilisation", log)["unit:verifikasi"] == 2 * HOUR / DUTY


def test_overlapping_rows_of_a_person_count_each_moment_once() -> None:
    rows = [
        visit(0, VERIFY, "verifikator/1", at(0, 8), at(0, 8), at(0, 10)),
        visit(1, VERIFY, "verifikator/1", at(0, 8), at(0, 9), at(0, 11)),
        visit(2, VERIFY, "verifikator/1", at(0, 8), at(0, 9.5), at(0, 9.75)),
    ]
    log = log_of([case("akta", at(0, 8), at(0, 11)) for _ in rows], rows)
    assert measure("utilisation", log)["unit:verifikasi"] == 3 * HOUR / DUTY


def test_an_interrupted_visit_is_work_before_and_after_and_a_wait_between() -> None:
    rows = [
        visit(0, VERIFY, "verifikator/1", at(0, 8), at(0, 8), at(0, 11), suspended=HOUR),
        visit(1, VERIFY, "verifikator/1", at(0, 9), at(0, 9), at(0, 10)),
    ]
    log = log_of([case("akta", at(0, 8), at(0, 11)), case("ktp", at(0, 9), at(0, 10))], rows)
    assert measure("utilisation", log)["unit:verifikasi"] == 3 * HOUR / DUTY
    assert measure("waiting_time", log)["service:akta"] == 60
    assert parts_of(log) == {"work": 3, "queueing": 1}


def test_drawn_absences_are_no_time_on_duty() -> None:
    visits = [visit(0, VERIFY, "verifikator/1", at(0, 15), at(0, 15), at(2, 9))]
    here, away = (one(*visits, until=at(2, 9), arrived=at(0, 15), replication=n) for n in (0, 1))
    absent = {2: (1,)}
    assert measure("utilisation", here, absent=absent)["unit:verifikasi"] == 9 * HOUR / DUTY
    assert measure("utilisation", away, absent=absent)["unit:verifikasi"] == 2 * HOUR / (DUTY - 7 * HOUR)
    assert parts_of(here, absent=absent) == {"work": 9, "calendar": 33}
    assert parts_of(away, absent=absent) == {"work": 2, "calendar": 40}


def test_load_is_spread_by_gini_and_full_days_are_counted() -> None:
    rows = [
        visit(0, VERIFY, "verifikator/1", at(0, 8), at(0, 8), at(1, 14.5)),  # 7 hours; 5.5 of 7
        visit(0, COUNTER, "loket/1", at(2, 8), at(2, 8), at(2, 14.5)),
    ]
    log = one(*rows, until=at(2, 15))
    # nothing, 6.5 (through the break: 5.5 on duty) and 12.5 hours
    assert measure("load_spread", log)["all"] == pytest.approx((2 * 12.5 - 0) / (3 * 18))
    assert measure("overload_days", log)["all"] == 1 / 60
    assert measure("overload_days", log)["position:verifikator"] == 1 / 20
    edge = one(visit(0, VERIFY, "verifikator/1", at(0, 8), at(0, 8), at(0, 15.3)), until=at(0, 16))
    assert measure("overload_days", edge)["all"] == 0  # 90 % sharp


# --- overtime ---------------------------------------------------------------------------------------------------------


def test_citizens_at_the_counter_are_served_beyond_closing() -> None:
    late = visit(0, COUNTER, "loket/1", at(0, 15), at(0, 15.5), at(0, 16.5))
    lunch = visit(0, COUNTER, "loket/1", at(1, 11), at(1, 11.75), at(1, 12.25), number=2)
    paused = visit(0, VERIFY, "verifikator/1", at(1, 12.25), at(1, 15.5), at(2, 8.5))
    measured = measure("overtime", one(late, lunch, paused, until=at(2, 9)))
    assert measured["all"] == measured["unit:loket"] == 0.75 / 4
    assert measured["unit:verifikasi"] == 0


def test_staff_who_stay_on_work_until_the_end_of_the_overtime() -> None:
    waiting = visit(1, VERIFY, "verifikator/1", at(0, 15), at(0, 17), at(1, 9))
    going_on = visit(0, VERIFY, "verifikator/1", at(0, 8), at(0, 15), at(0, 17))
    cases = [case("akta", at(0, 8), at(0, 17)), case("akta", at(0, 15), at(1, 9))]
    log = log_of(cases, [going_on, waiting])
    assert measure("overtime", log, overtime=True)["unit:verifikasi"] == 2 / 4  # 16:00 to 18:00
    assert measure("overtime", log)["unit:verifikasi"] == 0
    assert parts_of(log, overtime=True) == {"work": 2 + 2, "queueing": 7 - 1 + 2, "calendar": 1 + 14}
    assert measure("utilisation", log, overtime=True)["unit:verifikasi"] == 2 * HOUR / DUTY


def test_nobody_stays_for_an_empty_queue() -> None:
    log = one(visit(0, VERIFY, "verifikator/1", at(0, 8), at(0, 15), at(1, 9)), until=at(1, 9))
    study = study_of(overtime=True)
    assert attendance(Observation(study, log, WHOLE).reading) == study.network.clocks


# --- why requests wait ------------------------------------------------------------------------------------------------


def test_a_session_waits_for_its_time_then_for_the_superior() -> None:
    signing = visit(
        0, SIGN, "kadis/1", at(0, 15), at(1, 15), at(1, 15.5), enqueued=at(0, 15.5), released=at(1, 14),
        category=Category.APPROVAL,
    )  # fmt: skip
    assert parts_of(one(signing, until=at(1, 15.5), arrived=at(0, 15))) == {
        "hand-over": 0.5, "supply": 22.5, "approval": 1, "work": 0.5,
    }  # fmt: skip


def test_who_is_sent_home_has_queued_the_day_before() -> None:
    served = visit(0, COUNTER, "loket/1", at(0, 15), at(1, 8.5), at(1, 9), enqueued=at(1, 8))
    assert parts_of(one(served, until=at(1, 9), arrived=at(0, 15))) == {"queueing": 1.5, "calendar": 16, "work": 0.5}


def test_work_beside_a_wait_outside_counts_once_in_a_backlog_too() -> None:
    log = log_of(
        [case("ktp", at(0, 8), at(0, 9)), case("akta", at(-1, 8), at(0, 9))],
        [
            visit(1, "ktp/surat-rt", None, at(-1, 8), at(-1, 8), at(0, 9), category=Category.EXTERNAL),
            visit(1, "akta/loket", "loket/1", at(-1, 8), at(-1, 8), at(-1, 9)),
        ],
    )
    parts = time_parts(Observation(study_of(), log, Window("carried over", 0, 0, open_at=0)))
    # Nobody was on duty before the run.
    assert {name: ticks.tolist() for name, ticks in parts.items() if ticks.any()} == {
        "calendar": [HOUR],
        "external": [24 * HOUR],
    }


def test_of_two_branches_work_counts_before_waiting() -> None:
    outside = visit(0, "ktp/surat-rt", None, at(0, 8), at(0, 8), at(0, 16), category=Category.EXTERNAL)
    here = visit(0, VERIFY, "verifikator/1", at(0, 8), at(0, 9), at(0, 10))
    assert parts_of(one(outside, here, until=at(0, 16))) == {"queueing": 1, "work": 1, "external": 6}


def test_a_question_that_nobody_took_up_waits_until_the_case_goes_on() -> None:
    asked = visit(0, SIGN, None, at(0, 9), category=Category.EXCEPTION)
    after = visit(0, VERIFY, "verifikator/1", at(0, 14), at(1, 9), at(1, 10))
    log = one(asked, after, until=at(1, 10), arrived=at(0, 9))
    assert measure("waiting_time", log)["all"] == 60 * (4 + 3)
    assert parts_of(log) == {"queueing": 7, "calendar": 1 + 16, "work": 1}


def test_answers_to_who_asks_and_complaints_are_no_part_of_the_way() -> None:
    asked = visit(0, COUNTER, "loket/1", at(0, 8), at(0, 11), at(0, 12), category=Category.CHASE)
    here = visit(0, VERIFY, "verifikator/1", at(0, 8), at(0, 11), at(0, 12))
    complaint = visit(1, VERIFY, "verifikator/1", at(0, 12), at(0, 13), at(0, 14))
    log = log_of(
        [case("akta", at(0, 8), at(0, 12)), case("akta", at(0, 12), at(0, 14), parent=0)], [asked, here, complaint]
    )
    assert measure("waiting_time", log)["all"] == 180
    assert measure("waiting_parts", log)["all"] == 3
    assert measure("cases", log)["all"] == 1


# --- complaints and questions -----------------------------------------------------------------------------------------


def test_contacts_are_counted_with_the_request_that_they_are_about() -> None:
    cases = [case("akta", at(day, 9), at(day + 2, 9)) for day in range(4)]
    cases += [
        case("akta", at(3, 8), at(4, 9), parent=0, complaint_class=0),
        case("akta", at(3, 8), -1, parent=1, complaint_class=1),
        case("akta", at(12, 8), at(13, 8), parent=2, complaint_class=1),  # later than requests are followed
    ]
    asked = [visit(1, COUNTER, None, at(day, 9), number=day, category=Category.CHASE) for day in (2, 3)]
    log = log_of(cases, asked)
    assert measure("complaints", log) == {
        "all": 50, "service:akta": 50, "service:ktp": None, "class:berat": 25, "class:ringan": 25,
    }  # fmt: skip
    assert measure("chasing", log)["all"] == 50
    assert measure("failure_demand", log)["all"] == 4 / 8
    days = measure("complaint_days", log)
    assert days["class:berat"] == pytest.approx(8 / 7)
    assert days["class:ringan"] == 5  # open after a week


def test_offices_without_such_rules_have_no_such_groups() -> None:
    log = log_of([case("akta", at(0, 8), at(0, 9))], [])
    for name in ("complaints", "complaint_days", "chasing", "failure_demand"):
        assert measure(name, log, complains=False) == {}
    for name in ("abandoned_share", "refused_share"):
        assert measure(name, log, without=frozenset({COUNTER}), change=at(1)) != {}
        bare = study_of()
        for phase in bare.network.phases:
            phase.tasks.clear()
        assert KPIS[name]().measure(Observation(bare, log, WHOLE)) == {}


def test_who_gives_up_and_who_is_sent_away_is_told_apart() -> None:
    outcomes = (Outcome.ABANDONED, Outcome.REFUSED, Outcome.REFUSED, Outcome.DONE, Outcome.WITHDRAWN)
    log = log_of([case("ktp", at(0, 8), at(0, 9), outcome=outcome) for outcome in outcomes], [])
    assert measure("abandoned_share", log)["all"] == 1 / 5
    assert measure("refused_share", log)["service:ktp"] == 2 / 5
    assert measure("served_share", log)["all"] == 1 / 5


# --- hidden work ------------------------------------------------------------------------------------------------------


def test_hidden_work_is_told_by_kind_and_unit() -> None:
    log = one(
        visit(0, "akta/loket", "loket/1", at(0, 8), at(0, 8), at(0, 9), handover=360),
        visit(0, VERIFY, "verifikator/1", at(0, 9), at(0, 9), at(0, 10), handover=360),
        visit(0, VERIFY, "verifikator/1", at(0, 10), at(0, 10), at(0, 11), number=2, handover=360),
        visit(0, SIGN, "kadis/1", at(0, 11), at(0, 11.5), at(0, 13.5), category=Category.EXCEPTION),
        visit(0, COUNTER, "loket/1", at(0, 11), at(0, 11), at(0, 12.5), category=Category.CHASE),  # through the break
        until=at(0, 14),
    )
    assert measure("hidden_work", log) == {
        "all": pytest.approx(100 * (0.3 + 0.9 + 1 + 1.5)),
        "part:coordination": pytest.approx(30),
        "part:rework": pytest.approx(90),
        "part:exceptions": 100,
        "part:chasing": 150,
        "unit:dinas": 100,
        "unit:loket": pytest.approx(160),
        "unit:verifikasi": pytest.approx(110),
    }


def test_a_batch_is_shared_out_by_the_work_of_its_cases() -> None:
    first, again = (
        visit(row, VERIFY, "verifikator/1", at(0, 8), at(0, 9), at(0, 11), number=1 + row, base=base)
        for row, base in ((0, 900), (1, 2700))
    )
    log = log_of([case("akta", at(0, 8), at(0, 11)) for _ in range(2)], [first, again])
    assert measure("hidden_work", log)["part:rework"] == 100 * 1.5 / 2


# --- tipping ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("served", "tips"), [(4, 1), (10, 0), (12, 0)])
def test_an_office_tips_if_open_requests_grow_to_the_end(served: int, tips: int) -> None:
    weeks, cases = 16, []
    for week in range(weeks):
        for number in range(10):
            arrived = at(7 * week) + number * HOUR
            cases.append(case("akta", arrived, arrived + DAY if number < served else -1))
    window = Window("whole", 0, at(7 * weeks))
    log = log_of(cases, [], ended=at(7 * weeks))
    assert measure("tipping_share", log, window, end=window.end, limit=window.end)["all"] == tips


def test_growth_that_ends_before_the_end_is_no_tipping() -> None:
    weeks, cases = 16, []
    for week in range(weeks):
        for number in range(10):
            arrived = at(7 * week) + number * HOUR
            cases.append(case("akta", arrived, arrived + DAY if week >= weeks - 2 or number < 4 else -1))
    window = Window("whole", 0, at(7 * weeks))
    assert measure("tipping_share", log_of(cases, []), window, end=window.end, limit=window.end)["all"] == 0


@pytest.mark.parametrize(
    ("left_over", "tips"),
    [([1] * 16, 1), ([0] * 12 + [4, 4, -4, -4], 0), ([0] * 12 + [-4, -4, 4, 4], 0), ([4] * 8 + [0] * 8, 0)],
    ids=["grows throughout", "falls at last", "fell before", "settled long ago"],
)
def test_the_slope_must_stay_above_zero_in_the_last_quarter(left_over: list[int], tips: int) -> None:
    """Method, section 5 (d): the share of replications whose work in process keeps rising in the last quarter."""
    cases = []
    for week, more in enumerate(left_over):
        cases += [case("akta", at(7 * week) + n * HOUR, at(7 * week + 2) if n >= more else -1) for n in range(10)]
        if more < 0:  # some of those who waited are served, too
            for n in [n for n, row in enumerate(cases) if row[6] < 0][:-more]:
                cases[n] = case("akta", cases[n][4], at(7 * week + 2))
    window = Window("whole", 0, at(7 * len(left_over)))
    log = log_of(cases, [], ended=window.end)
    assert measure("tipping_share", log, window, end=window.end, limit=window.end)["all"] == tips
