"""Complaints, asking, groups of citizens and the shortest line, worked out by hand. Times are minutes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from orgsim.organisation.agency import Agency
from orgsim.simulation.draws import Purpose, key, philox4x32, uid
from orgsim.simulation.engines import reference
from orgsim.simulation.log import Category, Outcome
from orgsim.simulation.network import QueueingNetwork
from orgsim.simulation.tables import threshold
from tests.offices import (
    DAY,
    EIGHT,
    MINUTE,
    MONDAY,
    OFFICE,
    agency,
    compiled,
    exactly,
    play,
    post,
    requests_of,
    service,
    step,
    unit,
)

CLOSED = EIGHT + 8 * 60
HOURS = 8 * 60
SURE = {"base": "0 %", "late": "100 %", "scale": 1, "error": "0 %"}


def office(complaints=None, *, work="10 min", promise="1 hari kerja", wrong=None, **more):
    """An office with a service, and one that says how complaints are handled."""
    services = {
        "a": service(
            kind="satu", promise=promise, steps={"x": step("loket", work, **({"wrong": wrong} if wrong else {}))}
        ),
        "aduan": service(kind="satu", steps={"tangani": step("petugas", "40 min")}),
    }
    positions = {"loket": post("dinas"), "petugas": post("dinas")}
    told = {} if complaints is None else {"complaints": {"service": "aduan", **complaints}}
    return agency(positions=positions, services=services, calendar=OFFICE, **told, **more)


def word(played, case=0, number=0, purpose=Purpose.COMPLAINT, name=None, visit=1):
    """The word of a case's decision."""
    its = int(played.log.cases["key"][case])
    counter = (its >> 32, its & 0xFFFFFFFF, uid(name) if name else 0, visit)
    return philox4x32(counter, key(1, 0, purpose))[number]


def complaints(played):
    """Rows of complaints, with their parent and time of arrival."""
    cases = played.log.cases
    rows = np.flatnonzero(cases["parent"] >= 0)
    return [(int(cases["parent"][row]), int(cases["arrived"][row]) / MINUTE) for row in rows]


# ---------------------------------------------------------------- the chance of a complaint


def rule(**more) -> QueueingNetwork:
    return compiled(office(more)).phases[0].complaints


def test_the_chance_of_a_complaint_follows_the_formula():
    found = rule(base="0.2 %", late="8 %", scale=1, error="10 %")
    expected = {0.5: 0.002, 1: 0.002, 1.5: 0.03348, 2: 0.05257, 3: 0.07117, 5: 0.08053}
    for elapsed, chance in expected.items():
        assert found.chances[round(elapsed * 64)] / 2**32 == pytest.approx(chance, abs=5e-6)
    assert found.error == threshold(0.1)
    assert (np.diff(found.chances) >= 0).all()
    assert found.least_allowed == 8 * 3600


def late_by(chance):
    """Elapsed over allowed time at which `SURE` reaches a chance."""
    return 1 - np.log1p(-chance)


def test_a_citizen_complains_at_the_first_moment_at_which_lateness_is_enough():
    written = office(SURE)
    written["positions"]["loket"]["absences"] = [{"from": MONDAY.isoformat(), "to": dt.date(2026, 3, 1).isoformat()}]
    cases = [("a", EIGHT), ("a", DAY + EIGHT), ("a", DAY + CLOSED + 5)]
    played = play(written, cases)
    filed = dict(complaints(played))
    for case in range(3):
        # The promise: the closing of the next working day, 16 hours after the opening of the day of arrival.
        allowed = 2 * HOURS
        elapsed = late_by(word(played, case) / 2**32) * allowed
        first = 2 if case == 2 else case
        full, rest = divmod(elapsed, HOURS)
        assert filed[case] == pytest.approx((first + full) * DAY + EIGHT + rest, abs=0.25)
    row = next(r for r in played.rows if r.step == "aduan/tangani" and played.log.cases["parent"][r.case] == 0)
    assert row.staff == "petugas/1"
    cases_of = played.log.cases
    complaint = int(np.flatnonzero(cases_of["parent"] == 0)[0])
    assert cases_of["key"][complaint] == cases_of["key"][0]
    assert cases_of["complaint_class"][complaint] == 0
    assert complaints(play(office(), cases)) == []


def test_who_is_served_in_time_does_not_complain_of_lateness():
    played = play(office(SURE), [("a", EIGHT + n) for n in range(20)])
    assert complaints(played) == []


def test_lateness_is_measured_in_a_working_day_at_least():
    written = office(SURE, work="7 jam", promise="1 jam")
    played = play(written, [("a", EIGHT)])
    assert complaints(played) == []  # seven of eight hours
    slow = play(office(SURE, work="70 jam", promise="1 jam"), [("a", EIGHT)])
    elapsed = late_by(word(slow) / 2**32) * HOURS
    full, rest = divmod(elapsed, HOURS)
    assert complaints(slow) == [(0, pytest.approx(full * DAY + EIGHT + rest, abs=0.25))]


def own(played):
    """Rows of cases that are no complaints."""
    return np.flatnonzero(played.log.cases["parent"] < 0).tolist()


def test_some_complain_whatever_happens():
    played = play(office({"base": "50 %", "late": "0 %", "error": "0 %"}), [("a", EIGHT + 15 * n) for n in range(20)])
    arrived = played.log.cases["arrived"] / MINUTE
    expected = [(row, arrived[row]) for row in own(played) if word(played, row) < threshold(0.5)]
    assert complaints(played) == expected
    assert 0 < len(expected) < 20


def test_an_error_is_found_at_delivery():
    rates = {"base": "20 %", "late": "0 %", "error": "50 %"}
    played = play(office(rates, wrong="50 %"), [("a", EIGHT + 15 * n) for n in range(24)])
    filed, cases, of_errors = dict(complaints(played)), played.log.cases, 0
    for row in own(played):
        expected = None
        if word(played, row) < threshold(0.2):
            expected = cases["arrived"][row] / MINUTE
        elif cases["wrong"][row] and word(played, row) < threshold(0.2) + threshold(0.5):
            expected = cases["finished"][row] / MINUTE
            of_errors += 1
        assert filed.get(row) == expected
    assert 0 < of_errors < len(filed) < 24


def test_classes_of_complaints_have_their_limits_in_working_days():
    classes = {
        "ringan": {"share": "25 %", "limit": "2 hari kerja"},
        "biasa": {"share": "50 %", "limit": "5 hari kerja"},
        "berat": {"share": "25 %", "limit": "4 jam"},
    }
    written = office({"base": "100 %", "late": "0 %", "classes": classes})
    written["calendar"] = {"hours": {"mon-fri": "08:00-16:00"}, "holidays": "none"}
    minutes = [EIGHT, CLOSED, 4 * DAY + EIGHT + 1, 5 * DAY + 60, 7 * DAY + CLOSED - 1]
    played = play(written, [("a", minute) for minute in sorted(minutes * 4)])
    calendar = Agency.model_validate(written).calendar.resolve()
    names, cases = sorted(classes), played.log.cases
    limits = {name: Agency.model_validate(written).complaints.classes[name].limit for name in names}
    shares = [threshold(0.25), threshold(0.75), 1 << 32]
    seen = set()
    for row in np.flatnonzero(cases["parent"] >= 0):
        number = next(n for n, below in enumerate(shares) if word(played, row, 1) < below)
        assert cases["complaint_class"][row] == number
        due = calendar.due_ticks(cases["arrived"][row : row + 1], limits[names[number]], MONDAY)
        assert cases["due"][row] == due[0]
        seen.add(number)
    assert seen == {0, 1, 2}


def test_nobody_complains_twice_or_of_a_complaint():
    played = play(office({"base": "100 %", "late": "0 %", "error": "100 %"}, wrong="100 %"), [("a", EIGHT)])
    assert complaints(played) == [(0, EIGHT)]
    assert (played.log.cases["outcome"] == Outcome.DONE).all()


# ---------------------------------------------------------------- asking


def asking(share="100 %", most=3, work="600 jam"):
    ask = {"by": "petugas", "share": share, "every": "2 hari kerja", "most": most, "work": exactly("5 min")}
    return office(chasing=ask, work=work)


def test_citizens_ask_after_late_cases_from_date_to_date():
    played = play(asking(), [("a", EIGHT)])
    asked = [row for row in played.rows if row.category == Category.CHASE]
    # Promised for the closing of the second day; then every two working days, three times.
    assert [row.ready for row in asked] == [n * DAY + CLOSED for n in (3, 5, 7)]
    assert [row.served for row in asked] == [("petugas/1", n * DAY + EIGHT, n * DAY + EIGHT + 5) for n in (4, 6, 8)]
    assert [(row.step, row.visit, row.case) for row in asked] == [("a/chase", n, 0) for n in (1, 2, 3)]
    assert [row for row in play(asking("0 %"), [("a", EIGHT)]).rows if row.category == Category.CHASE] == []


def test_nobody_asks_once_the_case_is_closed_and_each_date_has_its_word():
    played = play(asking(work="30 jam"), [("a", EIGHT)])
    # Closed on the fourth day at 14:00, before the first date.
    assert [row for row in played.rows if row.category == Category.CHASE] == []
    half = play(asking("50 %", most=8), [("a", EIGHT)])
    dates = [3 + 2 * n for n in range(8) if word(half, 0, 0, Purpose.CHASE, "chase:a", n + 1) < threshold(0.5)]
    assert [row.ready for row in half.rows if row.category == Category.CHASE] == [d * DAY + CLOSED for d in dates]
    assert 0 < len(dates) < 8


# ---------------------------------------------------------------- groups


def test_who_comes_together_is_drawn_together():
    played = play(office(), [("a", EIGHT), ("a", EIGHT), ("a", EIGHT)])
    assert sorted(row.started for row in played.rows) == [EIGHT, EIGHT + 10, EIGHT + 20]


def test_a_citizen_of_a_closed_group_comes_again_some_time_after_the_close():
    written = agency(positions={"loket": post("dinas")}, services={"a": service(steps={"x": step("loket")})})
    network = compiled(written)
    requests = requests_of(network, [("a", 0), ("a", 5), ("a", 30), ("a", 30), ("a", 45)])
    requests = replace(requests, follows=np.array([-1, -1, 0, 1, 2]))
    log = reference.run(network, requests, seed=1, replication=0, end=DAY * MINUTE, limit=2 * DAY * MINUTE)
    # The first is done at 10 and comes again 30 later; the second at 20; the first once more at 50 + 45.
    assert (log.cases["arrived"] // MINUTE).tolist() == [0, 5, 40, 50, 95]
    assert (log.cases["finished"] // MINUTE).tolist() == [10, 20, 50, 60, 105]
    assert log.cases["key"].tolist() == requests.key.tolist()
    late = reference.run(network, requests, seed=1, replication=0, end=45 * MINUTE, limit=2 * DAY * MINUTE)
    assert (late.cases["arrived"] // MINUTE).tolist()[:3] == [0, 5, 40]
    assert late.ended == 50 * MINUTE


# ---------------------------------------------------------------- the shortest line


def sites(choice, **more):
    units = {"utara": unit(site="utara"), "selatan": unit(site="selatan")}
    positions = {"loket-utara": post("utara"), "loket-selatan": post("selatan")}
    steps = {"terima": step("loket-utara", at_sites={"selatan": "loket-selatan"}, **more)}
    places = {"utara": {"title": "Utara", "share": "50 %"}, "selatan": {"title": "Selatan", "share": "50 %"}}
    return agency(units, positions=positions, services={"a": service(steps=steps)}, sites=places, site_choice=choice)


def test_citizens_go_where_the_fewest_people_are():
    cases = [("a", 0, (), "utara"), ("a", 1, (), "utara"), ("a", 2, (), "utara"), ("a", 11, (), "utara")]
    played = play(sites("shortest_line"), cases)
    # Where both are empty or equal, to the first by name; nobody moves later.
    assert [played.one(case).staff for case in range(4)] == [
        "loket-selatan/1", "loket-utara/1", "loket-selatan/1", "loket-utara/1",
    ]  # fmt: skip
    drawn = play(sites("by_share"), cases)
    assert {row.staff for row in drawn.rows} == {"loket-utara/1"}


def test_who_comes_together_sees_who_came_before():
    played = play(sites("shortest_line"), [("a", 0, (), "utara")] * 4)
    assert [row.staff for row in played.rows].count("loket-utara/1") == 2


def test_a_group_fills_a_room_one_by_one():
    played = play(sites("shortest_line", room=1), [("a", 0, (), "utara")] * 4)
    assert played.log.cases["outcome"].tolist() == [Outcome.DONE, Outcome.DONE, Outcome.REFUSED, Outcome.REFUSED]
