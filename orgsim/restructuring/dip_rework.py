"""More files come back while people are slower: the second half of H4, as phases in which rework is raised.

The share of files that come back is multiplied by 1 plus the dip of those who do the step. Speeds change week by week;
rework in fewer and longer steps, which follow the dip until next to nothing of it is left.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import fsum
from typing import TYPE_CHECKING, Final

from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.exposure import doers

if TYPE_CHECKING:
    from orgsim.organisation.service import Step
    from orgsim.restructuring.response import Dated, Response

EDGES: Final = (0, 4, 8, 12, 20, 28, 40)
"""Weeks after a change between which rework is told by the mean dip; beyond the last it is what it was."""

_LEAST: Final = 0.002
"""A rise of rework, as a share of it, below which a step is left as it is."""


def with_dip_rework(phases: Sequence[Dated], response: Response, last: dt.date) -> tuple[tuple[Dated, int], ...]:
    """Return phases with others put between in which the dip raises rework; each with the number of its own phase.

    Parameters
    ----------
    phases
        The structure as it is, and those of the plan with their dates.
    response
        How people answer the plan.
    last
        Last day of the study; what would begin later is left out.

    Examples
    --------
    >>> from orgsim.organisation.agency import Agency
    >>> from orgsim.organisation.organisation import resolve
    >>> from orgsim.restructuring.response import Response
    >>> office = resolve(Agency.model_validate({"title": "Dinas", "units": {"dinas": {"title": "Dinas"}}}))
    >>> today = dt.date(2026, 7, 1)
    >>> nobody = Response((), (), (), (), (), (), (), {})
    >>> [number for _, number in with_dip_rework([(today, office), (today, office)], nobody, today)]
    [0, 1]
    """
    found: list[tuple[Dated, int]] = []
    for number, (start, organisation) in enumerate(phases):
        found.append(((start, organisation), number))
        if number and response.dates:
            end = min((date for date, _ in phases[number + 1 :]), default=dt.date.max)
            steps = [(on, raised) for on, raised in _raised(organisation, response, start) if on < end]
            seen = sum(on <= last for on, _ in steps)
            steps[seen:] = [(on, organisation) for on, _ in steps[seen : seen + 1]]
            found[-1:] = [(step, number) for step in _merged(steps)] or [((start, organisation), number)]
    return tuple(found)


def _raised(organisation: Organisation, response: Response, start: dt.date) -> Iterator[Dated]:
    """Yield the organisation with the rework of each stretch of weeks, and in the end as it is."""
    dates = [start + dt.timedelta(weeks=week) for week in EDGES]
    for begin, end in pairwise(dates):
        yield begin, _organisation(organisation, _dips(response, begin, end))
    yield dates[-1], organisation


def _merged(steps: Sequence[Dated]) -> Iterator[Dated]:
    """Yield what differs from the one before."""
    before: Organisation | None = None
    for on, organisation in steps:
        if organisation is not before:
            yield on, organisation
        before = organisation


def _dips(response: Response, begin: dt.date, end: dt.date) -> dict[str, float]:
    """Return everybody's mean dip between two days."""
    rows = [row for date, row in zip(response.dates, response.dips, strict=True) if begin <= date < end]
    if not rows:
        return {}
    return {id: fsum(column) / len(rows) for id, column in zip(response.staff, zip(*rows, strict=True), strict=True)}


def _organisation(organisation: Organisation, dips: Mapping[str, float]) -> Organisation:
    posts = {
        name: fsum(dips.get(id, 0.0) for id in position.people) / len(position.people)
        for name, position in organisation.positions.items()
        if position.people
    }
    services = {}
    for name, service in organisation.services.items():
        steps = {
            step_name: _step(step, _mean(posts, doers(organisation, name, step_name)) if step.returns else 0.0)
            for step_name, step in service.steps.items()
        }
        if any(steps[step_name] is not step for step_name, step in service.steps.items()):
            services[name] = service.model_copy(update={"steps": steps})
    return organisation.changed(services={**organisation.services, **services}) if services else organisation


def _mean(posts: Mapping[str, float], names: frozenset[str]) -> float:
    found = [posts[name] for name in sorted(names) if name in posts]
    return fsum(found) / len(found) if found else 0.0


def _step(step: Step, dip: float) -> Step:
    """Return a step with more rework; the same one where next to nothing would change."""
    if step.returns is None or dip < _LEAST:
        return step
    share = min(step.returns.share * (1 + dip), 1.0)
    return step.model_copy(update={"returns": step.returns.model_copy(update={"share": share})})
