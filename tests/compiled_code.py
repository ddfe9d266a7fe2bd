"""What is found in compiled code, beside what is found without."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from orgsim.simulation import compiled_code
from orgsim.simulation.engines.compiled import _kernel

T = TypeVar("T")


def in_both_ways(find: Callable[[], T]) -> tuple[T, T]:
    """Return what a function finds without the kernel, and with it."""
    _kernel()
    offered = dict(compiled_code._OFFERED)
    assert offered
    compiled_code._OFFERED.clear()
    try:
        without = find()
    finally:
        compiled_code._OFFERED.update(offered)
    return without, find()
