"""Modules that a library imports and hardly ever uses: loaded when something of them is asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any


@contextmanager
def postponed(*names: str) -> Iterator[None]:
    """Let ``import`` of some modules give a stand-in, which loads the module as soon as anything of it is asked for.

    The stand-ins go at the end, except where a library keeps one; whoever imports the module then loads it as ever. A
    module that is there already is left alone, and one that is not installed is missed as ever.

    Parameters
    ----------
    names
        Dotted names.

    Examples
    --------
    >>> with postponed("wave"):
    ...     import wave
    >>> "wave" in sys.modules, wave.open.__name__, "wave" in sys.modules
    (False, 'open', True)
    """
    stand_ins = {name: _stand_in(name) for name in names if name not in sys.modules and find_spec(name)}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, stand_in in stand_ins.items():
            _take_away(name, stand_in)


def _stand_in(name: str) -> ModuleType:
    stand_in = ModuleType(name)

    def ask(attribute: str) -> Any:
        _take_away(name, stand_in)
        return getattr(import_module(name), attribute)

    stand_in.__getattr__ = ask  # type: ignore[method-assign]
    return stand_in


def _take_away(name: str, stand_in: ModuleType) -> None:
    if sys.modules.get(name) is stand_in:
        del sys.modules[name]
