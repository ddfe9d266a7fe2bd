"""`docs/seeds.md` and the tests of claims say the same: a row for each claim, a test for each row."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
CLAIMS = 57
MAY_WAIT = {28, 29, 36, 37, 46}
DOCUMENTS = {"S0", "S1", "S2", "S3", "S4", "all"}


class Row(NamedTuple):
    """A row of the table."""

    number: int
    claim: str
    document: str
    setting: str
    output: str
    scenario: str
    test: str
    switch: str


def rows(language: str = "") -> list[Row]:
    lines = (ROOT / "docs" / f"seeds{language}.md").read_text(encoding="utf-8").splitlines()
    cells = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| *\d+ *\|", line))
    return [Row(int(number), *rest) for number, *rest in cells]


def claimed() -> dict[str, object]:
    """Every test of a claim, by its name as pytest has it."""
    found = {}
    for file in sorted(Path(__file__).parent.glob("test_claims_*.py")):
        module = importlib.import_module(f"tests.seeds.{file.stem}")
        found |= {f"tests/seeds/{file.name}::{name}": it for name, it in vars(module).items() if hasattr(it, "claim")}
    return found


def test_every_claim_has_a_row() -> None:
    assert [row.number for row in rows()] == list(range(1, CLAIMS + 1))


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"claim-{row.number}")
def test_a_row_names_a_test_that_is_there(row: Row) -> None:
    assert set(row.document.split(", ")) <= DOCUMENTS
    if row.test.startswith("waits for "):
        assert row.number in MAY_WAIT
        return
    named = re.findall(r"`([^`]+)`", row.test)
    assert named
    for name in named:
        test = claimed()[name]
        assert test.claim == row.number
        assert f"`{test.switch}`" in row.switch
    for file in re.findall(r"`(scenarios/[^`]+)`", row.scenario):
        assert (ROOT / file).is_file()
    assert all((row.claim, row.setting, row.output, row.scenario, row.switch))


def test_every_test_of_a_claim_has_a_row() -> None:
    named = {name for row in rows() for name in re.findall(r"`([^`]+)`", row.test)}
    assert sorted(claimed().keys() - named) == []
