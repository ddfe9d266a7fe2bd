"""Supplies, equipment, outages and interruption on tiny offices, worked out by hand. Times are minutes."""

from __future__ import annotations

import itertools

import numpy as np

from orgsim.simulation.conditions import draw_conditions
from orgsim.simulation.log import Outcome
from tests.offices import DAY, EIGHT, MINUTE, OFFICE, agency, compiled, day, play, post, service, step

TWO = {"loket": post("dinas", 2)}
CLOSED = EIGHT + 8 * 60


def office(*, things=None, others=None, positions=TWO, work="10 min", **more):
    """An office with a service of one step, which uses or uses up something."""
    services = {"a": service(kind="satu", steps={"x": step("loket", work, **more)}), **(others or {})}
    return agency(positions=positions, services=services, **(things or {}))


def supply(stock, *deliveries):
    return {"supplies": {"blanko": {"title": "Blanko", "stock": stock, "deliveries": list(deliveries)}}}


def printer(count=1, **outages):
    thing = {"title": "Printer", "count": count}
    if outages:
        thing["outages"] = {name: {"mean": mean, "scv": 0} for name, mean in outages.items()}
    return {"equipment": {"printer": thing}}


def starts(played):
    return {row.case: row.started for row in played.rows}


def served(played):
    """Case, staff, start, finish and time suspended."""
    return [(row.case, row.staff, row.started, row.finished, row.suspended) for row in played.rows]


def same(one, other):
    """Whether two runs have equal visits."""
    return all(
        np.array_equal(one.log.visits[column], other.log.visits[column]) for column in ("case", "started", "finished")
    )


# ---------------------------------------------------------------- supplies


def test_supplies_are_used_up_at_the_start_and_lacking_a_case_keeps_its_place():
    cases = [("a", 0), ("a", 0), ("a", 1), ("a", 2)]
    things = supply(3, {"amount": 2, "on": day(1)}, {"amount": 5, "on": day(3)})
    played = play(office(things=things, consumes={"blanko": 1}), cases)
    assert sorted(row.started for row in played.rows) == [0, 0, 10, DAY]
    assert played.one(3).released == DAY
    assert [played.one(case).released for case in range(3)] == [0, 0, 1]
    two = play(office(things=things, consumes={"blanko": 2}), cases[:3])
    assert sorted(starts(two).values()) == [0, DAY, 3 * DAY]
    assert [row.released for row in two.rows] == [0, DAY, 3 * DAY]
    assert not same(played, play(office(), cases))


def test_a_case_that_needs_nothing_overtakes_one_that_lacks_supplies():
    others = {"b": service(kind="satu", steps={"y": step("loket")})}
    things = supply(0, {"amount": 1, "on": day(2), "every": "1 month"})
    played = play(office(things=things, others=others, consumes={"blanko": 1}), [("a", 0), ("a", 1), ("b", 2)])
    assert starts(played) == {0: 2 * DAY, 1: 33 * DAY, 2: 2}


def test_deliveries_come_again_and_again_and_those_before_the_run_are_gone():
    things = supply(0, {"amount": 1, "on": day(-1), "every": "2 days"})
    played = play(office(things=things, consumes={"blanko": 1}), [("a", 0), ("a", 0), ("a", 0)])
    assert sorted(starts(played).values()) == [DAY, 3 * DAY, 5 * DAY]


def test_supplies_that_come_at_night_are_lacking_until_then_and_people_after():
    things = supply(0, {"amount": 9, "on": day(1)})
    played = play({**office(things=things, consumes={"blanko": 1}), "calendar": OFFICE}, [("a", EIGHT)])
    assert (played.one(0).released, played.one(0).started) == (DAY, DAY + EIGHT)


def test_without_deliveries_cases_wait_for_ever():
    played = play(office(things=supply(1), consumes={"blanko": 1}), [("a", 0), ("a", 1)], end=30, limit=500)
    assert played.log.cases["outcome"].tolist() == [Outcome.DONE, Outcome.OPEN]
    assert starts(played) == {0: 0, 1: None}


def test_supplies_are_shared_in_the_order_of_the_dispatch():
    others = {"b": service(kind="satu", priority=1, steps={"y": step("loket", consumes={"blanko": 1})})}
    things = supply(0, {"amount": 1, "on": day(1)}, {"amount": 1, "on": day(2)})
    played = play(office(things=things, others=others, consumes={"blanko": 1}), [("a", 0), ("b", 5)])
    assert starts(played) == {0: 2 * DAY, 1: DAY}
    assert played.one(0).released == 2 * DAY


# ---------------------------------------------------------------- equipment


def test_equipment_is_taken_at_the_start_and_given_back_at_the_end():
    cases = [("a", 0), ("a", 1), ("a", 2)]
    played = play(office(things=printer(), uses={"printer": 1}), cases)
    assert served(played) == [(0, "loket/1", 0, 10, 0), (1, "loket/1", 10, 20, 0), (2, "loket/1", 20, 30, 0)]
    assert [row.released for row in played.rows] == [0, 10, 20]
    assert not same(played, play(office(), cases))
    assert same(play(office(things=printer(2), uses={"printer": 1}), cases), play(office(), cases))


def test_several_may_be_needed_and_are_taken_at_once():
    others = {"b": service(kind="satu", steps={"y": step("loket", uses={"printer": 1})})}
    written = office(things=printer(2), others=others, uses={"printer": 2})
    # The second needs both and is overtaken by who needs one; at 10 only one of both is free.
    played = play(written, [("b", 0), ("a", 1), ("b", 5), ("a", 30)])
    assert starts(played) == {0: 0, 2: 5, 1: 15, 3: 30}


# ---------------------------------------------------------------- outages


def test_an_outage_interrupts_what_uses_the_equipment():
    # It fails from 60 to 90, from 150 to 180, and so on.
    cases = [("a", 55), ("a", 70)]
    others = {"b": service(kind="satu", steps={"y": step("loket", "50 min")})}
    things = printer(every="60 min", lasting="30 min")
    played = play(office(things=things, others=others, uses={"printer": 1}), cases)
    assert served(played) == [(0, "loket/1", 55, 95, 30), (1, "loket/1", 95, 105, 0)]
    assert [row.released for row in played.rows] == [55, 95]
    assert not same(played, play(office(things=printer(), uses={"printer": 1}), cases))
    # Whoever is free may go on with it: the first does something else meanwhile.
    busy = play(office(things=things, others=others, uses={"printer": 1}), [("a", 55), ("b", 61), ("b", 62)])
    assert [(row.case, row.staff, row.started, row.finished) for row in busy.rows] == [
        (0, "loket/1", 55, 116), (1, "loket/1", 61, 111), (2, "loket/2", 62, 112),
    ]  # fmt: skip
    assert busy.one(0).suspended == 111 - 60


def test_what_ends_at_the_instant_of_an_outage_is_not_interrupted():
    played = play(office(things=printer(every="60 min", lasting="30 min"), uses={"printer": 1}), [("a", 50)])
    assert served(played) == [(0, "loket/1", 50, 60, 0)]


def test_who_is_resumed_uses_up_nothing_again():
    things = printer(every="60 min", lasting="30 min") | supply(2)
    written = office(things=things, uses={"printer": 1}, consumes={"blanko": 1}, quota={"per_day": 2})
    played = play(written, [("a", 55), ("a", 56)])
    assert served(played) == [(0, "loket/1", 55, 95, 30), (1, "loket/1", 95, 105, 0)]


def test_work_left_is_counted_in_working_time():
    # It fails at 16:05, after closing: the visit has 5 of its 10 minutes left for the next day, when it works again.
    things = printer(every="965 min", lasting="60 min")
    written = {**office(things=things, uses={"printer": 1}), "calendar": OFFICE}
    played = play(written, [("a", CLOSED - 5)])
    assert served(played) == [(0, "loket/1", CLOSED - 5, DAY + EIGHT + 5, DAY + EIGHT - 965)]


def test_an_interrupted_citizen_keeps_the_place_at_closing():
    # From 15:55 until 8:25 of the next day nothing works.
    things = printer(every="955 min", lasting="990 min")
    written = office(things=things, uses={"printer": 1}, attended=True)
    written["calendar"] = OFFICE
    played = play(written, [("a", CLOSED - 10), ("a", CLOSED - 4)])
    again = DAY + EIGHT + 25
    assert played.one(0).enqueued == CLOSED - 10
    assert served(played)[0] == (0, "loket/1", CLOSED - 10, again + 5, again - (CLOSED - 5))
    assert (played.one(1).enqueued, played.one(1).started) == (DAY + EIGHT, again + 5)


def test_batches_go_on_during_an_outage():
    things = printer(every="60 min", lasting="30 min")
    played = play(office(things=things, uses={"printer": 1}, batch={"size": 2}), [("a", 50), ("a", 55)])
    assert [(row.started, row.finished) for row in played.rows] == [(55, 75)] * 2


def test_outages_are_drawn_by_the_thing_and_the_replication_only():
    many = {name: {"mean": "2 jam"} for name in ("every", "lasting")}
    things = {"equipment": {name: {"title": name, "outages": many} for name in ("printer", "server")}}
    network = compiled(office(things=things, uses={"printer": 1}))
    alone = compiled(office(things={"equipment": {"printer": things["equipment"]["printer"]}}, uses={"printer": 1}))

    def drawn(net, replication, name):
        found = draw_conditions(net, seed=1, replication=replication, limit=30 * DAY * MINUTE).outages
        return [(start, end) for thing, start, end in found if net.names["thing"][thing] == name]

    first = drawn(network, 0, "printer")
    assert first == drawn(alone, 0, "printer")
    assert first != drawn(network, 1, "printer")
    assert first != drawn(network, 0, "server")
    assert all(start < end for start, end in first)
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(first))
    assert 100 < len(first) < 260  # about 180 in 30 days
