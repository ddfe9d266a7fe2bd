"""From organisations to a queueing network: codes, tables, servers, routes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from orgsim.assumptions import Assumptions
from orgsim.errors import InputError
from orgsim.simulation.compile import compile_network
from orgsim.simulation.draws import uid
from orgsim.simulation.log import Category
from orgsim.simulation.network import DONE, Condition
from orgsim.simulation.tables import threshold
from tests.offices import DAY, MINUTE, MONDAY, OFFICE, agency, compiled, day, exactly, post, service, step, unit
from tests.strategies import organisations_and_plans

LOKET = {"loket": post("dinas")}


def only_phase(written, **assumed):
    """The tasks of an office by name, and its network."""
    network = compiled(written, **assumed)
    (phase,) = network.phases
    return {network.names["step"][code]: task for code, task in phase.tasks.items()}, network


def test_codes_are_given_in_sorted_order_and_never_in_that_of_the_file():
    positions = {"zeta": post("dinas", 2), "alfa": post("dinas")}
    services = {
        "kk": service(kind="z", steps={"x": step("zeta"), "a": step("alfa")}),
        "akta": service(kind="b", steps={"x": step("alfa")}),
    }
    written = agency({"bidang": unit()}, positions=positions, services=services)
    names = compiled(written).names
    assert names["unit"] == ("bidang", "dinas")
    assert names["position"] == ("alfa", "zeta")
    assert names["staff"] == ("alfa/1", "zeta/1", "zeta/2")
    assert names["service"] == ("akta", "kk")
    assert names["step"] == ("akta/x", "kk/a", "kk/x")
    assert names["kind"] == ("b", "z")
    assert names["site"] == ()
    backwards = {
        **written,
        "services": dict(reversed(services.items())),
        "positions": dict(reversed(positions.items())),
    }
    assert compiled(backwards).names == names


def test_a_step_has_its_uid_by_its_name_and_an_approval_by_its_level():
    units = {"dinas": {"title": "Dinas", "level": "dinas"}, "bidang": unit(level="bidang")}
    positions = {"juru": post("bidang"), "kabid": post("bidang", head=True), "kadis": post("dinas", head=True)}
    steps = {"periksa": step("juru"), "paraf": {"work": exactly("1 min"), "approval": {"to": "dinas"}}}
    tasks, _ = only_phase(
        agency(units, positions=positions, services={"a": service(steps=steps)}, levels=["dinas", "bidang"])
    )
    assert {name: task.uid for name, task in tasks.items()} == {
        "a/periksa": uid("step:a/periksa"),
        "a/paraf/bidang": uid("approval:a/paraf/bidang"),
        "a/paraf/dinas": uid("approval:a/paraf/dinas"),
    }
    assert tasks["a/paraf/dinas"].category is Category.APPROVAL


def test_equal_work_shares_one_table_and_equal_hours_one_clock():
    services = {
        "a": service(steps={"x": step("loket"), "y": step("loket"), "z": step("loket", "11 min")}),
        "b": service(steps={"x": step("lain")}),
    }
    tasks, network = only_phase(agency(positions={**LOKET, "lain": post("dinas")}, services=services))
    assert tasks["a/x"].table is tasks["a/y"].table is tasks["b/x"].table
    assert tasks["a/z"].table is not tasks["a/x"].table
    assert network.clocks[0] is network.clocks[1]


def test_work_that_is_not_described_takes_its_spread_from_the_assumptions():
    written = agency(positions=LOKET, services={"a": service(steps={"x": {"by": "loket", "work": "10 min"}})})
    tables = [only_phase(written, **{"work.scv": scv})[0]["a/x"].table for scv in (0.2, 1.5)]
    assert tables[0].main[4000] < tables[1].main[4000]
    assert tables[0].mean_ticks == tables[1].mean_ticks == 600


def test_shares_of_choices_add_up_and_the_last_takes_the_rest():
    steps = {
        "pilah": step(
            "loket",
            choices=[{"to": "a", "share": "20 %"}, {"to": "b", "share": "30 %"}, {"to": "c", "share": "50 %"}],
            returns={"share": "10 %", "to": "pilah"},
        ),
        "a": step("loket", then="done"),
        "b": step("loket", then="done"),
        "c": step("loket"),
    }
    tasks, network = only_phase(agency(positions=LOKET, services={"s": service(steps=steps)}))
    first = tasks["s/pilah"]
    assert [choice.below for choice in first.choices] == [threshold(0.2), threshold(0.5), 1 << 32]
    assert [network.names["step"][choice.to] for choice in first.choices] == ["s/a", "s/b", "s/c"]
    assert (first.rework_below, first.rework_to) == (threshold(0.1), first.code)
    assert tasks["s/a"].next == tasks["s/c"].next == DONE


def test_who_passes_a_fork_by_attribute_goes_on_at_its_last_choice():
    steps = {
        "pilah": step("loket", only_for="rumit", choices=[{"to": "a", "share": "20 %"}, {"to": "b"}]),
        "a": step("loket", then="done"),
        "b": step("loket"),
    }
    tasks, network = only_phase(
        agency(positions=LOKET, services={"s": service(steps=steps, attributes={"rumit": "50 %"})})
    )
    assert tasks["s/pilah"].condition == Condition(has=1)
    assert network.names["step"][tasks["s/pilah"].next] == "s/b"


def test_attributes_of_a_later_phase_come_after_those_before():
    steps = {"x": step("loket", only_for="m"), "y": step("loket")}
    written = agency(positions=LOKET, services={"s": service(steps=steps, attributes={"m": "50 %", "z": "50 %"})})
    change = {"operation": "change_procedure", "service": "s", "drop": ["y"], "only_for": "a", "share": "30 %"}
    network = compiled(written, [{"on": day(1), "do": [change]}])
    assert network.attributes["s"] == ("m", "z", "a")
    assert [phase.start for phase in network.phases] == [-(1 << 62), DAY * MINUTE]


def test_absences_are_cut_from_the_clock_and_not_from_the_calendar():
    people = {"loket/1": {"absences": [{"from": day(0), "hours": "09:00-10:00"}]}, "loket/2": {}}
    written = agency(
        positions={"loket": post("dinas", 2, people=people)},
        services={"a": service(steps={"x": step("loket")})},
        calendar=OFFICE,
    )
    network = compiled(written)
    whole = network.calendars[0]
    assert network.calendars[1] is whole
    assert network.clocks[1] == whole
    assert network.clocks[0].work_between(0, DAY * MINUTE) == 7 * 3600
    assert whole.work_between(0, DAY * MINUTE) == 8 * 3600


def test_dated_absences_of_a_post_are_of_those_who_hold_it_then():
    absences = [{"from": day(n)} for n in (0, 2, 4)]
    written = agency(
        positions={"lama": post("dinas", 2, absences=[{"from": day(1)}]), "baru": post("dinas", absences=absences)},
        services={"a": service(steps={"x": step("lama"), "y": step("baru")})},
        calendar=OFFICE,
    )
    move = {"operation": "move_staff", "from_position": "lama", "count": 1, "to_position": "baru"}
    network = compiled(written, [{"on": day(3), "do": [move]}])
    mover = network.clocks[network.names["staff"].index("lama/2")]
    worked = [mover.work_between(n * DAY * MINUTE, (n + 1) * DAY * MINUTE) // 3600 for n in range(6)]
    assert worked == [8, 0, 8, 8, 0, 8]


def test_a_person_who_moves_keeps_the_hours_of_the_new_post_from_then_on():
    written = agency(
        positions={"siang": post("dinas", 2), "pagi": post("dinas", calendar="pagi")},
        services={"a": service(steps={"x": step("siang"), "y": step("pagi")})},
        calendar=OFFICE,
        calendars={"pagi": {"hours": {"mon-sun": "06:00-09:00"}, "holidays": "none"}},
    )
    move = {"operation": "move_staff", "from_position": "siang", "count": 1, "to_position": "pagi"}
    network = compiled(written, [{"on": day(1), "do": [move]}])
    mover = network.clocks[network.names["staff"].index("siang/2")]
    assert [mover.work_between(n * DAY * MINUTE, (n + 1) * DAY * MINUTE) for n in range(3)] == [28800, 10800, 10800]
    positions = [network.names["position"][p.position_of[2]] for p in network.phases]
    assert positions == ["siang", "pagi"]


def test_people_who_are_not_there_in_a_phase_have_no_home_in_it():
    written = agency(positions=LOKET, services={"a": service(steps={"x": step("loket")})})
    hire = {"operation": "change_posts", "position": "loket", "add": 1}
    network = compiled(written, [{"on": day(1), "do": [hire]}])
    before, after = network.phases
    assert sorted(before.unit_of) == [-1, 0]
    assert after.unit_of == (0, 0)
    assert [len(phase.tasks[0].own[-1]) for phase in network.phases] == [1, 2]


def test_helpers_are_those_of_the_helping_units_who_have_the_skill():
    positions = {
        "penilai": post("kiri"),
        "pembantu": post("kanan", 2, skills={"penilai": 0.8}),
        "lain": post("kanan"),
        "jauh": post("dinas", skills={"penilai": 1}),
    }
    written = agency(
        {"kiri": unit(), "kanan": unit()},
        positions=positions,
        services={"a": service(steps={"x": step("penilai")})},
        help=[{"helper": "kanan", "helped": "kiri"}],
    )
    tasks, network = only_phase(written)
    task = tasks["a/x"]
    staff = network.names["staff"]
    assert [staff[server.staff] for server in task.own[-1]] == ["penilai/1"]
    assert [(staff[s.staff], s.level, s.ppm) for s in task.helpers[-1]] == [
        ("pembantu/1", 800_000, 1_250_000),
        ("pembantu/2", 800_000, 1_250_000),
    ]


def test_an_attended_step_that_can_never_fit_is_refused():
    steps = {"x": step("loket", "5 jam", attended=True)}
    calendar = {"hours": {"mon-fri": "08:00-12:00, 13:00-16:00"}, "holidays": "none"}
    written = agency(positions=LOKET, services={"a": service(steps=steps)}, calendar=calendar)
    with pytest.raises(InputError, match="longer than the office is ever open") as caught:
        compiled(written)
    assert caught.value.faults[0].path == ("agency", "services", "a", "steps", "x", "attended")
    fits = {**written, "services": {"a": service(steps={"x": step("loket", "4 jam", attended=True)})}}
    assert compiled(fits)


@settings(max_examples=40)
@given(organisations_and_plans(max_units=12))
def test_every_way_leads_somewhere_and_every_server_exists(drawn):
    organisation, plan = drawn
    network = compile_network(
        [(0, organisation), *((n, organisation) for n, _ in enumerate(plan, start=1))],
        origin=MONDAY,
        last=MONDAY,
        assumptions=Assumptions(),
    )
    staff = range(len(network.names["staff"]))
    for phase in network.phases:
        for code, task in phase.tasks.items():
            ways = {task.next, *task.parallel, *(choice.to for choice in task.choices)}
            ways |= {task.rework_to} if task.rework_below else set()
            assert task.code == code
            assert ways <= phase.tasks.keys() | {DONE}
            for servers in (*task.own.values(), *task.helpers.values(), *task.deputies.values()):
                assert [s.staff for s in servers] == sorted({s.staff for s in servers} & set(staff))
                assert all(s.ppm > 0 and s.level > 0 for s in servers)
            assert task.category is Category.EXTERNAL or any(task.own.values()) or any(task.helpers.values())
            assert np.all(np.diff(task.table.main) >= 0)
    assert len({task.uid for task in network.phases[0].tasks.values()}) <= len(network.names["step"])
