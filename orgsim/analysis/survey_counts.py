"""What those who were served met, of one structure in one window and repetition: small counts for a survey."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from orgsim.analysis.contacts import can_complain, complaints_about
from orgsim.simulation.log import Category
from orgsim.simulation.simulate import draw_requests

if TYPE_CHECKING:
    from orgsim.analysis.observation import Observation

__all__ = ["BINS", "Served", "middle_of", "served_in"]

BINS: Final = 257
_WIDTH: Final = 1 / 16
_LOWEST: Final = -(BINS // 2) * _WIDTH
_MILLION: Final = 1_000_000


def middle_of(place: int) -> float:
    """Return the logarithm of elapsed over promised time in the middle of a bin.

    Examples
    --------
    >>> middle_of(128)
    0.0
    """
    return _LOWEST + place * _WIDTH


@dataclass(frozen=True, slots=True)
class Served:
    """What those who were served met.

    Attributes
    ----------
    requests
        How many were served with a promise.
    times
        How many in each bin of elapsed over promised time.
    wrong
        How many got something wrong.
    steps
        How many steps and approvals they went through, rework aside.
    skill_sum, visits
        Skill of those who served them, in millionths, added up over so many visits.
    complaints
        Settled complaints in each bin of elapsed over allowed time.
    kept, promised
        Promises kept, of how many.
    """

    requests: int
    times: tuple[int, ...]
    wrong: int
    steps: int
    skill_sum: int
    visits: int
    complaints: tuple[int, ...]
    kept: int
    promised: int

    @property
    def wrong_share(self) -> float:
        """Share who got something wrong."""
        return self.wrong / self.requests

    @property
    def steps_each(self) -> float:
        """Steps of one request."""
        return self.steps / self.requests

    @property
    def skill(self) -> float:
        """Mean skill of those who served them; 1 is that of a post's own staff."""
        return self.skill_sum / (self.visits * _MILLION) if self.visits else 1.0


def served_in(observation: Observation) -> Served:
    """Count what those who were served met in a window."""
    expected = _expected(observation)
    chosen = observation.served & (expected != -1)
    office = observation.study.network.office
    elapsed = observation.office_durations[chosen]
    allowed = office.work_between_block(observation.arrived[chosen], expected[chosen])
    counted = chosen[observation.visit_requests]
    done = counted & (observation.column("started") != -1)
    first = done & (observation.column("visit") == 1)
    first &= np.isin(observation.column("category"), (Category.WORK, Category.APPROVAL))
    skill, visits = _skill(observation, done & (observation.column("category") == Category.WORK))
    due = observation.due
    promised = (due != -1) & (due < observation.until)
    return Served(
        requests=int(chosen.sum()),
        times=_bins(elapsed, allowed),
        wrong=int((observation.log.cases["wrong"][observation.requests][chosen] > 0).sum()),
        steps=int(first.sum()),
        skill_sum=skill,
        visits=visits,
        complaints=_complaints(observation),
        kept=int((promised & observation.served & (observation.ends <= due)).sum()),
        promised=int(promised.sum()),
    )


def _expected(observation: Observation) -> NDArray[np.int64]:
    """Return by when each request of the cohort is expected: by the promise, unless citizens expect something else."""
    study, log = observation.study, observation.log
    services = [s for phase in study.phases for s in phase.organisation.services.values()]
    if all(service.expected is None for service in services):
        return observation.due
    drawn = draw_requests(study, log.replication)
    by_key = dict(zip(drawn.key.tolist(), drawn.expected.tolist(), strict=True))
    found = [by_key.get(key, due) for key, due in zip(observation.keys.tolist(), observation.due.tolist(), strict=True)]
    return np.array(found, dtype=np.int64)


def _bins(elapsed: NDArray[np.int64], allowed: NDArray[np.int64]) -> tuple[int, ...]:
    ratio = np.maximum(elapsed, 1) / np.maximum(allowed, 60)
    places = np.clip(np.rint((np.log(ratio) - _LOWEST) / _WIDTH), 0, BINS - 1).astype(np.int64)
    return tuple(np.bincount(places, minlength=BINS).tolist())


def _skill(observation: Observation, chosen: NDArray[np.bool_]) -> tuple[int, int]:
    """Return the skill of who did visits, added up, and how many of them it is known of."""
    phases, at, who = (observation.column(name)[chosen].astype(np.int64) for name in ("phase", "step", "staff"))
    # One number for each of the three, in which nobody is a member of staff too.
    steps, people = len(observation.log.names["step"]), len(observation.log.names["staff"]) + 1
    counts = np.bincount((phases * steps + at) * people + who + 1)
    total, visits = 0, 0
    for number in np.flatnonzero(counts).tolist():
        place, someone = divmod(number, people)
        (phase, step), staff, count = divmod(place, steps), someone - 1, int(counts[number])
        task = observation.study.network.phases[phase].tasks.get(step)
        groups = [] if task is None else [*task.own.values(), *task.helpers.values()]
        level = next((server.level for group in groups for server in group if server.staff == staff), None)
        if level is not None:
            total, visits = total + level * count, visits + count
    return total, visits


def _complaints(observation: Observation) -> tuple[int, ...]:
    if not can_complain(observation):
        return (0,) * BINS
    rows, _ = complaints_about(observation)
    cases, office = observation.log.cases, observation.study.network.office
    rows = rows[(cases.of("finished", rows) != -1) & (cases.of("due", rows) != -1)]
    if not len(rows):
        return (0,) * BINS
    filed = cases.of("arrived", rows)
    elapsed, allowed = (office.work_between_block(filed, cases.of(name, rows)) for name in ("finished", "due"))
    return _bins(elapsed, allowed)
