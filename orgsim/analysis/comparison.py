"""Compare structures: the same citizens, with the same luck, through each of them.

Replications are matched, so that a difference shows what the structure does and not who happened to come. As many are
made as the precision asks for; that is judged in their order, and never depends on the executor or its workers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from orgsim.analysis.course import Course
from orgsim.analysis.executors import Executor
from orgsim.analysis.findings import AssumptionInUse, Comparison, Driver, Estimate, Overload, Stability, Twins
from orgsim.analysis.kpi import Kpi
from orgsim.analysis.preparation import BASELINE, Prepared, prepare_comparison
from orgsim.simulation import DEFAULT_ENGINE

if TYPE_CHECKING:
    from orgsim.scenario.scenario import Scenario

__all__ = [
    "BASELINE",
    "AssumptionInUse",
    "Comparison",
    "Driver",
    "Estimate",
    "Overload",
    "Prepared",
    "Stability",
    "Twins",
    "compare",
    "compare_prepared",
    "prepare_comparison",
]


def compare(
    scenario: Scenario,
    alternatives: Iterable[str] | None = None,
    *,
    baseline: str = BASELINE,
    replications: int | None = None,
    precision: float | None = None,
    seed: int | None = None,
    engine: str = DEFAULT_ENGINE,
    executor: Executor = "inline",
    workers: int | None = None,
    controls: bool = False,
    kpis: Iterable[Kpi] = (),
    draws: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Compare alternatives with the structure as it is, or with one another.

    Parameters
    ----------
    scenario
        What is asked.
    alternatives
        Names; all of the scenario by default.
    baseline
        The structure that the others are compared with; an alternative's name swaps the arms.
    replications
        So many, neither more nor fewer; else as many as the precision asks for.
    precision
        Half-width of the 95 % intervals at which replications stop, as a share; else the scenario's.
    seed
        In place of the scenario's.
    engine, executor, workers
        How it is computed; none of them changes a result.
    controls
        Whether to add what must change nothing.
    kpis
        Indicators beyond the standard ones, e.g. the share done within a time.
    draws
        How often everything that is not measured is drawn from its range, for a second interval; 0: never.
    progress
        Told how many replications are done and how many are needed at least.

    Raises
    ------
    InputError
        If there is nothing to compare, no such alternative, or a plan cannot be carried out.
    """
    prepared = prepare_comparison(scenario, alternatives, baseline=baseline, controls=controls, seed=seed)
    found = compare_prepared(
        prepared,
        replications=replications,
        precision=precision,
        engine=engine,
        executor=executor,
        workers=workers,
        kpis=kpis,
        progress=progress,
    )
    if not draws:
        return found
    from orgsim.analysis.uncertainty import add_uncertainty

    return add_uncertainty(
        found, prepared, draws=draws, engine=engine, executor=executor, workers=workers, progress=progress
    )


def compare_prepared(
    prepared: Prepared,
    *,
    replications: int | None = None,
    precision: float | None = None,
    engine: str = DEFAULT_ENGINE,
    executor: Executor = "inline",
    workers: int | None = None,
    kpis: Iterable[Kpi] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Run a comparison that was prepared, after telling what was known before (see `compare`)."""
    course = Course(prepared, replications=replications, precision=precision, engine=engine, kpis=kpis)
    while course.needed > len(course.done):
        for _ in course.further(executor, workers):
            if progress is not None:
                progress(len(course.done), course.needed)
    return course.conclude()
