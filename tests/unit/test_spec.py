"""The base of everything written: closed, frozen, documented; what people write goes in and comes out."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, TypeAdapter, ValidationError, model_validator

from orgsim import spec
from orgsim.errors import Fault, message
from orgsim.measures import CalendarTime, Frequency, WorkingTime
from orgsim.spec import (
    Count,
    Date,
    Delay,
    Effort,
    Factor,
    Growth,
    Level,
    LocalisedText,
    Money,
    Period,
    Promise,
    Rate,
    Share,
    SkillId,
    Spec,
    StaffId,
    Text,
    UnitId,
    Weight,
    documentation,
    faults_of,
    refuse_all,
)


class Room(Spec):
    """A room of every kind of field.

    Examples
    --------
    >>> len("x")
    1
    """

    title: Text
    """Its name."""
    unit: UnitId | None = None
    """Whose it is."""
    work: Effort = 900.0
    """Work in it."""
    promise: Promise | None = None
    """Promise."""
    period: Period | None = None
    """Period."""
    delay: Delay = WorkingTime(days=1)
    """Delay."""
    share: Share = 0.5
    """Share."""
    growth: Growth | None = None
    """Growth."""
    money: Money | None = None
    """Money."""
    rate: Rate | None = None
    """Rate."""
    factor: Factor = 1.0
    """Factor."""
    weight: Weight = 0.0
    """Weight."""
    skills: dict[SkillId, Level] = Field(default_factory=dict)
    """Levels by skill."""
    people: tuple[StaffId, ...] = ()
    """Who is in it."""
    seats: Count = 0
    """Seats."""
    open: Date | None = None
    """Since when."""


WRITTEN = {
    "title": {"id": "Ruang", "en": "Room"},
    "unit": "tata-usaha",
    "work": "20 min",
    "promise": "3 working days",
    "period": "6 months",
    "delay": "2 weeks",
    "share": "12 %",
    "growth": "-4 %/year",
    "money": "Rp 4.5 juta",
    "rate": "30 per working day",
    "factor": 1.3,
    "weight": 0.0,
    "skills": {"verifikator": 1.2},
    "people": ["verifikator/2"],
    "seats": 3,
    "open": "2026-07-01",
}


def faults(cls: type[Spec] = Room, **values: object) -> tuple[Fault, ...]:
    with pytest.raises(ValidationError) as caught:
        cls(**({"title": "x"} | values) if cls is Room else values)
    return faults_of(caught.value, known=cls.model_fields)


def test_what_people_write_becomes_plain_values():
    room = Room(**WRITTEN)
    assert (room.work, room.share, room.growth, room.money) == (1200.0, 0.12, -0.04, 4_500_000.0)
    assert room.promise == WorkingTime(days=3)
    assert room.period == CalendarTime(months=6)
    assert room.delay == CalendarTime(days=14)
    assert room.rate == Frequency(30, "working day")
    assert room.open == dt.date(2026, 7, 1)
    assert room.title == LocalisedText("Ruang", "Room")
    assert room.skills == {"verifikator": 1.2}


def test_it_is_written_back_as_people_write_it():
    room = Room(**WRITTEN)
    assert room.model_dump(mode="json") == WRITTEN
    assert Room.model_validate_json(room.model_dump_json()) == room
    assert Room(title="x").model_dump(mode="json", exclude_unset=True) == {"title": "x"}


@given(
    st.builds(
        dict,
        work=st.floats(0, 1e9),
        share=st.floats(0, 1),
        factor=st.floats(0, 1e6, exclude_min=True),
        delay=st.builds(CalendarTime, st.integers(0, 99), st.floats(0, 999), st.floats(0, 1e6)),
        seats=st.integers(0, 10**9),
    )
)
def test_any_value_survives_a_file(values):
    room = Room.from_memory(title="x", **values)
    assert Room.model_validate_json(room.model_dump_json()) == room
    assert {name: getattr(room, name) for name in values} == values


def test_it_is_frozen_and_closed():
    room = Room(title="x")
    with pytest.raises(ValidationError, match="frozen"):
        room.work = 3.0
    (told,) = faults(wrok="15 min")
    assert str(told) == 'wrok: "wrok" is not known here. Did you mean "work"?'


def test_a_changed_copy_is_checked_and_keeps_what_was_unset():
    room = Room(title="x", work="20 min")
    assert room.changed(work=60.0).work == 60.0
    assert room.changed(work="1 min") == room.changed(work=60)
    assert room.changed(share=0.25).model_dump(mode="json", exclude_unset=True) == {
        "title": "x", "work": "20 min", "share": "25 %",
    }  # fmt: skip
    assert room.changed(title=LocalisedText("a", "b")).title.say("en") == "b"
    for wrong in ({"share": 1.5}, {"share": float("nan")}, {"work": -1.0}, {"nothing": 1}, {"seats": 1.5}):
        with pytest.raises(ValidationError):
            room.changed(**wrong)
    assert room == Room(title="x", work="20 min")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("work", 15),
        ("work", "15"),
        ("work", float("nan")),
        ("work", True),
        ("promise", 3),
        ("promise", "3 hari"),
        ("period", "3 hari kerja"),
        ("delay", 1),
        ("share", 0.12),
        ("share", "120 %"),
        ("growth", 0.04),
        ("money", 4_500_000),
        ("rate", 9600),
        ("factor", 0),
        ("factor", -1),
        ("factor", "1.250"),
        ("factor", float("inf")),
        ("weight", -0.1),
        ("skills", {"verifikator": 2.5}),
        ("skills", {"Verifikator": 1}),
        ("unit", "Tata Usaha"),
        ("unit", 3),
        ("people", ["Budi Santoso"]),
        ("people", ["verifikator/dua"]),
        ("seats", -1),
        ("seats", 2.0),
        ("seats", "2"),
        ("seats", True),
        ("open", 20260701),
        ("open", "1 Juli 2026"),
        ("open", dt.datetime(2026, 7, 1, 8)),
        ("title", 2026),
        ("title", "  "),
        ("title", {"id": "a", "fr": "b"}),
        ("title", {}),
    ],
)
def test_what_is_no_measure_is_refused_at_its_place(name, value):
    told = faults(**{name: value})
    assert all(fault.path[0] == name for fault in told)
    assert all(str(fault.message) for fault in told)


def test_all_faults_are_told_at_once():
    told = faults(work=15, share=0.12, wrok=3, skills={"a": 0, "b": 3})
    assert [fault.path for fault in told] == [("work",), ("share",), ("skills", "a"), ("skills", "b"), ("wrok",)]


def test_a_text_in_one_language_serves_for_both():
    assert Room(title="Loket").title.say("en") == "Loket"
    assert Room(title={"id": "Loket"}).title.say("en") == "Loket"
    assert str(Room(title={"en": "Counter", "id": "Loket"}).title) == "Counter"


def test_a_validator_can_point_below_and_tell_several_faults():
    class Pair(Spec):
        """Two."""

        first: int
        second: int

        @model_validator(mode="after")
        def _rising(self) -> Pair:
            if self.second < self.first:
                less = Fault(message("too little"), ("second",), message("Write more"))
                raise refuse_all(less, Fault(message("too much"), ("first",)))
            return self

    told = faults(Pair, first=2, second=1)
    assert [str(fault) for fault in told] == ["second: too little. Write more", "first: too much"]
    (missing,) = faults(Pair, first=2)
    assert str(missing) == '"second" is missing'


def test_the_schema_is_what_people_write():
    properties = Room.model_json_schema()["properties"]
    assert properties["work"]["type"] == "string"
    assert properties["work"]["measured_in"] == "work"
    assert properties["work"]["default"] == "15 min"
    assert properties["share"]["default"] == "50 %"
    assert properties["delay"]["default"] == "1 working day"
    assert properties["work"]["description"] == "Work in it."
    assert properties["unit"]["anyOf"][0]["refers_to"] == "unit"
    assert properties["unit"]["anyOf"][0]["pattern"]
    assert properties["people"]["items"]["refers_to"] == "staff"
    assert properties["seats"]["minimum"] == 0
    assert all("description" in field for field in properties.values())
    assert Room.model_json_schema()["description"] == "A room of every kind of field."


class Hall(Room):
    """A room with something of its own."""

    seats: int = 100
    stage: str | None = None
    """What is played on."""


def test_what_is_said_under_a_field_is_its_documentation_as_far_as_it_was_not_declared_anew():
    said = documentation(Hall)
    assert said["stage"] == "What is played on."
    assert said["work"] == documentation(Room)["work"] == "Work in it."
    assert "seats" in documentation(Room)
    assert "seats" not in said
    assert {name: field.get("description") for name, field in Hall.model_json_schema()["properties"].items()} == {
        name: said.get(name) for name in Hall.model_fields
    }


def test_a_class_inside_a_function_is_documented_and_one_without_source_is_not():
    class Shed(Spec):
        """A shed."""

        tools: int = 1
        """How many."""

    assert documentation(Shed) == {"tools": "How many."}
    made: dict[str, Any] = {"__name__": "nowhere"}
    exec("from orgsim.spec import Spec\nclass Cave(Spec):\n    depth: int\n    'How deep.'", made)
    assert documentation(made["Cave"]) == {}


@pytest.mark.parametrize("name", ["Effort", "Promise", "Period", "Delay", "Share", "Growth", "Money", "Rate"])
def test_the_examples_of_a_schema_are_read_and_fit_its_pattern(name):
    import re

    adapter = TypeAdapter(getattr(spec, name))
    schema = adapter.json_schema()
    for example in schema["examples"]:
        value = adapter.validate_python(example)
        assert re.search(schema["pattern"], example)
        assert re.search(schema["pattern"], adapter.dump_python(value, mode="json"))


def test_the_list_of_public_names_is_complete_and_sorted():
    assert sorted(spec.__all__, key=str) == sorted(set(spec.__all__))
    assert all(hasattr(spec, name) for name in spec.__all__)


def test_whole_numbers_only():
    adapter = TypeAdapter(Annotated[int, Field(ge=1), spec.WHOLE])
    assert adapter.validate_python(3) == 3
    for wrong in (3.0, "3", True, None, 0):
        with pytest.raises(ValidationError):
            adapter.validate_python(wrong)
