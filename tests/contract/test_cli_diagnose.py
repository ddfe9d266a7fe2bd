"""`orgsim diagnose`, asked as a user asks."""

from __future__ import annotations

import json

from orgsim.analysis.diagnosing import DIAGNOSES, ORDER
from orgsim.resources import scenarios

PALEMBANG = scenarios() / "palembang" / "scenario.yaml"


def test_the_overlap_first_with_evidence_basis_and_remedies(ask):
    code, out, _ = ask("diagnose", PALEMBANG)
    text = " ".join(out.split())
    assert code == 0
    assert text.index("1. Civil registration division and Population registration division do the same work") < 160
    assert "– Both have “Verifying family data and personal records”: 900 hours a year" in text
    assert "Rests on: assumed. Would address it: Merge units (merge_units)" in text
    assert "Workload analysis (ABK)" in text
    brief = ask("diagnose", PALEMBANG, "--brief")[1]
    assert len(brief) < len(out)


def test_in_indonesian(ask):
    out = ask("diagnose", PALEMBANG, "--only", "overlap", "--lang", "id")[1]
    assert "mengerjakan hal yang sama" in " ".join(out.split())


def test_as_json(ask):
    code, out, _ = ask("diagnose", PALEMBANG, "--json")
    found = json.loads(out)["findings"]
    assert code == 0
    assert [finding["rank"] for finding in found] == list(range(1, len(found) + 1))
    assert {finding["diagnosis"] for finding in found} <= set(DIAGNOSES)
    assert found[0]["text"].keys() == {"id", "en"}
    order = [ORDER.index(finding["severity"]) for finding in found]
    assert order == sorted(order)


def test_of_an_alternative(ask):
    out = ask("diagnose", PALEMBANG, "--alternative", "rename-only", "--brief")[1]
    assert "1. Only names change" in out
    code, _, error = ask("diagnose", PALEMBANG, "--alternative", "rename-onyl")
    assert code == 2
    assert 'Did you mean "rename-only"?' in error


def test_of_an_agency_by_itself(ask):
    agency = PALEMBANG.with_name("agency.yaml")
    code, out, _ = ask("diagnose", agency, "--brief")
    assert code == 0
    assert "No volumes are known: the need for staff cannot be told." in " ".join(out.split())
    code, _, error = ask("diagnose", agency, "--alternative", "merge")
    assert code == 2
    assert "has no alternatives" in error


def test_what_is_not_there_is_refused(ask):
    code, _, error = ask("diagnose")
    assert code == 2
    assert "there is nothing to diagnose" in error
    code, _, error = ask("diagnose", PALEMBANG, "--only", "overlapp")
    assert code == 2
    assert 'Did you mean "overlap"?' in error
    code, out, _ = ask("diagnose", "--list")
    assert code == 0
    assert all(name in out for name in DIAGNOSES)
