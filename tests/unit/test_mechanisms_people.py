"""Who gives way, who stays on, who is away, who learns: tiny offices worked out by hand. Times are minutes."""

from __future__ import annotations

from math import exp

import pytest

from orgsim.simulation.conditions import draw_conditions
from orgsim.simulation.draws import Purpose, key, philox4x32
from orgsim.simulation.log import Outcome
from orgsim.simulation.tables import threshold
from tests.offices import DAY, EIGHT, MINUTE, OFFICE, agency, compiled, day, play, post, service, step, unit

LOKET = {"loket": post("dinas")}
CLOSED = EIGHT + 8 * 60


def starts(played):
    return {row.case: row.started for row in played.rows}


def served(played):
    return {row.case: (row.staff, row.started, row.finished, row.suspended) for row in played.rows}


# ---------------------------------------------------------------- preemption


def urgent(*, headcount=1, ordinary="30 min", preemptive=True, others=None, **more):
    """Ordinary work that an urgent service interrupts."""
    services = {
        "biasa": service(kind="satu", steps={"x": step("loket", ordinary, **more)}),
        "segera": service(kind="satu", priority=1, preemptive=preemptive, steps={"x": step("loket")}),
        **(others or {}),
    }
    return agency(positions={"loket": post("dinas", headcount)}, services=services)


def test_urgent_work_interrupts_and_the_rest_is_done_afterwards():
    cases = [("biasa", 0), ("segera", 10), ("segera", 12), ("biasa", 15)]
    played = play(urgent(), cases)
    assert served(played) == {
        0: ("loket/1", 0, 50, 20), 1: ("loket/1", 10, 20, 0), 2: ("loket/1", 20, 30, 0), 3: ("loket/1", 50, 80, 0),
    }  # fmt: skip
    assert starts(play(urgent(preemptive=False), cases)) == {0: 0, 1: 30, 2: 40, 3: 50}


def test_nobody_is_interrupted_where_somebody_is_free():
    played = play(urgent(headcount=2), [("biasa", 0), ("segera", 10)])
    assert served(played) == {0: ("loket/1", 0, 30, 0), 1: ("loket/2", 10, 20, 0)}


def test_helpers_are_asked_before_anybody_is_interrupted():
    written = urgent()
    written["units"]["tata-usaha"] = unit()
    written["positions"]["staf"] = post("tata-usaha", skills={"loket": 1})
    written["help"] = [{"helper": "tata-usaha", "helped": "dinas"}]
    played = play(written, [("biasa", 0), ("segera", 10), ("segera", 11)])
    assert served(played)[1] == ("staf/1", 10, 20, 0)
    assert served(played)[2] == ("loket/1", 11, 21, 0)
    assert served(played)[0] == ("staf/1", 0, 39, 9)  # the helper is free at 20, the clerk at 21


def test_the_least_important_gives_way_then_the_latest_then_the_largest_id():
    others = {"nanti": service(kind="satu", priority=7, steps={"x": step("loket", "30 min")})}
    played = play(urgent(headcount=3, others=others), [("nanti", 0), ("biasa", 1), ("biasa", 2), ("segera", 5)])
    assert served(played)[3][0] == "loket/1"
    played = play(urgent(headcount=3), [("biasa", 0), ("biasa", 1), ("biasa", 2), ("segera", 5)])
    assert served(played)[3][0] == "loket/3"
    played = play(urgent(headcount=2), [("biasa", 0), ("biasa", 0), ("segera", 5)])
    assert served(played)[2][0] == "loket/2"


def test_anybody_able_may_resume():
    played = play(urgent(headcount=2), [("biasa", 0), ("biasa", 10), ("segera", 25)])
    # The second is interrupted at 25 with 15 minutes left; the first clerk is free at 30.
    assert served(played) == {
        0: ("loket/1", 0, 30, 0), 1: ("loket/1", 10, 45, 5), 2: ("loket/2", 25, 35, 0),
    }  # fmt: skip


@pytest.mark.parametrize("more", [{"attended": True}, {"batch": {"size": 1}}, {"together_with": {"saksi": 1}}])
def test_who_is_present_gathered_or_in_a_team_is_not_interrupted(more):
    written = urgent(**more)
    written["positions"]["saksi"] = post("dinas")
    played = play(written, [("biasa", 0), ("segera", 10)])
    assert {row.case: row.started for row in played.rows if row.category != 7} == {0: 0, 1: 30}


def test_equals_do_not_interrupt_each_other():
    others = {"sama": service(kind="satu", priority=1, steps={"x": step("loket", "30 min")})}
    assert starts(play(urgent(others=others), [("sama", 0), ("segera", 10)])) == {0: 0, 1: 30}


def test_what_lacks_something_interrupts_nobody():
    written = urgent()
    written["supplies"] = {"blanko": {"title": "Blanko", "stock": 0, "deliveries": [{"amount": 1, "on": day(1)}]}}
    written["services"]["segera"]["steps"]["x"]["consumes"] = {"blanko": 1}
    assert starts(play(written, [("biasa", 0), ("segera", 10)])) == {0: 0, 1: DAY}


# ---------------------------------------------------------------- help on a surge


def test_help_comes_only_while_more_than_so_many_wait():
    units = {"a": unit(), "b": unit()}
    positions = {"loket": post("a"), "staf": post("b", skills={"loket": 1})}
    written = agency(units, positions=positions, services={"s": service(steps={"x": step("loket")})})
    written["help"] = [{"helper": "b", "helped": "a", "above": 2}]
    cases = [("s", 0), ("s", 1), ("s", 2), ("s", 3), ("s", 4)]
    # At minute 3 three wait: one is helped, then two are left; at 13 two wait again.
    helped = {0: ("loket/1", 0), 1: ("staf/1", 3), 2: ("loket/1", 10), 3: ("loket/1", 20), 4: ("loket/1", 30)}
    played = play(written, cases)
    assert {row.case: (row.staff, row.started) for row in played.rows} == helped
    del written["help"][0]["above"]
    assert starts(play(written, cases)) == {0: 0, 1: 1, 2: 10, 3: 11, 4: 20}


def test_help_comes_as_soon_as_so_many_wait_whatever_they_wait_for():
    units = {"a": unit(), "b": unit()}
    positions = {"loket": post("a"), "arsip": post("a"), "staf": post("b", skills={"loket": 1})}
    services = {"s": service(steps={"x": step("loket", "30 min")}), "t": service(steps={"x": step("arsip", "30 min")})}
    written = agency(units, positions=positions, services=services)
    written["help"] = [{"helper": "b", "helped": "a", "above": 2}]
    cases = [("s", 0), ("t", 0), ("s", 1), ("t", 2), ("t", 3)]
    # At minute 3 a third one waits: not for what the helper can do, but in the unit that is helped.
    assert starts(play(written, cases)) == {0: 0, 1: 0, 2: 3, 3: 30, 4: 60}


# ---------------------------------------------------------------- overtime


def late(above=1, hours="1 jam", headcount=1, work="30 min", **more):
    services = {"s": service(steps={"x": step("loket", work, **more)})}
    units = {"depan": unit(**({} if above is None else {"overtime": {"above": above, "hours": hours}}))}
    return agency(units, positions={"loket": post("depan", headcount)}, services=services, calendar=OFFICE)


def test_staff_stay_on_when_too_many_wait_at_closing():
    cases = [("s", CLOSED - 10), ("s", CLOSED - 9), ("s", CLOSED - 8), ("s", CLOSED - 7)]
    played = play(late(), cases)
    # Work in hand goes on; what is not done in the hour rests until the next morning.
    assert [(row.started, row.finished) for row in played.rows] == [
        (CLOSED - 10, CLOSED + 20), (CLOSED + 20, CLOSED + 50), (CLOSED + 50, DAY + EIGHT + 20),
        (DAY + EIGHT + 20, DAY + EIGHT + 50),
    ]  # fmt: skip
    assert starts(play(late(None), cases))[1] == DAY + EIGHT + 20
    # No more than three wait: nobody stays.
    assert starts(play(late(3), cases)) == starts(play(late(None), cases))


def test_everybody_of_the_unit_stays_and_who_comes_then_is_served():
    cases = [*(("s", CLOSED - 10) for _ in range(4)), ("s", CLOSED + 25)]
    played = play(late(headcount=2), cases)
    assert sorted(row.started - CLOSED for row in played.rows) == [-10, -10, 20, 20, 50]


def test_nobody_stays_on_a_day_off():
    written = late(0)
    written["positions"]["loket"]["absences"] = [{"from": day(0)}]
    assert starts(play(written, [("s", EIGHT), ("s", EIGHT)])) == {0: DAY + EIGHT, 1: DAY + EIGHT + 30}


def test_overtime_is_decided_before_citizens_go_home():
    cases = [("s", CLOSED - 30), ("s", CLOSED - 29), ("s", CLOSED - 28)]
    written = late(attended=True)
    played = play(written, cases)
    assert starts(played) == {0: CLOSED - 30, 1: DAY + EIGHT, 2: DAY + EIGHT + 30}
    staying = play(late(attended=True, at_closing="stay"), cases)
    assert starts(staying) == {0: CLOSED - 30, 1: CLOSED, 2: CLOSED + 30}


def test_work_in_overtime_can_be_interrupted():
    written = late(above=0)
    written["services"]["segera"] = service(priority=1, preemptive=True, steps={"x": step("loket", "10 min")})
    played = play(written, [("s", CLOSED - 10), ("s", CLOSED - 9), ("segera", CLOSED + 5)])
    assert served(played) == {
        0: ("loket/1", CLOSED - 10, CLOSED + 30, 10),
        1: ("loket/1", CLOSED + 30, CLOSED + 60, 0),
        2: ("loket/1", CLOSED + 5, CLOSED + 15, 0),
    }


# ---------------------------------------------------------------- absences without notice


def away(headcount=1, share="30 %", **more):
    services = {"s": service(steps={"x": step("loket")})}
    return agency(
        positions={"loket": post("dinas", headcount, absent=share, **more)}, services=services, calendar=OFFICE
    )


def test_people_are_away_on_the_days_on_which_their_word_says_so():
    network = compiled(away(2))
    found = draw_conditions(network, seed=7, replication=3, limit=50 * DAY * MINUTE)
    for staff, clock in enumerate(found.clocks):
        for number in range(50):
            word = philox4x32((network.staff_uids[staff], number, 0, 0), key(7, 3, Purpose.ABSENCE))[0]
            here = clock.work_between(number * DAY * MINUTE, (number + 1) * DAY * MINUTE)
            assert here == (0 if word < threshold(0.3) else 8 * 3600)
    assert found.clocks[0] != found.clocks[1]


def test_absences_are_the_same_in_every_structure_and_for_every_other_staff():
    plan = [{"on": day(5), "do": [{"operation": "rename_unit", "unit": "dinas", "title": "Lain"}]}]
    found = [
        draw_conditions(network, seed=7, replication=3, limit=50 * DAY * MINUTE).clocks[0]
        for network in (compiled(away(1)), compiled(away(4)), compiled(away(1), plan))
    ]
    assert found[0] == found[1] == found[2]
    other = draw_conditions(compiled(away(1)), seed=7, replication=4, limit=50 * DAY * MINUTE).clocks[0]
    assert other != found[0]


def test_cases_wait_for_who_is_away():
    cases = [("s", n * DAY + EIGHT) for n in range(20)]
    played, usual = play(away(), cases), play(away(share="0 %"), cases)
    waits = [row.started - row.enqueued for row in played.rows]
    assert any(wait >= DAY - 8 * 60 for wait in waits)
    assert {row.started - row.enqueued for row in usual.rows} == {0}
    assert (played.log.cases["outcome"] == Outcome.DONE).all()


# ---------------------------------------------------------------- fixed duties


@pytest.mark.parametrize(("headcount", "ends"), [(1, 14 * 60), (2, 15 * 60)])
def test_fixed_duties_take_their_hours_off_the_end_of_the_day(headcount, ends):
    written = away(headcount, share="0 %")
    written["duties"] = {
        "rapat": {"text": "Rapat", "fixed": True, "hours_per_year": {"dinas": "480 jam"}},
        "cetak": {"text": "Cetak", "hours_per_year": {"dinas": "480 jam"}},
    }  # 240 working days
    network = compiled(written)
    assert network.clocks[0].closes[:2].tolist() == [ends * MINUTE, (DAY + ends) * MINUTE]
    played = play(written, [("s", ends)])
    assert played.one(0).started == DAY + EIGHT


def test_fixed_duties_go_past_a_break():
    written = away(share="0 %")
    written["calendar"] = {
        "hours": {"mon-sun": "08:00-16:00"},
        "breaks": {"mon-sun": "13:00-14:00"},
        "holidays": "none",
    }
    written["duties"] = {"rapat": {"text": "Rapat", "fixed": True, "hours_per_year": {"dinas": "720 jam"}}}
    network = compiled(written)  # three hours: both after the break, one before it
    assert network.clocks[0].intervals()[:2].tolist() == [
        [EIGHT * MINUTE, 12 * 60 * MINUTE],
        [(DAY + EIGHT) * MINUTE, (DAY + 12 * 60) * MINUTE],
    ]


# ---------------------------------------------------------------- learning and pace


def test_new_work_takes_longer_until_there_is_practice():
    units = {"a": unit(), "b": unit()}
    positions = {"juru": post("a"), "staf": post("b")}
    services = {"s": service(kind="surat", steps={"x": step("juru", "60 min")})}
    written = agency(units, positions=positions, services=services)
    written["learning"] = {"slowdown": 0.5, "practice": "10 jam", "forgetting": "4 minggu"}
    plan = [{"on": day(1), "do": [{"operation": "move_staff", "staff": ["staf/1"], "to_position": "juru", "level": 1}]}]
    cases = [("s", DAY), ("s", DAY), ("s", DAY + 200), ("s", DAY + 201), ("s", 30 * DAY), ("s", 30 * DAY)]
    played = play(written, cases, plan=plan)

    def length(practice):
        steps = int(practice * 60 / round(600 * 60 / 64)) * round(600 * 60 / 64) / 60
        return 60 * (1 + 0.5 * exp(-steps / 600))

    new = [row for row in played.rows if row.staff == "staf/1"]
    old = [row for row in played.rows if row.staff == "juru/1"]
    assert {row.finished - row.started for row in old} == {60}
    # After four weeks half of the two hours is forgotten.
    expected = [length(0), length(60), length(60)]
    assert [row.finished - row.started for row in new] == pytest.approx(expected, abs=0.05)
    del written["learning"]
    assert {row.finished - row.started for row in play(written, cases, plan=plan).rows} == {60}


def test_pace_changes_the_work_of_who_starts_from_a_date_on():
    pace = [{"on": day(1), "speed": 0.5}, {"on": day(3), "speed": 1.25}]
    written = agency(
        positions={"loket": post("dinas", pace=pace)}, services={"s": service(steps={"x": step("loket", "20 min")})}
    )
    played = play(written, [("s", DAY - 5), ("s", DAY + 30), ("s", 3 * DAY)])
    assert [row.finished - row.started for row in played.rows] == [20, 40, 16]


def test_pace_belongs_to_the_post():
    units = {"a": unit(), "b": unit()}
    positions = {"juru": post("a", 2, pace=[{"on": day(2), "speed": 0.5}]), "staf": post("b", 1)}
    services = {"s": service(steps={"x": step("juru")}), "t": service(steps={"x": step("staf")})}
    plan = [{"on": day(1), "do": [{"operation": "move_staff", "staff": ["juru/1"], "to_position": "staf", "level": 1}]}]
    written = agency(units, positions=positions, services=services)
    played = play(written, [("t", 0), ("t", 5 * DAY), ("t", 5 * DAY)], plan=plan)
    assert {row.staff for row in played.rows} == {"juru/1", "staf/1"}
    assert {row.finished - row.started for row in played.rows} == {10}
