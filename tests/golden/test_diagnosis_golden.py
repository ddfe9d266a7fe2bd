"""What the diagnosis says of Palembang, in both languages, word for word: the overlapping divisions first.

A change of a sentence or of a number shows here. Written again by: python -m tests.golden.test_diagnosis_golden
"""

from __future__ import annotations

from pathlib import Path

import pytest

from orgsim.analysis.diagnosing import diagnose
from orgsim.analysis.subject import Subject
from orgsim.language import LANGUAGES, Language, say
from orgsim.report.diagnosis_tables import diagnosis_paragraphs
from orgsim.scenario.yaml_file import load

FOLDER = Path(__file__).resolve().parent
SCENARIO = FOLDER.parents[1] / "scenarios" / "palembang" / "scenario.yaml"


def told(language: Language) -> str:
    """The whole diagnosis, a line for every sentence."""
    paragraphs = diagnosis_paragraphs(diagnose(Subject.of(load(SCENARIO))))
    return "\n\n".join("\n".join(say(line, language) for line in paragraph) for paragraph in paragraphs) + "\n"


def golden(language: Language) -> Path:
    return FOLDER / f"diagnosis-palembang.{language}.txt"


@pytest.mark.parametrize("language", LANGUAGES)
def test_palembang_is_diagnosed_as_before(language):
    assert told(language) == golden(language).read_text(encoding="utf-8")


def test_the_overlapping_divisions_come_first():
    first = diagnose(Subject.of(load(SCENARIO)))[0]
    assert (first.diagnosis, first.severity) == ("overlap", "serious")
    assert first.about == ("unit:pencatatan", "unit:pendaftaran")
    assert len(first.evidence) >= 3
    assert "merge_units" in first.remedies


if __name__ == "__main__":
    for each in LANGUAGES:
        golden(each).write_text(told(each), encoding="utf-8")
