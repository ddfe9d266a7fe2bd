"""What every diagnosis keeps to, whatever it asks: on whole cases, on an agency by itself, on one that says nothing."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any, get_args

import pytest

from orgsim.analysis.diagnosing import DIAGNOSES, ORDER, Finding, diagnose
from orgsim.analysis.subject import Basis, Subject
from orgsim.language import LANGUAGES, say, say_value
from orgsim.organisation.agency import Agency
from orgsim.report.diagnosis_tables import basis_word, diagnosis_paragraphs, diagnosis_sheets, remedy_words
from orgsim.resources import scenarios
from orgsim.restructuring.operation import OPERATIONS
from orgsim.scenario.yaml_file import load
from tests.samples import AGENCY

CASES = ("palembang", "palembang merge", "palembang rename-only", "sample", "bare")
KINDS = {"unit", "position", "service", "thing", "duty", "skill", "programme"}


@cache
def subject(case: str) -> Subject:
    name, _, alternative = case.partition(" ")
    if name == "sample":
        return Subject.of(Agency.model_validate(AGENCY))
    if name == "bare":
        return Subject.of(Agency.model_validate({"title": "Dinas", "units": {"dinas": {"title": "Dinas"}}}))
    return Subject.of(load(scenarios() / name / "scenario.yaml"), alternative or "baseline")


@cache
def findings(case: str, name: str) -> tuple[Finding, ...]:
    return diagnose(subject(case), [name])


@pytest.mark.parametrize("name", DIAGNOSES)
def test_a_diagnosis_says_what_it_asks(name):
    cls = DIAGNOSES[name]
    assert cls.__module__ == f"orgsim.analysis.diagnosis.{name}"
    assert cls.__doc__
    for language in LANGUAGES:
        assert say(cls.title, language)
        assert say(cls.asks, language).endswith("?")


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", DIAGNOSES)
def test_findings_keep_the_contract(case, name):
    looked_at = subject(case)
    written = looked_at.organisation.agency.model_dump()
    found = findings(case, name)
    assert found == diagnose(looked_at, [name])
    assert looked_at.organisation.agency.model_dump() == written
    for finding in found:
        assert finding.diagnosis == name
        assert finding.severity in ORDER
        assert 0 <= finding.weight <= 1
        assert finding.basis in get_args(Basis)
        assert str(basis_word(finding.basis)) if finding.basis != "none" else True
        assert set(finding.remedies) <= set(OPERATIONS)
        assert {about.partition(":")[0] for about in finding.about} <= KINDS
        assert all(isinstance(value, int | float | None) for value in finding.numbers.values())
        json.dumps(finding.to_json(), allow_nan=False)
        for language in LANGUAGES:
            for text in (finding.text, *finding.evidence, *remedy_words(finding.remedies)):
                assert re.search(r"[{}]|None|LocalisedText|Message\(|\bnan\b", say(text, language)) is None
        if finding.sheet is not None:
            assert {len(row) for row in finding.sheet.rows} == {len(finding.sheet.headings)}
            assert all(say_value(cell, "id") for row in finding.sheet.rows for cell in row)


@pytest.mark.parametrize("case", CASES)
def test_the_gravest_come_first(case):
    found = diagnose(subject(case))
    order = [(ORDER.index(finding.severity), -finding.weight) for finding in found]
    assert order == sorted(order)
    lines = [say(line, "id") for paragraph in diagnosis_paragraphs(found) for line in paragraph]
    assert len(lines) > len(found)
    assert len(list(diagnosis_sheets(found))) == sum(finding.sheet is not None for finding in found)


def test_nothing_is_guessed_of_an_agency_that_says_nothing():
    told: dict[str, Any] = {finding.diagnosis: finding for finding in diagnose(subject("bare"))}
    unknown = {name for name, finding in told.items() if finding.severity == "unknown"}
    assert unknown >= {"overlap", "workload", "bottleneck", "supervisors", "key_persons", "five_years", "evidence"}
    assert {finding.severity for finding in told.values()} <= {"unknown", "remark"}
