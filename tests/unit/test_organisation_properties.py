"""What holds for every organisation, whatever it looks like."""

from __future__ import annotations

from hypothesis import given, settings

from orgsim.organisation.agency import Agency, Position
from orgsim.organisation.checks import faults
from orgsim.organisation.organisation import resolve, staff_order, with_people
from tests.strategies import agencies, organisations

FEW = settings(max_examples=40)


@FEW
@given(agencies())
def test_resolving_is_done_once_and_undone_in_writing(agency):
    organisation = resolve(agency)
    assert faults(organisation.agency) == []
    again = resolve(organisation.agency)
    assert again == organisation
    written = organisation.to_agency()
    assert resolve(written) == organisation
    assert written.model_copy(update={"services": agency.services}) == agency  # but for the kinds, which are named now


@FEW
@given(agencies())
def test_an_agency_is_read_back_from_a_file(agency):
    assert Agency.model_validate_json(agency.model_dump_json()) == agency
    assert Agency.model_validate_json(agency.model_dump_json(exclude_defaults=True)) == agency


@FEW
@given(organisations(max_units=25))
def test_staff_are_those_of_the_posts(organisation):
    staff = organisation.staff
    assert len(staff) == sum(position.headcount for position in organisation.positions.values())
    assert list(staff) == sorted(staff)
    for id, member in staff.items():
        position = organisation.positions[member.position]
        assert id in position.people
        assert member.unit == position.unit
        assert member.skills[member.position] == 1.0
        assert position.skills.items() <= member.skills.items()


@FEW
@given(organisations())
def test_the_line_of_command_is_one_tree(organisation):
    graph = organisation.graph
    assert graph.units == tuple(sorted(organisation.units))
    assert graph.superior(graph.top) is None
    assert graph.layers <= len(graph.units)
    for unit in graph.units:
        line = list(graph.line(unit))
        assert line[0] == unit
        assert line[-1] == graph.top
        assert graph.depth(unit) == len(line) <= graph.layers
        for above in line:
            assert unit in graph.below(above)
            assert graph.common_superior(unit, above) == above
        assert graph.path(unit, unit) == (unit,)
    assert graph.below(graph.top) == graph.units


@FEW
@given(organisations())
def test_everybody_but_the_top_is_somebodys_direct_report(organisation):
    """Spans add up: every unit but the top, and all staff but the heads, report to one head each."""
    graph = organisation.graph
    ordinary = sum(len(p.people) for p in organisation.positions.values() if not p.head)
    assert sum(graph.span(unit) for unit in graph.units) == len(graph.units) - 1 + ordinary
    assert sum(graph.headcount(unit) for unit in graph.units) == len(organisation.staff)


@FEW
@given(organisations(max_units=20))
def test_steps_of_posts_and_approvals_have_an_owner_and_waits_outside_have_none(organisation):
    for service, spec in organisation.services.items():
        for step, fields in spec.steps.items():
            assert (organisation.owner(service, step) is None) == (fields.external is not None)
            if fields.by:
                assert organisation.owner(service, step) == organisation.positions[fields.by].unit


@FEW
@given(organisations(max_units=12))
def test_a_changed_organisation_is_another_one(organisation):
    text = organisation.agency.model_dump_json()
    _ = organisation.staff, organisation.graph, organisation.owners
    fewer = {name: with_people(position, {}) for name, position in organisation.positions.items()}
    changed = organisation.changed(positions=fewer)
    assert len(changed.staff) == 0
    assert organisation.agency.model_dump_json() == text
    assert len(organisation.staff) > 0


def test_holders_are_listed_by_number():
    post = Position(title="Loket", unit="dinas")
    people = (
        resolve(
            Agency.model_validate(
                {
                    "title": "Dinas",
                    "units": {"dinas": {"title": "Dinas"}},
                    "positions": {"loket": {"title": "Loket", "unit": "dinas", "headcount": 11}},
                }
            )
        )
        .positions["loket"]
        .people
    )
    again = with_people(post, dict(sorted(people.items())))
    assert list(again.people) == [f"loket/{n}" for n in range(1, 12)]
    assert again.headcount == 11
    assert staff_order("loket/20260701-2") > staff_order("loket/11")
