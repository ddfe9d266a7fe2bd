"""What visits come to, added up by a code of each, as far as each of their requests is followed."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from orgsim.simulation.compiled_code import address, addresses, compiled

__all__ = ["NOT_ASKED", "sums_by_code"]

Ticks = NDArray[np.int64]

NOT_ASKED: Final = -1
"""In place of a tick: the case is not asked for."""


def sums_by_code(
    codes: Ticks, number: int, amounts: Ticks, *, cases: Ticks, last: Ticks, ends: Ticks
) -> tuple[Ticks, Ticks, Ticks]:
    """Add up an amount of visits by a code of each.

    Parameters
    ----------
    codes, amounts, cases
        Of each visit its code, from 0 on, what is added up, and the row of its case.
    number
        How many codes there are.
    last
        Tick up to which each case is followed, or `NOT_ASKED`.
    ends
        Tick of each visit; what is not before the last one of its case is left out of the sums, for it is cut short.

    Returns
    -------
    sums, counts
        By code; visits that are cut short count.
    cut
        The places of those.

    Examples
    --------
    >>> codes, amounts, cases = np.array([0, 1, 1]), np.array([5, 7, 9]), np.array([0, 0, 1])
    >>> sums_by_code(codes, 2, amounts, cases=cases, last=np.array([100, 8]), ends=np.array([6, 7, 8]))
    (array([5, 7]), array([1, 2]), array([2]))
    """
    add = compiled("add_by_code")
    sums, counts = np.zeros((2, number), dtype=np.int64)
    if add is not None:
        cut = np.empty(len(codes) + 1, dtype=np.int64)
        columns = [np.asarray(values, dtype=np.int64, order="C") for values in (codes, amounts, cases, last, ends)]
        where = addresses(*columns, sums, counts, cut)
        add(address(where), len(codes))
        return sums, counts, cut[1 : 1 + cut[0]]
    until = last.take(cases)
    asked = np.flatnonzero(until != NOT_ASKED)
    late = ends[asked] >= until[asked]
    whole = asked[~late]
    np.add.at(counts, codes[asked], 1)
    np.add.at(sums, codes[whole], amounts[whole])
    return sums, counts, asked[late]
