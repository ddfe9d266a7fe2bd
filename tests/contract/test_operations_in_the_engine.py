"""What every operation owes to a run: nothing before its date is touched, and a dose of nothing does nothing."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter

from orgsim.restructuring.operation import OPERATIONS
from orgsim.restructuring.plan import PlanStep
from orgsim.scenario.scenario import Scenario
from orgsim.simulation.log import Log
from orgsim.simulation.simulate import Study, prepare, run
from tests.samples import AGENCY

ON = "2026-01-19"
EVERY = pytest.mark.parametrize("cls", OPERATIONS.values(), ids=tuple(OPERATIONS))
READ = TypeAdapter(tuple[PlanStep, ...]).validate_python

SCENARIO = Scenario.model_validate(
    {
        "title": "Contoh",
        "agency": AGENCY,
        "demand": {"kk": {"per_day": 12}, "akta-lahir": {"per_day": 6}},
        "run": {
            "from": "2026-01-05",
            "settle_before_change": "2 weeks",
            "observe": "2 weeks",
            "max_drain": "5 hari kerja",
        },
    }
)


def played(*operations: dict[str, Any]) -> tuple[Study, Log]:
    """Run the sample agency with operations on one date."""
    plan = READ([{"on": ON, "do": list(operations)}]) if operations else ()
    study = prepare(SCENARIO, "trial", plan=plan)
    return study, run(study, 0)


@cache
def as_is() -> tuple[Study, Log]:
    return played()


@cache
def only_renamed() -> Log:
    return played({"operation": "rename_unit", "unit": "sekretariat", "title": "Bagian Umum"})[1]


def rows(log: Log, table: str, chosen: np.ndarray, without: tuple[str, ...] = ()) -> list[tuple[Any, ...]]:
    """Chosen rows, with ids in place of codes, in an order that only depends on what they say."""
    columns = [values[chosen].tolist() for name, values in log.decoded(table).items() if name not in without]
    return sorted(zip(*columns, strict=True))


@EVERY
def test_nothing_before_its_date_is_touched(cls):
    """What was done by then is the same in every column, and what was begun was begun the same way."""
    (study, log), (_, before) = played({"operation": cls.name, **cls.example}), as_is()
    change = study.change
    assert study.date(change).isoformat() == ON
    assert len(rows(before, "visits", before.visits["finished"] < change)) > 300
    pairs = []
    for one in (log, before):
        started, finished = one.visits["started"], one.visits["finished"]
        done, begun = (finished != -1) & (finished < change), (started != -1) & (started < change)
        closed = (one.cases["finished"] != -1) & (one.cases["finished"] < change)
        come = one.cases["arrived"] < change
        outcome = ("finished", "outcome", "wrong", "complaint_class")
        pairs.append(
            (
                rows(one, "visits", done),
                rows(one, "visits", begun, ("finished", "suspended")),
                rows(one, "cases", closed),
                rows(one, "cases", come, outcome),
            )
        )
    assert pairs[0] == pairs[1]


@EVERY
def test_the_same_citizens_come(cls):
    """Arrivals know nothing of the structure; only what was promised to them may differ."""
    (study, log), (_, before) = played({"operation": cls.name, **cls.example}), as_is()
    mine, theirs = (one.cases["arrived"] < study.end for one in (log, before))
    for column in ("key", "arrived"):
        assert log.cases[column][mine].tolist() == before.cases[column][theirs].tolist()


NOTHING = [
    {"operation": "split_unit", "unit": "pendaftaran", "into": "zzz", "title": "Kosong"},
    {"operation": "split_unit", "unit": "pendaftaran", "into": "baru", "title": "Kosong",
     "new_posts": {"baru": {"from_position": "loket", "headcount": 0}}},
    {"operation": "add_unit", "unit": "baru", "title": "Kosong", "reports_to": "dinas",
     "new_posts": {"baru": {"title": "Baru", "headcount": 0}}},
    {"operation": "move_unit", "unit": "tim-identitas", "reports_to": "pendaftaran"},
    {"operation": "reassign_duty", "duty": "verifikasi", "to_unit": "sekretariat", "share": "0 %"},
    {"operation": "clarify_duties", "owners": {"laporan": "sekretariat"}},
    {"operation": "change_promise", "promise": "1 hari kerja"},
    {"operation": "change_hours", "hours": {}},
    {"operation": "change_hours", "calendar": "sama", "hours": {}, "units": ["dinas"]},
    {"operation": "flexible_pool", "units": ["pendaftaran", "sekretariat"], "posts": [["loket", "arsiparis"]],
     "count": 0},
    {"operation": "move_staff", "from_position": "loket", "count": 0, "to_position": "arsiparis"},
    {"operation": "change_posts", "position": "loket"},
    {"operation": "cross_train", "positions": ["loket"], "count": 0, "work_of": ["arsiparis"]},
    {"operation": "change_rule", "services": ["kk"], "priority": 5},
    {"operation": "change_approval", "services": ["kk"], "to": "dinas"},
    {"operation": "restore"},
]  # fmt: skip


@pytest.mark.parametrize("nothing", NOTHING, ids=lambda written: written["operation"])
def test_a_dose_of_nothing_gives_the_log_of_no_operation_bit_for_bit(nothing):
    _, log = played(nothing)
    assert log.equals(only_renamed())
    assert all_in_one_phase(log).equals(all_in_one_phase(as_is()[1]))


def all_in_one_phase(log: Log) -> Log:
    return replace(log, visits={**log.visits, "phase": np.zeros_like(log.visits["phase"])})


def test_an_empty_unit_is_removed_without_a_trace():
    empty = {"operation": "add_unit", "unit": "kosong", "title": "Kosong", "reports_to": "pendaftaran"}
    _, log = played(empty, {"operation": "remove_unit", "unit": "kosong"})
    assert log.equals(only_renamed())
