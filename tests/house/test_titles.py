"""Everything that has a title in the shipped scenarios has it in both languages: as it is, and as plans make it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from pydantic import BaseModel

from orgsim.resources import scenarios
from orgsim.restructuring.plan import phases
from orgsim.scenario.templates import template, template_names
from orgsim.scenario.yaml_file import load
from orgsim.spec import LocalisedText

FILES = sorted(
    path
    for path in scenarios().rglob("*.yaml")
    if "refused" not in path.parts and re.search(r"^run:", path.read_text("utf-8"), re.MULTILINE)
)
WORD = re.compile(r"[a-z]{2}")
"""What has no word, `M/D/1` or `c = 5`, is the same in every language."""


def texts(part: Any, path: str = "") -> Iterator[tuple[str, LocalisedText | None]]:
    """Yield every text that may stand in both languages, with where; None where a step has no title."""
    if isinstance(part, LocalisedText):
        yield path, part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            if name != "sources":  # a citation without a word more is the same in both: below
                yield from texts(getattr(part, name), f"{path}.{name}")
    elif isinstance(part, Mapping):
        for key, one in part.items():
            yield from texts(one, f"{path}.{key}")
    elif isinstance(part, list | tuple):
        for place, one in enumerate(part):
            yield from texts(one, f"{path}[{place}]")


def one_tongue(scenario: Any) -> set[str]:
    """Return where a text is in one language only."""
    wholes = {"": scenario} | {
        f"{name} from {phase.on}": phase.organisation.agency
        for name, alternative in scenario.alternatives.items()
        for phase in phases(scenario.organisation, alternative.plan, scenario.assumptions).phases
    }
    return {
        f"{name}{path}: {text}"
        for name, whole in wholes.items()
        for path, text in texts(whole)
        if text is not None and text.id == text.en and WORD.search(text.id)
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(scenarios()).as_posix())
def test_every_title_of_a_shipped_scenario_is_in_both_languages(path):
    scenario = load(path)
    assert one_tongue(scenario) == set()
    if "theory" not in path.parts:  # a check against a formula needs no names for its steps
        assert [f"{name}/{step}" for name, service in scenario.agency.services.items()
                for step, spec in service.steps.items() if spec.title is None] == []  # fmt: skip


PROSE = re.compile(r"[,:] .*[a-z]{3,} [a-z]{2,}")
"""What comes after the address or the title of a document; a bare citation is the same in every language."""


@pytest.mark.parametrize("scenario", [*FILES, *template_names()], ids=lambda one: getattr(one, "stem", one))
def test_what_a_source_says_is_in_both_languages(scenario):
    held = template(scenario) if isinstance(scenario, str) else load(scenario)
    assert [id for id, text in held.sources.items() if text.id == text.en and PROSE.search(text.en)] == []


@pytest.mark.parametrize("name", template_names())
def test_every_title_of_a_template_is_in_both_languages(name):
    assert one_tongue(template(name)) == set()


def test_a_title_in_one_language_would_be_found(tmp_path):
    path = tmp_path / "scenario.yaml"
    path.write_text(
        "title: {id: Kantor, en: Office}\nagency: {title: Dinas, units: {dinas: {title: {id: Dinas, en: Agency}}}}\n"
        "run: {from: 2026-01-05}\n"
    )
    assert one_tongue(load(path)) == {".agency.title: Dinas"}
