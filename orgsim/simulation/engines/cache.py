"""Where the compiled kernel is kept: in one folder of the user's, for every installation that has the same sources.

numba keeps what it has compiled beside the source or in the user's home, by the path of the source. Here the folder is
named by the content of the sources instead: a second installation finds what the first has compiled, a change of the
layout is noticed as a change of the kernel is, and a read-only installation or a missing home does no harm.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import FunctionType
from typing import Self

_SOURCES = ("kernel.py", "lanes.py", "layout.py", "log_passes.py", "places.py", "whole.py")


@cache
def sources() -> str:
    """Return a hash of the sources that are compiled."""
    here = Path(__file__).parent
    return sha256(b"\0".join((here / name).read_bytes() for name in _SOURCES)).hexdigest()


@cache
def folder() -> Path:
    """Return the folder in which the compiled kernel is kept: the first that can be written to."""
    for parent in _parents():
        found = parent / "orgsim" / f"kernel-{sys.implementation.cache_tag}-{sources()[:16]}"
        try:
            found.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=found):
                return found
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix="orgsim-"))


def _parents() -> Iterator[Path]:
    for variable in ("ORGSIM_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        if os.environ.get(variable):
            yield Path(os.environ[variable])
    with suppress(RuntimeError):  # nobody's home
        yield Path.home() / ".cache"
    yield Path(tempfile.gettempdir()) / f"orgsim-{os.getuid() if hasattr(os, 'getuid') else 'user'}"


class Locator:
    """Tells numba where to keep a function, and when what is kept is out of date."""

    def __init__(self, line: int) -> None:
        self.line = line

    @classmethod
    def from_function(cls, py_func: FunctionType, py_file: str) -> Self:
        """Return the locator of a function."""
        del py_file
        return cls(py_func.__code__.co_firstlineno)

    def get_cache_path(self) -> str:
        """Return the folder."""
        return str(folder())

    def ensure_cache_path(self) -> None:
        """Make the folder."""
        folder().mkdir(parents=True, exist_ok=True)

    def get_source_stamp(self) -> str:
        """Return what changes with the sources."""
        return sources()

    def get_disambiguator(self) -> str:
        """Return what tells functions of one name apart."""
        return str(self.line)


@contextmanager
def kept_here() -> Iterator[None]:
    """Let numba keep here what is decorated meanwhile."""
    from numba.core import config

    before = config.CACHE_LOCATOR_CLASSES  # type: ignore[attr-defined]
    config.CACHE_LOCATOR_CLASSES = f"{__name__}.Locator"  # type: ignore[attr-defined]
    try:
        yield
    finally:
        config.CACHE_LOCATOR_CLASSES = before  # type: ignore[attr-defined]
