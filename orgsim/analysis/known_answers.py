"""Scenarios with known answers, made ready: what is asked of which alternative, and what should go into it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from orgsim.analysis.answers import Answers
from orgsim.analysis.loads import demand_per_day, loads
from orgsim.analysis.traffic import expected_visits
from orgsim.organisation.intervals import DAY
from orgsim.scenario.expectation import Expectation
from orgsim.scenario.yaml_file import load
from orgsim.simulation.log import Category
from orgsim.simulation.network import Phase
from orgsim.simulation.simulate import Study, prepare, run, tick_of

__all__ = ["KnownAnswers", "known_answers", "replicate"]


@dataclass(frozen=True)
class KnownAnswers:
    """One alternative of a scenario, prepared.

    Attributes
    ----------
    path, alternative, study
        Which one.
    start
        First tick of the window: what came before, from an empty office on, is thrown away.
    load
        Of its busiest group, by arithmetic.
    asked
        What a run is to answer.
    counted
        What arithmetic answers, with the answer.
    work
        Ticks of work that the cases of the window bring to each task type, by arithmetic; empty where that is not
        known, because citizens give up, are sent away, or come again of themselves.
    controls
        For each quantity asked: the task types whose realised work has a say in it.
    """

    path: str
    alternative: str
    study: Study
    start: int
    load: float
    asked: tuple[Expectation, ...]
    counted: tuple[tuple[float, Expectation], ...]
    work: dict[int, float]
    controls: tuple[tuple[int, ...], ...]


@lru_cache(maxsize=64)
def known_answers(file: Path) -> tuple[KnownAnswers, ...]:
    """Return the alternatives of a scenario of which something is expected."""
    scenario = load(file)
    arms = dict.fromkeys(expectation.alternative for expectation in scenario.expected)
    return tuple(_case(file, arm, prepare(scenario, arm)) for arm in arms)


def _case(file: Path, alternative: str, study: Study) -> KnownAnswers:
    start = tick_of(study.scenario.run.change_day, study.origin)
    groups = loads(study, -1, start, study.end)
    mine = [expectation for expectation in study.scenario.expected if expectation.alternative == alternative]
    asked = tuple(expectation for expectation in mine if expectation.what != "load")
    counted = [
        (max((g.load for g in groups if _belongs(g.positions, g.units, expectation.group)), default=0.0), expectation)
        for expectation in mine
        if expectation.what == "load"
    ]
    work = _expected_work(study, start)
    return KnownAnswers(
        path=str(file),
        alternative=alternative,
        study=study,
        start=start,
        load=max((group.load for group in groups), default=0.0),
        asked=asked,
        counted=tuple(counted),
        work=work,
        controls=tuple(_related(study, expectation.group, work) for expectation in asked),
    )


def _belongs(positions: Sequence[str], units: Sequence[str], group: str) -> bool:
    kind, _, name = group.partition(":")
    return kind == "all" or name in {"position": positions, "unit": units}.get(kind, ())


def _expected_work(study: Study, start: int) -> dict[int, float]:
    """Return the work, in ticks, that the cases of the window bring to each task type, by arithmetic."""
    phase, days = study.network.phases[-1], (study.end - start) / DAY
    work: dict[int, float] = {}
    leaving = any(task.patience or task.room or task.loses for task in phase.tasks.values())
    if leaving or any(demand.population for demand in study.scenario.demand.values()):
        return work
    for service, per_day in demand_per_day(study, start, study.end).items():
        for code, flow in expected_visits(phase, service, 0).items():
            task = phase.tasks[code]
            if task.category is not Category.EXTERNAL:
                work[code] = per_day * days * flow.visits * task.mean
    return work


def _related(study: Study, group: str, work: Iterable[int]) -> tuple[int, ...]:
    """Return the task types that share people with those of a group, directly or through others."""
    phase = study.network.phases[-1]
    people = {code: _people(phase, code) for code in work}
    kind, _, name = group.partition(":")
    if kind == "all" or not people:
        return tuple(people)
    code = study.network.names[kind].index(name)
    home = phase.unit_of if kind == "unit" else phase.position_of
    if kind == "service":
        found = {task for task in people if phase.tasks[task].service == code}
    else:
        found = {task for task, staff in people.items() if any(home[person] == code for person in staff)}
    while True:
        staff = set().union(*(people[task] for task in found))
        more = {task for task in people if people[task] & staff}
        if more <= found:
            return tuple(sorted(found))
        found |= more


def _people(phase: Phase, code: int) -> frozenset[int]:
    task = phase.tasks[code]
    return frozenset(s.staff for group in (*task.own.values(), *task.helpers.values()) for s in group)


def replicate(task: tuple[str, str, int]) -> tuple[list[float], list[float]]:
    """Run one replication; return the quantities asked for, and the work that came to each task over what should."""
    path, alternative, replication = task
    case = next(case for case in known_answers(Path(path)) if case.alternative == alternative)
    answers = Answers(case.study, run(case.study, replication), case.start)
    values = [answers.value(expectation) for expectation in case.asked]
    came = answers.work(tuple(case.work))
    return values, [float(ticks) / expected - 1 for ticks, expected in zip(came, case.work.values(), strict=True)]
