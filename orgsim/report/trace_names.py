"""What the parts of a traced case are called: by title, as it was at the time; by id only what has no title."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from orgsim.errors import message
from orgsim.organisation.organisation import Organisation
from orgsim.report.case_trace import TracedCase
from orgsim.report.words import Listed
from orgsim.simulation.log import Category

__all__ = ["service_title", "staff_title", "step_title", "unit_title", "visit_title"]

_ANSWER: Final = message("answer to the citizen who asks")
_STRAY: Final = message("in the wrong unit")
_DELEGATED: Final = message("by delegation")


def service_title(case: TracedCase) -> Any:
    """Return what the citizen asked for."""
    return case.organisation(case.column("arrived")).services[case.service].title


def visit_title(case: TracedCase, row: int) -> Any:
    """Return the step of a visit, and what tells it from others there: level, question, number of the visit.

    Levels have no title: their id stands for them.
    """
    visits = case.log.visits
    code, number = case.log.names["step"][int(visits["step"][row])], int(visits["visit"][row])
    category, rest = Category(int(visits["category"][row])), code.split("/")[2:]
    details: list[Any] = []
    if category is Category.APPROVAL:
        details += [part if part != "delegate" else _DELEGATED for part in rest]
    elif category is Category.EXCEPTION:
        details += [message("question to superior {number}", number=part.rpartition("-")[2]) for part in rest]
    elif category is Category.WORK and rest:
        details.append(_STRAY)
    if number > 1:
        details.append(message("visit {number}", number=number))
    step = _ANSWER if category is Category.CHASE else step_title(case, code, int(visits["phase"][row]))
    return message("{title} ({parameters})", title=step, parameters=Listed(tuple(details), ", ")) if details else step


def step_title(case: TracedCase, code: str, phase: int) -> Any:
    """Return what a step is called in a phase: of ``service/step``, or of what hangs on it."""
    service, name = code.split("/")[:2]
    for organisation in _organisations(case, phase):
        if service in organisation.services and name in organisation.services[service].steps:
            return organisation.services[service].steps[name].title or name
    return name


def unit_title(case: TracedCase, name: str, phase: int) -> Any:
    """Return what a unit is called in a phase."""
    found = (organisation.units.get(name) for organisation in _organisations(case, phase))
    return next((unit.title for unit in found if unit is not None), name)


def staff_title(case: TracedCase, id: str) -> Any:
    """Return an employee's first post, which is kept for life, and the number, where there is more than one."""
    name, _, number = id.rpartition("/")
    found = (organisation.positions.get(name) for organisation in _organisations(case, 0))
    title = next((post.title for post in found if post is not None), name)
    everybody = {other for phase in case.study.phases for other in phase.organisation.staff}
    if sum(other.rpartition("/")[0] == name for other in everybody) < 2:
        return title
    return message("{post} (no. {number})", post=title, number=number)


def _organisations(case: TracedCase, phase: int) -> Iterator[Organisation]:
    """Yield the organisation of a phase, then the others, for what is gone there or comes later."""
    phases = case.study.phases
    yield phases[phase].organisation
    yield from (other.organisation for number, other in enumerate(phases) if number != phase)
