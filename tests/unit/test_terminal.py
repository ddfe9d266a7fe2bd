"""What is written at a terminal: plain elsewhere, whole at any width, in the language of the reader."""

from __future__ import annotations

import os
import re
import shutil
import sys

import pytest

from orgsim.cli.app import asked_language
from orgsim.cli.terminal import Terminal
from orgsim.errors import Fault, InputError, message
from orgsim.report.comparison_tables import estimates_table, summary_table
from tests.unit.test_story import AFTER, BETTER, TITLES


@pytest.fixture
def watched(monkeypatch):
    """A terminal of so many columns."""

    def at(columns: int) -> None:
        monkeypatch.setenv("NO_COLOR", "1")
        monkeypatch.setattr(shutil, "get_terminal_size", lambda fallback=(80, 24): os.terminal_size((columns, 24)))
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)

    return at


@pytest.mark.parametrize("columns", [50, 76, 80, 100, 120, 200])
@pytest.mark.parametrize("table", [estimates_table(BETTER, "merge", AFTER, TITLES), summary_table(BETTER)])
def test_no_number_is_cut_at_any_width(watched, capsys, columns, table):
    watched(columns)
    Terminal("en").table(table)
    lines = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out).splitlines()
    for row in table.spoken("en")[1:]:
        for column, cell in zip(table.columns, row, strict=True):
            if column.right and not column.spare:
                assert any(cell in line for line in lines), (row, cell)
    assert max(map(len, lines)) <= max(columns, 60)


def test_a_pipe_gets_plain_text(capsys):
    Terminal("en").show(estimates_table(BETTER, "merge", AFTER, TITLES))
    Terminal("en").heading(message("What was compared"))
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert not [line for line in out.splitlines() if line != line.rstrip()]
    assert "What was compared\n=================\n" in out


def test_a_fault_is_told_once_on_the_error_output(capsys):
    fault = Fault(message("it is missing"), ("plan", 0), message("Write it"), "office.yaml", 3)
    Terminal("en").faults([fault, fault])
    found = capsys.readouterr()
    assert (found.out, found.err) == ("", "office.yaml:3: plan[0]: it is missing. Write it\n")


def test_progress_is_silent_where_nobody_watches(capsys):
    with Terminal("en").progress(message("Simulating")) as progress:
        progress(1, 20)
    with Terminal("en").waiting(message("Simulating once")):
        pass
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("words", [["--lang", "id", "kpis"], ["kpis", "--lang=id"], ["kpis", "--lang", "id"]])
def test_the_language_is_known_before_anything_is_parsed(words, monkeypatch):
    monkeypatch.setenv("ORGSIM_LANG", "en")
    assert asked_language(words) == "id"
    assert asked_language(["kpis", "--", *words]) == "en"
    assert asked_language(["kpis"]) == "en"


def test_an_unknown_language_is_refused():
    with pytest.raises(InputError, match="fr"):
        asked_language(["--lang", "fr"])
