"""Overlaps: planted ones are found, a head's word counts, texts that cannot be compared are told."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from orgsim.analysis.diagnosing import Finding, diagnose
from orgsim.analysis.diagnosis.overlap import is_overlap
from orgsim.analysis.duty_texts import alike, language_of, read_texts, words_of
from orgsim.analysis.overlaps import overlaps
from orgsim.analysis.subject import Subject
from orgsim.errors import InputError
from orgsim.language import say
from orgsim.organisation.agency import Agency
from orgsim.scenario.scenario import Scenario
from orgsim.scenario.yaml_file import load_text
from orgsim.spec import LocalisedText
from tests.overlapping import EVERYBODYS, Planted


def test_planted_overlaps_are_found():
    """Precision and recall over 200 agencies, each number by itself."""
    hits = told = planted = by_text = 0
    for number in range(200):
        agency = Planted(number)
        subject = Subject.of(agency.agency)
        found = {pair.pair: pair for pair in overlaps(subject).pairs if is_overlap(subject, pair)}
        hits += len(found.keys() & agency.pairs)
        told += len(found)
        planted += len(agency.pairs)
        by_text += sum(found[pair].by_text for pair in found.keys() & agency.pairs)
    assert planted > 200
    assert by_text > 40  # texts are needed for many of them
    assert hits / told >= 0.9
    assert hits / planted >= 0.9


def test_without_texts_the_half_of_them_would_be_missed():
    missed = 0
    for number in range(40):
        subject = Subject.of(Planted(number).agency)
        found = {pair.pair for pair in overlaps(subject, texts=False).pairs if is_overlap(subject, pair)}
        missed += len(Planted(number).pairs - found)
    assert missed > 10


def test_what_everybody_does_is_no_overlap():
    found = overlaps(Subject.of(Planted(3).agency))
    assert set(found.everybodys) == {f"semua-{n}" for n in range(len(EVERYBODYS))}


OFFICE: dict[str, Any] = {
    "title": "Dinas",
    "units": {
        "dinas": {"title": "Dinas"},
        "a": {"title": "Bidang A", "reports_to": "dinas"},
        "b": {"title": "Bidang B", "reports_to": "dinas"},
    },
    "positions": {"staf-a": {"title": "Staf A", "unit": "a"}, "staf-b": {"title": "Staf B", "unit": "b"}},
}


def test_overlap_of_duties_by_hours():
    hours = {"1": {"a": 100}, "2": {"a": 50}, "3": {"a": 30, "b": 60}, "4": {"a": 20, "b": 40}, "5": {"b": 100}}
    duties = {name: duty("Tugas", **of) for name, of in hours.items()}
    (pair,) = overlaps(Subject.of(Agency.model_validate(OFFICE | {"duties": duties})), texts=False).pairs
    assert (pair.pair, pair.seconds) == (("a", "b"), 50 * 3600)
    assert [work.one for work in pair.same] == ["3", "4"]
    assert pair.share == pytest.approx(1 / 7)  # 30 + 20 over 100 + 50 + 60 + 40 + 100
    assert pair.of_smaller == pytest.approx(1 / 4)  # over the 200 of either


def findings(duties: dict[str, Any]) -> list[Finding]:
    agency = Agency.model_validate(OFFICE | {"duties": duties})
    return list(diagnose(Subject.of(agency), ["overlap"]))


def duty(text: Any, **hours: int) -> dict[str, Any]:
    return {"text": text, "hours_per_year": {unit: f"{amount} jam" for unit, amount in hours.items()}}


def test_every_hit_has_its_lines():
    (found,) = findings({"arsip": duty("Arsip surat", a=100, b=50), "x": duty("Jalan", a=20), "y": duty("Air", b=10)})
    assert found.severity == "serious"
    assert found.about == ("unit:a", "unit:b")
    assert found.numbers["share"] == pytest.approx(50 / 130)
    assert "Both have “Arsip surat”: 100 hours a year in Bidang A, 50 hours in Bidang B." in map(str, found.evidence)


def test_texts_only_point():
    first = duty("Menerbitkan kartu keluarga bagi penduduk", a=500)
    second = duty("Penerbitan kartu keluarga penduduk", b=400)
    (found,) = findings({"kk": first, "keluarga": second})
    assert found.severity == "watch"
    assert "read alike" in say(found.text)
    assert "seem" in say(found.text)
    assert any("likeness 1.00 of 1" in str(line) for line in found.evidence)
    assert "judgements" in str(found.hint)


def test_no_duties_and_empty_hours_are_told():
    (nothing,) = findings({})
    assert nothing.severity == "unknown"
    assert str(nothing.text) == "No duties are entered: whether units overlap cannot be told."
    found = findings({"arsip": {"text": "Arsip surat", "hours_per_year": {}}})
    assert [finding.severity for finding in found] == ["unknown", "unknown"]
    texts = [say(finding.text) for finding in found]
    assert "No unit spends hours on Arsip surat: nobody's duty, or its hours are not entered." in texts
    assert "Bidang A, Bidang B have staff, but no duties are entered." in texts


def test_another_language_is_told():
    found = findings(
        {
            "a": duty("Überprüfung von Geburtsurkunden für Bürger", a=10),
            "b": duty("Registration of births and deaths", b=10),
            "c": duty("Pencatatan kelahiran dan kematian", a=10),
        }
    )
    texts = [say(finding.text) for finding in found]
    assert any("in neither Indonesian nor English" in text and "Überprüfung" in text for text in texts)
    assert any("Some duties are written in Indonesian and some in English" in text for text in texts)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Verifikasi data keluarga dan biodata penduduk", "id"),
        ("Penyusunan laporan", "id"),
        ("Arsip", "id"),
        ("Checking that the applications are complete", "en"),
        ("Prüfung der Anträge auf Vollständigkeit", None),
        ("住民登録と証明書の発行", None),
    ],
)
def test_languages(text, language):
    assert language_of(text) == language


def test_forms_of_a_word_are_one():
    assert words_of("memeriksa pemeriksaan diperiksa", "id") == ("periksa",) * 3


def test_the_likeness_is_that_of_the_formula():
    texts = {"a": "layanan izin usaha", "b": "layanan izin bangunan", "c": "arsip surat"}
    found = alike(read_texts({name: LocalisedText(text, text) for name, text in texts.items()}), 0.0)
    likeness = {(pair.one, pair.other): pair.likeness for pair in found}
    assert likeness["a", "b"] == pytest.approx(0.536350, abs=5e-7)
    assert likeness.get(("a", "c"), 0.0) == 0.0


@pytest.mark.parametrize("library", ["sklearn.feature_extraction.text", "snowballstemmer"])
def test_without_the_libraries_hours_are_compared(monkeypatch, library):
    from orgsim.analysis import duty_texts

    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.setattr(duty_texts, "_stemmer", duty_texts._stemmer.__wrapped__)
    found = findings({"arsip": duty("Arsip surat", a=100, b=50), "jalan": duty("Perbaikan jalan", a=10)})
    assert found[0].severity == "serious"
    assert "The texts of duties are not compared" in str(found[-1].text)
    assert "orgsim[diagnosis]" in str(found[-1].hint)


SCENARIO = """\
title: Kantor
agency:
  title: Dinas
  units:
    dinas: {title: Dinas}
    a: {title: Bidang A, reports_to: dinas}
    b: {title: Bidang B, reports_to: dinas}
    c: {title: Bidang C, reports_to: dinas}
  positions:
    kepala-a: {title: Kepala A, unit: a, head: true}
  duties:
    arsip: {text: Arsip surat, hours_per_year: {a: 100 jam, b: 90 jam}}
    jalan: {text: Perbaikan jalan, hours_per_year: {c: 90 jam}}
demand: {}
run: {from: 2026-01-05, settle_before_change: 4 weeks, observe: 2 months}
"""


def judged(text: str) -> Scenario:
    return load_text(SCENARIO + "judgements:\n" + text)


def test_a_head_may_judge_otherwise():
    word = "  - {units: [b, a], overlap: false, reason: Arsip statis dan dinamis, by: kepala-a, on: 2026-01-02}\n"
    (found, *_) = diagnose(Subject.of(judged(word)), ["overlap"])
    assert (found.severity, found.weight, found.remedies) == ("remark", 0.0, ())
    assert str(found.evidence[0]) == "Judged to be no overlap (Kepala A): Arsip statis dan dinamis"
    assert "A head has judged otherwise" in say(found.text)
    assert found.judgement is not None
    assert found.judgement.pair == ("a", "b")
    assert not list(diagnose(Subject.of(judged(word)), ["merging"]))


def test_a_head_may_see_what_the_duties_do_not_show():
    found = diagnose(
        Subject.of(judged("  - {units: [a, c], overlap: true, reason: Sama-sama memeriksa}\n")), ["overlap"]
    )
    (seen,) = [finding for finding in found if finding.judgement is not None]
    assert seen.about == ("unit:a", "unit:c")
    assert (seen.severity, seen.basis) == ("watch", "opinion")
    assert found[0].severity == "serious"  # a and b, as ever


def test_a_judgement_is_checked():
    text = (
        "  - {units: [a, x], overlap: true, reason: r}\n  - {units: [a, b], overlap: true, reason: r}\n"
        "  - {units: [b, a], overlap: false, reason: r}\n  - {units: [c, c], overlap: true, reason: r}\n"
    )
    with pytest.raises(InputError) as refused:
        judged(text)
    told = [str(fault.message) for fault in refused.value.faults]
    assert told == [
        'there is no unit "x"',
        "the overlap of a and b is judged twice",
        "c cannot overlap with itself",
    ]
