"""New habits of citizens: who has an attribute by a shift of demand, whatever the structure makes of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orgsim.simulation.arrivals import DAY, Arrivals
from orgsim.simulation.draws import parts

__all__ = ["habitual"]


def habitual(arrivals: Arrivals) -> dict[str, NDArray[np.bool_]]:
    """Return which citizens have an attribute by habit, for each attribute that any shift is about.

    The same word of a citizen decides as for the share of the structure: whoever has an attribute by the smaller of the
    two shares has it by the larger one, and a growing share takes it from nobody.
    """
    found: dict[str, NDArray[np.bool_]] = {}
    for (source, attribute), below in arrivals.habits.items():
        has = found.setdefault(attribute, np.zeros(len(arrivals), np.bool_))
        for part in parts(len(arrivals)):
            rows = np.flatnonzero(arrivals.source[part] == arrivals.sources.index(source))
            days = np.maximum(arrivals.time[part][rows] // DAY, 0)
            words = arrivals.attribute_words[part, arrivals.attributes.index(attribute)][rows]
            has[part][rows] = words < below[days]
    return found
