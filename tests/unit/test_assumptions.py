"""The ledger holds to its own rules; a scenario's values stand in its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

import orgsim
from orgsim.assumptions import Assumption, Assumptions, assumption, ledger
from orgsim.distributions import DISTRIBUTIONS
from orgsim.errors import RegistryError
from orgsim.language import say
from orgsim.measures import CalendarTime, Frequency, WorkingTime
from orgsim.spec import faults_of

SOURCES = (Path(__file__).resolve().parents[2] / "docs" / "sources.md").read_text("utf-8")
LISTED = [name for name in re.findall(r"^\| (\S+) \|", SOURCES, re.MULTILINE) if name != "id"]
NAMES = sorted(ledger())
ENTRY = {
    "id": "a.b", "title": "A", "measured_in": "work", "default": "5 min", "range": ["0 min", "9 min"],
    "basis": "assumed", "source": "a choice", "drives": "all",
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_entry_says_where_it_comes_from(name):
    entry = ledger()[name]
    assert entry.basis != "found" or entry.sources
    assert entry.basis != "assumed" or entry.range is not None
    assert not set(entry.sources) - set(LISTED), "add it to docs/sources.md"
    assert entry.title.id != entry.title.en
    assert entry.drives.id != entry.drives.en


@pytest.mark.parametrize("name", NAMES)
def test_every_source_with_words_has_both_languages(name):
    """Bare ids serve for both; a word in one language only would stay English on an Indonesian page."""
    source = ledger()[name].source
    words = source.en
    for listed in ledger()[name].sources:
        words = words.replace(listed, "")
    assert (source.id == source.en) is (re.search(r"[A-Za-z]", words) is None)
    assert [one for one in LISTED if re.search(rf"\b{one}\b", source.id)] == [
        one for one in LISTED if re.search(rf"\b{one}\b", source.en)
    ], "both name the same sources"
    assert _figures(source.id.replace(".", "").replace(",", ".")) == _figures(source.en.replace(",", ""))


def _figures(text):
    return sorted(float(figure) for figure in re.findall(r"(?<![A-Za-z0-9])[0-9]*\.?[0-9]+", text))


@pytest.mark.parametrize("name", NAMES)
def test_every_entry_survives_a_file(name):
    entry = ledger()[name]
    assert entry.read(entry.write(entry.default)) == entry.default
    assert entry.allows(entry.default)


def test_sources_are_listed_once():
    assert len(LISTED) == len(set(LISTED))
    assert {f"F{n}" for n in range(1, 114)} <= set(LISTED)


def test_values_have_their_kind():
    assert assumption("handover.work") == 300.0
    assert assumption("handover.delay") == WorkingTime()
    assert assumption("effective_share") == 0.7
    assert assumption("work.scv") == 0.5
    assert assumption("work.family") == "gamma"
    assert assumption("law_to_people") == CalendarTime(months=6)
    assert assumption("signer.capacity") == Frequency(600, "working day")
    assert assumption("max_drain") == WorkingTime(days=120)
    assert assumption("training.cost") == 1_000_000.0


def test_the_families_that_are_assumed_exist():
    for name in ("work.family", "delay.family"):
        assert set(ledger()[name].range) <= set(DISTRIBUTIONS)


def test_an_unknown_id_is_an_error_of_the_code():
    with pytest.raises(RegistryError, match=r"handover\.wrk"):
        assumption("handover.wrk")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"basis": "found"}, "source"),
        ({"source": ""}, "source"),
        ({"source": {"en": "somewhere", "fr": "quelque part"}}, "source"),
        ({"range": None}, "range"),
        ({"range": ["6 min", "9 min"]}, "default"),
        ({"range": ["9 min", "0 min"]}, "range"),
        ({"range": ["9 min"]}, "range"),
        ({"range": [0, 9]}, "range"),
        ({"default": 5}, "default"),
        ({"measured_in": "minutes"}, "measured_in"),
        ({"id": "A b"}, "id"),
    ],
)
def test_an_entry_that_breaks_the_rules_is_refused(change, place):
    assert Assumption(**ENTRY).sources == ()
    with pytest.raises(ValidationError) as caught:
        Assumption(**(ENTRY | change))
    assert [fault.path[0] for fault in faults_of(caught.value)] == [place]


def test_a_found_number_needs_an_id_as_source():
    assert Assumption(**(ENTRY | {"basis": "found", "source": "F36, F37 (30 %); see Hoad2010"})).sources == (
        "F36", "F37", "Hoad2010",
    )  # fmt: skip
    both = {"id": "menurut Hoad2010", "en": "after Hoad2010"}
    assert Assumption(**(ENTRY | {"basis": "found", "source": both})).sources == ("Hoad2010",)


def test_a_scenario_puts_values_in_place():
    written = {
        "handover.work": "3 min",
        "effective_share": {"value": "65 %", "source": "S3", "basis": "measured"},
        "work.scv": {"value": 0.7, "range": [0.5, 1.0]},
    }
    given = Assumptions.model_validate(written)
    assert given["handover.work"] == 180.0
    assert given["effective_share"] == 0.65
    assert given["work.family"] == "gamma"
    assert (given.basis("handover.work"), given.basis("effective_share"), given.basis("switching")) == (
        "assumed", "measured", "assumed",
    )  # fmt: skip
    assert given.range("handover.work") == (0.0, 900.0)
    assert given.range("effective_share") is None
    assert given.range("work.scv") == (0.5, 1.0)
    assert given.model_dump(mode="json") == written
    assert Assumptions.model_validate(given.model_dump(mode="json")) == given
    assert list(given.warnings()) == []
    assert Assumptions()["handover.work"] == 300.0


def test_values_from_memory_are_taken_as_they_are():
    given = Assumptions.from_memory(**{"handover.work": 180.0, "effective_share": 0.65})
    assert given == Assumptions.model_validate({"handover.work": "3 min", "effective_share": "65 %"})


def test_a_value_outside_the_range_is_allowed_and_told():
    given = Assumptions.model_validate({"handover.work": "20 min", "work.family": "erlang"})
    told = [say(warning) for warning in given.warnings()]
    assert told == [
        "handover.work is 20 min; the ledger's range is 0 min to 15 min",
        "work.family is erlang; the ledger's range is gamma to lognormal",
    ]


def test_every_fault_of_the_overrides_is_told():
    written = {
        "handover.wrk": "3 min",
        "handover.work": 3,
        "switching": {"value": "1 min", "bais": "measured"},
        "work.scv": {"range": [1, 2]},
        "pool.slack": {"value": "1 %", "basis": "guessed"},
    }
    with pytest.raises(ValidationError) as caught:
        Assumptions.model_validate(written)
    told = faults_of(caught.value)
    assert [fault.path for fault in told] == [
        ("handover.wrk",), ("handover.work",), ("switching", "bais"), ("work.scv",), ("pool.slack", "basis"),
    ]  # fmt: skip
    assert "handover.work" in str(told[0].remedy)


def test_the_schema_knows_every_id():
    schema = Assumptions.model_json_schema()
    assert sorted(schema["properties"]) == [name for name in NAMES if not ledger()[name].cited]
    assert schema["properties"]["handover.work"]["default"] == "5 min"


def test_what_a_formula_reads_and_what_is_only_cited():
    """An override that changes nothing would be a silent fault; families are read by a name that is put together."""
    package = Path(orgsim.__file__).parent
    code = "\n".join(file.read_text(encoding="utf-8") for file in package.rglob("*.py"))
    families = tuple(re.findall(r'f"([a-z_]+\.)\{', code))
    read = {id for id in ledger() if f'"{id}"' in code or (families and id.startswith(families))}
    assert sorted(ledger().keys() - read) == sorted(id for id, entry in ledger().items() if entry.cited)


def test_a_number_that_no_formula_reads_cannot_be_overridden():
    with pytest.raises(ValidationError, match=r"no formula reads enquiry\.late"):
        Assumptions.model_validate({"enquiry.late": "5 %"})
