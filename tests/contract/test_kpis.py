"""Every indicator against values computed by hand, and what holds of all of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgsim.analysis.drivers import places_of, waiting_by_place
from orgsim.analysis.kpi import KPIS, Kpi, standard_kpis
from orgsim.analysis.kpis.share_within import ShareWithin
from orgsim.analysis.observation import Observation
from orgsim.analysis.staff_time import busy_by_day, busy_ticks
from orgsim.analysis.time_parts import time_parts
from orgsim.analysis.windows import Window
from orgsim.errors import Message
from orgsim.measures import WorkingTime
from orgsim.report.amounts import measure_name
from orgsim.simulation.log import Category, Log, Outcome
from tests.compiled_code import in_both_ways
from tests.small_office import DAY, HOUR, NAMES, WHOLE, at, case, log_of, shuffled, small_log, study_of, visit

MONTH = 365.25 / 12 * DAY
STUDY, CHANGED = study_of(), study_of(change=at(14))
SMALL = Observation(STUDY, small_log(), WHOLE)
# The third request is followed for a week: 90 minutes on the second day, 3 days, a Monday, 5 hours on the Tuesday.
THIRD_WAITS = 90 + 3 * 420 + 420 + 300
PLACES = [f"{kind}:{name}" for kind in ("unit", "position") for name in NAMES[kind]]
DUTY = 20 * 7 * 60  # minutes on duty of one person in four weeks

BY_HAND: dict[str, dict[str, float | None]] = {
    "waiting_time": {
        "all": (270 + 30 + THIRD_WAITS) / 3,
        "service:akta": (270 + THIRD_WAITS) / 2,
        "service:ktp": 30,
        "unit:dinas": 210 / 3,
        "unit:loket": 30 / 3,
        "unit:verifikasi": (60 + THIRD_WAITS) / 3,
    },
    "disposition_time": {"all": 60 / 3, "service:akta": 60 / 2, "service:ktp": 0},
    "lead_time": {
        "all": (24 + 1 / 6 + 25 + 168) / 3,
        "service:akta": (24 + 1 / 6 + 168) / 2,
        "service:ktp": 25,
    },
    "lead_time_working": {
        "all": (430 + 480 + THIRD_WAITS + 30) / 3,
        "service:akta": (430 + THIRD_WAITS + 30) / 2,
        "service:ktp": 480,
    },
    "lead_time_p50": {"all": 25, "service:akta": 24 + 1 / 6, "service:ktp": 25},
    "lead_time_p90": {"all": None, "service:akta": None, "service:ktp": 25},
    "waiting_time_p50": {"all": 270, "service:akta": 270, "service:ktp": 30},
    "waiting_time_p90": {"all": None, "service:akta": None, "service:ktp": 30},
    "first_response": {"all": 5, "service:akta": 0, "service:ktp": 15},
    "first_response_p90": {"all": 12, "service:akta": 0, "service:ktp": 15},
    "coverage": {},  # nobody is to be reached
    "recovery_days": {},  # there is no rush
    "promise_kept": {"all": 1 / 3, "service:akta": 1 / 2, "service:ktp": 0},
    "share_within": {"all": 2 / 3, "service:akta": 1 / 2, "service:ktp": 1},
    "throughput": {"all": 2 / 20, "service:akta": 1 / 20, "service:ktp": 1 / 20},
    "backlog": {"all": 1, "service:akta": 1, "service:ktp": 0},
    "work_in_process": {
        "all": (24 + 1 / 6 + 25 + 27 * 24 - 14) / (28 * 24),
        "service:akta": (24 + 1 / 6 + 27 * 24 - 14) / (28 * 24),
        "service:ktp": 25 / (28 * 24),
    },
    "backlog_slope": {"all": 0, "service:akta": 0, "service:ktp": 0},
    "utilisation": {
        "all": (30 + 15 + 60 + 60 + 10 + 15 + 30 + 30) / (3 * DUTY),
        "unit:dinas": 70 / DUTY,
        "position:kadis": 70 / DUTY,
        "unit:loket": 120 / DUTY,
        "position:loket": 120 / DUTY,
        "unit:verifikasi": 60 / DUTY,
        "position:verifikator": 60 / DUTY,
    },
    "hand_overs": {"all": 1 / 2, "service:akta": 1, "service:ktp": 0},
    "approvals": {"all": 1 / 2, "service:akta": 1, "service:ktp": 0},
    "rework_share": {"all": 1 / 2, "service:akta": 0, "service:ktp": 1},
    "staff_cost_per_case": {"all": 21e6 * 28 * DAY / MONTH / 2},
    "cases": {"all": 3, "service:akta": 2, "service:ktp": 1},
    "served_share": {"all": 2 / 3, "service:akta": 1 / 2, "service:ktp": 1},
    "unfinished": {"all": 1, "service:akta": 1, "service:ktp": 0},
    "complaints": {"all": 100 / 3, "service:akta": 50, "service:ktp": 0, "class:berat": 0, "class:ringan": 100 / 3},
    "complaint_days": {"all": 1 / 7, "class:berat": None, "class:ringan": 1 / 7},
    "chasing": {"all": 0, "service:akta": 0, "service:ktp": 0},
    "failure_demand": {"all": 1 / 4, "service:akta": 1 / 3, "service:ktp": 0},
    "abandoned_share": {"all": 0, "service:akta": 0, "service:ktp": 0},
    "refused_share": {"all": 0, "service:akta": 0, "service:ktp": 0},
    "overtime": {"all": 0, **dict.fromkeys(PLACES, 0)},
    "overload_days": {"all": 0, **dict.fromkeys(PLACES, 0)},
    "load_spread": {"all": (2 * 120 - 2 * 60) / (3 * 250), **dict.fromkeys(PLACES, 0)},
    "tipping_share": {"all": None},
    "hidden_work": {
        "all": 100 * 0.25 / 3,
        "part:chasing": 0,
        "part:coordination": 0,
        "part:exceptions": 0,
        "part:rework": 100 * 0.25 / 3,
        "unit:dinas": 0,
        "unit:loket": 100 * 0.25 / 3,
        "unit:verifikasi": 0,
    },
    "waiting_parts": {
        "all": (22.5 + 24.5 + 167.5) / 3,
        "part:queueing": (1 + 0.5 + THIRD_WAITS / 60) / 3,
        "part:calendar": (17 + 167.5 - THIRD_WAITS / 60) / 3,
        "part:approval": 3.5 / 3,
        "part:hand-over": 1 / 3,
        "part:supply": 0,
        "part:external": 24 / 3,
    },
}


@pytest.mark.parametrize("name", KPIS)
def test_it_has_the_value_computed_by_hand(name: str) -> None:
    measured, by_hand = KPIS[name]().measure(SMALL), BY_HAND[name]
    assert {group: value is None for group, value in measured.items()} == {g: v is None for g, v in by_hand.items()}
    for group, value in measured.items():
        assert value == (None if value is None else pytest.approx(by_hand[group], rel=1e-12)), group


@pytest.mark.parametrize("name", KPIS)
def test_it_describes_itself(name: str) -> None:
    kpi = KPIS[name]()
    assert kpi.name == name
    assert isinstance(kpi.title, Message)
    assert isinstance(kpi.heading, Message)
    assert kpi.key.startswith(name)
    assert kpi.better in {"lower", "higher", "neither"}
    is_time = kpi.measured_in in {"min", "h", "days"} and name not in ("disposition_time", "recovery_days")
    assert kpi.scale == ("ratio" if is_time else "difference")
    assert isinstance(measure_name(kpi.measured_in), Message)
    assert type(kpi).__doc__
    assert isinstance(kpi.reason(SMALL, "all"), Message)


@pytest.mark.parametrize("name", KPIS)
def test_an_empty_log_gives_numbers_or_none_and_never_an_error(name: str) -> None:
    values = KPIS[name]().measure(Observation(study_of(), log_of([], []), WHOLE))
    assert "all" in values or name in ("coverage", "recovery_days")
    assert all(value is None or value == 0 for value in values.values())


def test_those_with_parameters_are_measured_only_on_request() -> None:
    assert {kpi.name for kpi in standard_kpis()} == set(KPIS) - {"share_within"}


def test_share_within_says_its_time() -> None:
    kpi = ShareWithin(WorkingTime(seconds=7 * HOUR + 600))
    assert kpi.key == "share_within 430 working min"
    assert kpi.measure(SMALL)["all"] == pytest.approx(1 / 3)  # 430 minutes; the second one takes 480
    assert ShareWithin(WorkingTime(seconds=7 * HOUR + 599)).measure(SMALL)["all"] == 0


# --- logs of any kind -------------------------------------------------------------------------------------------------


@st.composite
def logs(draw: st.DrawFn) -> Log:
    """Requests on ways of one to four steps, some open, some given up, some coming back."""
    cases, visits = [], []
    for row in range(draw(st.integers(1, 12))):
        service = draw(st.sampled_from(NAMES["service"]))
        arrived = tick = draw(st.integers(-3 * DAY, 30 * DAY))
        open_at_last = draw(st.booleans())
        steps = [name for name in NAMES["step"] if name.startswith(service)]
        number: dict[str, int] = {}
        for step in draw(st.lists(st.sampled_from(steps), min_size=1, max_size=4)):
            number[step] = number.get(step, 0) + 1
            gaps = [draw(st.integers(0, 2 * DAY)) for _ in range(3)]
            outside = step == "ktp/surat-rt"
            if outside:
                gaps[:2] = [0, 0]
            enqueued = tick + gaps[0]
            started = enqueued + gaps[1]
            category = (
                Category.EXTERNAL if outside else Category.APPROVAL if step == "akta/tanda-tangan" else Category.WORK
            )
            staff = None if outside else draw(st.sampled_from(NAMES["staff"]))
            finished = started + gaps[2] + 1
            options: dict[str, Any] = {"number": number[step], "category": category}
            if not outside:
                options["released"] = draw(st.integers(enqueued, started))
                options["suspended"] = draw(st.sampled_from([0, 0, 0, gaps[2] // 2]))
                options["base"], options["handover"] = draw(st.integers(0, 3600)), draw(st.integers(0, 1800))
            visits.append(visit(row, step, staff, tick, started, finished, enqueued=enqueued, **options))
            if draw(st.booleans()):  # another branch, or a team
                category = draw(st.sampled_from([Category.WORK, Category.TEAM, Category.EXCEPTION]))
                again = started + draw(st.integers(-DAY, DAY))
                visits.append(visit(row, steps[0], "kadis/1", again, again, again + gaps[1] + 1, category=category))
            if draw(st.booleans()):
                visits.append(visit(row, steps[0], "loket/1", tick, tick, tick + 60, category=Category.CHASE))
            tick = finished
        if open_at_last:
            step = steps[0]
            visits.append(visit(row, step, None, tick, enqueued=tick, number=number.get(step, 0) + 1))
        due = arrived + draw(st.integers(0, 9 * DAY))
        outcome = draw(st.sampled_from([outcome for outcome in Outcome if outcome is not Outcome.OPEN]))
        cases.append(case(service, arrived, -1 if open_at_last else tick, due=due, outcome=outcome))
    for parent in draw(st.lists(st.integers(0, len(cases) - 1), max_size=3)):
        filed = cases[parent][4] + draw(st.integers(0, 9 * DAY))
        finished = draw(st.sampled_from([-1, filed + 5 * HOUR, filed + 20 * DAY]))
        cases.append(case("akta", filed, finished, parent=parent, complaint_class=draw(st.integers(0, 1))))
    return log_of(cases, visits)


WINDOWS = (
    WHOLE,
    Window("common past", 0, at(14), until=at(14)),
    Window("carried over", 0, at(14), open_at=at(14)),
    Window("transition", at(14), at(28)),
)


@given(logs(), st.sampled_from(WINDOWS), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(log: Log, window: Window, random: object) -> None:
    cases, visits = list(range(len(log.cases["key"]))), list(range(len(log.visits["case"])))
    random.shuffle(cases)  # type: ignore[attr-defined]
    random.shuffle(visits)  # type: ignore[attr-defined]
    other = shuffled(log, np.array(cases), np.array(visits))
    one, two = Observation(STUDY, log, window), Observation(STUDY, other, window)
    for kpi in all_kpis():
        assert kpi.measure(one) == kpi.measure(two), kpi.name


@given(logs(), st.sampled_from(WINDOWS), st.none() | st.integers(1, 20 * DAY), st.booleans())
def test_compiled_code_finds_what_numpy_finds(log: Log, window: Window, cut: int | None, stay: bool) -> None:
    study = study_of(overtime=stay)
    without, found = in_both_ways(lambda: _measured(Observation(study, log, window, cut)))
    assert found == without


def _measured(observation: Observation) -> dict[str, Any]:
    return {kpi.key: kpi.measure(observation) for kpi in all_kpis()} | {"places": places_of(observation)}


@given(logs(), st.sampled_from(WINDOWS))
def test_groups_add_up_to_all(log: Log, window: Window) -> None:
    observation = Observation(STUDY, log, window)
    values = {kpi.name: kpi.measure(observation) for kpi in all_kpis()}
    for name in ("cases", "unfinished", "backlog", "work_in_process", "throughput", "backlog_slope"):
        parts = values[name]
        if parts and parts["all"] is not None:
            assert parts["all"] == pytest.approx(sum(parts[f"service:{s}"] or 0 for s in NAMES["service"]), abs=1e-9)
    counts = np.bincount(observation.services[observation.timed], minlength=2)
    weights = dict(zip(NAMES["service"], counts.tolist(), strict=True))
    for name in ("waiting_time", "lead_time", "lead_time_working", "disposition_time"):
        parts = values[name]
        if parts["all"] is not None:
            total = sum(weight * (parts[f"service:{s}"] or 0) for s, weight in weights.items())
            assert parts["all"] * sum(weights.values()) == pytest.approx(total)
    waiting = values["waiting_time"]
    if waiting["all"] is not None:
        places = waiting_by_place(observation)
        assert sum(places.values()) == pytest.approx(waiting["all"])
        if window.until is None:
            assert sum(value or 0 for group, value in waiting.items() if group.startswith("unit:")) == pytest.approx(
                waiting["all"]
            )


@given(logs(), st.sampled_from(WINDOWS), st.integers(1, 20 * DAY))
def test_times_are_whole_parts_of_each_other(log: Log, window: Window, cut: int) -> None:
    observation = Observation(STUDY, log, window, cut)
    waits, office = observation.restricted_waits, observation.restricted_office_durations
    on_the_way = observation.restricted_dispositions
    assert (waits >= 0).all()
    assert (on_the_way >= 0).all()
    assert (office <= observation.restricted_durations).all()
    assert (observation.restricted_durations <= np.minimum(observation.durations, cut)).all()
    assert (waits <= observation.waits).all()


def test_the_time_of_requests_that_are_all_cut_short() -> None:
    log = log_of([case("ktp", at(0, 8))], [visit(0, "ktp/loket", "loket/1", at(0, 8), at(0, 8) + 2, at(0, 9))])
    for parts in in_both_ways(lambda: time_parts(Observation(STUDY, log, WHOLE, 1))):
        assert all((ticks >= 0).all() and (ticks <= 1).all() for ticks in parts.values())
        assert (np.sum([*parts.values()], axis=0) == 1).all()


@settings(max_examples=40)
@given(logs(), st.sampled_from(WINDOWS), st.integers(1, 20 * DAY), st.booleans())
def test_every_second_of_a_request_is_work_or_has_one_cause(log: Log, window: Window, cut: int, stay: bool) -> None:
    study = study_of(overtime=stay)
    observation = Observation(study, log, window, cut)
    without, parts = in_both_ways(lambda: time_parts(Observation(study, log, window, cut)))
    assert all((parts[name] == without[name]).all() for name in parts)
    assert all((ticks >= 0).all() for ticks in parts.values())
    np.testing.assert_array_equal(sum(parts.values()), observation.restricted_durations)
    measured = KPIS["waiting_parts"]().measure(observation)
    lead_time = KPIS["lead_time"]().measure(observation)["all"]
    if lead_time is not None:
        counted = observation.timed
        lead, work = observation.restricted_durations[counted].sum(), parts["work"][counted].sum()
        assert measured["all"] == (lead - work) / (counted.sum() * 3600)
        assert measured["all"] == pytest.approx(sum(v or 0 for g, v in measured.items() if g != "all"))


@settings(max_examples=40)
@given(logs(), st.sampled_from(WINDOWS))
def test_nobody_is_busier_than_present(log: Log, window: Window) -> None:
    visits = log.visits.changed(suspended=np.zeros_like(log.visits["suspended"]))
    observation = Observation(STUDY, Log(log.cases, visits, log.names, log.ended), window)
    assert all(value is None or 0 <= value <= 1 for value in KPIS["utilisation"]().measure(observation).values())
    busy, on_duty = busy_by_day(observation.reading, window.start, window.end)
    assert (busy <= on_duty).all()
    np.testing.assert_array_equal(busy.sum(axis=1), busy_ticks(observation.reading, window.start, window.end))


@settings(max_examples=40)
@given(logs(), st.sampled_from(WINDOWS))
def test_hidden_work_adds_up(log: Log, window: Window) -> None:
    measured = KPIS["hidden_work"]().measure(Observation(STUDY, log, window))
    if measured["all"] is not None:
        for kind in ("part:", "unit:"):
            assert sum(v or 0 for g, v in measured.items() if g.startswith(kind)) == pytest.approx(measured["all"])


@settings(max_examples=40)
@given(logs(), st.sampled_from(WINDOWS))
def test_shares_lie_between_none_and_all(log: Log, window: Window) -> None:
    observation = Observation(STUDY, log, window)
    for kpi in all_kpis():
        if kpi.measured_in in ("share", "index") and kpi.name != "utilisation":  # interrupted visits may overlap
            assert all(value is None or 0 <= value <= 1 for value in kpi.measure(observation).values()), kpi.name


@given(logs())
def test_what_comes_after_the_change_does_not_touch_the_common_past(log: Log) -> None:
    change = CHANGED.change
    window = Window("common past", 0, change, until=change)
    cases, visits = dict(log.cases), dict(log.visits)
    for name in ("started", "finished"):
        late = visits[name] >= change
        visits[name] = np.where(late, -1 if name == "finished" else visits[name] + 5000, visits[name])
    visits["released"] = np.where(log.visits["started"] >= change, visits["started"], visits["released"])
    visits["suspended"] = np.where(visits["finished"] == -1, 99, visits["suspended"])
    late = cases["finished"] >= change
    cases["finished"] = np.where(late, -1, cases["finished"])
    cases["outcome"] = np.where(late, Outcome.OPEN, cases["outcome"]).astype(np.int8)
    other = Log(log.cases.changed(**cases), log.visits.changed(**visits), log.names, log.ended)
    one, two = (Observation(CHANGED, which, window) for which in (log, other))
    for kpi in all_kpis():
        assert kpi.measure(one) == kpi.measure(two), kpi.name


def all_kpis() -> tuple[Kpi, ...]:
    return (*standard_kpis(), ShareWithin())
