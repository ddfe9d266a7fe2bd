"""A complaints division, dedicated or with help; things that arrive; signatures at fixed times, or not."""

from __future__ import annotations

from typing import Any

import pytest

from orgsim.errors import OperationError
from orgsim.organisation.checks import faults
from orgsim.restructuring.operations.add_complaints_division import AddComplaintsDivision
from orgsim.restructuring.operations.change_approval import ChangeApproval
from orgsim.restructuring.operations.change_supply import ChangeSupply
from tests.samples import AGENCY, ON, sample


def office(**more: Any):
    """The sample office, with complaints that the verifiers handle beside their own work."""
    service = {
        "title": "Pengaduan",
        "steps": {
            "tangani": {"by": "verifikator-pendaftaran", "work": "40 min"},
            "paraf": {"work": "2 min", "approval": {"to": "dinas"}},
            "jawab": {"by": "verifikator-pendaftaran", "work": "5 min"},
        },
    }
    services = {**AGENCY["services"], "pengaduan": service}
    return sample(services=services, complaints={"service": "pengaduan"}, chasing={"by": "loket"}, help=[], **more)


def division(**more: Any) -> AddComplaintsDivision:
    written = {
        "unit": "pengaduan",
        "title": "Bidang Pengaduan",
        "reports_to": "dinas",
        "post": "petugas-pengaduan",
        "post_title": "Petugas pengaduan",
        "staff_from": {"verifikator-pendaftaran": 1},
    }
    return AddComplaintsDivision.model_validate(written | more)


def able(organisation, unit, skill):
    return {id for id, member in organisation.staff.items() if member.unit == unit and skill in member.skills}


def test_a_dedicated_division_takes_the_steps_of_complaints_and_does_nothing_else():
    before = office()
    after = division().apply(before, on=ON)
    assert faults(after.agency) == []
    steps = after.services["pengaduan"].steps
    assert {name: step.by for name, step in steps.items()} == {
        "tangani": "petugas-pengaduan", "paraf": None, "jawab": "petugas-pengaduan",
    }  # fmt: skip
    assert after.owner("pengaduan", "tangani") == "pengaduan"
    assert after.staff["verifikator-pendaftaran/2"].position == "petugas-pengaduan"
    assert able(after, "pengaduan", steps["tangani"].skill) == {"verifikator-pendaftaran/2"}
    assert after.agency.help == ()
    assert after.agency.chasing.by == "loket"
    assert after.units["pengaduan"].level == "bidang"
    assert len(after.staff) == len(before.staff)
    assert [str(note) for note in division().notes(before, on=ON)]


@pytest.mark.parametrize(
    ("ways", "rules"),
    [
        ("from_line", [("pendaftaran", "pengaduan")]),
        ("to_line", [("pengaduan", "pendaftaran")]),
        ("both", [("pendaftaran", "pengaduan"), ("pengaduan", "pendaftaran")]),
    ],
)
def test_with_help_the_others_know_the_work(ways, rules):
    after = division(help=ways, help_above=2).apply(office(), on=ON)
    assert [(rule.helper, rule.helped, rule.above) for rule in after.agency.help] == [(*pair, 2) for pair in rules]
    skill = after.services["pengaduan"].steps["tangani"].skill
    assert able(after, "pendaftaran", skill) == {"verifikator-pendaftaran/1"}
    assert "verifikator-pendaftaran" in after.staff["verifikator-pendaftaran/2"].skills or ways == "from_line"


def test_staff_from_outside_and_from_other_posts_learn_the_work():
    after = division(staff_from={"arsiparis": 1}, hire=2, skill_gap=1.25, answers_questions=True).apply(office(), on=ON)
    skill = after.services["pengaduan"].steps["tangani"].skill
    assert sorted(after.positions["petugas-pengaduan"].people) == [
        "arsiparis/2", "petugas-pengaduan/20260701-1", "petugas-pengaduan/20260701-2",
    ]  # fmt: skip
    assert after.staff["arsiparis/2"].skills[skill] == pytest.approx(0.8)
    assert after.positions["petugas-pengaduan"].monthly_cost == after.positions["arsiparis"].monthly_cost
    assert after.agency.chasing.by == "petugas-pengaduan"


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"staff_from": {}}, "staff_from", "has no staff"),
        ({"staff_from": {"arsiparis": 3}}, "staff_from.arsiparis", "has 2 holders only"),
        ({"unit": "dinas"}, "unit", "already"),
        ({"post": "loket"}, "post", "already"),
        ({"takes": {"pengaduan": ["paraf"]}}, "takes.pengaduan[0]", "is done by no post"),
        ({"takes": {"pengaduan": ["x"]}}, "takes.pengaduan[0]", 'no step "x"'),
    ],
)
def test_what_does_not_fit_is_told_at_its_field(more, field, words):
    with pytest.raises(OperationError) as caught:
        division(**more).apply(office(), on=ON)
    assert [(fault.dotted_path(), words in str(fault)) for fault in caught.value.faults] == [(field, True)]


def test_an_agency_that_knows_no_complaints_is_asked_which_steps():
    with pytest.raises(OperationError, match="knows no complaints"):
        division().apply(sample(), on=ON)
    with pytest.raises(OperationError, match="nobody asks"):
        division(takes={"kk": ["arsip"]}, answers_questions=True).apply(sample(), on=ON)


def test_supplies_arrive_and_equipment_is_bought():
    written = {"more": {"blangko": 500}, "deliveries": {"blangko": [{"amount": 90, "on": "2026-08-01"}]}}
    after = ChangeSupply.model_validate(written | {"equipment": {"pencetak-kartu": 5}}).apply(sample(), on=ON)
    arriving = [(d.amount, d.on.isoformat()) for d in after.agency.supplies["blangko"].deliveries]
    assert arriving == [(90, "2026-08-01"), (500, "2026-07-01")]
    assert after.agency.supplies["blangko"].stock == 400
    assert after.agency.equipment["pencetak-kartu"].count == 5
    nothing = ChangeSupply.model_validate({"more": {"blangko": 0}, "equipment": {"pencetak-kartu": 2}})
    assert nothing.apply(sample(), on=ON).agency == sample().agency


@pytest.mark.parametrize(
    ("written", "field", "words"),
    [
        ({}, "", "nothing is changed"),
        ({"more": {"blanko": 1}}, "more.blanko", 'Did you mean "blangko"?'),
        ({"equipment": {"pencetak": 1}}, "equipment.pencetak", "there is no equipment"),
        ({"deliveries": {"blangko": [{"amount": 1, "on": "2026-01-01"}]}}, "deliveries.blangko[0].on", "before the"),
    ],
)
def test_what_cannot_be_supplied_is_told(written, field, words):
    with pytest.raises(OperationError) as caught:
        ChangeSupply.model_validate(written).apply(sample(), on=ON)
    assert [(fault.dotted_path(), words in str(fault)) for fault in caught.value.faults] == [(field, True)]


def test_signatures_at_fixed_times_come_and_go():
    fixed = ChangeApproval.model_validate({"session": {"at": "14:00", "most": 150}, "services": ["kk"]})
    held = fixed.apply(sample(), on=ON)
    assert held.services["kk"].steps["paraf"].session.most == 150
    assert held.services["akta-lahir"].steps["tanda-tangan"].session is None
    free = ChangeApproval.model_validate({"without": ["session"], "deputy": "kabid-pendaftaran"}).apply(held, on=ON)
    assert free.services["kk"].steps["paraf"].session is None
    assert free.services["kk"].steps["paraf"].approval.deputy == "kabid-pendaftaran"
    both = ChangeApproval.model_validate({"session": {"at": "14:00"}, "without": ["session"]})
    with pytest.raises(OperationError, match="given and taken away"):
        both.apply(sample(), on=ON)
