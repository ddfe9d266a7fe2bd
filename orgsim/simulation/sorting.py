"""The order of the rows of long tables, by columns of whole numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["order_by"]

_BITS = 63  # of an int64, without its sign


def order_by(*columns: NDArray[Any]) -> NDArray[np.int64]:
    """Return the order of rows by some columns, the first of them before all others; equal rows stay as they are.

    Equal to `numpy.lexsort` of the columns from the last to the first, and many times as fast where as much of them as
    tells most rows apart fits into one number together with the place of the row.

    Parameters
    ----------
    columns
        Whole numbers.

    Examples
    --------
    >>> order_by(np.array([3, 1, 3, 1]), np.array([8, 5, 7, 5])).tolist()
    [1, 3, 2, 0]
    """
    return _order_by(columns, 1)


def _order_by(columns: tuple[NDArray[Any], ...], least: int) -> NDArray[np.int64]:
    """Return the order of rows by columns, of which so many at least must fit into one number, or none is packed."""
    size = len(columns[0])
    if size < 2:
        return np.arange(size)
    bits, taken = (size - 1).bit_length(), 0
    packed, used = columns[0].astype(np.int64), bits
    for column in columns:
        low, high = column.min(), column.max()
        used += (width := (int(high) - int(low)).bit_length())
        if used > _BITS:
            break
        if taken:
            packed <<= width
            packed += column.astype(np.int64, copy=False)
        packed -= low.astype(np.int64)
        taken += 1
    if len(columns) == 1 and used - bits <= 8:
        return np.argsort(packed.astype(np.uint8), kind="stable")  # by counting
    if taken < least:
        return np.lexsort(columns[::-1])
    order = np.arange(size)
    if (packed[1:] < packed[:-1]).any():
        packed <<= bits
        packed |= order
        packed.sort()
        order = packed & (1 << bits) - 1
        packed >>= bits
    if taken < len(columns):
        same = packed[1:] == packed[:-1]
        after = np.append(False, same)
        tied = np.flatnonzero(after | np.append(same, False))
        rows, run = order[tied], np.cumsum(~after[tied])
        order[tied] = rows[_order_by((run, *(column[rows] for column in columns[taken:])), 2)]
    return order
