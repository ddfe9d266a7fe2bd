"""What is done to carry a change keeps its word on random organisations, and both engines agree on the two cases."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from orgsim.analysis.agreement.differences import first_difference
from orgsim.analysis.agreement.recipes import RECIPES, applied
from orgsim.cli.scenarios import read_scenario
from orgsim.organisation.agency import Agency
from orgsim.organisation.organisation import resolve
from orgsim.restructuring.difference import difference
from orgsim.restructuring.operation import OPERATIONS
from orgsim.simulation.simulate import prepare, run
from tests.samples import ON
from tests.strategies import organisations

ROOT = Path(__file__).resolve().parents[2]


def hours(draw, most=3):
    return f"{draw(st.integers(0, most * 4)) * 15} min"


def whose(draw, office):
    """Posts, units, single employees or everybody; perhaps only some of each."""
    posts = [name for name, post in office.positions.items() if post.people]
    kind = draw(st.sampled_from(("positions", "units", "staff", "all")))
    among = {"positions": posts, "units": list(office.units), "staff": list(office.staff), "all": []}[kind]
    assume(among or kind == "all")
    named = {kind: draw(st.lists(st.sampled_from(among), min_size=1, max_size=3, unique=True))} if among else {}
    return {**named, **({"count": draw(st.integers(0, 2))} if draw(st.booleans()) else {})}


def steps_of(draw, office, kind):
    """Some steps of one service: work or approvals."""
    found = {
        name: [n for n, step in service.steps.items() if (step.approval is not None) == (kind == "approval") and (
            step.approval is not None or step.by is not None)]
        for name, service in office.services.items()
    }  # fmt: skip
    found = {name: steps for name, steps in found.items() if steps}
    assume(found)
    name = draw(st.sampled_from(sorted(found)))
    return {name: [draw(st.sampled_from(found[name]))]}


def share(draw):
    return f"{draw(st.integers(0, 100))} %"


def meeting(draw, office):
    return {**whose(draw, office), "hours_a_week": hours(draw), "weeks": draw(st.integers(1, 6))}


def duties(draw, office):
    assume(office.agency.duties)
    return {"duties": [draw(st.sampled_from(sorted(office.agency.duties)))], "extent": share(draw)}


def filled(draw, office):
    return draw(st.sampled_from(sorted(name for name, post in office.positions.items() if post.people)))


USES: dict[str, Any] = {
    "train_staff": lambda draw, o: {
        **whose(draw, o),
        "course": draw(st.sampled_from(("technical", "managerial", "service", "time_management", "digital"))),
        "hours": hours(draw, 20),
        "groups": draw(st.integers(1, 3)),
        "needs_analysis": draw(st.booleans()),
    },
    "communicate": meeting,
    "involve_staff": meeting,
    "staff_forum": meeting,
    "form_team": lambda draw, o: {
        **meeting(draw, o),
        "title": "Tim",
        "lead": filled(draw, o),
        **({"approves": steps_of(draw, o, "approval")} if draw(st.booleans()) else {}),
    },
    "introduce_system": lambda draw, o: {"steps": steps_of(draw, o, "work"), "success": share(draw)},
    "personnel_system": lambda draw, o: {
        **duties(draw, o),
        "operators": [filled(draw, o)],
        "training_hours": hours(draw, 8),
    },
    "appoint_on_merit": lambda draw, o: {
        "positions": [filled(draw, o)],
        "rule": draw(st.sampled_from(("merit", "seniority", "random"))),
    },
    "support_change": lambda draw, o: {
        "leader": filled(draw, o),
        "level": share(draw),
        "hours_a_week": hours(draw),
        "weeks": draw(st.integers(1, 8)),
    },
    "motivate": lambda draw, o: {
        **whose(draw, o),
        "extent": share(draw),
        "gain": draw(st.sampled_from((-0.1, 0, 0.1))),
    },
    "public_forum": lambda draw, o: {
        **whose(draw, o),
        "services": [draw(st.sampled_from(sorted(o.services)))],
        "meetings": draw(st.integers(0, 6)),
    },
    "special_team": lambda draw, o: {**whose(draw, o), "share": share(draw), "weeks": draw(st.integers(1, 6))},
    "measure_results": lambda draw, o: {"assumption": "dip.depth", "rounds": draw(st.integers(0, 9))},
    "external_funding": lambda draw, o: {"partner": "bank", "amount": f"Rp {draw(st.integers(0, 9))} juta"},
}
"""How to draw a use of each operation on people that has a fair chance to fit."""


def test_every_operation_is_drawn_here_or_there():
    assert set(OPERATIONS) - set(USES) - set(RECIPES) <= {"restore"}


@pytest.mark.parametrize("name", USES)
@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_it_holds_its_word_on_random_organisations(name, data):
    before = data.draw(organisations(max_units=8))
    operation = OPERATIONS[name].model_validate(USES[name](data.draw, before))
    after = applied(operation, before, ON)
    assume(after is not None)
    text = before.agency.model_dump_json()
    for quantity in operation.conserves:
        assert quantity.measure(after) == quantity.measure(before), quantity
    assert type(operation).model_validate_json(operation.model_dump_json()) == operation
    written = after.agency.model_dump_json()
    assert resolve(Agency.model_validate_json(after.to_agency().model_dump_json())).agency.model_dump_json() == written
    assert all(str(sentence) for sentence in (*difference(before, after).sentences(), *operation.notes(before, on=ON)))
    assert operation.reckoned_cost(before, on=ON) >= 0
    assert before.agency.model_dump_json() == text


@pytest.mark.parametrize("place", ["palembang", "semarang"])
@pytest.mark.parametrize("alternative", ["imposed", "supported"])
def test_both_engines_agree_on_the_cases_with_people(place, alternative):
    """A few weeks around the change: absences, paces by week, more rework in the dip."""
    written = read_scenario(ROOT / "scenarios" / place / "people.yaml")
    plans = {name: one.model_copy(update={"route": None}) for name, one in written.alternatives.items()}
    live = plans["imposed"].plan[0].on
    plan = tuple(
        step.model_copy(update={"on": max(step.on, live - dt.timedelta(days=14))}) for step in plans[alternative].plan
    )
    short = type(written.run).model_validate({**SHORT, "from": live - dt.timedelta(days=21)})
    asked = {"alternatives": {alternative: plans[alternative].model_copy(update={"plan": plan})}, "run": short}
    study = prepare(written.model_copy(update=asked), alternative)
    assert study.network.pace
    assert len({phase.structure for phase in study.phases}) < len(study.phases)
    assert not first_difference(run(study, 0, "kernel"), run(study, 0, "reference"))


SHORT = {"settle_before_change": "1 week", "observe": "5 weeks", "max_drain": "5 hari kerja", "seed": 5}
