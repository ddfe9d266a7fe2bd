"""Where two logs differ."""

from __future__ import annotations

import numpy as np

from orgsim.simulation.log import Log


def where_they_differ(mine: Log, theirs: Log) -> str:
    """What differs first: table, column, row and both numbers."""
    if mine.ended != theirs.ended:
        return f"ended {mine.ended}, {theirs.ended}"
    for table in ("cases", "visits"):
        one, two = mine.decoded(table), theirs.decoded(table)
        for column in one:
            length = min(len(one[column]), len(two[column]))
            rows = np.flatnonzero(one[column][:length] != two[column][:length])
            if len(rows):
                return f"{table}.{column}[{rows[0]}]: {one[column][rows[0]]}, {two[column][rows[0]]}"
        if len(one["service"]) != len(two["service"]):
            return f"{table}: {len(one['service'])} rows, {len(two['service'])}"
    return ""
