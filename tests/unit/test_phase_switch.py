"""What happens at 00:00 of a plan's date, sentence by sentence. Times are minutes; the change comes at minute 1440."""

from __future__ import annotations

from typing import Any

import pytest

from orgsim.simulation.log import Category, Outcome
from tests.offices import DAY, OFFICE, agency, day, exactly, play, post, service, step, unit

LOKET = {"loket": post("dinas")}


def on(number: int, *operations: dict[str, Any]) -> list[dict[str, Any]]:
    """A plan of one date."""
    return [{"on": day(number), "do": list(operations)}]


def procedure(**change: Any) -> dict[str, Any]:
    """A change of the procedure of service `a`."""
    return {"operation": "change_procedure", "service": "a", **change}


# ---------------------------------------------------------------- in service


def test_work_in_hand_ends_under_the_old_rules_and_the_new_route_follows():
    steps = {"terima": step("loket", "30 min"), "periksa": step("loket"), "serah": step("loket")}
    plan = on(1, procedure(work={"terima": exactly("5 min")}, drop=["periksa"]))
    played = play(agency(positions=LOKET, services={"a": service(steps=steps)}), [("a", DAY - 10)], plan=plan)
    assert [(row.step, row.started, row.finished, row.phase) for row in played.of(0)] == [
        ("a/terima", DAY - 10, DAY + 20, 0), ("a/serah", DAY + 20, DAY + 30, 1),
    ]  # fmt: skip


def test_a_new_step_is_met_by_those_who_are_before_it():
    steps = {"terima": step("loket", "30 min"), "serah": step("loket")}
    new = {"cek": {"after": "terima", "step": step("loket", "3 min")}}
    played = play(
        agency(positions=LOKET, services={"a": service(steps=steps)}),
        [("a", DAY - 80), ("a", DAY - 10)],
        plan=on(1, procedure(insert=new)),
    )
    assert played.way(0) == ["terima", "serah"]
    assert played.way(1) == ["terima", "cek", "serah"]


def test_what_ends_at_the_stroke_of_the_change_goes_on_by_the_new_route():
    steps = {"terima": step("loket"), "periksa": step("loket"), "serah": step("loket")}
    played = play(
        agency(positions=LOKET, services={"a": service(steps=steps)}),
        [("a", DAY - 10)],
        plan=on(1, procedure(drop=["periksa"])),
    )
    assert played.way(0) == ["terima", "serah"]


def moved_office():
    """Two bidang; one of the two clerks of the left moves to the right."""
    positions = {"kiri": post("kiri", 2), "kanan": post("kanan")}
    services = {
        "l": service(kind="l", steps={"x": step("kiri", "30 min")}),
        "r": service(kind="r", steps={"x": step("kanan", "30 min")}),
    }
    return agency(
        {"kiri": unit(), "kanan": unit()}, positions=positions, services=services, switching={"default": "2 min"}
    )


def test_a_person_moves_after_finishing_and_takes_the_last_kind_along():
    plan = on(1, {"operation": "move_staff", "from_position": "kiri", "count": 1, "to_position": "kanan"})
    cases = [("l", DAY - 20), ("l", DAY - 10), ("r", DAY - 5), ("r", DAY - 4), ("l", DAY + 15)]
    played = play(moved_office(), cases, plan=plan)
    assert played.one(1).served == ("kiri/2", DAY - 10, DAY + 20)
    assert played.one(2).served == ("kanan/1", DAY - 5, DAY + 25)
    mover = played.one(3)
    assert (mover.staff, mover.started, mover.position, mover.unit) == ("kiri/2", DAY + 20, "kanan", "kanan")
    assert mover.switching == 2
    # The one who stayed takes the last case of the left.
    assert played.one(4).served == ("kiri/1", DAY + 15, DAY + 45)


def test_a_person_who_leaves_finishes_first_and_takes_nothing_more():
    plan = on(1, {"operation": "change_posts", "position": "kiri", "remove": 1})
    played = play(moved_office(), [("l", DAY - 20), ("l", DAY - 10), ("l", DAY - 5), ("l", DAY - 4)], plan=plan)
    assert played.one(1).served == ("kiri/2", DAY - 10, DAY + 20)
    assert [row.staff for row in played.rows if row.started >= DAY] == ["kiri/1", "kiri/1"]


def test_a_person_who_leaves_finishes_by_the_last_calendar():
    office = agency(
        positions={"loket": post("dinas", 2)},
        services={"a": service(steps={"x": step("loket", "3 jam")})},
        calendar=OFFICE,
    )
    plan = on(1, {"operation": "change_posts", "position": "loket", "remove": 1})
    played = play(office, [("a", 14 * 60), ("a", 15 * 60)], plan=plan)
    assert played.one(1).served == ("loket/2", 15 * 60, DAY + 10 * 60)


def test_new_people_come_at_the_change():
    plan = on(1, {"operation": "change_posts", "position": "loket", "add": 1})
    office = agency(positions=LOKET, services={"a": service(steps={"x": step("loket", "60 min")})})
    played = play(office, [("a", DAY - 10), ("a", DAY - 5)], plan=plan)
    second = played.one(1)
    assert second.started == DAY
    assert second.staff != "loket/1"


# ---------------------------------------------------------------- waiting


def pooled():
    """Two bidang that merge, and take each other's work from then on."""
    positions = {"kiri": post("kiri"), "kanan": post("kanan")}
    services = {name: service(kind="satu", steps={"x": step(name, "30 min")}) for name in ("kiri", "kanan")}
    merger = {"operation": "merge_units", "units": ["kiri", "kanan"], "into": "gabungan", "pool": [["kiri", "kanan"]]}
    return agency({"kiri": unit(), "kanan": unit()}, positions=positions, services=services), on(1, merger)


def test_who_waits_is_queued_again_at_the_new_owner_with_the_old_time():
    office, plan = pooled()
    played = play(office, [("kiri", DAY - 20), ("kiri", DAY - 15), ("kiri", DAY - 10), ("kanan", DAY - 2)], plan=plan)
    # Until the change the right is idle in vain; then its clerk, busy with an own case, takes the longest waiting one.
    assert played.one(1).served == ("kiri/1", DAY + 10, DAY + 40)
    other = played.one(2)
    assert other.served == ("kanan/1", DAY + 28, DAY + 58)
    assert (other.enqueued, other.unit, other.phase) == (DAY - 10, "gabungan", 1)


def test_an_idle_person_takes_waiting_work_at_the_change():
    office, plan = pooled()
    played = play(office, [("kiri", DAY - 20), ("kiri", DAY - 15)], plan=plan)
    assert played.one(1).served == ("kanan/1", DAY, DAY + 30)


def test_the_priority_then_in_force_decides_among_those_who_wait():
    services = {name: service(kind="satu", steps={"x": step("loket")}) for name in ("a", "b")}
    plan = on(1, {"operation": "change_rule", "services": ["b"], "priority": 1})
    played = play(
        agency(positions=LOKET, services=services), [("a", DAY - 5), ("a", DAY - 4), ("b", DAY - 3)], plan=plan
    )
    assert played.order() == [0, 2, 1]


def test_waiting_work_takes_what_it_takes_at_its_start():
    office = agency(positions=LOKET, services={"a": service(steps={"x": step("loket", "30 min")})})
    plan = on(1, procedure(work={"x": exactly("5 min")}))
    played = play(office, [("a", DAY - 10), ("a", DAY - 5)], plan=plan)
    assert [row.finished for row in played.rows] == [DAY + 20, DAY + 25]


# ---------------------------------------------------------------- gone


def test_a_step_that_is_gone_leads_to_the_next_of_the_old_route_that_exists():
    steps = {name: step("loket", "30 min") for name in ("terima", "periksa", "cek", "serah")}
    plan = on(1, procedure(drop=["periksa", "cek"]))
    office = agency(positions=LOKET, services={"a": service(steps=steps)})
    played = play(office, [("a", DAY - 45), ("a", DAY - 44)], plan=plan)
    # At the change case 0 waits for its examination, and case 1 is being received.
    assert played.way(0) == ["terima", "serah"]
    assert played.one(0, "serah").served == ("loket/1", DAY + 15, DAY + 45)
    assert played.way(1) == ["terima", "serah"]
    assert (played.log.cases["outcome"] == Outcome.DONE).all()


def test_who_waits_for_a_step_that_is_gone_passes_on_at_once():
    positions = {"loket": post("dinas"), "ahli": post("dinas")}
    steps = {"terima": step("loket"), "periksa": step("ahli", "60 min"), "serah": step("loket")}
    office = agency(positions=positions, services={"a": service(steps=steps)})
    played = play(office, [("a", DAY - 60), ("a", DAY - 40)], plan=on(1, procedure(drop=["periksa"])))
    waiting = played.one(1, "periksa")
    assert (waiting.enqueued, waiting.started, waiting.finished) == (DAY - 30, None, None)
    assert played.one(1, "serah").ready == DAY
    assert played.one(1, "serah").served == ("loket/1", DAY, DAY + 10)
    assert played.way(0) == ["terima", "periksa", "serah"]


def test_without_a_next_step_the_case_is_done():
    steps = {"terima": step("loket", "60 min"), "serah": step("loket"), "arsip": step("loket")}
    office = agency(positions=LOKET, services={"a": service(steps=steps)})
    played = play(office, [("a", DAY - 65), ("a", DAY - 60)], plan=on(1, procedure(drop=["serah", "arsip"])))
    assert played.finished(0) == DAY
    assert played.way(0) == ["terima"]


def test_a_step_dropped_for_a_class_is_gone_for_that_class_only():
    positions = {"loket": post("dinas"), "ahli": post("dinas")}
    steps = {"terima": step("loket", "1 min"), "periksa": step("ahli", "60 min"), "serah": step("loket")}
    services = {"a": service(steps=steps, attributes={"rutin": "50 %"})}
    cases = [("a", DAY - 60), ("a", DAY - 40, {"rutin"}), ("a", DAY - 30)]
    played = play(
        agency(positions=positions, services=services), cases, plan=on(1, procedure(drop=["periksa"], only_for="rutin"))
    )
    assert played.one(1, "serah").served == ("loket/1", DAY, DAY + 10)
    assert played.one(2, "periksa").started == DAY + 1
    assert played.way(2) == ["terima", "periksa", "serah"]


LEVELS = ["dinas", "bidang"]


def test_an_approval_that_is_gone_counts_as_given():
    units = {"dinas": {"title": "Dinas", "level": "dinas"}, "bidang": unit(level="bidang")}
    positions = {"juru": post("bidang"), "kabid": post("bidang", head=True), "kadis": post("dinas", head=True)}
    steps = {
        "periksa": step("juru", "1 min"),
        "setuju": {"work": exactly("60 min"), "approval": {"to": "dinas"}},
        "serah": step("juru"),
    }
    office = agency(units, positions=positions, services={"a": service(steps=steps)}, levels=LEVELS)
    plan = on(1, {"operation": "change_approval", "services": ["a"], "to": "bidang"})
    cases = [("a", DAY - 180), ("a", DAY - 100), ("a", DAY - 99)]
    played = play(office, cases, plan=plan)
    # 0 has both; 1 waits for the kadis, or is with him; 2 waits for the kabid, who still approves.
    assert played.way(0) == ["periksa", "setuju/bidang", "setuju/dinas", "serah"]
    assert played.way(2) == ["periksa", "setuju/bidang", "serah"]
    away = play(
        {
            **office,
            "positions": {**positions, "kadis": {**positions["kadis"], "absences": [{"from": day(0), "to": day(9)}]}},
        },
        cases[:1],
        plan=plan,
    )
    assert away.one(0, "setuju/dinas").started is None
    assert away.one(0, "serah").served == ("juru/1", DAY, DAY + 10)


def test_papers_go_to_whoever_holds_the_level_then():
    units = {"dinas": {"title": "Dinas", "level": "dinas"}, "a": unit(level="bidang"), "b": unit(level="bidang")}
    positions = {"juru": post("b"), "kabid-a": post("a", head=True), "kabid-b": post("b", head=True)}
    steps = {"periksa": step("juru", "1 min"), "setuju": {"work": exactly("60 min"), "approval": {"to": "bidang"}}}
    office = agency(units, positions=positions, services={"a": service(steps=steps)}, levels=LEVELS)
    plan = on(1, {"operation": "merge_units", "units": ["a", "b"], "into": "a"})
    played = play(office, [("a", DAY - 30), ("a", DAY - 20)], plan=plan)
    assert played.one(0, "setuju/bidang").served == ("kabid-b/1", DAY - 29, DAY + 31)
    taken = played.one(1, "setuju/bidang")
    assert (taken.served, taken.enqueued, taken.unit) == (("kabid-a/1", DAY, DAY + 60), DAY - 19, "a")


# ---------------------------------------------------------------- timers, branches


def test_waits_outside_run_on():
    steps = {"terima": step("loket"), "surat": {"external": {"mean": "3 jam", "scv": 0}}, "serah": step("loket")}
    office = agency(positions=LOKET, services={"a": service(steps=steps)})
    changed = {"surat": {"external": {"mean": "9 jam", "scv": 0}}}
    for change in ({"replace": changed}, {"drop": ["surat"]}):
        played = play(office, [("a", DAY - 60)], plan=on(1, procedure(**change)))
        assert played.one(0, "surat").finished == DAY + 130
        assert played.one(0, "serah").started == DAY + 130


def handing_over(**more):
    """A counter and a clerk in two bidang, an hour of disposition between them."""
    positions = {"loket": post("kiri"), "juru": post("kanan")}
    services = {"a": service(steps={"terima": step("loket"), "periksa": step("juru")})}
    delay = {"work": "3 min", "delay": "1 jam kerja"}
    return agency({"kiri": unit(), "kanan": unit()}, positions=positions, services=services, hand_over=delay, **more)


MERGER = {"operation": "merge_units", "units": ["kiri", "kanan"], "into": "gabungan"}


def test_dispositions_under_way_run_on():
    played = play(handing_over(), [("a", DAY - 30)], plan=on(1, MERGER))
    row = played.one(0, "periksa")
    assert (row.ready, row.enqueued, row.started) == (DAY - 17, DAY + 43, DAY + 43)


def test_a_hand_over_is_paid_by_the_structure_in_force_at_the_start():
    played = play(handing_over(), [("a", DAY - 200), ("a", DAY - 30), ("a", DAY + 5)], plan=on(1, MERGER))
    assert [row.handover for row in played.of(0)] == [3, 3]
    # Given under the old structure, received within the merged unit.
    assert [row.handover for row in played.of(1)] == [3, 0]
    assert [(row.handover, row.ready, row.enqueued) for row in played.of(2)] == [
        (0, DAY + 5, DAY + 5), (0, DAY + 15, DAY + 15),
    ]  # fmt: skip


def test_who_waits_at_the_merger_receives_nothing_any_more():
    written = handing_over()
    written["services"]["b"] = service(kind="kiri", steps={"y": step("juru", "5 jam")})
    played = play(written, [("b", DAY - 90), ("a", DAY - 89)], plan=on(1, MERGER))
    row = played.one(1, "periksa")
    assert row.enqueued < DAY < row.started
    assert row.handover == 0


@pytest.mark.parametrize("dropped", [["foto"], ["padukan"], ["foto", "padukan"]], ids=lambda names: " and ".join(names))
def test_opened_branches_are_joined(dropped):
    positions = {"loket": post("dinas"), "cepat": post("dinas"), "lambat": post("dinas")}
    steps = {
        "terima": step("loket", parallel=["data", "foto", "cap"]),
        "data": step("cepat", "5 min", then="padukan"),
        "foto": step("lambat", "120 min", then="padukan"),
        "cap": step("loket", "1 min", then="padukan"),
        "padukan": step("loket", waits_for_all=True),
        "serah": step("loket"),
    }
    office = agency(positions=positions, services={"a": service(steps=steps)})
    straight = procedure(
        drop=[name for name in ("data", "foto", "cap", "padukan") if name in {*dropped, "cap"} or "padukan" in dropped],
        replace={"terima": step("loket", then="data" if "padukan" not in dropped else "serah")},
    )
    played = play(office, [("a", DAY - 60)], plan=on(1, straight))
    # The slow branch is in service at the change; what follows waits for it all the same, and comes once.
    assert played.one(0, "foto").served == ("lambat/1", DAY - 50, DAY + 70)
    after = [row for row in played.of(0) if row.started is not None and row.started >= DAY]
    assert [row.step for row in after] == (["a/serah"] if "padukan" in dropped else ["a/padukan", "a/serah"])
    assert after[0].ready == DAY + 70
    assert played.log.cases["outcome"].tolist() == [Outcome.DONE]


# ---------------------------------------------------------------- what stays


def test_last_kind_and_longest_idle_outlive_the_change():
    positions = {"loket": post("kiri", 2)}
    services = {name: service(kind=name, steps={"x": step("loket")}) for name in ("a", "b")}
    office = agency({"kiri": unit()}, positions=positions, services=services, switching={"default": "4 min"})
    plan = on(1, {"operation": "rename_unit", "unit": "kiri", "title": "Baru"})
    played = play(office, [("a", DAY - 60), ("b", DAY - 59), ("b", DAY + 5), ("b", DAY + 6)], plan=plan)
    assert [(row.staff, row.switching) for row in played.rows] == [
        ("loket/1", 0), ("loket/2", 0), ("loket/2", 0), ("loket/1", 4),
    ]  # fmt: skip


def test_the_first_visits_after_the_change_bear_its_phase():
    office = agency(positions=LOKET, services={"a": service(steps={"x": step("loket")})})
    plan = [*on(1, procedure(work={"x": exactly("20 min")})), *on(2, procedure(work={"x": exactly("30 min")}))]
    played = play(office, [("a", DAY - 1), ("a", DAY), ("a", 2 * DAY)], plan=plan)
    assert [(row.phase, row.finished - row.started) for row in played.rows] == [(0, 10), (1, 20), (2, 30)]


def test_a_change_on_a_day_off_is_felt_at_the_next_opening():
    calendar = {"hours": {"mon-fri": "08:00-16:00"}, "holidays": "none"}
    office = agency(positions=LOKET, services={"a": service(steps={"x": step("loket", "60 min")})}, calendar=calendar)
    plan = on(5, {"operation": "change_posts", "position": "loket", "add": 1})
    played = play(office, [("a", 4 * DAY + 900), ("a", 4 * DAY + 930), ("a", 4 * DAY + 931)], plan=plan)
    monday = 7 * DAY + 480
    assert [(row.case, row.started) for row in played.rows] == [(0, 4 * DAY + 900), (1, monday), (2, monday)]


def test_external_visits_have_no_owner_before_or_after():
    steps = {"terima": step("loket"), "surat": {"external": {"mean": "3 jam", "scv": 0}}, "serah": step("loket")}
    played = play(
        agency(positions=LOKET, services={"a": service(steps=steps)}),
        [("a", DAY - 60)],
        plan=on(1, procedure(work={"serah": exactly("2 min")})),
    )
    (wait,) = (row for row in played.rows if row.category == Category.EXTERNAL)
    assert (wait.unit, wait.position, wait.staff) == ("", "", "")
