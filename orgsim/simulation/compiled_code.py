"""What the kernel offers to others than the engine, once it is loaded: the same whole numbers in less time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["address", "addresses", "compiled", "offer", "whole_numbers"]

_OFFERED: dict[str, Callable[..., None]] = {}


def offer(*functions: Callable[..., None]) -> None:
    """Offer compiled functions under their names."""
    _OFFERED.update({function.__name__: function for function in functions})


def compiled(name: str) -> Callable[..., None] | None:
    """Return the compiled function of a name; None as long as the kernel has not been loaded, or cannot be."""
    return _OFFERED.get(name)


def address(values: NDArray[Any]) -> int:
    """Return where an array stands, for a compiled function that must not mind whether it may write there.

    Whoever calls that function keeps the array meanwhile: under a name, not only among the arguments.

    Raises
    ------
    ValueError
        If its numbers do not stand one after the other.

    Examples
    --------
    >>> address(np.arange(6)[::2])
    Traceback (most recent call last):
    ...
    ValueError: not one after the other
    """
    if not values.flags.c_contiguous:
        raise ValueError("not one after the other")
    found: int = values.__array_interface__["data"][0]
    return found


def whole_numbers(*columns: ArrayLike) -> list[NDArray[np.int64]]:
    """Return columns as compiled functions read them: whole numbers of 8 bytes, one after the other."""
    return [np.asarray(column, dtype=np.int64, order="C") for column in columns]


def addresses(*arrays: NDArray[Any]) -> NDArray[np.int64]:
    """Return where arrays stand, in a row."""
    return np.array([address(values) for values in arrays], dtype=np.int64)
