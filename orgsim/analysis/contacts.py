"""What citizens come for again: complaints about a request, and asking after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.simulation.log import Category

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation

__all__ = ["can_ask", "can_complain", "class_codes", "complaints_about", "enquiries_about"]

Ticks = NDArray[np.int64]


def can_complain(observation: Observation) -> bool:
    """Whether there is a rule of complaints in any phase of the plan."""
    return any(phase.complaints is not None for phase in observation.study.network.phases)


def can_ask(observation: Observation) -> bool:
    """Whether there is a rule of asking after a case in any phase of the plan."""
    return any(phase.chasing is not None for phase in observation.study.network.phases)


def complaints_about(observation: Observation) -> tuple[Ticks, Ticks]:
    """Return the complaints about requests of the cohort, filed while these are followed.

    Returns
    -------
    rows, requests : int64[n]
        Rows of the log's table of cases, and the place in `requests` of what each is about.
    """
    return observation.once(_complaints_about)


def enquiries_about(observation: Observation) -> tuple[Ticks, Ticks]:
    """Return the visits of citizens who ask after requests of the cohort, as `complaints_about`."""
    return observation.once(_enquiries_about)


def _complaints_about(observation: Observation) -> tuple[Ticks, Ticks]:
    cases = observation.log.cases
    rows = np.flatnonzero(cases["parent"] != -1)
    return _followed(observation, rows, cases.of("parent", rows), cases.of("arrived", rows))


def _enquiries_about(observation: Observation) -> tuple[Ticks, Ticks]:
    visits = observation.log.visits
    rows = np.flatnonzero(visits["category"] == Category.CHASE)
    return _followed(observation, rows, visits.of("case", rows), visits.of("ready", rows))


def _followed(observation: Observation, rows: Ticks, about: Ticks, ticks: Ticks) -> tuple[Ticks, Ticks]:
    requests = observation.place_of_case[about]
    rows, requests, ticks = rows[requests >= 0], requests[requests >= 0], ticks[requests >= 0]
    in_time = ticks < observation.followed[requests]
    return rows[in_time], requests[in_time]


def class_codes(observation: Observation, rows: Ticks) -> dict[str, NDArray[np.bool_]]:
    """Return which of some complaints are of which class, by ``class:<id>``: of every class that any phase knows."""
    cases, phases = observation.log.cases, observation.study.phases
    number = np.searchsorted([phase.start for phase in phases[1:]], cases.of("arrived", rows), side="right")
    found: dict[str, NDArray[np.bool_]] = {}
    for place, phase in enumerate(phases):
        rules = phase.organisation.agency.complaints
        for code, name in enumerate(sorted(rules.classes) if rules is not None else ()):
            of_class = (number == place) & (cases.of("complaint_class", rows) == code)
            group = f"class:{name}"
            found[group] = found[group] | of_class if group in found else of_class
    return found
