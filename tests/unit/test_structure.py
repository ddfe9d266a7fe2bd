"""Who approves, how far papers travel."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from orgsim.organisation.agency import Agency
from orgsim.organisation.organisation import resolve
from orgsim.organisation.structure import approval_path, hand_over_edges
from tests.samples import sample
from tests.strategies import organisations


def office(*, heads=("dinas", "bidang", "tim"), by="staf", approval=None, **positions):
    """A line of three units, each with a head called after it; one step, and its approval."""
    posts = {
        "dinas": {"title": "Kadis", "unit": "dinas", "head": True, "headcount": int("dinas" in heads)},
        "bidang": {"title": "Kabid", "unit": "bidang", "head": True, "headcount": int("bidang" in heads)},
        "tim": {"title": "Katim", "unit": "tim", "head": True, "headcount": int("tim" in heads)},
        "staf": {"title": "Staf", "unit": "tim", "headcount": 2},
        "sekretaris": {"title": "Sekretaris", "unit": "sekretariat", "head": True},
        **positions,
    }
    agency = {
        "title": "Dinas",
        "levels": ["dinas", "bidang", "tim"],
        "units": {
            "dinas": {"title": "Dinas", "level": "dinas"},
            "bidang": {"title": "Bidang", "level": "bidang", "reports_to": "dinas"},
            "sekretariat": {"title": "Sekretariat", "level": "bidang", "reports_to": "dinas"},
            "tim": {"title": "Tim", "level": "tim", "reports_to": "bidang"},
        },
        "positions": posts,
        "services": {
            "ktp": {
                "title": "KTP",
                "attributes": {"rutin": "80 %"},
                "steps": {
                    "periksa": {"by": by, "work": "5 min"},
                    "setuju": {"work": "1 min", "approval": {"to": "dinas", **(approval or {})}},
                },
            }
        },
    }
    return resolve(Agency.model_validate(agency))


def approvers(organisation, **options):
    return [a.position for a in approval_path(organisation, "ktp", "setuju", **options)]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ["tim", "bidang", "dinas"]),
        ({"approval": {"to": "bidang"}}, ["tim", "bidang"]),
        ({"approval": {"to": "tim"}}, ["tim"]),
        ({"approval": {"skips": ["bidang"]}}, ["tim", "dinas"]),
        ({"heads": ("dinas", "tim")}, ["tim", "dinas"]),  # a vacant level is passed over
        ({"heads": ("bidang", "tim")}, ["tim", "bidang"]),  # … at the end, too
        ({"by": "tim"}, ["bidang", "dinas"]),  # who did the work does not approve it
        ({"by": "dinas", "heads": ("dinas",), "approval": {"delegate_to": "sekretaris"}}, ["sekretaris"]),
        ({"approval": {"delegate_to": "sekretaris"}}, ["tim", "bidang", "sekretaris"]),
        ({"approval": {"delegate_to": "bidang"}}, ["tim", "bidang"]),
        ({"approval": {"delegate_to": "tim"}}, ["tim"]),
        ({"approval": {"delegate_to": "staf"}}, ["staf"]),
        ({"approval": {"delegate_to": "dinas"}}, ["tim", "bidang", "dinas"]),
        ({"approval": {"to": "bidang", "delegate_to": "sekretaris"}}, ["tim", "sekretaris"]),
        ({"approval": {"delegate_to": "sekretaris", "skips": ["tim", "bidang"]}}, ["sekretaris"]),
    ],
)
def test_who_approves(given, expected):
    assert approvers(office(**given)) == expected


def test_only_cases_of_the_class_go_to_the_delegate():
    organisation = office(approval={"delegate_to": "bidang", "delegate_for": "rutin"})
    assert approvers(organisation, delegated=True) == ["tim", "bidang"]
    assert approvers(organisation, delegated=False) == ["tim", "bidang", "dinas"]
    assert [a.delegate for a in approval_path(organisation, "ktp", "setuju")] == [False, True]


def test_where_the_line_lacks_the_level_the_next_superior_signs():
    """A section right under the agency: what a division signs elsewhere, the agency signs here, or its delegate."""
    units = {
        "dinas": {"title": "Dinas", "level": "dinas"},
        "tim": {"title": "Tim", "level": "tim", "reports_to": "dinas"},
        "bidang": {"title": "Bidang", "level": "bidang", "reports_to": "dinas"},
    }
    for delegation, expected in ({}, ["tim", "dinas"]), ({"delegate_to": "bidang"}, ["tim", "bidang"]):
        organisation = office(approval={"to": "bidang", **delegation})
        moved = resolve(
            Agency.model_validate(
                {
                    **organisation.agency.model_dump(mode="json"),
                    "units": {**units, "sekretariat": {"title": "S", "level": "bidang", "reports_to": "dinas"}},
                }
            )
        )
        path = approval_path(moved, "ktp", "setuju")
        assert [a.position for a in path] == expected
        assert path[-1].level == "dinas"


def test_work_is_not_approved_where_no_approval_is_asked_for():
    assert approval_path(office(), "ktp", "periksa") == ()


def test_an_approval_is_owned_by_the_unit_whose_line_is_climbed():
    organisation = office()
    assert organisation.owner("ktp", "setuju") == organisation.owner("ktp", "periksa") == "tim"


@settings(max_examples=40)
@given(organisations(max_units=15))
def test_approvers_are_heads_on_the_line_in_its_order_and_end_with_the_delegate(organisation):
    for service, spec in organisation.services.items():
        for step, fields in spec.steps.items():
            if fields.approval is None:
                continue
            line = list(organisation.graph.line(organisation.owner(service, step)))
            path = approval_path(organisation, service, step, delegated=False)
            assert [a.unit for a in path] == [unit for unit in line if unit in {a.unit for a in path}]
            assert all(organisation.heads[a.unit] == a.position for a in path)
            delegated = approval_path(organisation, service, step)
            assert len({a.position for a in delegated}) == len(delegated)
            assert delegated[-1].position == (fields.approval.delegate_to or path[-1].position)
            assert {a.position for a in delegated[:-1]} <= {a.position for a in path}


def test_papers_travel_through_the_common_superior():
    organisation = sample()
    assert organisation.graph.path("tim-identitas", "sekretariat") == (
        "tim-identitas",
        "pendaftaran",
        "dinas",
        "sekretariat",
    )
    edges = {(a, b): hand_over_edges(organisation, a, b) for a in organisation.units for b in organisation.units}
    assert edges["tim-identitas", "sekretariat"] == 3
    assert edges["pendaftaran", "pencatatan-sipil"] == 2
    assert edges["pendaftaran", "tim-identitas"] == 1
    assert all(edges[unit, unit] == 0 for unit in organisation.units)


@settings(max_examples=40)
@given(organisations(max_units=15))
def test_the_way_of_papers_is_a_distance(organisation):
    units = sorted(organisation.units)[:6]
    far = {(a, b): hand_over_edges(organisation, a, b) for a in units for b in units}
    for a in units:
        for b in units:
            assert far[a, b] == far[b, a]
            assert (far[a, b] == 0) == (a == b)
            assert all(far[a, c] <= far[a, b] + far[b, c] for c in units)
