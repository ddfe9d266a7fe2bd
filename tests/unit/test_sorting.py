"""Rows are put in order as by the plain way, whatever fits into one number."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from orgsim.simulation.sorting import order_by

RANGES = {
    "few": (np.int32, -2, 2),
    "ticks": (np.int64, -(1 << 20), 1 << 26),
    "all": (np.int64, -(1 << 63), (1 << 63) - 1),
    "keys": (np.uint64, 0, (1 << 64) - 1),
}


@st.composite
def tables(draw: st.DrawFn) -> list[NDArray[Any]]:
    rows, columns = draw(st.integers(0, 12)), []
    for kind in draw(st.lists(st.sampled_from(sorted(RANGES)), min_size=1, max_size=4)):
        dtype, low, high = RANGES[kind]
        some = draw(st.lists(st.integers(low, high), min_size=1, max_size=3))  # so that rows are often equal
        columns.append(np.array(draw(st.lists(st.sampled_from(some), min_size=rows, max_size=rows)), dtype=dtype))
    return columns


@given(tables())
def test_rows_are_ordered_by_all_columns_and_equal_ones_stay(columns: list[NDArray[Any]]) -> None:
    assert order_by(*columns).tolist() == np.lexsort(columns[::-1]).tolist()
