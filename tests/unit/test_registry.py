"""A file in a folder is all that a new idea takes."""

from __future__ import annotations

import sys

import pytest

from orgsim.errors import RegistryError
from orgsim.registry import Registry

PLUGIN = """
from {package} import THINGS
@THINGS.register
class {cls}:
    "A thing."
    name = {name!r}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A package with a registry and, by demand, files that register themselves."""

    def make(package, **files):
        root = tmp_path / package
        root.mkdir()
        (root / "__init__.py").write_text(
            f"from orgsim.registry import Registry\nTHINGS = Registry({package!r})\n", encoding="utf-8"
        )
        for file, (cls, name) in files.items():
            (root / f"{file}.py").write_text(PLUGIN.format(package=package, cls=cls, name=name), encoding="utf-8")
        return __import__(package).THINGS

    monkeypatch.syspath_prepend(str(tmp_path))
    yield make
    for name in [name for name in sys.modules if name.startswith("plugins_")]:
        del sys.modules[name]


def test_files_are_found_when_first_looked_for_and_sorted_by_name(folder):
    things = folder("plugins_a", first=("First", "zebra"), second=("Second", "ape"))
    assert "plugins_a.first" not in sys.modules
    assert list(things) == ["ape", "zebra"]
    assert len(things) == 2
    assert "zebra" in things
    assert "First" not in things
    assert things["zebra"].__doc__ == "A thing."


def test_two_of_one_name_are_an_error(folder):
    things = folder("plugins_b", first=("First", "ape"), second=("Second", "ape"))
    with pytest.raises(RegistryError, match="Second and First are both called 'ape'"):
        list(things)


def test_an_unknown_name_tells_those_that_there_are(folder):
    things = folder("plugins_c", first=("First", "ape"))
    with pytest.raises(RegistryError, match="no 'bear'; there are ape"):
        _ = things["bear"]


def test_the_same_class_may_register_again():
    things: Registry[object] = Registry("orgsim.locale")

    class Ape:
        name = "ape"

    assert things.register(Ape) is Ape
    assert things.register(Ape) is Ape
