"""Compare structures: the same citizens, with the same luck, through each of them.

Replications are matched, so that a difference shows what the structure does and not who happened to come. As many are
made as the precision asks for; that is judged in their order, and never depends on the executor or its workers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from functools import partial
from math import isfinite
from typing import TYPE_CHECKING, Any

from orgsim.analysis.assembly import assemble, half_width, times_without_mean
from orgsim.analysis.change_findings import change_findings
from orgsim.analysis.drivers import drivers_of
from orgsim.analysis.executors import Executor, map_tasks
from orgsim.analysis.findings import AssumptionInUse, Comparison, Driver, Estimate, Overload, Stability, Twins
from orgsim.analysis.kpi import Kpi, standard_kpis
from orgsim.analysis.preparation import BASELINE, Prepared, prepare_comparison
from orgsim.analysis.provenance import assumptions_in_use, inputs_hash, versions, weakest_basis
from orgsim.analysis.replication import Replication, Setup, measure_replication
from orgsim.analysis.stability import overload_seen, stability_of
from orgsim.analysis.statistics.stopping import StoppingRule
from orgsim.analysis.twins import twins_of
from orgsim.errors import Fault, InputError, message

if TYPE_CHECKING:
    from orgsim.restructuring.difference import StructureDifference
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
    "to_json_rows",
]


def compare(
    scenario: Scenario,
    alternatives: Iterable[str] | None = None,
    *,
    baseline: str = BASELINE,
    replications: int | None = None,
    precision: float | None = None,
    seed: int | None = None,
    engine: str = "reference",
    executor: Executor = "inline",
    workers: int | None = None,
    controls: bool = False,
    kpis: Iterable[Kpi] = (),
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
    progress
        Told how many replications are done and how many are needed at least.

    Raises
    ------
    InputError
        If there is nothing to compare, no such alternative, or a plan cannot be carried out.
    """
    prepared = prepare_comparison(scenario, alternatives, baseline=baseline, controls=controls, seed=seed)
    return compare_prepared(
        prepared,
        replications=replications,
        precision=precision,
        engine=engine,
        executor=executor,
        workers=workers,
        kpis=kpis,
        progress=progress,
    )


def compare_prepared(
    prepared: Prepared,
    *,
    replications: int | None = None,
    precision: float | None = None,
    engine: str = "reference",
    executor: Executor = "inline",
    workers: int | None = None,
    kpis: Iterable[Kpi] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Run a comparison that was prepared, after telling what was known before (see `compare`)."""
    if replications is not None and replications < 1:
        raise InputError(Fault(message("at least one replication is needed"), ("replications",)))
    settings = prepared.scenario.run
    precision = settings.precision if precision is None else precision
    least, most = settings.replications if replications is None else (replications, replications)
    measured = (*standard_kpis(), *kpis)
    scenario = prepared.scenario
    wanted = {"curves": scenario.people is not None, "survey": scenario.survey is not None}
    setup = Setup(dict(prepared.studies), prepared.baseline, prepared.pairings, measured, engine, **wanted)
    rule = StoppingRule(least, most)
    done: list[Replication] = []
    passed: list[bool] = []
    while (needed := rule.needed(passed)) > len(done):
        batch = range(len(done), needed)
        with closing(map_tasks(partial(measure_replication, setup), batch, executor, workers)) as replications_of_batch:
            for replication in replications_of_batch:
                done.append(replication)
                passed.append(len(done) >= least and _precise(prepared, measured, done, precision))
                if progress is not None:
                    progress(len(done), rule.needed(passed))
    return _conclude(prepared, measured, done, {"engine": engine, "precision": precision})


def _precise(prepared: Prepared, kpis: Sequence[Kpi], done: Sequence[Replication], precision: float) -> bool:
    overloaded = _overloaded(prepared, _stability(prepared, done))
    width = half_width(prepared, kpis, done, times_without_mean(prepared, overloaded))
    return width is None or width <= precision


def _overloaded(prepared: Prepared, stability: Mapping[str, Stability]) -> dict[str, Overload]:
    found = {
        name: overload_seen(prepared.overloaded.get(name), stability[name], prepared.windows(name))
        for name in prepared.studies
    }
    return {name: overload for name, overload in found.items() if overload is not None}


def _stability(prepared: Prepared, done: Sequence[Replication]) -> dict[str, Stability]:
    return {
        name: stability_of(study, prepared.windows(name), [one.weeks[name] for one in done])
        for name, study in prepared.studies.items()
    }


def _conclude(
    prepared: Prepared, kpis: Sequence[Kpi], done: Sequence[Replication], meta: Mapping[str, Any]
) -> Comparison:
    scenario = prepared.scenario
    stability = _stability(prepared, done)
    overloaded = _overloaded(prepared, stability)
    no_mean = times_without_mean(prepared, overloaded)
    assumptions = assumptions_in_use(scenario.assumptions, prepared.assumptions.asked)
    basis = weakest_basis(scenario, assumptions)
    smallest = scenario.run.difference_that_matters
    reached = half_width(prepared, kpis, done, no_mean)
    twins = (
        twins_of(pairing.alternative, window.name, [one.twins[pairing.alternative, window.name] for one in done])
        for pairing in prepared.pairings
        for window in pairing.windows
    )
    drivers = {}
    for pairing in prepared.pairings:
        whole = next(window for window in pairing.windows if window.name == "whole")
        arms = (prepared.baseline, whole), (pairing.alternative, whole)
        drivers[pairing.alternative] = drivers_of(*([one.places[arm] for one in done] for arm in arms))
    return Comparison(
        title=scenario.title,
        baseline=prepared.baseline,
        alternatives=prepared.titles,
        windows={pairing.alternative: pairing.windows for pairing in prepared.pairings},
        estimates=tuple(assemble(prepared, kpis, done, no_mean, smallest, basis)),
        twins=tuple(found for found in twins if found is not None),
        overloaded=overloaded,
        stability=stability,
        loads=prepared.loads,
        drivers=drivers,
        differences=_differences(prepared),
        assumptions=assumptions,
        evidence=scenario.evidence,
        meta={
            "seed": scenario.run.seed,
            "replications": len(done),
            **meta,
            "half_width": reached if reached is not None and isfinite(reached) else None,
            "smallest_difference": smallest,
            "baseline": prepared.baseline,
            "versions": versions(),
            "inputs_hash": inputs_hash(scenario, prepared.studies),
        },
        change=change_findings(prepared, done),
    )


def _differences(prepared: Prepared) -> dict[str, StructureDifference]:
    from orgsim.restructuring.difference import difference

    last = {name: study.phases[-1].organisation for name, study in prepared.studies.items()}
    return {name: difference(last[prepared.baseline], last[name]) for name in prepared.titles}


def to_json_rows(comparison: Comparison) -> dict[str, Any]:
    """Return ``{"meta": {…}, "rows": [{alternative, window, kpi, group, baseline, value, …}]}``, plain values only."""
    return comparison.to_json()
