"""What the tests of the command line share."""

from __future__ import annotations

from functools import partial

import pytest

from tests.asking import answer


@pytest.fixture
def ask(capsys, monkeypatch):
    """Ask the command line; returns exit code, output and error output."""
    monkeypatch.setenv("ORGSIM_LANG", "en")
    return partial(answer, capsys)
