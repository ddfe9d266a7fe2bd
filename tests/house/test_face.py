"""The public face is complete, sorted, and light."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

import orgsim

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    "alembic",
    "babel",
    "holidays",
    "joblib",
    "networkx",
    "numpy",
    "pandas",
    "pyarrow",
    "scipy",
    "simpy",
    "sqlalchemy",
    "streamlit",
)
IMPORT = "import orgsim"
HELP = """
import sys
from orgsim.cli import main
sys.argv = ["orgsim", "--help"]
try:
    main()
except SystemExit as end:
    assert not end.code
"""


@pytest.mark.parametrize("name", orgsim.__all__)
def test_every_public_name_is_there_and_documented(name):
    value = getattr(orgsim, name)
    assert value.__name__ == name
    assert value.__doc__
    assert name in dir(orgsim)


def test_the_face_is_sorted_and_unknown_names_are_refused():
    assert orgsim.__all__ == sorted(set(orgsim.__all__))
    with pytest.raises(AttributeError, match="no attribute 'lood'"):
        _ = orgsim.lood


@pytest.mark.parametrize("statement", [IMPORT, HELP], ids=["import", "help"])
def test_what_is_asked_first_imports_nothing_heavy(statement):
    report = "import sys; print('loaded:', *sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", f"{statement}\n{report}"], capture_output=True, text=True, check=True)
    loaded = done.stdout.splitlines()[-1].split()
    assert loaded[0] == "loaded:"
    assert "orgsim" in loaded
    assert not set(loaded) & set(HEAVY)


def test_one_version_everywhere():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    cited = re.search(r"^version: (.+)$", (ROOT / "CITATION.cff").read_text(), re.MULTILINE)
    assert orgsim.__version__ == version("orgsim") == declared
    assert cited is not None
    assert cited[1] == declared
