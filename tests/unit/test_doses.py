"""More of an operation moves what it is meant to move the way that theory says: same citizens, two doses or three."""

from __future__ import annotations

from itertools import pairwise
from math import fsum
from typing import Any

import pytest
from pydantic import TypeAdapter

from orgsim.analysis.kpi import KPIS
from orgsim.analysis.observation import Observation
from orgsim.analysis.windows import windows_of
from orgsim.restructuring.operation import OPERATIONS
from orgsim.restructuring.plan import PlanStep
from orgsim.scenario.scenario import Scenario
from orgsim.simulation.simulate import prepare, run

ON = "2026-01-12"
REPLICATIONS = 3
_READ = TypeAdapter(tuple[PlanStep, ...]).validate_python


def work(mean: str) -> dict[str, Any]:
    return {"mean": mean, "scv": 1, "family": "exponential", "basis": "observed"}


def post(unit: str, **more: Any) -> dict[str, Any]:
    return {"title": "Jabatan", "unit": unit, **more}


def service(*steps: tuple[str, dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"title": "Layanan", "steps": dict(steps), **more}


UNITS = {
    "dinas": {"title": "Dinas", "level": "dinas"},
    "muka": {"title": "Muka", "reports_to": "dinas", "level": "bidang"},
    "belakang": {"title": "Belakang", "reports_to": "dinas", "level": "bidang"},
    "tim": {"title": "Tim", "reports_to": "belakang", "level": "tim"},
}
POSTS = {
    "kepala": post("dinas", head=True),
    "kabid": post("belakang", head=True),
    "ketua": post("tim", head=True),
    "loket": post("muka", headcount=4),
    "meja": post("belakang", headcount=4),
}
SERVICES = {
    "satu": service(("terima", {"by": "loket", "work": work("30 min")}), promise="1 hari kerja"),
    "dua": service(("terima", {"by": "loket", "work": work("30 min")}), promise="1 hari kerja"),
    "tiga": service(("proses", {"by": "meja", "work": work("30 min")}), promise="1 hari kerja"),
}
"""Four staff at the counter with a load of 0.75 each day, four at the back with half of that."""


def office(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Kantor",
        "calendar": {"hours": {"mon-sun": "08:00-16:00"}, "holidays": "none"},
        "levels": ["dinas", "bidang", "tim"],
        "units": UNITS,
        "positions": POSTS,
        "services": SERVICES,
        "switching": {"default": "0 min"},
        "hand_over": {"work": "0 min", "delay": "0 hari kerja"},
        **changes,
    }


def measured(agency: dict[str, Any], plan: tuple[dict[str, Any], ...], kpi: str, per_day: float = 24) -> float:
    """Mean of a KPI over replications, from the change to the end."""
    demand = {name: {"per_day": per_day} for name in agency["services"]}
    settings = {
        "from": "2026-01-05",
        "settle_before_change": "1 week",
        "observe": "3 weeks",
        "max_drain": "15 hari kerja",
    }
    scenario = Scenario.model_validate({"title": "Uji", "agency": agency, "demand": demand, "run": settings})
    study = prepare(scenario, "trial", plan=_READ([{"on": ON, "do": list(plan)}] if plan else []))
    (whole,) = (window for window in windows_of(study) if window.name == "whole")
    found = [KPIS[kpi]().measure(Observation(study, run(study, n), whole))["all"] for n in range(REPLICATIONS)]
    values = [value for value in found if value is not None]
    assert len(values) == REPLICATIONS
    return fsum(values) / REPLICATIONS


def split(count: int) -> dict[str, Any]:
    new = {"loket-dua": {"from_position": "loket", "headcount": count, "takes": {"dua": ["terima"]} if count else {}}}
    return {"operation": "split_unit", "unit": "muka", "into": "muka-dua", "title": "Muka dua", "new_posts": new}


def added(count: int) -> dict[str, Any]:
    new = {"loket-dua": {"title": "Loket", "headcount": count, "takes": {"dua": ["terima"]}}}
    return {"operation": "add_unit", "unit": "muka-dua", "title": "Muka dua", "reports_to": "dinas", "new_posts": new}


def lent(count: int) -> dict[str, Any]:
    units, posts = ["muka", "belakang"], [["loket", "meja"]]
    return {"operation": "flexible_pool", "units": units, "posts": posts, "count": count, "skill_gap": 1}


def reassigned(gap: float) -> dict[str, Any]:
    return {"operation": "reassign_service", "services": ["dua"], "posts": {"loket": "meja"}, "skill_gap": gap}


def hours(until: int) -> dict[str, Any]:
    return {"operation": "change_hours", "hours": {"hours": {"mon-sun": f"08:00-{until}:00"}, "holidays": "none"}}


def promise(days: int) -> dict[str, Any]:
    return {"operation": "change_promise", "promise": f"{days * 2} jam"}


def moved(above: str) -> dict[str, Any]:
    return {"operation": "move_unit", "unit": "tim", "reports_to": above}


PAPERS = office(
    hand_over={"work": "0 min", "delay": "1 hari kerja"},
    positions={**POSTS, "juru": post("tim", headcount=2)},
    services={
        "satu": service(
            ("terima", {"by": "loket", "work": work("10 min")}),
            ("olah", {"by": "juru", "work": work("10 min")}),
            ("setuju", {"approval": {"to": "dinas"}, "work": work("2 min")}),
        )
    },
)
"""Papers go from the front to a team at the back, and up its line for approval; dispositions take a day each."""
DUTIES = office(
    duties={
        "pelayanan": {"text": "Pelayanan", "hours_per_year": {"muka": "100 jam", "belakang": "100 jam"}},
        "laporan": {"text": "Laporan", "hours_per_year": {"muka": "800 jam", "belakang": "800 jam"}, "fixed": True},
    },
    misrouting={"share": "30 %", "work": "10 min"},
    services={
        **SERVICES,
        "satu": service(
            ("terima", {"by": "loket", "duty": "pelayanan", "work": work("30 min")}), promise="1 hari kerja"
        ),
    },
)
"""Front and back write the same reports, and cases of one service stray to the back."""


def clarified(saved: int) -> dict[str, Any]:
    owners = {"pelayanan": "muka", "laporan": "belakang"}
    return {"operation": "clarify_duties", "owners": owners, "saved_share": f"{saved} %"}


def duty_moved(duty: str, share: int) -> dict[str, Any]:
    giver, taker = ("muka", "belakang") if duty == "laporan" else ("belakang", "muka")
    return {
        "operation": "reassign_duty", "duty": duty, "from_unit": giver, "to_unit": taker, "share": f"{share} %",
    }  # fmt: skip


DOSES = [
    ("split_unit", "rises", office(), [(split(0),), (split(2),)]),
    ("add_unit", "falls", office(), [(), (added(3),), (added(5),)]),
    ("flexible_pool", "falls", office(), [(lent(0),), (lent(2),), (lent(4),)]),
    ("reassign_service", "rises", office(), [(reassigned(1.0),), (reassigned(1.15),), (reassigned(1.3),)]),
    ("change_hours", "falls", office(), [(hours(16),), (hours(18),), (hours(20),)]),
    ("change_promise", "rises", office(), [(promise(1),), (promise(2),), (promise(4),)]),
    ("clarify_duties", "falls", DUTIES, [(), (clarified(0),), (clarified(50),), (clarified(100),)]),
    ("reassign_duty", "falls", DUTIES, [(duty_moved("pelayanan", 50),), (duty_moved("pelayanan", 100),)]),
    ("move_unit", "rises", PAPERS, [(moved("muka"),), (moved("dinas"),), (moved("belakang"),)]),
    ("remove_unit", "falls", PAPERS, [(), ({"operation": "remove_unit", "unit": "tim"},)]),
    (
        "remove_layer",
        "falls",
        PAPERS,
        [
            (),
            ({"operation": "remove_layer", "level": "tim"},),
            ({"operation": "remove_layer", "level": "tim"}, {"operation": "remove_layer", "level": "bidang"}),
        ],
    ),
]


@pytest.mark.parametrize(("name", "way", "agency", "doses"), DOSES, ids=[dose[0] for dose in DOSES])
def test_a_larger_dose_moves_the_first_of_what_it_affects(name, way, agency, doses):
    values = [measured(agency, plan, OPERATIONS[name].affects[0]) for plan in doses]
    assert all(one < other if way == "rises" else one > other for one, other in pairwise(values)), values


def test_fixed_hours_that_go_to_those_who_have_time_shorten_waits():
    """The front is busier than the back: the more of the reports the back writes, the shorter are waits in all."""
    waits = [measured(DUTIES, (duty_moved("laporan", share),), "waiting_time") for share in (0, 50, 100)]
    assert waits[0] > waits[1] > waits[2]


def test_a_share_of_a_duty_leaves_two_owners_and_cases_stray_as_before():
    doses = [() if share is None else (duty_moved("pelayanan", share),) for share in (None, 0, 50)]
    assert len({measured(DUTIES, plan, "utilisation") for plan in doses}) == 1
