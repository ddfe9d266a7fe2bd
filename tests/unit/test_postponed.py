"""A module that another one imports is loaded when something of it is asked for, and by everybody else as ever."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from orgsim import postponed as module
from orgsim.postponed import postponed

LIBRARY = "import postponed_heavy\nimport postponed_heavy as kept\n\ndef weigh():\n    return kept.weight\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "postponed_heavy.py").write_text("weight = 9\n", encoding="utf-8")
    (tmp_path / "postponed_library.py").write_text(LIBRARY, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(module, "active_count", lambda: 1)  # those who run tests may have threads of their own
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith("postponed_")]:
        del sys.modules[name]


def test_it_is_loaded_when_something_of_it_is_asked_for(folder: Path):
    with postponed("postponed_heavy"):
        library = importlib.import_module("postponed_library")
    assert "postponed_heavy" not in sys.modules
    assert library.weigh() == 9
    assert sys.modules["postponed_heavy"] is importlib.import_module("postponed_heavy")
    with pytest.raises(AttributeError, match="no attribute 'height'"):
        _ = library.kept.height


def test_beside_other_threads_nothing_is_postponed(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "active_count", lambda: 2)
    with postponed("postponed_heavy"):
        importlib.import_module("postponed_library")
        assert vars(sys.modules["postponed_heavy"])["weight"] == 9
    assert "postponed_heavy" in sys.modules


def test_who_imports_it_later_gets_the_module_itself(folder: Path):
    with postponed("postponed_heavy"):
        importlib.import_module("postponed_library")
    assert vars(importlib.import_module("postponed_heavy"))["weight"] == 9


def test_what_is_asked_for_inside_is_there_at_once(folder: Path):
    with postponed("postponed_heavy"):
        library = importlib.import_module("postponed_library")
        assert library.weigh() == 9
        assert vars(sys.modules["postponed_heavy"])["weight"] == 9
    assert "postponed_heavy" in sys.modules


@pytest.mark.parametrize("parts", [True, False])
def test_a_part_of_a_package_is_imported_without_it_only_where_that_is_said(folder: Path, parts: bool):
    package = folder / "postponed_package"
    package.mkdir()
    (package / "__init__.py").write_text("from postponed_package import large, part\n", encoding="utf-8")
    (package / "large.py").write_text("weight = 9\n", encoding="utf-8")
    (package / "part.py").write_text("word = 'part'\n", encoding="utf-8")
    with postponed("postponed_package", parts=parts):
        part = importlib.import_module("postponed_package.part")
        assert ("postponed_package.large" in sys.modules) is not parts
    assert part.word == "part"
    assert ("postponed_package" in sys.modules) is not parts
    whole = importlib.import_module("postponed_package")
    assert (whole.part.word, whole.large.weight) == ("part", 9)
    assert (whole.part is part) is not parts


def test_a_module_that_is_there_is_left_alone_and_one_that_is_not_is_missed(folder: Path):
    before = importlib.import_module("postponed_heavy")
    with postponed("postponed_heavy", "postponed_nowhere"):
        assert importlib.import_module("postponed_heavy") is before
        with pytest.raises(ModuleNotFoundError, match="postponed_nowhere"):
            importlib.import_module("postponed_nowhere")
    assert sys.modules["postponed_heavy"] is before


def test_an_error_inside_leaves_nothing_behind(folder: Path):
    with pytest.raises(ZeroDivisionError), postponed("postponed_heavy"):
        _ = 1 / 0
    assert "postponed_heavy" not in sys.modules


def test_texts_are_compared_without_what_is_not_used_for_it():
    probe = (
        "import sys\n"
        "from orgsim.analysis.duty_texts import _UNUSED, Read, alike\n"
        "texts = {name: Read('id', words) for name, words in {'a': ('izin', 'usaha'), 'b': ('izin',)}.items()}\n"
        "assert len(alike(texts, 0.1)) == 1\n"
        "print(*(name for name in _UNUSED if name in sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
