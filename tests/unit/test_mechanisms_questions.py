"""Questions to superiors, errors and wrong ways on tiny offices, worked out by hand. Times are minutes."""

from __future__ import annotations

import numpy as np
import pytest

from orgsim.simulation.draws import Purpose, key, philox4x32, uid
from orgsim.simulation.log import Category, Outcome
from orgsim.simulation.tables import threshold
from tests.offices import DAY, EIGHT, OFFICE, agency, day, exactly, play, post, service, step, unit

NOBODY_ASKS = "0 %"


def words(played, case, name, number, purpose=Purpose.VISIT):
    """The four words of a case at a named step."""
    its = int(played.log.cases["key"][case])
    return philox4x32((its >> 32, its & 0xFFFFFFFF, uid(name), number), key(1, 0, purpose))


# ---------------------------------------------------------------- questions


def line(share="100 %", *, climbs="0 %", heads=("bidang", "dinas"), returns=None, positions=None, **more):
    """A clerk in a seksi under a bidang under the dinas; a question takes seven minutes."""
    exceptions = {"share": share, "work": exactly("7 min"), "climbs": climbs, "deadline": "1 hari kerja"}
    units = {"bidang": unit(), "seksi": unit("bidang")}
    posts = {"juru": post("seksi")} | {f"kepala-{name}": post(name, head=True) for name in heads} | (positions or {})
    first = step("juru", exceptions=exceptions, **({"returns": returns} if returns else {}))
    services = {"a": service(kind="satu", steps={"periksa": first, "serah": step("juru", "1 min")})}
    return agency(units, positions=posts, services=services, **more)


def test_a_question_goes_to_the_head_above_and_the_case_waits_for_the_answer():
    cases = [("a", 0), ("a", 1)]
    played = play(line(), cases)
    question = played.one(0, "periksa/exception-1")
    assert question.served == ("kepala-bidang/1", 10, 17)
    assert (question.category, question.unit, question.position) == (Category.EXCEPTION, "bidang", "kepala-bidang")
    assert played.one(1, "periksa").served == ("juru/1", 10, 20)  # the clerk goes on with the next
    assert (played.one(0, "serah").ready, played.one(0, "serah").started) == (17, 20)
    assert played.way(0) == ["periksa", "periksa/exception-1", "serah"]
    assert played.one(0, "serah").handover == 0
    without = play(line(NOBODY_ASKS), cases)
    assert without.way(0) == ["periksa", "serah"]
    assert (without.finished(1), played.finished(1)) == (22, 28)


def test_a_head_asks_the_next_head():
    written = line()
    written["positions"]["juru"]["head"] = True
    assert play(written, [("a", 0)]).way(0) == ["periksa", "periksa/exception-1", "serah"]
    alone = line(heads=("dinas",))
    assert play(alone, [("a", 0)]).one(0, "periksa/exception-1").staff == "kepala-dinas/1"


def test_questions_climb_the_line_as_far_as_it_goes():
    heads = ("seksi", "bidang", "dinas")
    played = play(line(climbs="100 %", heads=heads), [("a", 0)])
    assert [row.served for row in played.of(0)][1:4] == [
        ("kepala-seksi/1", 10, 17), ("kepala-bidang/1", 17, 24), ("kepala-dinas/1", 24, 31),
    ]  # fmt: skip


def test_questions_and_climbing_follow_the_words():
    cases = [("a", 1000 * n) for n in range(40)]
    played = play(line("40 %", climbs="50 %"), cases, end=50 * DAY)
    for case in range(40):
        asked = words(played, case, "step:a/periksa", 1)[3] < threshold(0.4)
        first = words(played, case, "exception:a/periksa/1", 1, Purpose.EXCEPTION)[0] < threshold(0.5)
        expected = ["periksa/exception-1"] * asked + ["periksa/exception-2"] * (asked and first)
        assert played.way(case) == ["periksa", *expected, "serah"]


@pytest.mark.parametrize("share", [0.3, 0.5])
def test_a_question_not_taken_up_in_a_working_day_is_withdrawn_and_rework_more_likely(share):
    away = {"kepala-bidang": post("bidang", head=True, absences=[{"from": day(0), "to": day(200)}])}
    returns = {"share": f"{share * 100} %", "to": "periksa"}
    written = line(heads=("dinas",), positions=away, returns=returns, calendar=OFFICE)
    cases = [("a", 2 * DAY * n + EIGHT) for n in range(28)]
    played = play(written, cases)
    question = played.one(0, "periksa/exception-1")
    assert (question.started, question.finished) == (None, None)
    again = 0
    for case in range(28):
        word = words(played, case, "step:a/periksa", 1)[1]
        second = word < threshold(1.5 * share)
        again += threshold(share) <= word < threshold(1.5 * share)
        after = played.one(case, "periksa", 2) if second else played.one(case, "serah")
        assert after.ready == cases[case][1] + 10 + DAY
    assert again  # the one outcome that is settled after the start
    assert (played.log.cases["outcome"] == Outcome.DONE).all()
    # Where the superior is in, the share is as written.
    there = play(line(heads=("bidang",), returns=returns, calendar=OFFICE), cases)
    for case in range(28):
        second = words(there, case, "step:a/periksa", 1)[1] < threshold(share)
        assert any(row.visit == 2 for row in there.of(case) if row.step == "a/periksa") == second


def test_a_question_taken_up_in_time_is_answered_however_long_it_takes():
    written = line(calendar=OFFICE)
    written["services"]["a"]["steps"]["periksa"]["exceptions"]["work"] = exactly("20 jam")
    played = play(written, [("a", EIGHT)])
    assert played.one(0, "periksa/exception-1").served == ("kepala-bidang/1", EIGHT + 10, 2 * DAY + EIGHT + 4 * 60 + 10)


# ---------------------------------------------------------------- errors


def test_errors_are_words_from_the_upper_end():
    written = line("30 %")
    written["services"]["a"]["steps"]["periksa"]["wrong"] = "20 %"
    played = play(written, [("a", 1000 * n) for n in range(60)])
    word = np.array([words(played, case, "step:a/periksa", 1)[3] for case in range(60)])
    assert played.log.cases["wrong"].tolist() == (word >= 2**32 - threshold(0.2)).astype(int).tolist()
    assert 0 < played.log.cases["wrong"].sum() < 60


# ---------------------------------------------------------------- wrong ways


def two_owners(share="100 %", *, hand_over="0 min", hours=None, **more):
    """A duty that two units own; the second unit's clerk does it."""
    owners = {"satu": "10 jam", "dua": "20 jam"} if hours is None else hours
    units = {"satu": unit(), "dua": unit()}
    positions = {"juru": post("dua"), "staf": post("satu"), "loket": post("dinas")}
    steps = {"terima": step("loket", "1 min"), "periksa": step("juru", duty="data")}
    return agency(
        units,
        positions=positions,
        services={"a": service(kind="satu", steps=steps)},
        duties={"data": {"text": "Data", "hours_per_year": owners}},
        misrouting={"share": share, "work": "4 min"},
        **{"hand_over": {"work": hand_over, "delay": "0 hari kerja"}, **more},
    )


def office(**more):
    written = two_owners(**more)
    for position in written["positions"].values():
        position["effective_share"] = "100 %"
    return written


def test_where_two_units_own_a_duty_some_cases_go_to_the_wrong_one_first():
    played = play(office(), [("a", 0)])
    astray, right = played.one(0, "periksa/misrouted"), played.one(0, "periksa")
    assert (astray.staff, astray.unit, astray.category, astray.started) == ("staf/1", "satu", Category.WORK, 1)
    assert (right.ready, right.started) == (astray.finished, astray.finished)
    assert play(office(share="0 %"), [("a", 0)]).way(0) == ["terima", "periksa"]
    alone = play(office(hours={"dua": "20 jam"}), [("a", 0)])
    assert alone.way(0) == ["terima", "periksa"]


def test_who_strays_is_drawn_by_case_and_step():
    played = play(office(share="40 %"), [("a", 1000 * n) for n in range(30)])
    for case in range(30):
        astray = words(played, case, "misroute:a/periksa", 0, Purpose.EXCEPTION)[0] < threshold(0.4)
        assert ("periksa/misrouted" in played.way(case)) == astray


def test_a_stray_case_is_handed_over_twice():
    played = play(office(hand_over="3 min"), [("a", 0)])
    handed = {row.step: row.handover for row in played.of(0)}
    # From the counter to the wrong unit, and from there to the right one: both ends each.
    assert handed == {"a/terima": 3, "a/periksa/misrouted": 6, "a/periksa": 3}


def test_rework_knows_the_way():
    written = office()
    written["services"]["a"]["steps"]["periksa"]["returns"] = {"share": "90 %", "to": "periksa"}
    played = play(written, [("a", 0)])
    assert [row.step for row in played.of(0)].count("a/periksa/misrouted") == 1
    assert [row.step for row in played.of(0)].count("a/periksa") > 1
