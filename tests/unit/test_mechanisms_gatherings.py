"""Batches, sessions, numbers of the day, rooms and patience on tiny offices, worked out by hand. Times are minutes."""

from __future__ import annotations

import numpy as np
import pytest

from orgsim.simulation.log import Outcome
from tests.offices import DAY, EIGHT, OFFICE, agency, day, exactly, play, post, service, step

LOKET = {"loket": post("dinas")}
CLOSED = EIGHT + 8 * 60


def one_step(*, positions=LOKET, calendar=None, others=None, work="10 min", by="loket", **more):
    """An office with one service of one step, which the mechanism under test belongs to."""
    services = {"a": service(kind="satu", steps={"x": step(by, work, **more)}), **(others or {})}
    return agency(positions=positions, services=services, **({"calendar": calendar} if calendar else {}))


def starts(played):
    """When each case was started."""
    return {row.case: row.started for row in played.rows}


def outcomes(played):
    return played.log.cases["outcome"].tolist()


def differ(with_it, without):
    """Whether the mechanism changes a visit."""
    columns = ("started", "finished")
    return any(
        with_it.log.visits[c].shape != without.log.visits[c].shape
        or not np.array_equal(with_it.log.visits[c], without.log.visits[c])
        for c in columns
    )


# ---------------------------------------------------------------- batches


def test_a_batch_begins_when_its_number_waits_and_is_one_service():
    cases = [("a", 0), ("a", 5), ("a", 9), ("a", 50), ("a", 60), ("a", 70)]
    played = play(one_step(batch={"size": 3, "fixed": "4 min"}), cases)
    assert [(row.started, row.finished) for row in played.rows] == [(9, 43)] * 3 + [(70, 104)] * 3
    assert [row.released for row in played.rows] == [9] * 3 + [70] * 3
    assert {row.staff for row in played.rows} == {"loket/1"}
    assert differ(played, play(one_step(), cases))


def test_a_batch_takes_no_more_than_its_number_and_the_rest_waits_for_others():
    cases = [("a", 0), ("a", 1), ("a", 2), ("a", 3), ("a", 4), ("a", 30)]
    played = play(one_step(batch={"size": 3}, positions={"loket": post("dinas", 2)}), cases)
    assert starts(played) == {0: 2, 1: 2, 2: 2, 3: 30, 4: 30, 5: 30}


def test_a_batch_begins_at_the_latest_when_somebody_has_waited_so_long_in_office_time():
    late = CLOSED - 30
    batch = {"size": 10, "longest_wait": "2 jam"}
    cases = [("a", EIGHT), ("a", EIGHT + 10), ("a", EIGHT + 120), ("a", EIGHT + 150), ("a", late)]
    played = play(one_step(batch=batch, calendar=OFFICE), cases)
    assert starts(played) == {
        0: EIGHT + 120, 1: EIGHT + 120, 2: EIGHT + 120,  # who comes at that very instant is taken too
        3: EIGHT + 270, 4: DAY + EIGHT + 90,
    }  # fmt: skip
    assert [row.released for row in played.of(1)] == [EIGHT + 120]


def test_all_who_have_waited_too_long_are_taken_in_batches_one_after_the_other():
    # All are over the limit when the clerk comes on duty.
    cases = [("a", 0), ("a", 1), ("a", 2)]
    played = play(one_step(batch={"size": 2, "longest_wait": "1 jam"}, calendar=OFFICE), cases)
    assert starts(played) == {0: EIGHT, 1: EIGHT, 2: EIGHT + 60}
    busy = {"b": service(kind="satu", priority=1, steps={"y": step("loket", "3 jam")})}
    played = play(
        one_step(batch={"size": 2, "longest_wait": "1 jam"}, others=busy), [("a", 0), ("b", 0), ("a", 200), ("a", 290)]
    )
    assert starts(played) == {1: 0, 0: 180, 2: 260, 3: 350}


def test_a_batch_that_is_due_does_not_come_before_work_of_smaller_priority():
    others = {"b": service(kind="satu", priority=1, steps={"y": step("loket", "30 min")})}
    written = one_step(batch={"size": 5, "longest_wait": "20 min"}, others=others)
    played = play(written, [("b", 0), ("a", 1), ("b", 2)])
    assert starts(played) == {0: 0, 2: 30, 1: 60}


# ---------------------------------------------------------------- sessions (more in test_sessions)


def test_who_comes_when_the_session_has_been_called_waits_for_the_next():
    others = {"b": service(kind="satu", steps={"y": step("loket", "30 min")})}
    ten = 10 * 60
    written = one_step(session={"at": "10:00"}, others=others, calendar=OFFICE)
    played = play(written, [("a", EIGHT), ("b", ten - 10), ("a", ten + 5), ("b", ten + 6)])
    # The clerk is busy until 10:20; who was called at 10:00 is taken then, before the other work, and nobody else.
    assert starts(played) == {0: ten + 20, 1: ten - 10, 3: ten + 30, 2: DAY + ten}
    assert [played.one(case).released for case in (0, 2)] == [ten, DAY + ten]
    assert differ(played, play(one_step(others=others, calendar=OFFICE), [("a", EIGHT), ("b", ten - 10)]))


def test_there_is_no_session_on_a_day_on_which_nobody_of_the_post_is_there():
    ten = 10 * 60
    away = {"loket": post("dinas", absences=[{"from": day(0), "to": day(1)}])}
    played = play(one_step(session={"at": "10:00"}, positions=away, calendar=OFFICE), [("a", EIGHT)])
    assert starts(played) == {0: 2 * DAY + ten}
    weekly = play(one_step(session={"at": "10:00", "days": "wed"}, calendar=OFFICE), [("a", EIGHT), ("a", 3 * DAY)])
    assert starts(weekly) == {0: 2 * DAY + ten, 1: 9 * DAY + ten}


@pytest.mark.parametrize(("deputy", "first"), [(None, DAY), ("wakil", 0)])
def test_a_deputy_holds_the_session_of_an_approver_who_is_away(deputy, first):
    ten = 10 * 60
    units = {"dinas": {"title": "Dinas", "level": "dinas"}}
    positions = {
        "juru": post("dinas"),
        "wakil": post("dinas"),
        "kepala": post("dinas", head=True, absences=[{"from": day(0), "to": day(0)}]),
    }
    approval = {"to": "dinas", **({"deputy": deputy} if deputy else {})}
    steps = {
        "periksa": step("juru"),
        "ttd": {"work": exactly("1 min"), "approval": approval, "session": {"at": "10:00"}},
    }
    written = agency(units, positions=positions, services={"a": service(steps=steps)}, levels=["dinas"])
    played = play({**written, "calendar": OFFICE}, [("a", EIGHT)])
    who = "wakil/1" if deputy else "kepala/1"
    assert played.one(0, "ttd/dinas").served == (who, first + ten, first + ten + 1)


def test_a_session_that_is_gone_leaves_an_ordinary_queue():
    ten = 10 * 60
    units = {"dinas": {"title": "Dinas", "level": "dinas"}}
    positions = {"juru": post("dinas"), "kepala": post("dinas", head=True)}
    session = {"at": "10:00", "days": "fri"}
    steps = {
        "periksa": step("juru"),
        "ttd": {"work": exactly("1 min"), "approval": {"to": "dinas"}, "session": session},
    }
    written = agency(
        units, positions=positions, services={"a": service(steps=steps)}, levels=["dinas"], calendar=OFFICE
    )
    change = {"operation": "change_approval", "without": ["session"]}
    played = play(written, [("a", ten)], plan=[{"on": day(1), "do": [change]}])
    row = played.one(0, "ttd/dinas")
    assert (row.released, row.started) == (DAY, DAY + EIGHT)


# ---------------------------------------------------------------- numbers of the day


def test_a_quota_counts_the_starts_of_a_day_and_the_surplus_keeps_its_place():
    cases = [("a", EIGHT + n) for n in range(5)]
    written = one_step(quota={"per_day": 2}, calendar=OFFICE)
    played = play(written, cases)
    assert starts(played) == {
        0: EIGHT, 1: EIGHT + 10, 2: DAY + EIGHT, 3: DAY + EIGHT + 10, 4: 2 * DAY + EIGHT,
    }  # fmt: skip
    assert [row.released for row in played.rows] == [EIGHT, EIGHT + 1, DAY, DAY, 2 * DAY]
    assert differ(played, play(one_step(calendar=OFFICE), cases))


def test_an_office_that_never_closes_gives_new_numbers_at_midnight():
    played = play(one_step(quota={"per_day": 1}), [("a", 5), ("a", 6), ("a", 7)])
    assert starts(played) == {0: 5, 1: DAY, 2: 2 * DAY}


def test_a_quota_limits_a_batch_too():
    played = play(one_step(quota={"per_day": 3}, batch={"size": 2}), [*(("a", n) for n in range(4)), ("a", DAY + 5)])
    assert starts(played) == {0: 1, 1: 1, 2: 21, 3: DAY + 5, 4: DAY + 5}


def test_who_queues_when_the_numbers_are_gone_is_sent_away():
    cases = [("a", EIGHT), ("a", EIGHT + 1), ("a", EIGHT + 2), ("a", CLOSED + 5), ("a", CLOSED + 6), ("a", DAY + EIGHT)]
    written = one_step(quota={"per_day": 2, "surplus": "lose"}, calendar=OFFICE)
    played = play(written, cases)
    # After closing the numbers are those of the next day: two are given out in the evening.
    refused = [2, 5]
    assert [n for n, outcome in enumerate(outcomes(played)) if outcome == Outcome.REFUSED] == refused
    assert [played.finished(case) for case in refused] == [EIGHT + 2, DAY + EIGHT]
    assert starts(played) == {0: EIGHT, 1: EIGHT + 10, 2: None, 3: DAY + EIGHT, 4: DAY + EIGHT + 10, 5: None}


def test_numbers_given_out_in_the_evening_hold_after_a_change():
    written = one_step(quota={"per_day": 1, "surplus": "lose"}, calendar=OFFICE)
    plan = [{"on": day(1), "do": [{"operation": "rename_unit", "unit": "dinas", "title": "Lain"}]}]
    cases = [("a", CLOSED + 5), ("a", DAY + EIGHT)]
    for changes in ([], plan):
        assert starts(play(written, cases, plan=changes)) == {0: DAY + EIGHT, 1: None}


# ---------------------------------------------------------------- rooms


def test_a_room_counts_who_waits_and_who_is_served():
    cases = [("a", 0), ("a", 1), ("a", 2), ("a", 3), ("a", 10), ("a", 11)]
    played = play(one_step(room=3), cases)
    # At minute 10 the first has just left.
    assert outcomes(played) == [Outcome.DONE] * 3 + [Outcome.REFUSED, Outcome.DONE, Outcome.REFUSED]
    assert played.one(3).started is None
    assert differ(played, play(one_step(), cases))


def test_a_room_refuses_nobody_who_comes_back():
    written = one_step(room=1, returns={"share": "99 %", "to": "x"})
    played = play(written, [("a", 0), ("a", 5)], end=20, limit=40)
    assert [row.visit for row in played.of(0) if row.started is not None] == [1, 2, 3, 4, 5]
    assert outcomes(played) == [Outcome.OPEN, Outcome.REFUSED]


# ---------------------------------------------------------------- patience


def test_who_waits_longer_than_patience_gives_up():
    cases = [("a", 0), ("a", 1), ("a", 2)]
    patient = {"mean": "15 min", "scv": 0}
    played = play(one_step(patience=patient), cases)
    assert outcomes(played) == [Outcome.DONE, Outcome.DONE, Outcome.ABANDONED]
    assert [played.finished(case) for case in range(3)] == [10, 20, 17]
    assert played.one(2).started is None
    assert differ(played, play(one_step(), cases))


def test_who_gives_up_at_the_instant_at_which_a_turn_comes_is_gone():
    played = play(one_step(patience={"mean": "10 min", "scv": 0}), [("a", 0), ("a", 0), ("a", 20)])
    assert sorted(outcomes(played)[:2]) == [Outcome.DONE, Outcome.ABANDONED]


@pytest.mark.parametrize(("mean", "gone"), [("20 min", CLOSED + 10), ("20 menit kerja", DAY + EIGHT + 10)])
def test_patience_runs_by_the_calendar_or_in_office_time(mean, gone):
    away = {"loket": post("dinas", absences=[{"from": day(0), "to": day(9)}])}
    written = one_step(positions=away, calendar=OFFICE, patience={"mean": mean, "scv": 0})
    played = play(written, [("a", CLOSED - 10)])
    assert outcomes(played) == [Outcome.ABANDONED]
    assert played.finished(0) == gone


def test_patience_begins_again_for_who_comes_back_the_next_day():
    away = {"loket": post("dinas", absences=[{"from": day(0), "to": day(9)}])}
    written = one_step(positions=away, calendar=OFFICE, patience={"mean": "1 jam", "scv": 0}, attended=True)
    played = play(written, [("a", CLOSED - 10)])
    assert played.finished(0) == DAY + EIGHT + 60


def test_a_batch_is_not_full_any_more_when_somebody_has_left_it():
    patience = {"mean": "30 min", "scv": 0}
    others = {"b": service(kind="satu", priority=1, steps={"y": step("loket", "45 min")})}
    written = one_step(batch={"size": 2}, patience=patience, others=others)
    played = play(written, [("b", 0), ("a", 5), ("a", 10), ("a", 60), ("a", 65)])
    assert starts(played) == {0: 0, 1: None, 2: None, 3: 65, 4: 65}
