"""`orgsim dashboard`: faults before anything is started; the wheel's works as the checkout's does."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from orgsim.cli.dashboard import _free_port
from orgsim.errors import InputError

ROOT = Path(__file__).resolve().parents[2]


def asked(*words, **environment):
    command = [sys.executable, "-m", "orgsim", "dashboard", "--no-browser", *words]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, env=dict(os.environ, **environment)
    )


def test_a_port_that_is_taken_is_told():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = asked("--port", str(port), "--lang", "id")
        assert answer.returncode == 2
        assert f"port {port} sudah dipakai" in answer.stderr
        with pytest.raises(InputError):
            _free_port(port)
    assert _free_port(None) >= 8501


def test_without_streamlit_the_remedy_is_told(monkeypatch, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as u\nfound = u.find_spec\n"
        "u.find_spec = lambda name, *more: None if name == 'streamlit' else found(name, *more)\n"
    )
    answer = asked(PYTHONPATH=str(tmp_path))
    assert answer.returncode == 2
    assert "orgsim[dashboard]" in answer.stderr
    assert importlib.util.find_spec("streamlit") is not None


@pytest.mark.browser
def test_the_dashboard_of_a_wheel_opens_without_a_network(tmp_path):
    from tests.dashboard.driving import reading, serving

    nowhere = "http://127.0.0.1:9"  # nobody answers there: whatever asks for another host fails
    no_network = {"http_proxy": nowhere, "https_proxy": nowhere, "all_proxy": nowhere, "no_proxy": "127.0.0.1"}

    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path / "dist", ROOT]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    installed = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(installed)
    paths = [sys.executable, "-c", "import orgsim.resources as r; print(r.dashboard())"]
    of_it = dict(os.environ, PYTHONPATH=str(installed))
    shown = subprocess.run(paths, capture_output=True, text=True, check=True, env=of_it, cwd=tmp_path)
    assert Path(shown.stdout.strip()) == installed / "orgsim" / "_bundled" / "dashboard"
    with (
        serving(tmp_path, PYTHONPATH=str(installed), **no_network) as address,
        reading(address, "en", offline=True) as reader,
    ):
        reader.open("/")
        assert reader.page.locator("h1").inner_text() == "What changes when the organisation changes?"
        assert reader.page.get_by_role("button", name="Open and compute").count() >= 2
        reader.go("organisation")
        reader.press("template:agency-type-c")
        assert reader.page.get_by_text("Agency of type C").count()
        assert reader.outside == set()
