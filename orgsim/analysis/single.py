"""One structure by itself: its indicators with their intervals, and whether it keeps up with its work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from math import isfinite
from typing import TYPE_CHECKING

from orgsim.analysis.executors import Executor, Progress, map_tasks, told
from orgsim.analysis.kpi import Kpi, standard_kpis
from orgsim.analysis.loads import loads_in
from orgsim.analysis.provenance import assumptions_in_use, noting_assumptions, weakest_basis
from orgsim.analysis.replication import Pairing, Replication, Setup, measure_replication
from orgsim.analysis.stability import overload_by_arithmetic, overload_seen, stability_of, why_no_mean
from orgsim.analysis.statistics.intervals import mean_interval
from orgsim.analysis.windows import Window, windows_of
from orgsim.errors import Message, message
from orgsim.simulation import DEFAULT_ENGINE

if TYPE_CHECKING:
    from orgsim.analysis.findings import Overload
    from orgsim.analysis.loads import GroupLoad
    from orgsim.analysis.provenance import NotedAssumptions
    from orgsim.scenario.scenario import Scenario
    from orgsim.simulation.simulate import Study

__all__ = ["Single", "SingleRow", "SingleRun", "measure_single", "prepare_single"]


@dataclass(frozen=True)
class Single:
    """A structure before its first run.

    Attributes
    ----------
    study
        The structure.
    windows
        Windows in which it is seen, in order of time.
    loads
        Load of every group of staff after the change, by arithmetic.
    overload
        Whether it cannot keep up, by arithmetic; None if it can.
    assumptions
        What the model has asked for.
    """

    study: Study
    windows: tuple[Window, ...]
    loads: tuple[GroupLoad, ...]
    overload: Overload | None
    assumptions: NotedAssumptions

    @property
    def basis(self) -> str:
        """The weakest basis of what went in, by all that has been asked for so far."""
        scenario = self.study.scenario
        return weakest_basis(scenario, assumptions_in_use(scenario.assumptions, self.assumptions.asked))


@dataclass(frozen=True, slots=True)
class SingleRow:
    """One indicator of one group in one window.

    Attributes
    ----------
    window, kpi, group, measured_in
        What the row is about.
    value, low, high
        Mean over replications with its 95 % interval; no interval from a single one.
    replications
        How many it rests on.
    reason
        Why a number is missing.
    """

    window: str
    kpi: str
    group: str
    measured_in: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    replications: int = 0
    reason: Message | None = None

    @classmethod
    def of_values(cls, window: str, kpi: str, group: str, measured_in: str, values: Sequence[float]) -> SingleRow:
        """Return the row of some values, one of each replication."""
        interval = mean_interval(values)
        low, high = (end if isfinite(end) else None for end in (interval.low, interval.high))
        reason = message("one replication has no interval") if len(values) == 1 else None
        return cls(window, kpi, group, measured_in, interval.mean, low, high, len(values), reason)


@dataclass(frozen=True)
class SingleRun:
    """What the runs of one structure showed.

    Attributes
    ----------
    single
        The structure.
    rows
        By window, indicator and group.
    overload
        Whether it cannot keep up, by arithmetic or in the runs; None if it can.
    replications
        How many there are.
    basis
        The weakest basis of what went in.
    """

    single: Single
    rows: tuple[SingleRow, ...]
    overload: Overload | None
    replications: int
    basis: str


def prepare_single(scenario: Scenario, alternative: str) -> Single:
    """Prepare one structure of a scenario.

    Raises
    ------
    InputError
        If there is no such alternative, or its plan cannot be carried out.
    """
    from orgsim.simulation.simulate import prepare

    noted_scenario, noted = noting_assumptions(scenario)
    study = prepare(noted_scenario, alternative)
    windows = windows_of(study)
    loads = loads_in(study, study.change, study.end)
    return Single(study, windows, loads, overload_by_arithmetic(study, windows, loads), noted)


def measure_single(
    single: Single,
    replications: int,
    kpis: Iterable[Kpi] = (),
    *,
    engine: str = DEFAULT_ENGINE,
    executor: Executor = "inline",
    workers: int | None = None,
    progress: Progress | None = None,
) -> SingleRun:
    """Run one structure so many times and measure it.

    Parameters
    ----------
    single
        The structure.
    replications
        How many.
    kpis
        Indicators beyond the standard ones.
    engine, executor, workers
        How it is computed; none of them changes a result.
    progress
        Told how many replications are done, and of how many.
    """
    name = single.study.alternative
    measured = (*standard_kpis(), *kpis)
    # Paired with itself, a structure is measured once, in all its windows.
    setup = Setup({name: single.study}, name, (Pairing(name, single.windows),), measured, engine)
    made = map_tasks(partial(measure_replication, setup), range(replications), executor, workers)
    done = list(told(made, replications, progress))
    stability = stability_of(single.study, single.windows, [one.weeks[name] for one in done])
    overload = overload_seen(single.overload, stability, single.windows)
    rows = tuple(
        _row(single, window, kpi, group, done, overload)
        for window in single.windows
        for kpi in measured
        for group in _groups(done, (name, window), kpi)
    )
    return SingleRun(single, rows, overload, replications, single.basis)


def _groups(done: Sequence[Replication], arm: tuple[str, Window], kpi: Kpi) -> list[str]:
    found = {group for one in done for group in one.values[arm][kpi.key]}
    return sorted(found, key=lambda group: (group != "all", group))


def _row(
    single: Single, window: Window, kpi: Kpi, group: str, done: Sequence[Replication], overload: Overload | None
) -> SingleRow:
    about = (window.name, kpi.key, group, kpi.measured_in)
    if overload is not None and window.name in overload.windows and kpi.scale == "ratio":
        return SingleRow(*about, reason=why_no_mean(single.study, overload))
    arm = (single.study.alternative, window)
    values = [one.values[arm][kpi.key].get(group) for one in done]
    known = [value for value in values if value is not None]
    if not known or len(known) < len(values):
        reasons = (one.reasons[arm].get((kpi.key, group)) for one in done)
        return SingleRow(*about, reason=next((reason for reason in reasons if reason), kpi.missing))
    return SingleRow.of_values(*about, known)
