"""The reference engine on tiny offices: every log here can be worked out by hand. Times are minutes."""

from __future__ import annotations

import pytest

from orgsim.simulation.draws import Purpose, key, philox4x32, uid
from orgsim.simulation.log import Category, Outcome
from orgsim.simulation.tables import threshold
from tests.offices import DAY, EIGHT, OFFICE, agency, day, exactly, play, post, service, step, unit

LOKET = {"loket": post("dinas")}


# ---------------------------------------------------------------- one queue


def test_cases_are_taken_in_the_order_in_which_they_queued():
    played = play(
        agency(positions=LOKET, services={"ktp": service(steps={"cetak": step("loket")})}),
        [("ktp", 0), ("ktp", 1), ("ktp", 2), ("ktp", 40)],
    )
    assert [(row.case, row.started, row.finished) for row in played.rows] == [
        (0, 0, 10), (1, 10, 20), (2, 20, 30), (3, 40, 50),
    ]  # fmt: skip
    assert [played.finished(case) for case in range(4)] == [10, 20, 30, 50]
    assert played.log.cases["outcome"].tolist() == [Outcome.DONE] * 4


def test_cases_of_one_instant_go_by_their_key():
    services = {name: service(kind="satu", steps={"cetak": step("loket")}) for name in ("a", "b", "c", "d")}
    played = play(agency(positions=LOKET, services=services), [(name, 5) for name in services])
    assert played.log.cases["key"].tolist() == sorted(played.requests.key.tolist())
    assert played.order() == [0, 1, 2, 3]


def test_a_smaller_priority_is_taken_first_but_interrupts_nobody():
    services = {
        "biasa": service(kind="satu", steps={"cetak": step("loket")}),
        "segera": service(kind="satu", priority=1, steps={"cetak": step("loket")}),
    }
    played = play(agency(positions=LOKET, services=services), [("biasa", 0), ("biasa", 1), ("segera", 2)])
    assert [(row.case, row.started) for row in played.rows] == [(0, 0), (2, 10), (1, 20)]


def test_shortest_first_goes_by_the_expected_work_and_only_in_units_with_that_rule():
    services = {
        "lama": service(kind="satu", steps={"periksa": step("verifikator", "30 min")}),
        "singkat": service(kind="satu", steps={"periksa": step("verifikator", "5 min")}),
    }
    cases = [("lama", 0), ("lama", 1), ("singkat", 2)]
    office = {"positions": {"verifikator": post("bidang")}, "services": services}
    by_rule = play(agency({"bidang": unit(order="shortest_first")}, **office), cases)
    assert [(row.case, row.started) for row in by_rule.rows] == [(0, 0), (2, 30), (1, 35)]
    assert play(agency({"bidang": unit()}, **office), cases).order() == [0, 1, 2]


def test_same_kind_first_until_someone_has_waited_too_long():
    services = {
        "akta": service(kind="akta", steps={"periksa": step("verifikator")}),
        "kartu": service(kind="kartu", steps={"periksa": step("verifikator")}),
    }
    office = {"positions": {"verifikator": post("bidang")}, "services": services}
    cases = [("akta", 0), ("kartu", 1), ("akta", 2), ("akta", 3), ("akta", 4)]
    patient = play(agency({"bidang": unit(same_kind_first="60 min")}, **office), cases)
    assert patient.order() == [0, 2, 3, 4, 1]
    # At minute 20 the card has waited 19 minutes, at minute 30 it has waited 29: more than 25.
    hurried = play(agency({"bidang": unit(same_kind_first="25 min")}, **office), cases)
    assert hurried.order() == [0, 2, 3, 1, 4]
    # Exactly as long as the rule says is not longer.
    exact = play(agency({"bidang": unit(same_kind_first="29 min")}, **office), cases)
    assert exact.order() == [0, 2, 3, 4, 1]


def test_priority_stands_above_the_rule_of_kinds():
    services = {
        "akta": service(kind="akta", steps={"periksa": step("verifikator")}),
        "kartu": service(kind="kartu", priority=2, steps={"periksa": step("verifikator")}),
    }
    office = {"positions": {"verifikator": post("bidang")}, "services": services}
    written = agency({"bidang": unit(same_kind_first="5 jam")}, **office)
    assert play(written, [("akta", 0), ("akta", 1), ("kartu", 2)]).order() == [0, 2, 1]


# ---------------------------------------------------------------- who serves


def test_the_longest_idle_serves_first_then_the_smaller_id():
    office = agency(positions={"loket": post("dinas", 2)}, services={"ktp": service(steps={"cetak": step("loket")})})
    played = play(office, [("ktp", 0), ("ktp", 5), ("ktp", 30), ("ktp", 31), ("ktp", 60)])
    # 1 is idle since minute 10, 2 since minute 15; then 1 since 40, 2 since 41.
    assert [row.staff for row in played.rows] == ["loket/1", "loket/2", "loket/1", "loket/2", "loket/1"]
    both_fresh = play(office, [("ktp", 0)])
    assert both_fresh.one(0).staff == "loket/1"


def test_ids_are_compared_as_text():
    office = agency(positions={"loket": post("dinas", 11)}, services={"ktp": service(steps={"cetak": step("loket")})})
    played = play(office, [("ktp", 0)] * 3)
    assert sorted(row.staff for row in played.rows) == ["loket/1", "loket/10", "loket/11"]


def test_whoever_did_the_same_kind_last_serves_first_then_the_more_skilled():
    positions = {
        "senior": post("dinas", skills={"periksa": 1.25}),
        "yunior": post("dinas", skills={"periksa": 0.5}),
    }
    services = {
        "akta": service(kind="akta", steps={"periksa": step("senior", skill="periksa")}),
        "kartu": service(kind="kartu", steps={"periksa": step("senior", skill="periksa")}),
    }
    played = play(
        agency(positions=positions, services=services), [("akta", 0), ("kartu", 1), ("kartu", 60), ("akta", 61)]
    )
    # The more skilled first (10 / 1.25 minutes), the other one takes what is left (10 / 0.5);
    # later each goes on with the kind of the last visit, skilled or not.
    assert [row.served for row in played.rows] == [
        ("senior/1", 0, 8), ("yunior/1", 1, 21), ("yunior/1", 60, 80), ("senior/1", 61, 69),
    ]  # fmt: skip


def test_switching_is_paid_between_kinds_not_between_services_nor_at_first():
    services = {
        "kk": service(kind="kartu", steps={"cetak": step("loket")}),
        "ktp": service(kind="kartu", steps={"cetak": step("loket")}),
        "akta": service(kind="akta", steps={"cetak": step("loket")}),
    }
    switching = {"default": "4 min", "pairs": [{"before": "akta", "after": "kartu", "work": "1 min"}]}
    office = agency(positions=LOKET, services=services, switching=switching)
    played = play(office, [("kk", 0), ("ktp", 1), ("akta", 2), ("kk", 3)])
    assert [(row.switching, row.started, row.finished) for row in played.rows] == [
        (0, 0, 10), (0, 10, 20), (4, 20, 34), (1, 34, 45),
    ]  # fmt: skip


def test_a_service_without_a_kind_has_that_of_the_unit_that_begins_it():
    positions = {"loket": post("bidang"), "umum": post("dinas")}
    services = {
        "kk": service(steps={"terima": step("loket"), "cetak": step("umum")}),
        "akta": service(steps={"terima": step("umum"), "cetak": step("umum")}),
    }
    office = agency({"bidang": unit()}, positions=positions, services=services, switching={"default": "3 min"})
    played = play(office, [("kk", 0), ("akta", 30)])
    assert played.network.names["kind"] == ("bidang", "dinas")
    assert played.one(1, "terima").switching == 3


def test_work_is_divided_by_the_level_and_stretched_by_the_effective_share():
    positions = {
        "norma": post("dinas", effective_share="50 %"),
        "sebentar": post("dinas", time_for_cases="2 jam"),
        "terampil": post("dinas", effective_share="80 %", skills={"khusus": 2}),
        "anggapan": post("dinas"),
    }
    norm = {"mean": "10 min", "scv": 0}
    services = {
        "a": service(steps={"x": {"by": "norma", "work": norm}}),
        "b": service(steps={"x": {"by": "sebentar", "work": norm}}),
        "c": service(steps={"x": {"by": "terampil", "skill": "khusus", "work": norm}}),
        "d": service(steps={"x": {"by": "anggapan", "work": norm}}),
        "e": service(steps={"x": {"by": "norma", "work": exactly("10 min")}}),
        "f": service(steps={"x": {"by": "norma", "work": {**norm, "basis": "pure"}}}),
    }
    office = agency(positions=positions, services=services, calendar=OFFICE)
    cases = [(name, EIGHT + 60 * n) for n, name in enumerate("abcd")] + [("e", EIGHT + 240), ("f", EIGHT + 300)]
    played = play(office, cases, effective_share="40 %")
    times = [row.finished - row.started for row in played.rows]
    # 2 hours of the 8 of a day are a quarter.
    assert times == [20, 40, 10 / 0.8 / 2, 25, 10, 20]


def test_a_visit_takes_one_second_at_least():
    positions = {"cepat": post("dinas", skills={"kilat": 2})}
    office = agency(positions=positions, services={"a": service(steps={"x": step("cepat", "1 s", skill="kilat")})})
    row = play(office, [("a", 0)]).one(0)
    assert row.finished * 60 == 1


# ---------------------------------------------------------------- own work, helping


def two_units(**more):
    """Two bidang whose verifiers know each other's work."""
    positions = {
        "penilai": post("kiri", skills={"pencatat": 0.5}),
        "pencatat": post("kanan", skills={"penilai": 0.5}),
    }
    services = {
        "k": service(kind="satu", steps={"x": step("penilai")}),
        "n": service(kind="satu", steps={"x": step("pencatat")}),
    }
    return agency({"kiri": unit(), "kanan": unit()}, positions=positions, services=services, **more)


ONE_WAY = [{"helper": "kanan", "helped": "kiri"}]
BOTH_WAYS = [*ONE_WAY, {"helper": "kiri", "helped": "kanan"}]


@pytest.mark.parametrize(
    ("rules", "left", "right"),
    [
        ([], ["penilai/1"] * 3, ["pencatat/1"] * 3),
        (ONE_WAY, ["penilai/1", "pencatat/1", "penilai/1"], ["pencatat/1"] * 3),
        (BOTH_WAYS, ["penilai/1", "pencatat/1", "penilai/1"], ["pencatat/1", "penilai/1", "pencatat/1"]),
    ],
    ids=["no help", "one way", "both ways"],
)
def test_help_goes_the_ways_that_are_named(rules, left, right):
    assert [row.staff for row in play(two_units(help=rules), [("k", 0), ("k", 1), ("k", 2)]).rows] == left
    assert [row.staff for row in play(two_units(help=rules), [("n", 0), ("n", 1), ("n", 2)]).rows] == right


def test_own_work_comes_first_however_long_others_wait():
    played = play(two_units(help=BOTH_WAYS), [("k", 0), ("n", 0), ("k", 1), ("k", 2), ("n", 9), ("n", 11)])
    # At minute 10 both are free: each takes the own next case, though one of the left has waited longer than any other.
    assert [row.served for row in played.of(2)] == [("penilai/1", 10, 20)]
    assert [row.served for row in played.of(4)] == [("pencatat/1", 10, 20)]
    assert [row.served for row in played.of(3)] == [("penilai/1", 20, 30)]
    assert [row.served for row in played.of(5)] == [("pencatat/1", 20, 30)]


def test_a_helper_works_at_the_own_level_and_pace():
    played = play(two_units(help=ONE_WAY), [("k", 0), ("k", 1)])
    assert played.one(1).served == ("pencatat/1", 1, 21)


def test_the_owner_of_helped_work_stays_its_unit():
    played = play(two_units(help=ONE_WAY, hand_over={"work": "3 min"}), [("k", 0), ("k", 1)])
    row = played.one(1)
    assert (row.unit, row.position, row.handover) == ("kiri", "pencatat", 0)


# ---------------------------------------------------------------- several people at once


def test_a_step_with_several_people_takes_them_together_or_keeps_its_place():
    positions = {"ketua": post("dinas"), "anggota": post("dinas", 2), "loket": post("dinas")}
    services = {
        "tinjau": service(kind="satu", steps={"lapangan": step("ketua", "60 min", together_with={"anggota": 2})}),
        "surat": service(kind="satu", steps={"tulis": step("anggota", "15 min")}),
        "arsip": service(kind="satu", steps={"simpan": step("ketua", "5 min")}),
    }
    played = play(
        agency(positions=positions, services=services),
        [("surat", 0), ("tinjau", 1), ("arsip", 2), ("tinjau", 3), ("surat", 16)],
    )
    assert played.one(0).served == ("anggota/1", 0, 15)
    # One member is missing until minute 15; the smaller case overtakes with the head alone.
    assert played.one(2).served == ("ketua/1", 2, 7)
    team = played.of(1)
    assert [(row.category, row.staff, row.started, row.finished) for row in team] == [
        (Category.WORK, "ketua/1", 15, 75),
        (Category.TEAM, "anggota/2", 15, 75),
        (Category.TEAM, "anggota/1", 15, 75),
    ]
    # At minute 75 all are free again, and the second visit has waited longest.
    assert played.of(3)[0].served == ("ketua/1", 75, 135)
    assert played.one(4).started == 135


def test_a_team_works_when_all_of_it_are_on_duty():
    positions = {"ketua": post("dinas"), "ahli": post("dinas", calendar="pagi")}
    services = {"tinjau": service(steps={"lapangan": step("ketua", "3 jam", together_with={"ahli": 1})})}
    morning = {"hours": {"mon-sun": "08:00-10:00"}, "holidays": "none"}
    office = agency(positions=positions, services=services, calendar=OFFICE, calendars={"pagi": morning})
    lead, other = play(office, [("tinjau", EIGHT)]).of(0)
    assert lead.finished == other.finished == DAY + EIGHT + 60


def test_the_longest_idle_members_are_taken_and_the_lead_never_twice():
    positions = {"anggota": post("dinas", 3)}
    services = {
        "tinjau": service(kind="tinjau", steps={"lapangan": step("anggota", "30 min", together_with={"anggota": 1})}),
        "surat": service(kind="surat", steps={"tulis": step("anggota", "10 min")}),
    }
    played = play(agency(positions=positions, services=services), [("surat", 0), ("tinjau", 15)])
    # 2 and 3 have never worked; 1 has finished at minute 10.
    assert [row.staff for row in played.of(1)] == ["anggota/2", "anggota/3"]


# ---------------------------------------------------------------- office hours


def test_a_service_pauses_off_duty_and_resumes_with_the_same_person():
    calendar = {"hours": {"mon-fri": "08:00-12:00, 13:00-16:00"}, "holidays": "none"}
    office = agency(
        positions={"loket": post("dinas", 2)},
        services={"a": service(steps={"x": step("loket", "5 jam")})},
        calendar=calendar,
    )
    friday = 4 * DAY
    row = play(office, [("a", friday + 14 * 60)]).one(0)
    assert row.served == ("loket/1", friday + 14 * 60, 7 * DAY + 11 * 60)


def test_a_case_that_comes_while_closed_waits_for_the_opening():
    office = agency(positions=LOKET, services={"a": service(steps={"x": step("loket")})}, calendar=OFFICE)
    played = play(office, [("a", 60), ("a", EIGHT + 1), ("a", 20 * 60)])
    assert [(row.enqueued, row.started) for row in played.rows] == [
        (60, EIGHT), (EIGHT + 1, EIGHT + 10), (20 * 60, DAY + EIGHT),
    ]  # fmt: skip


def test_an_absent_person_takes_nothing_and_pauses_the_work_in_hand():
    absences = [{"from": day(0), "hours": "09:00-15:00"}]
    office = agency(
        positions={"loket": post("dinas", absences=absences)},
        services={"a": service(steps={"x": step("loket", "30 min")})},
        calendar=OFFICE,
    )
    played = play(office, [("a", EIGHT + 45), ("a", EIGHT + 50)])
    assert played.one(0).served == ("loket/1", EIGHT + 45, 15 * 60 + 15)
    assert played.one(1).served == ("loket/1", 15 * 60 + 15, 15 * 60 + 45)


def attended(at_closing=None, **more):
    extra = {"at_closing": at_closing} if at_closing else {}
    services = {"a": service(steps={"x": step("loket", "30 min", attended=True, **extra)})}
    return agency(positions=LOKET, services=services, calendar=OFFICE, **more)


def test_an_attended_step_starts_only_if_it_fits_before_closing():
    closing = EIGHT + 8 * 60
    fits = play(attended(), [("a", closing - 30)]).one(0)
    assert (fits.started, fits.finished) == (closing - 30, closing)
    late = play(attended(), [("a", closing - 29)]).one(0)
    assert (late.enqueued, late.started) == (DAY + EIGHT, DAY + EIGHT)


def test_an_attended_step_once_begun_runs_through_closing():
    services = {"a": service(steps={"x": {"by": "loket", "attended": True, "work": exactly("30 min")}})}
    written = agency(positions=LOKET, services=services, calendar=OFFICE, switching={"default": "20 min"})
    written["services"]["b"] = service(kind="lain", steps={"x": step("loket", "10 min")})
    closing = EIGHT + 8 * 60
    played = play(written, [("b", EIGHT), ("a", closing - 35)])
    # Half an hour fits before closing; the twenty minutes of switching then make it later.
    assert played.one(1).served == ("loket/1", closing - 35, closing + 15)


@pytest.mark.parametrize(
    ("at_closing", "enqueued", "started", "outcome"),
    [
        ("stay", EIGHT + 465, DAY + EIGHT, Outcome.DONE),
        ("return_next_day", DAY + EIGHT, DAY + EIGHT, Outcome.DONE),
        ("leave", EIGHT + 465, None, Outcome.ABANDONED),
    ],
)
def test_who_still_waits_at_closing_stays_returns_or_leaves(at_closing, enqueued, started, outcome):
    played = play(attended(at_closing), [("a", EIGHT + 465)])
    row = played.one(0)
    assert (row.enqueued, row.started) == (enqueued, started)
    assert played.log.cases["outcome"].tolist() == [outcome]
    assert played.finished(0) == (started + 30 if started else EIGHT + 480)


def test_a_break_is_no_evening_but_nothing_attended_starts_shortly_before_it():
    calendar = {"hours": {"mon-sun": "08:00-12:00, 13:00-16:00"}, "holidays": "none"}
    row = play({**attended("leave"), "calendar": calendar}, [("a", 11 * 60 + 45)]).one(0)
    assert (row.enqueued, row.started) == (11 * 60 + 45, 13 * 60)


# ---------------------------------------------------------------- waits outside


def test_a_wait_outside_passes_by_the_calendar_or_in_office_hours():
    def office(delay):
        steps = {"terima": step("loket"), "surat": {"external": {"mean": delay, "scv": 0}}, "serah": step("loket")}
        return agency(positions=LOKET, services={"a": service(steps=steps)}, calendar=OFFICE)

    by_calendar = play(office("2 hari"), [("a", EIGHT)])
    (wait,) = (row for row in by_calendar.rows if row.category == Category.EXTERNAL)
    assert (wait.staff, wait.unit, wait.started, wait.finished) == ("", "", EIGHT + 10, 2 * DAY + EIGHT + 10)
    assert by_calendar.one(0, "serah").started == 2 * DAY + EIGHT + 10
    in_office = play(office("2 hari kerja"), [("a", EIGHT)])
    assert in_office.one(0, "surat").finished == 2 * DAY + EIGHT + 10
    hours = play(office("9 jam kerja"), [("a", EIGHT)])
    assert hours.one(0, "surat").finished == DAY + EIGHT + 10 + 60


def test_nobody_is_busy_during_a_wait_outside():
    steps = {"terima": step("loket"), "surat": {"external": {"mean": "1 jam", "scv": 0}}, "serah": step("loket")}
    played = play(agency(positions=LOKET, services={"a": service(steps=steps)}), [("a", 0), ("a", 1)])
    assert [row.served for row in played.of(1)][::2] == [("loket/1", 10, 20), ("loket/1", 80, 90)]


# ---------------------------------------------------------------- the way of a case


def test_steps_that_a_class_does_not_take_are_passed_by():
    steps = {
        "terima": step("loket", not_for="daring"),
        "unggah": step("loket", only_for="daring"),
        "cetak": step("loket"),
    }
    office = agency(positions=LOKET, services={"a": service(steps=steps, attributes={"daring": "50 %"})})
    played = play(office, [("a", 0), ("a", 100, {"daring"})])
    assert played.way(0) == ["terima", "cetak"]
    assert played.way(1) == ["unggah", "cetak"]


def words(played, case, step_name, visit):
    """The four words of a visit, by their definition."""
    case_key = int(played.requests.key[case])
    return philox4x32((case_key >> 32, case_key & 0xFFFFFFFF, uid(step_name), visit), key(1, 0, Purpose.VISIT))


def test_rework_goes_back_by_the_rework_word_of_each_visit():
    steps = {"terima": step("loket"), "periksa": step("loket", returns={"share": "60 %", "to": "terima"})}
    played = play(agency(positions=LOKET, services={"a": service(steps=steps)}), [("a", 1000 * n) for n in range(40)])
    for case in range(40):
        visits = 1
        while words(played, case, "step:a/periksa", visits)[1] < threshold(0.6):
            visits += 1
        assert played.way(case) == ["terima", "periksa"] * visits
        assert [row.visit for row in played.of(case)] == [n for n in range(1, visits + 1) for _ in range(2)]
    assert max(len(played.of(case)) for case in range(40)) > 6


def test_every_visit_has_its_own_draw_of_work():
    steps = {
        "periksa": {
            "by": "loket",
            "work": {"mean": "10 min", "basis": "observed"},
            "returns": {"share": "70 %", "to": "periksa"},
        }
    }
    played = play(agency(positions=LOKET, services={"a": service(steps=steps)}), [("a", 2000 * n) for n in range(20)])
    table = next(iter(played.network.phases[0].tasks.values())).table
    for row in played.rows:
        word = words(played, row.case, "step:a/periksa", row.visit)[0]
        assert round((row.finished - row.started) * 60) == table.ticks(word)
    assert max(row.visit for row in played.rows) > 3


def test_choices_go_by_share_with_the_branch_word_or_by_attribute():
    steps = {
        "pilah": step("loket", choices=[{"to": "jalan", "share": "30 %"}, {"to": "pos"}]),
        "jalan": step("loket", then="done"),
        "pos": step("loket", choices=[{"to": "done", "when": "lengkap"}, {"to": "ulang"}]),
        "ulang": step("loket"),
    }
    office = agency(positions=LOKET, services={"a": service(steps=steps, attributes={"lengkap": "50 %"})})
    cases = [("a", 1000 * n, {"lengkap"} if n % 2 else set()) for n in range(30)]
    played = play(office, cases)
    for case in range(30):
        short = words(played, case, "step:a/pilah", 1)[2] < threshold(0.3)
        rest = ["jalan"] if short else ["pos"] if case % 2 else ["pos", "ulang"]
        assert played.way(case) == ["pilah", *rest]


def test_parallel_branches_join_when_the_last_has_arrived():
    positions = {"loket": post("dinas"), "cepat": post("dinas"), "lambat": post("dinas")}
    steps = {
        "terima": step("loket", parallel=["data", "foto"]),
        "data": step("cepat", "5 min", then="padukan"),
        "foto": step("lambat", "20 min"),
        "padukan": step("loket", waits_for_all=True),
    }
    played = play(agency(positions=positions, services={"a": service(steps=steps)}), [("a", 0)])
    assert played.one(0, "data").served == ("cepat/1", 10, 15)
    assert played.one(0, "foto").served == ("lambat/1", 10, 30)
    assert played.one(0, "padukan").served == ("loket/1", 30, 40)
    assert played.one(0, "padukan").ready == 30
    assert played.finished(0) == 40


def test_a_branch_may_pass_all_its_steps_by_and_rework_stays_in_its_branch():
    steps = {
        "terima": step("loket", parallel=["data", "foto"]),
        "data": step("loket", then="padukan", only_for="rumit", returns={"share": "50 %", "to": "data"}),
        "foto": step("loket"),
        "padukan": step("loket", waits_for_all=True),
    }
    office = agency(positions=LOKET, services={"a": service(steps=steps, attributes={"rumit": "50 %"})})
    played = play(office, [("a", 0), *(("a", 1000 * n, {"rumit"}) for n in range(1, 12))])
    assert played.way(0) == ["terima", "foto", "padukan"]
    ways = [played.way(case) for case in range(1, 12)]
    assert all(way[0] == "terima" and way[-1] == "padukan" and way.count("foto") == 1 for way in ways)
    assert {way.count("data") for way in ways} > {1, 2}
    assert (played.log.cases["outcome"] == Outcome.DONE).all()


# ---------------------------------------------------------------- between units


def line_of_four(**more):
    """A counter under the second of two bidang, and a clerk under the first: four units on the way."""
    units = {"satu": unit(), "dua": unit(), "seksi": unit("dua")}
    positions = {"juru": post("satu"), "loket": post("seksi"), "arsiparis": post("seksi")}
    steps = {"terima": step("loket"), "periksa": step("juru"), "serah": step("loket"), "arsip": step("arsiparis")}
    return agency(units, positions=positions, services={"a": service(steps=steps)}, **more)


def test_a_hand_over_costs_work_at_both_ends_and_nothing_within_a_unit():
    played = play(line_of_four(hand_over={"work": "3 min", "delay": "0 hari kerja"}), [("a", 0)])
    assert [(row.handover, row.started, row.finished) for row in played.of(0)] == [
        (3, 0, 13),     # gives
        (6, 13, 29),    # receives and gives
        (3, 29, 42),    # receives
        (0, 42, 52),    # the same unit
    ]  # fmt: skip


def test_hand_over_work_is_not_scaled_by_level_or_share():
    written = line_of_four(hand_over={"work": "3 min", "delay": "0 hari kerja"})
    written["positions"]["juru"]["skills"] = {"teliti": 2}
    written["services"]["a"]["steps"]["periksa"]["skill"] = "teliti"
    row = play(written, [("a", 0)]).one(0, "periksa")
    assert row.finished - row.started == 5 + 6


def test_a_hand_over_waits_for_each_unit_on_its_way_in_the_receivers_hours():
    # From the seksi over the dua and the dinas to the satu there are three edges: twice the delay.
    played = play(line_of_four(hand_over={"work": "0 min", "delay": "1 jam kerja"}), [("a", 0)])
    row = played.one(0, "periksa")
    assert (row.ready, row.enqueued, row.started) == (10, 130, 130)
    written = line_of_four(hand_over={"work": "0 min", "delay": "1 jam kerja"}, calendar=OFFICE)
    written["calendars"] = {"sore": {"hours": {"mon-sun": "13:00-14:30"}, "holidays": "none"}}
    written["positions"]["juru"]["calendar"] = "sore"
    row = play(written, [("a", EIGHT)]).one(0, "periksa")
    assert (row.ready, row.enqueued) == (EIGHT + 10, DAY + 13 * 60 + 30)


def test_siblings_under_one_superior_are_two_edges_apart():
    units = {"satu": unit(), "dua": unit()}
    positions = {"juru": post("satu"), "loket": post("dua")}
    services = {"a": service(steps={"terima": step("loket"), "periksa": step("juru")})}
    office = agency(units, positions=positions, services=services, hand_over={"work": "0 min", "delay": "1 jam kerja"})
    assert play(office, [("a", 0)]).one(0, "periksa").enqueued == 70
    parent = agency(
        {"dua": unit()},
        positions={"juru": post("dinas"), "loket": post("dua")},
        services=services,
        hand_over={"work": "0 min", "delay": "1 jam kerja"},
    )
    assert play(parent, [("a", 0)]).one(0, "periksa").enqueued == 10  # one edge: no unit in between


# ---------------------------------------------------------------- approvals


LEVELS = ["dinas", "bidang", "seksi"]


def with_line(approval, *, heads=("dinas", "bidang", "seksi"), work="2 min", **more):
    """A clerk in a seksi below a bidang below the dinas, and an approval."""
    units = {
        "dinas": {"title": "Dinas", "level": "dinas"},
        "bidang": unit(level="bidang"),
        "seksi": unit("bidang", level="seksi"),
    }
    positions = {"juru": post("seksi"), "wakil": post("bidang"), "staf": post("dinas")}
    positions |= {f"kepala-{name}": post(name, 1 if name in heads else 0, head=True) for name in LEVELS}
    steps = {
        "periksa": step("juru"),
        "setuju": {"work": exactly(work), "approval": approval},
        "serah": step("juru", "1 min"),
    }
    services = {"a": service(steps=steps, attributes={"rutin": "50 %"})}
    return agency(units, positions=positions, services=services, levels=LEVELS, **more)


def approvers(played, case=0):
    """Who approved, in order."""
    return [row.staff.split("/")[0] for row in played.of(case) if row.category == Category.APPROVAL]


def test_an_approval_climbs_from_the_owner_up_to_its_level():
    played = play(with_line({"to": "dinas"}), [("a", 0)])
    chain = [row for row in played.of(0) if row.category == Category.APPROVAL]
    assert [row.served for row in chain] == [
        ("kepala-seksi/1", 10, 12), ("kepala-bidang/1", 12, 14), ("kepala-dinas/1", 14, 16),
    ]  # fmt: skip
    assert [row.step for row in chain] == ["a/setuju/seksi", "a/setuju/bidang", "a/setuju/dinas"]
    assert played.one(0, "serah").started == 16
    assert approvers(play(with_line({"to": "bidang"}), [("a", 0)])) == ["kepala-seksi", "kepala-bidang"]


def test_vacant_and_skipped_levels_are_left_out():
    assert approvers(play(with_line({"to": "dinas"}, heads=("dinas", "seksi")), [("a", 0)])) == [
        "kepala-seksi",
        "kepala-dinas",
    ]
    assert approvers(play(with_line({"to": "dinas", "skips": ["bidang"]}), [("a", 0)])) == [
        "kepala-seksi",
        "kepala-dinas",
    ]


def test_the_clerk_is_free_while_superiors_read():
    played = play(with_line({"to": "dinas"}, work="30 min"), [("a", 0), ("a", 1)])
    assert played.one(1, "periksa").started == 10


def test_work_of_an_approval_may_differ_by_level():
    approval = {"to": "bidang", "work_by_level": {"bidang": exactly("7 min")}}
    chain = [row for row in play(with_line(approval), [("a", 0)]).of(0) if row.category == Category.APPROVAL]
    assert [row.finished - row.started for row in chain] == [2, 7]


def test_papers_wait_for_an_absent_approver_unless_there_is_a_deputy():
    def office(**approval):
        written = with_line({"to": "bidang", **approval}, calendar=OFFICE)
        written["positions"]["kepala-bidang"]["absences"] = [{"from": day(0), "to": day(1)}]
        return written

    waits = play(office(), [("a", EIGHT)])
    assert waits.one(0, "setuju/bidang").served == ("kepala-bidang/1", 2 * DAY + EIGHT, 2 * DAY + EIGHT + 2)
    deputised = play(office(deputy="wakil"), [("a", EIGHT), ("a", 2 * DAY + EIGHT)])
    assert deputised.one(0, "setuju/bidang").served == ("wakil/1", EIGHT + 12, EIGHT + 14)
    assert deputised.one(0, "setuju/bidang").unit == "bidang"
    assert approvers(deputised, 1) == ["kepala-seksi", "kepala-bidang"]


def test_a_deputy_stays_out_on_a_day_on_which_the_approver_is_there_for_some_time():
    written = with_line({"to": "bidang", "deputy": "wakil"}, calendar=OFFICE)
    written["positions"]["kepala-bidang"]["absences"] = [{"from": day(0), "hours": "08:00-15:00"}]
    assert play(written, [("a", EIGHT)]).one(0, "setuju/bidang").served == ("kepala-bidang/1", 15 * 60, 15 * 60 + 2)


def test_an_electronic_signature_is_given_while_away_but_within_office_hours():
    written = with_line({"to": "bidang", "electronic": True}, calendar=OFFICE)
    written["positions"]["kepala-bidang"]["absences"] = [{"from": day(0), "to": day(3)}]
    played = play(written, [("a", EIGHT), ("a", EIGHT + 8 * 60 - 13)])
    assert played.one(0, "setuju/bidang").served == ("kepala-bidang/1", EIGHT + 12, EIGHT + 14)
    # Read by the seksi until one minute before closing; one of the two minutes is left for the next morning.
    assert played.one(1, "setuju/bidang").served == ("kepala-bidang/1", EIGHT + 8 * 60 - 1, DAY + EIGHT + 1)


def test_a_delegate_stands_in_for_the_last_approver():
    played = play(with_line({"to": "dinas", "delegate_to": "staf"}), [("a", 0)])
    assert approvers(played) == ["kepala-seksi", "kepala-bidang", "staf"]
    assert approvers(play(with_line({"to": "bidang", "delegate_to": "wakil"}), [("a", 0)])) == ["kepala-seksi", "wakil"]


def test_a_delegate_for_a_class_of_cases_leaves_the_others_as_they_were():
    played = play(
        with_line({"to": "dinas", "delegate_to": "wakil", "delegate_for": "rutin"}), [("a", 0), ("a", 100, {"rutin"})]
    )
    assert approvers(played, 0) == ["kepala-seksi", "kepala-bidang", "kepala-dinas"]
    assert approvers(played, 1) == ["kepala-seksi", "wakil"]
    assert played.one(0, "serah").ready == 16
    assert played.one(1, "serah").ready == 114


def test_a_class_may_go_to_the_delegate_where_the_last_level_is_vacant():
    approval = {"to": "dinas", "delegate_to": "staf", "delegate_for": "rutin"}
    written = with_line(approval, heads=("bidang", "seksi"))
    written["services"]["a"]["steps"]["setuju"]["returns"] = {"share": "50 %", "to": "periksa"}
    played = play(written, [("a", 1000 * n, {"rutin"} if n % 2 else set()) for n in range(30)])
    plain, delegated = (set(tuple(played.way(case)[:5]) for case in range(start, 30, 2)) for start in (0, 1))
    chain = ("periksa", "setuju/seksi", "setuju/bidang")
    assert plain == {(*chain, "serah"), (*chain, "periksa", "setuju/seksi")}
    # The rework is that of the last approver of each: once, after the delegate.
    to_delegate = ("periksa", "setuju/seksi", "setuju/bidang/delegate", "setuju/dinas/delegate")
    assert delegated == {(*to_delegate, "serah"), (*to_delegate, "periksa")}
    assert set(approvers(played, 1)) == {"kepala-seksi", "kepala-bidang", "staf"}


def test_approvals_cost_no_hand_over_and_belong_to_the_unit_that_asks():
    written = with_line({"to": "dinas"}, hand_over={"work": "3 min", "delay": "1 jam kerja"})
    played = play(written, [("a", 0)])
    assert [row.handover for row in played.of(0)] == [0] * 5
    assert played.finished(0) == 10 + 3 * 2 + 1


def test_rework_of_an_approval_follows_the_last_approver():
    written = with_line({"to": "bidang"})
    written["services"]["a"]["steps"]["setuju"]["returns"] = {"share": "50 %", "to": "periksa"}
    played = play(written, [("a", 1000 * n) for n in range(20)])
    ways = {tuple(played.way(case)) for case in range(20)}
    assert ("periksa", "setuju/seksi", "setuju/bidang", "serah") in ways
    assert all(way[:3] == ("periksa", "setuju/seksi", "setuju/bidang") for way in ways)
    assert any(way[3] == "periksa" for way in ways)


# ---------------------------------------------------------------- places


def test_everybody_is_served_at_the_own_place():
    units = {"utara": unit(site="utara"), "selatan": unit(site="selatan")}
    positions = {"loket-utara": post("utara"), "loket-selatan": post("selatan")}
    steps = {"terima": step("loket-utara", at_sites={"selatan": "loket-selatan"})}
    sites = {"utara": {"title": "Utara", "share": "50 %"}, "selatan": {"title": "Selatan", "share": "50 %"}}
    office = agency(units, positions=positions, services={"a": service(steps=steps)}, sites=sites)
    played = play(office, [("a", 0, (), "utara"), ("a", 1, (), "utara"), ("a", 2, (), "selatan")])
    assert [row.served for row in played.rows] == [
        ("loket-utara/1", 0, 10), ("loket-selatan/1", 2, 12), ("loket-utara/1", 10, 20),
    ]  # fmt: skip


def test_people_of_one_unit_serve_only_where_the_unit_is():
    units = {"utara": unit(site="utara")}
    positions = {"loket": post("utara"), "pusat": post("dinas", skills={"loket": 1})}
    steps = {"terima": step("loket", at_sites={"selatan": "pusat"})}
    sites = {"utara": {"title": "Utara", "share": "50 %"}, "selatan": {"title": "Selatan", "share": "50 %"}}
    office = agency(units, positions=positions, services={"a": service(steps=steps)}, sites=sites)
    played = play(office, [("a", 0, (), "utara"), ("a", 0, (), "selatan")])
    assert {row.case: row.staff for row in played.rows} == {0: "loket/1", 1: "pusat/1"}


# ---------------------------------------------------------------- the beginning and the end


def test_a_backlog_waits_from_the_beginning():
    office = agency(positions=LOKET, services={"a": service(steps={"x": step("loket")})}, calendar=OFFICE)
    played = play(office, [("a", -500), ("a", -20), ("a", EIGHT)])
    assert [(row.case, row.enqueued, row.started) for row in played.rows] == [
        (0, -500, EIGHT), (1, -20, EIGHT + 10), (2, EIGHT, EIGHT + 20),
    ]  # fmt: skip


def test_cases_of_the_window_are_followed_to_their_end_and_later_ones_not():
    office = agency(positions=LOKET, services={"a": service(steps={"x": step("loket")})})
    played = play(office, [("a", 0), ("a", 5), ("a", 12), ("a", 500)], end=10)
    assert played.log.cases["arrived"].tolist() == [0, 300, 720]
    assert [played.finished(case) for case in range(3)] == [10, 20, None]
    assert played.log.cases["outcome"].tolist() == [Outcome.DONE, Outcome.DONE, Outcome.OPEN]
    assert played.log.ended == 20 * 60


def test_the_limit_ends_a_run_in_which_cases_never_finish():
    office = agency(positions=LOKET, services={"a": service(steps={"x": step("loket", "90 min")})})
    played = play(office, [("a", 0), ("a", 5)], end=10, limit=60)
    assert played.log.ended == 3600
    assert played.log.cases["finished"].tolist() == [-1, -1]
    assert [(row.started, row.finished) for row in played.rows] == [(0, None), (None, None)]
