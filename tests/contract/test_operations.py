"""Every operation keeps its word; no list of them is kept here."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from orgsim.analysis.agreement.recipes import RECIPES, applied
from orgsim.analysis.kpi import KPIS
from orgsim.errors import Message, OperationError
from orgsim.language import LANGUAGES, say
from orgsim.organisation.agency import Agency
from orgsim.organisation.checks import faults
from orgsim.organisation.organisation import Organisation, resolve
from orgsim.restructuring.difference import difference
from orgsim.restructuring.operation import OPERATIONS, Operation, any_operation
from orgsim.restructuring.operations.restore import recorded_inverse
from orgsim.restructuring.plan import PlanStep, phases
from orgsim.restructuring.quantity import Quantity
from tests.samples import ON, sample
from tests.strategies import organisations, organisations_and_operations

EVERY = pytest.mark.parametrize("cls", OPERATIONS.values(), ids=tuple(OPERATIONS))
RANDOM = pytest.mark.parametrize("name", RECIPES)


def written(organisation: Organisation) -> str:
    return organisation.agency.model_dump_json()


def example_of(cls: type[Operation]) -> Operation:
    return cls.model_validate(dict(cls.example))


@EVERY
def test_it_is_described(cls):
    schema = cls.model_json_schema()
    assert cls.__doc__
    assert cls.__doc__.partition("\n")[0].endswith(".")
    assert [name for name, field in schema["properties"].items() if not field.get("description")] == []
    assert isinstance(cls.caption, Message)
    for language in LANGUAGES:
        assert say(cls.caption, language)


@EVERY
def test_it_is_known_by_its_name(cls):
    assert OPERATIONS[cls.name] is cls
    assert cls.__module__.rpartition(".")[2] == cls.name
    read = TypeAdapter(any_operation()).validate_python({"operation": cls.name, **cls.example})
    assert type(read) is cls


@EVERY
def test_it_moves_what_is_measured(cls):
    assert set(cls.affects) <= set(KPIS)
    assert all(isinstance(quantity, Quantity) for quantity in cls.conserves)


@EVERY
def test_its_example_changes_something_and_fits(cls):
    before = sample()
    after = example_of(cls).apply(before, on=ON)
    assert faults(after.agency) == []
    assert not difference(before, after).empty


@EVERY
def test_it_leaves_the_organisation_before_as_it_was(cls):
    before = sample()
    text, staff = written(before), dict(before.staff)
    example_of(cls).apply(before, on=ON)
    example_of(cls).notes(before, on=ON)
    assert written(before) == text
    assert dict(before.staff) == staff


@EVERY
def test_it_conserves_what_it_says(cls):
    before = sample()
    after = example_of(cls).apply(before, on=ON)
    for quantity in cls.conserves:
        assert quantity.measure(after) == quantity.measure(before), quantity


@EVERY
def test_it_is_read_back_from_a_file(cls):
    operation = example_of(cls)
    for unset in (False, True):
        assert cls.model_validate_json(operation.model_dump_json(exclude_unset=unset)) == operation


@EVERY
def test_every_name_that_refers_to_nothing_is_a_fault_at_its_place(cls):
    """Each name in the example, misspelt, is told at its own field; names that are given there are no faults."""
    operation = example_of(cls)
    for mention in operation.mentions():
        wrong = cls.model_validate(misspelt(dict(cls.example), mention.path, mention.key))
        found = phases(sample(), (PlanStep(on=ON, do=(wrong,)),)).faults
        named = mention.path[:-1] if mention.key else mention.path
        assert any(fault.path[4 : 4 + len(named)] == named for fault in found), mention


def misspelt(example, path, key):
    """The example with one name in it, at a path, that nothing has."""
    head, *rest = path
    if isinstance(example, dict):
        if key and not rest:
            return {"nirgends" if name == head else name: value for name, value in example.items()}
        return {**example, head: misspelt(example[head], rest, key) if rest else "nirgends"}
    return [(misspelt(v, rest, key) if rest else "nirgends") if n == head else v for n, v in enumerate(example)]


@RANDOM
@settings(max_examples=12)
@given(data=st.data())
def test_it_holds_its_word_on_random_organisations(name, data):
    before, operation = data.draw(organisations_and_operations([name], max_units=15))
    text = written(before)
    after = operation.apply(before, on=ON)
    assert written(before) == text
    for quantity in operation.conserves:
        assert quantity.measure(after) == quantity.measure(before), quantity
    assert type(operation).model_validate_json(operation.model_dump_json()) == operation
    assert written(resolve(Agency.model_validate_json(after.to_agency().model_dump_json()))) == written(after)
    assert all(str(sentence) for sentence in difference(before, after).sentences())


@RANDOM
@settings(max_examples=12)
@given(data=st.data())
def test_its_recorded_inverse_gives_the_same_organisation(name, data):
    before, operation = data.draw(organisations_and_operations([name], max_units=15))
    after = operation.apply(before, on=ON)
    inverse = recorded_inverse(before, after)
    again = type(inverse).model_validate_json(inverse.model_dump_json()).apply(after, on=date(2027, 1, 1))
    assert written(again) == written(before)


@RANDOM
@settings(max_examples=12)
@given(data=st.data())
def test_on_another_organisation_it_fits_or_says_why_not(name, data):
    """An operation meant for one organisation never breaks on another: it is applied, or refused with a place."""
    _, operation = data.draw(organisations_and_operations([name], max_units=6))
    other = data.draw(organisations(max_units=4))
    fields = type(operation).model_fields
    for fault in faults_of(operation, other):
        assert str(fault)
        assert not fault.path or fault.path[0] in fields


def faults_of(operation, organisation):
    try:
        operation.apply(organisation, on=ON)
    except OperationError as error:
        return error.faults
    return ()


@settings(max_examples=25)
@given(organisations_and_operations(["rename_unit"], max_units=15))
def test_renaming_is_told_to_be_only_that(drawn):
    before, operation = drawn
    found = difference(before, operation.apply(before, on=ON))
    assert found.renaming_only
    assert not found.empty
    assert difference(before, before).empty


@settings(max_examples=30)
@given(organisations_and_operations([name for name in RECIPES if name != "rename_unit"], max_units=10))
def test_nothing_else_is_told_to_be_renaming(drawn):
    before, operation = drawn
    found = difference(before, operation.apply(before, on=ON))
    assert not found.renaming_only


@pytest.mark.parametrize(
    "nothing",
    [
        {"operation": "move_staff", "from_position": "loket", "count": 0, "to_position": "arsiparis"},
        {"operation": "change_posts", "position": "loket"},
        {"operation": "cross_train", "positions": ["loket"], "count": 0, "work_of": ["arsiparis"]},
        {"operation": "change_rule", "services": ["kk"], "priority": 5},
        {"operation": "change_approval", "services": ["kk"], "to": "dinas"},
        {"operation": "move_unit", "unit": "tim-identitas", "reports_to": "pendaftaran"},
        {"operation": "reassign_duty", "duty": "verifikasi", "to_unit": "sekretariat", "share": "0 %"},
        {"operation": "change_promise", "promise": "1 hari kerja"},
        {"operation": "change_hours", "positions": ["loket"]},
        {"operation": "change_hours", "hours": {}},
        {
            "operation": "flexible_pool",
            "units": ["pendaftaran", "sekretariat"],
            "posts": [["loket", "arsiparis"]],
            "count": 0,
        },
        {"operation": "restore"},
    ],
    ids=lambda written: written["operation"],
)
def test_a_dose_of_nothing_changes_nothing(nothing):
    before = sample()
    after = TypeAdapter(any_operation()).validate_python(nothing).apply(before, on=ON)
    assert written(after) == written(before)


@settings(max_examples=25)
@given(organisations_and_operations(max_units=10))
def test_the_order_of_a_file_does_not_matter(drawn):
    """Units and posts listed in reverse give the same organisation."""
    before, operation = drawn
    agency = before.agency
    backwards = before.changed(
        units=dict(reversed(agency.units.items())), positions=dict(reversed(agency.positions.items()))
    )
    assume(operation.operation != "change_posts" or applied(operation, backwards) is not None)
    one, other = operation.apply(before, on=ON), operation.apply(backwards, on=ON)
    assert one.agency == other.agency
    assert one.staff == other.staff
