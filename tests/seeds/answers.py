"""What the tests of claims read from a study without a run: how people answer, and loads by arithmetic."""

from __future__ import annotations

import datetime as dt

from orgsim.analysis.loads import loads_in
from orgsim.simulation.simulate import Study


def told(study: Study, what: str, who: str, weeks: int = 26) -> float:
    """Return opinion, adoption, speed or presence of somebody, some weeks after the first change."""
    response = study.response
    assert response is not None
    row = next(n for n, date in enumerate(response.dates) if date >= response.dates[0] + dt.timedelta(weeks=weeks))
    rows: tuple[tuple[float, ...], ...] = getattr(response, what)
    return rows[row][response.staff.index(who)]


def load_of(study: Study, position: str) -> float:
    """Return the load of those who share the work of a post, after the change."""
    (found,) = (group for group in loads_in(study, study.change, study.end) if position in group.positions)
    return found.load
