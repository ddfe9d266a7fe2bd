"""Modules that a library imports and hardly ever uses: loaded when something of them is asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from threading import active_count
from types import ModuleType
from typing import Any


@contextmanager
def postponed(*names: str, parts: bool = False) -> Iterator[None]:
    """Let ``import`` of some modules give a stand-in, which loads the module as soon as anything of it is asked for.

    At the end the stand-ins go; who has got one keeps it, and everybody else imports the module as ever. A module that
    is there already is left alone, and one that is not installed is missed as ever. Beside other threads, which may be
    importing the same, nothing is postponed.

    Parameters
    ----------
    names
        Dotted names.
    parts
        Whether what is inside these packages is imported without them: for packages that nobody else imports, since
        what was imported so is taken out of the list of modules at the end.

    Examples
    --------
    >>> with postponed("wave"):
    ...     import wave
    >>> wave.open.__name__
    'open'
    """
    specs = {name: find_spec(name) for name in names if name not in sys.modules and active_count() == 1}
    stand_ins = {name: _stand_in(name, spec, parts) for name, spec in specs.items() if spec is not None}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, stand_in in stand_ins.items():
            if sys.modules.get(name) is stand_in:
                for inside in [other for other in tuple(sys.modules) if f"{other}.".startswith(f"{name}.")]:
                    del sys.modules[inside]


def _stand_in(name: str, spec: ModuleSpec, parts: bool) -> ModuleType:
    stand_in = ModuleType(name)
    if parts and spec.submodule_search_locations is not None:
        stand_in.__path__ = spec.submodule_search_locations

    def ask(attribute: str) -> Any:
        if sys.modules.get(name) is stand_in:
            del sys.modules[name]
        return getattr(import_module(name), attribute)

    stand_in.__getattr__ = ask  # type: ignore[method-assign]
    return stand_in
