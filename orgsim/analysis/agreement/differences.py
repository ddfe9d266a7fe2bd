"""Where two logs differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from orgsim.simulation.log import Log
from orgsim.simulation.sums import FIELDS, Sums

__all__ = ["Difference", "first_difference", "first_other_sum"]


@dataclass(frozen=True, slots=True)
class Difference:
    """What two logs say differently first.

    Attributes
    ----------
    table
        ``visits``, ``cases``, ``end`` (the tick at which the run ended), or ``totals`` (what requests add up to).
    row
        Which row of the table, in the order of the log; of totals, which stretch of time.
    column
        The first column that differs there; ``""`` where one log has no such row.
    mine, theirs
        The whole row in both logs, with names for codes; None where there is no such row.
    """

    table: str
    row: int
    column: str
    mine: dict[str, object] | None
    theirs: dict[str, object] | None

    def __str__(self) -> str:
        """Return table, row, column and both numbers."""
        one, other = ("–" if row is None else row.get(self.column, "") for row in (self.mine, self.theirs))
        return f"{self.table}[{self.row}].{self.column}: {one}, {other}"


def first_difference(mine: Log, theirs: Log) -> Difference | None:
    """Return the first visit that differs (else the first case), or None if two logs are equal to the last bit.

    Visits are in the order in which they start, so that what comes later may only follow from the first.
    """
    if mine.equals(theirs):
        return None
    for table in ("visits", "cases"):
        one, two = mine.decoded(table), theirs.decoded(table)
        lengths = len(one["service"]), len(two["service"])
        least = min(lengths)
        unequal = {column: np.flatnonzero(one[column][:least] != two[column][:least]) for column in one}
        found = [(int(rows[0]), place, column) for place, (column, rows) in enumerate(unequal.items()) if len(rows)]
        if found or lengths[0] != lengths[1]:
            row, _, column = min(found, default=(least, 0, ""))
            return Difference(table, row, column, _row(one, row), _row(two, row))
    return Difference("end", 0, "ended", {"ended": mine.ended}, {"ended": theirs.ended})


def first_other_sum(mine: Sums, theirs: Sums, services: Sequence[str]) -> Difference | None:
    """Return the first sum that differs, or None if all are equal."""
    differing = np.argwhere(mine != theirs)
    if not len(differing):
        return None
    stretch, service, field = differing[0].tolist()
    one, two = (
        {"service": services[service], **dict(zip(FIELDS, sums[stretch, service].tolist(), strict=True))}
        for sums in (mine, theirs)
    )
    return Difference("totals", stretch, FIELDS[field], one, two)


def _row(table: dict[str, npt.NDArray[Any]], row: int) -> dict[str, object] | None:
    if row >= len(table["service"]):
        return None
    return {column: values[row : row + 1].tolist()[0] for column, values in table.items()}
