"""Amounts of visits, added up by a code of each: in compiled code, by NumPy, and one by one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from orgsim.analysis.sums_by_code import NOT_ASKED, sums_by_code
from tests.compiled_code import in_both_ways

CODES, CASES, LATEST = 3, 4, 9
visits = st.tuples(
    st.integers(0, CODES - 1), st.integers(-5, 50), st.integers(0, CASES - 1), st.integers(-3, LATEST + 1)
)
followed = st.lists(st.just(NOT_ASKED) | st.integers(-2, LATEST), min_size=CASES, max_size=CASES)


@given(st.lists(visits, max_size=30), followed)
def test_what_is_cut_short_is_counted_and_named_and_not_added(rows, last):
    codes, amounts, cases, ends = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    known = np.array(last)
    for (sums, twice), counts, cut in in_both_ways(
        lambda: sums_by_code(codes, CODES, amounts, 2 * amounts, cases=cases, last=known, ends=ends)
    ):
        asked = [(place, row) for place, row in enumerate(rows) if last[row[2]] != NOT_ASKED]
        whole = [row for _, row in asked if row[3] < last[row[2]]]
        assert sums.tolist() == [sum(row[1] for row in whole if row[0] == code) for code in range(CODES)]
        assert twice.tolist() == (2 * sums).tolist()
        assert counts.tolist() == [sum(row[0] == code for _, row in asked) for code in range(CODES)]
        assert cut.tolist() == [place for place, row in asked if row[3] >= last[row[2]]]
