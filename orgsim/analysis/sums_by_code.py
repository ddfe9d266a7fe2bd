"""What visits come to, added up by a code of each, as far as each of their requests is followed."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from orgsim.simulation.compiled_code import address, addresses, compiled, whole_numbers

__all__ = ["NOT_ASKED", "sums_by_code"]

Ticks = NDArray[np.int64]

NOT_ASKED: Final = -(1 << 62)
"""In place of a tick: the case is not asked for."""


def sums_by_code(
    codes: Ticks, number: int, *amounts: Ticks, cases: Ticks, last: Ticks, ends: Ticks
) -> tuple[Ticks, Ticks, Ticks]:
    """Add up amounts of visits by a code of each.

    Parameters
    ----------
    codes, cases
        Of each visit its code, from 0 on, and the row of its case.
    number
        How many codes there are.
    amounts
        What is added up, of each visit; each by itself.
    last
        Tick up to which each case is followed, or `NOT_ASKED`.
    ends
        Tick of each visit; what is not before the last one of its case is left out of the sums, for it is cut short.

    Returns
    -------
    sums
        A row for each of `amounts`, a column for each code.
    counts
        By code; visits that are cut short count.
    cut
        The places of those.

    Examples
    --------
    >>> codes, amounts, cases = np.array([0, 1, 1]), np.array([5, 7, 9]), np.array([0, 0, 1])
    >>> sums_by_code(codes, 2, amounts, cases=cases, last=np.array([100, 8]), ends=np.array([6, 7, 8]))
    (array([[5, 7]]), array([1, 2]), array([2]))
    """
    add, sums = compiled("add_by_code"), np.zeros((len(amounts), number), dtype=np.int64)
    if add is None:
        until = last.take(cases)
        asked = np.flatnonzero(until != NOT_ASKED)
        late = ends[asked] >= until[asked]
        whole = asked[~late]
        for found, amount in zip(sums, amounts, strict=True):
            np.add.at(found, codes[whole], amount[whole])
        return sums, np.bincount(codes[asked], minlength=number), asked[late]
    counts, cut = np.zeros(number, dtype=np.int64), np.empty(len(codes) + 1, dtype=np.int64)
    columns = whole_numbers(codes, cases, last, ends, *amounts)
    for found, amount in zip(sums, columns[4:], strict=True):
        counts[:] = 0
        where = addresses(*columns[:4], amount, found, counts, cut)
        add(address(where), len(codes))
    return sums, counts, cut[1 : 1 + cut[0]]
