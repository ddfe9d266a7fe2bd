"""The command line, asked as a user asks."""

from __future__ import annotations

import pytest

from orgsim.cli import main


def answer(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    """Return exit code, output and error output; nobody is ever shown a traceback."""
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    found = capsys.readouterr()
    assert "Traceback" not in found.err
    return int(ended.value.code or 0), found.out, found.err
