"""What is installed from a wheel works by itself, in an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        check=True, capture_output=True,
    )  # fmt: skip
    (built,) = folder.glob("*.whl")
    return built


def test_a_wheel_holds_all_that_it_needs_and_nothing_else(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "orgsim", "scenarios", "dashboard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    files = {name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()}
    expected = {name if name.startswith("orgsim/") else f"orgsim/_bundled/{name}" for name in files}
    assert {name for name in names if ".dist-info/" not in name} == expected
    assert "orgsim/py.typed" in names


def test_the_demo_runs_from_a_wheel_in_an_empty_folder(wheel, tmp_path):
    environment = tmp_path / "environment"
    folder = tmp_path / "empty"
    folder.mkdir()
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    subprocess.run([sys.executable, "-m", "venv", environment], check=True, env=clean)
    commands = environment / ("Scripts" if os.name == "nt" else "bin")
    install = [commands / "python", "-m", "pip", "install", "--quiet", "--constraint", ROOT / "constraints.txt", wheel]
    subprocess.run(install, check=True, env=clean)
    demo = subprocess.run(
        [commands / "orgsim", "demo", "--replications", "2"],
        cwd=folder, env=clean, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert demo.returncode == 0, demo.stderr
    assert "merge-delegated" in demo.stdout
    assert list(folder.iterdir()) == []
