"""What the replications of a comparison say: put together in the end, or at any time while more are made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isfinite
from typing import TYPE_CHECKING, Any

from orgsim.analysis.assembly import assemble, half_width, times_without_mean
from orgsim.analysis.change_costs import change_findings
from orgsim.analysis.curves import curve_of
from orgsim.analysis.drivers import drivers_of
from orgsim.analysis.findings import Comparison, Overload, Stability
from orgsim.analysis.kpi import Kpi
from orgsim.analysis.preparation import Prepared
from orgsim.analysis.provenance import assumptions_in_use, inputs_hash, versions, weakest_basis
from orgsim.analysis.replication import Replication
from orgsim.analysis.spreads import Spread, spread_of
from orgsim.analysis.stability import overload_seen, stability_of
from orgsim.analysis.targets import targets_reached
from orgsim.analysis.twins import twins_of

if TYPE_CHECKING:
    from orgsim.restructuring.difference import StructureDifference

__all__ = ["conclude", "precise"]


def precise(prepared: Prepared, kpis: Sequence[Kpi], done: Sequence[Replication], precision: float) -> bool:
    """Whether the rows that decide are precise enough."""
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


def conclude(
    prepared: Prepared, kpis: Sequence[Kpi], done: Sequence[Replication], meta: Mapping[str, Any]
) -> Comparison:
    """Put together everything that some replications say.

    Parameters
    ----------
    prepared
        What was known before.
    kpis
        What was measured.
    done
        The replications, in order, at least one.
    meta
        How they were made.
    """
    scenario = prepared.scenario
    stability = _stability(prepared, done)
    overloaded = _overloaded(prepared, stability)
    no_mean = times_without_mean(prepared, overloaded)
    change = change_findings(prepared, done)  # it asks for assumptions, too
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
    found = Comparison(
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
        curves={name: curve_of(study, [one.curves[name] for one in done]) for name, study in prepared.studies.items()},
        spreads=_spreads(prepared, done),
        change=change,
    )
    return replace(found, targets=targets_reached(scenario, found)) if scenario.targets else found


def _spreads(prepared: Prepared, done: Sequence[Replication]) -> dict[tuple[str, str], tuple[Spread, Spread]]:
    found = {}
    for pairing in prepared.pairings:
        for window in pairing.windows:
            if window.until is None:
                arms = (prepared.baseline, window), (pairing.alternative, window)
                before, after = (spread_of([one.spreads[arm] for one in done]) for arm in arms)
                if before is not None and after is not None:
                    found[pairing.alternative, window.name] = before, after
    return found


def _differences(prepared: Prepared) -> dict[str, StructureDifference]:
    from orgsim.restructuring.difference import difference

    last = {name: study.phases[-1].organisation for name, study in prepared.studies.items()}
    return {name: difference(last[prepared.baseline], last[name]) for name in prepared.titles}
