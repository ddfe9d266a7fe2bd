"""Sessions worked out by hand: who is called, by one post for all its services, and who waits for the next."""

from __future__ import annotations

from tests.offices import DAY, OFFICE, agency, play, post, service, step

TEN = 10 * 60


def office(most: int | None, *names: str):
    """An office in which one head does everything at ten o'clock, so many at a time, and a clerk the rest."""
    session = {"at": "10:00"} | ({} if most is None else {"most": most})
    services = {
        name: service(kind="satu", steps={"ttd": step("kepala", "6 min", session=session), "cetak": step("loket")})
        for name in names
    }
    positions = {"kepala": post("dinas"), "loket": post("dinas", 9)}
    return agency(positions=positions, services=services, calendar=OFFICE)


def signed(played):
    """When each case was signed, in minutes."""
    return {row.case: (row.started, row.finished) for row in played.rows if row.step.endswith("ttd")}


def test_all_who_wait_at_its_time_are_one_service():
    played = play(office(None, "kk"), [("kk", 0), ("kk", 60 * 9), ("kk", TEN + 1)])
    assert signed(played) == {0: (TEN, TEN + 12), 1: (TEN, TEN + 12), 2: (DAY + TEN, DAY + TEN + 6)}


def test_the_services_of_one_post_share_the_places_of_a_session():
    cases = [("kk", 500), ("akta", 501), ("kk", 502), ("akta", 503), ("kk", 504)]
    found = signed(play(office(3, "akta", "kk"), cases))
    assert found[0] == found[2] == (TEN, TEN + 12)  # the first two of one service, in one go
    assert found[1] == (TEN + 12, TEN + 18)
    assert found[3] == (DAY + TEN, DAY + TEN + 6)
    assert found[4] == (DAY + TEN + 6, DAY + TEN + 12)


def test_the_smallest_number_holds_for_all():
    written = office(9, "akta", "kk")
    written["services"]["akta"]["steps"]["ttd"]["session"]["most"] = 9
    written["services"]["kk"]["steps"]["ttd"] = step("kepala", "6 min", session={"at": "10:00", "most": 1})
    found = signed(play(written, [("akta", 500), ("kk", 501), ("akta", 502)]))
    assert [found[case][0] for case in range(3)] == [TEN, DAY + TEN, 2 * DAY + TEN]


def test_who_is_called_comes_before_other_work():
    written = office(None, "kk")
    written["services"]["lain"] = service(kind="satu", steps={"periksa": step("kepala", "30 min")})
    played = play(written, [("lain", 570), ("kk", 580), ("lain", 581), ("lain", 582)])
    starts = {row.case: row.started for row in played.rows if not row.step.endswith("cetak")}
    assert [starts[case] for case in range(4)] == [570, 600, 606, 636]
