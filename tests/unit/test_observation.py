"""Cohorts, restricted times and censoring, on logs made by hand."""

from __future__ import annotations

import pytest

from orgsim.analysis.drivers import waiting_by_place
from orgsim.analysis.kpi import KPIS
from orgsim.analysis.observation import Observation
from orgsim.analysis.windows import Window
from orgsim.simulation.log import Category, Log, Outcome
from tests.small_office import WHOLE, at, case, log_of, small_log, study_of, visit


def measure(
    name: str, log: Log, window: Window = WHOLE, cut: int | None = None, **study: object
) -> dict[str, float | None]:
    return KPIS[name]().measure(Observation(study_of(**study), log, window, cut))  # type: ignore[arg-type]


def test_waiting_is_told_by_unit_and_step() -> None:
    places = waiting_by_place(Observation(study_of(), small_log(), WHOLE))
    assert places[("dinas", "akta/tanda-tangan")] == 70
    assert places[("loket", "ktp/loket")] == 10
    assert places[("loket", "akta/loket")] == 0


def test_a_shorter_cut_restricts_finished_and_open_requests_alike() -> None:
    log = small_log()
    assert measure("lead_time", log, cut=at(0, 24))["all"] == 24
    assert measure("waiting_time", log, cut=at(0, 4))["service:akta"] == (60 + 90) / 2  # the third one arrived at 14:00
    assert measure("unfinished", log, cut=at(0, 24))["all"] == 3
    assert measure("served_share", log, cut=at(0, 24.5))["all"] == pytest.approx(1 / 3)


def test_open_requests_are_never_dropped_from_a_mean() -> None:
    alone = log_of([case("akta", at(0, 8), at(0, 9)), case("akta", at(0, 8))], [])
    assert measure("lead_time", alone)["all"] == (1 + 7 * 24) / 2


def test_who_gives_up_or_is_sent_away_shortens_no_mean_and_breaks_the_promise() -> None:
    log = log_of(
        [
            case("akta", at(0, 8), at(0, 14), due=at(1, 16)),
            case("akta", at(0, 8), at(0, 9), due=at(1, 16), outcome=Outcome.ABANDONED),
            case("akta", at(0, 8), at(0, 9), due=at(1, 16), outcome=Outcome.WITHDRAWN),
            case("akta", at(0, 8), at(0, 10), due=at(1, 16), outcome=Outcome.REFUSED),
        ],
        [],
    )
    assert measure("lead_time", log)["all"] == 6
    assert measure("promise_kept", log)["all"] == pytest.approx(1 / 3)
    assert measure("served_share", log)["all"] == 1 / 4
    assert measure("throughput", log)["all"] == 1 / 20


def test_a_promise_that_falls_due_later_than_anything_is_known_does_not_count() -> None:
    log = log_of(
        [
            case("akta", at(0, 8), at(0, 14), due=at(2)),
            case("akta", at(0, 8), at(0, 14), due=at(40)),
            case("akta", at(0, 8), due=at(40)),
            case("akta", at(0, 8)),
        ],
        [],
    )
    assert measure("promise_kept", log)["all"] == 1
    assert measure("promise_kept", log, Window("common past", 0, at(1), until=at(1)))["all"] is None


def test_carried_over_are_those_open_at_the_change_whenever_they_arrived() -> None:
    change = at(7)
    log = log_of(
        [
            case("akta", at(-20), at(8)),
            case("akta", at(1), change),
            case("akta", at(1), change - 1),
            case("akta", at(2)),
            case("akta", change, at(9)),
        ],
        [],
    )
    window = Window("carried over", 0, change, open_at=change)
    observation = Observation(study_of(change=change), log, window)
    assert observation.requests.tolist() == [0, 1, 3]
    assert observation.keys.tolist() == [0, 1, 3]
    assert observation.durations.tolist() == [at(28), at(6), at(33)]
    assert observation.restricted_durations.tolist() == [at(28), at(6), at(28)]
    for name in ("throughput", "backlog", "utilisation", "staff_cost_per_case"):
        assert measure(name, log, window, change=change) == {}


def test_the_common_past_ends_at_the_change() -> None:
    change = at(1)
    window = Window("common past", 0, change, until=change)
    observation = Observation(study_of(change=change), small_log(), window)
    assert observation.requests.tolist() == [0, 1]
    assert not observation.over.any()
    assert (observation.durations == [at(0, 15), at(0, 14)]).all()
    assert observation.waits.tolist() == [(60 + 150) * 60, 15 * 60]
    assert set(measure("waiting_time", small_log(), window, change=change)) == {"all", "service:akta", "service:ktp"}


def test_a_queue_that_the_change_abolishes_ends_with_it() -> None:
    gone = visit(0, "akta/tanda-tangan", None, at(0, 9), category=Category.APPROVAL)
    log = log_of(
        [case("akta", at(0, 8), at(3, 10))], [visit(0, "akta/loket", "loket/1", at(0, 8), at(0, 8), at(0, 9)), gone]
    )
    abolished = {"change": at(1), "without": frozenset({"akta/tanda-tangan"})}
    assert measure("waiting_time", log, **abolished)["all"] == 6 * 60
    assert measure("waiting_time", log, change=at(1))["all"] == 6 * 60 + 2 * 420 + 120
    assert measure("approvals", log, **abolished)["all"] == 0


def test_waiting_for_a_counter_begins_when_the_citizen_is_there() -> None:
    # Sent home at closing, back the next morning: the log has the second time in the queue.
    back = visit(0, "ktp/loket", "loket/1", at(0, 15), at(1, 9), at(1, 9.5), enqueued=at(1, 8))
    log = log_of([case("ktp", at(0, 15), at(1, 9.5))], [back])
    assert measure("waiting_time", log)["all"] == 120
    assert measure("disposition_time", log)["all"] == 0


def test_a_quantile_beyond_what_was_observed_has_no_value() -> None:
    kpi = KPIS["lead_time_p90"]()
    log = log_of([case("akta", at(0), at(n + 1)) for n in range(8)] + [case("akta", at(0))] * 2, [])
    assert kpi.measure(Observation(study_of(), log, WHOLE))["all"] is None
    assert "open" in str(kpi.reason(Observation(study_of(), log, WHOLE), "all"))
    assert measure("lead_time_p50", log)["all"] == 5.5 * 24  # the open ones are older than any quantile could become


def test_a_backlog_from_before_the_run_is_told_by_service() -> None:
    log = log_of([case("akta", at(-2)), case("ktp", at(-1), at(1)), case("ktp", at(0))], [])
    assert measure("backlog", log) == {"all": 2, "service:akta": 1, "service:ktp": 1}


def test_hand_overs_follow_the_paper_through_approvals_waits_and_branches() -> None:
    log = log_of(
        [case("akta", at(0, 8), at(2)), case("ktp", at(0, 8), at(2))],
        [
            visit(0, "akta/loket", "loket/1", at(0, 8), at(0, 8), at(0, 9)),  # a fork: both branches come from here
            visit(0, "akta/verifikasi", "verifikator/1", at(0, 9), at(0, 9), at(0, 9.25)),  # handed over
            visit(0, "akta/loket", "loket/1", at(0, 9), at(0, 9.5), at(0, 10), number=2),  # stays
            visit(0, "akta/tanda-tangan", "kadis/1", at(0, 9.25), at(0, 10), at(0, 11), category=Category.APPROVAL),
            visit(0, "akta/verifikasi", "verifikator/1", at(0, 11), at(0, 11), at(0, 11.5), number=2),  # signed, back
            visit(0, "akta/loket", "loket/1", at(0, 11.5), at(0, 12), at(0, 13), number=3),  # handed over
            visit(1, "ktp/loket", "loket/1", at(0, 8), at(0, 8), at(0, 9)),
            visit(1, "ktp/surat-rt", None, at(0, 9), at(0, 9), at(0, 10), category=Category.EXTERNAL),
            visit(1, "ktp/loket", "loket/1", at(0, 10), at(0, 10), at(0, 11), number=2),  # stays
        ],
    )
    assert measure("hand_overs", log) == {"all": 1, "service:akta": 2, "service:ktp": 0}


def test_the_backlog_of_an_overloaded_office_grows_by_what_is_too_much() -> None:
    # Ten a week on Mondays, of which six are finished the same day.
    cases = [case("akta", at(7 * w, 8), at(7 * w, 15) if k < 6 else -1) for w in range(4) for k in range(10)]
    log = log_of(cases, [])
    # At midnight the Monday's four are there: 8 (once more), then steps of 4 after a week.
    assert measure("backlog", log)["all"] == 16
    slope = measure("backlog_slope", log)["all"]
    assert slope is not None
    assert 3 < slope < 7
    assert measure("backlog_slope", log, Window("short", 0, at(27)))["all"] is None
    line = log_of([case("ktp", at(d, 12)) for d in range(28)], [])
    assert measure("backlog_slope", line)["all"] == 7


def test_staff_cost_needs_the_cost_of_every_post() -> None:
    kpi = KPIS["staff_cost_per_case"]()
    observation = Observation(study_of(costs={"kadis": None, "loket": 4e6}), small_log(), WHOLE)
    assert kpi.measure(observation) == {"all": None}
    assert str(kpi.reason(observation, "all")) == "posts without a monthly cost: ('kadis',)"


def test_utilisation_counts_time_on_duty_only() -> None:
    late = visit(0, "ktp/loket", "loket/1", at(0, 15), at(0, 15.5), at(0, 17))  # runs through closing
    log = log_of([case("ktp", at(0, 15), at(0, 17))], [late])
    assert measure("utilisation", log, Window("day", 0, at(1)))["position:loket"] == 30 / 420


def test_someone_at_work_over_the_change_is_counted_on_both_sides() -> None:
    log = log_of([case("ktp", at(0, 8), at(1, 10))], [visit(0, "ktp/loket", "loket/1", at(0, 8), at(0, 12), at(1, 10))])
    before, after = (Window("", 0, at(1)), Window("", at(1), at(2)))
    assert measure("utilisation", log, before, change=at(1))["unit:loket"] == 3 / 7
    assert measure("utilisation", log, after, change=at(1))["unit:loket"] == 2 / 7
    assert measure("utilisation", log, Window("", 0, at(2)), change=at(1))["unit:loket"] == 5 / 14


def test_only_those_who_handle_cases_or_did_before_can_be_idle() -> None:
    log = log_of([], [])
    study = study_of(change=at(14), without=frozenset({"akta/verifikasi"}))
    measured = KPIS["utilisation"]().measure(Observation(study, log, Window("after", at(14), at(28))))
    assert measured["position:verifikator"] == 0
    never = study_of(without=frozenset())
    del never.network.phases[0].tasks[1]  # nobody signs
    measured = KPIS["utilisation"]().measure(Observation(never, log, WHOLE))
    assert set(measured) == {"all", "unit:loket", "position:loket", "unit:verifikasi", "position:verifikator"}


def test_a_unit_that_was_merged_away_hands_nothing_over() -> None:
    change = at(1)
    log = log_of(
        [case("akta", at(0, 8), at(1, 10))],
        [
            visit(0, "akta/loket", "loket/1", at(0, 8), at(0, 8), at(0, 9)),
            visit(0, "akta/verifikasi", "verifikator/1", at(0, 9), at(1, 9), at(1, 10), phase=1),
        ],
    )
    study = study_of(change=change)
    assert KPIS["hand_overs"]().measure(Observation(study, log, WHOLE))["all"] == 1
    study.network.phases[1].unit_of = (0, 2, 2)
    assert KPIS["hand_overs"]().measure(Observation(study, log, WHOLE))["all"] == 0
