"""Plans open phases, and tell all that is wrong with them in one look."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from pydantic import TypeAdapter

from orgsim.assumptions import Assumptions
from orgsim.errors import InputError
from orgsim.organisation.checks import faults
from orgsim.restructuring.operations.restore import recorded_inverse
from orgsim.restructuring.plan import Plan, PlanStep, phases
from tests.samples import sample
from tests.strategies import organisations_and_plans


def plan(*steps):
    """A plan as it stands in a file: pairs of a date and operations."""
    return TypeAdapter(Plan).validate_python([{"on": on, "do": list(operations)} for on, *operations in steps])


def merge(*units, into, **more):
    return {"operation": "merge_units", "units": list(units), "into": into, **more}


def rename(unit, title="Baru"):
    return {"operation": "rename_unit", "unit": unit, "title": title}


def told(*steps):
    return [str(fault) for fault in phases(sample(), plan(*steps)).faults]


def test_each_date_opens_one_phase_in_the_order_of_the_calendar():
    result = phases(
        sample(),
        plan(
            ("2026-09-01", rename("dinas", "Tiga")),
            ("2026-07-01", rename("dinas", "Satu")),
            ("2026-07-01", rename("dinas", "Dua")),
        ),
    )
    assert [phase.on for phase in result.checked()] == [date(2026, 7, 1), date(2026, 9, 1)]
    assert [len(phase.operations) for phase in result.phases] == [2, 1]
    assert [str(phase.organisation.units["dinas"].title) for phase in result.phases] == ["Dua", "Tiga"]


def test_an_empty_plan_has_no_phase():
    assert phases(sample(), ()).checked() == ()


def test_a_date_needs_an_operation():
    with pytest.raises(ValueError, match="do"):
        plan(("2026-07-01",))


def test_every_fault_is_told_at_its_place():
    assert told(
        ("2026-07-01", rename("pendaftaan"), rename("dinas")),
        ("2026-07-01", {"operation": "change_posts", "position": "loket", "remove": 9}),
    ) == [
        'plan[0].do[0].unit: on 2026-07-01, there is no unit "pendaftaan". Did you mean "pendaftaran"?',
        'plan[1].do[0].remove: "loket" has 3 holders only. Write 3 or less',
    ]


def test_a_plan_with_faults_has_no_phases_to_run():
    with pytest.raises(InputError, match="there is no unit"):
        phases(sample(), plan(("2026-07-01", rename("nirgends")))).checked()


def test_a_unit_that_was_merged_away_is_told_with_the_date_and_what_it_became():
    assert told(
        ("2026-07-01", merge("pendaftaran", "pencatatan-sipil", into="adminduk")),
        ("2026-08-01", merge("adminduk", "sekretariat", into="sekretariat")),
        ("2026-09-01", rename("pencatatan-sipil")),
    ) == [
        'plan[2].do[0].unit: on 2026-09-01, there is no unit "pencatatan-sipil" any more: '
        'it became part of "adminduk" on 2026-07-01. Write "sekretariat"'
    ]


def test_a_post_that_was_closed_is_told_with_the_date():
    (fault,) = told(
        ("2026-08-01", merge("pendaftaran", "pencatatan-sipil", into="pendaftaran")),
        ("2026-08-01", {"operation": "change_posts", "position": "kabid-pencatatan", "close": True}),
        ("2026-09-01", {"operation": "cross_train", "positions": ["kabid-pencatatan"], "work_of": ["loket"]}),
    )
    assert fault == (
        'plan[2].do[0].positions[0]: on 2026-09-01, there is no position "kabid-pencatatan" any more: '
        "it was closed on 2026-08-01"
    )


def test_what_builds_on_a_failed_operation_is_marked_and_the_rest_is_checked():
    assert told(
        ("2026-07-01", merge("pendaftaran", "pencatatan", into="adminduk")),
        ("2026-08-01", rename("adminduk"), rename("sekretariat"), rename("sekretarat")),
        ("2026-09-01", merge("adminduk", "sekretariat", "dians", into="besar")),
        ("2026-10-01", rename("besar")),
    ) == [
        'plan[0].do[0].units[1]: on 2026-07-01, there is no unit "pencatatan". Did you mean "pencatatan-sipil"?',
        "plan[1].do[0].unit: this builds on plan[0].do[0], which failed. Mend that one first",
        'plan[1].do[2].unit: on 2026-08-01, there is no unit "sekretarat". Did you mean "sekretariat"?',
        "plan[2].do[0].units[0]: this builds on plan[0].do[0], which failed. Mend that one first",
        'plan[2].do[0].units[2]: on 2026-09-01, there is no unit "dians". Did you mean "dinas"?',
        "plan[3].do[0].unit: this builds on plan[2].do[0], which failed. Mend that one first",
    ]


def test_a_number_that_hangs_on_a_failed_operation_is_not_judged():
    """Whether four may leave a post of three depends on the two who should have come."""
    assert told(
        ("2026-07-01", {"operation": "change_posts", "position": "loket", "add": 2, "remove": 1}),
        ("2026-08-01", {"operation": "change_posts", "position": "loket", "remove": 4}),
    )[1:] == ["plan[1].do[0].remove: this builds on plan[0].do[0], which failed. Mend that one first"]


def test_steps_and_posts_that_a_failed_operation_would_have_made_are_known():
    step = {"by": "verifikatr-pencatatan", "work": "5 min"}
    found = told(
        ("2026-07-01", {"operation": "change_posts", "position": "pusat", "new": {"title": "Pusat", "unit": "x"}}),
        ("2026-07-01", {"operation": "move_staff", "from_position": "loket", "count": 1, "to_position": "pusat"}),
        (
            "2026-07-01",
            {"operation": "change_procedure", "service": "kk", "insert": {"cek": {"after": "terima", "step": step}}},
        ),
        ("2026-07-01", {"operation": "change_procedure", "service": "kk", "drop": ["cek"]}),
        ("2026-07-01", {"operation": "change_procedure", "service": "akta-lahir", "drop": ["cek"]}),
    )
    assert [line.partition(":")[0] for line in found] == [
        "plan[0].do[0].new.unit",
        "plan[1].do[0].to_position",
        "plan[2].do[0].insert.cek.step.by",
        "plan[3].do[0].drop[0]",
        "plan[4].do[0].drop[0]",
    ]
    assert "builds on plan[0].do[0]" in found[1]
    assert "builds on plan[2].do[0]" in found[3]
    assert 'the service has no step "cek"' in found[4]


def test_what_an_operation_would_break_is_its_fault():
    (fault,) = told(("2026-07-01", {"operation": "change_posts", "position": "pencetak", "remove": 1}))
    assert fault.startswith("plan[0].do[0]: this would leave services.kk.steps.cetak.by: nobody holds pencetak")


def test_a_day_off_is_noted_and_accepted():
    result = phases(sample(), plan(("2026-08-17", rename("dinas"))))
    assert [str(note) for note in result.checked()[0].notes] == [
        "2026-08-17 is a day off: the change is felt when the office next opens"
    ]


def test_who_leads_no_unit_any_more_is_noted():
    result = phases(sample(), plan(("2026-07-01", merge("pendaftaran", "pencatatan-sipil", into="pendaftaran"))))
    assert any('"kabid-pencatatan" heads no unit any more' in str(note) for note in result.checked()[0].notes)


@pytest.mark.parametrize(("given", "level"), [(None, None), ("1.25", 0.8), ("1", 1.0)])
def test_assumptions_of_the_scenario_fill_what_is_left_to_the_ledger(given, level):
    train = {"operation": "cross_train", "positions": ["loket"], "work_of": ["arsiparis"]}
    given = None if given is None else Assumptions.model_validate({"skill_gap": float(given)})
    after = phases(sample(), plan(("2026-07-01", train)), given).checked()[0].organisation
    expected = level or 1 / Assumptions()["skill_gap"]
    assert after.staff["loket/2"].skills["arsiparis"] == expected


@settings(max_examples=40)
@given(organisations_and_plans(max_units=20))
def test_a_plan_keeps_every_phase_whole_and_its_recorded_inverse_undoes_it(drawn):
    before, steps = drawn
    text = before.agency.model_dump_json()
    result = phases(before, steps).checked()
    assert [phase.on for phase in result] == sorted({step.on for step in steps})
    assert all(faults(phase.organisation.agency) == [] for phase in result)
    after = result[-1].organisation
    undo = PlanStep(on=date(2028, 1, 3), do=(recorded_inverse(before, after),))
    undo = PlanStep.model_validate_json(undo.model_dump_json())
    again = phases(after, (undo,)).checked()[0].organisation
    assert again.to_agency().model_dump_json() == before.to_agency().model_dump_json()
    assert before.agency.model_dump_json() == text


@settings(max_examples=20)
@given(organisations_and_plans(max_units=12))
def test_a_plan_is_read_back_from_a_file(drawn):
    _, steps = drawn
    adapter = TypeAdapter(Plan)
    assert adapter.validate_json(adapter.dump_json(steps)) == steps
