"""How often an interval holds the truth: many independent experiments, each of a few paired replications.

An interval of 95 % is a promise about what would happen if everything were done again. Here it is done again: the same
comparison with other citizens each time. The truth is the mean over all experiments, which is so much more exact than
any of them that its own error does not matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from math import fsum

from orgsim.analysis.executors import Executor, Progress, map_tasks, told
from orgsim.analysis.statistics.intervals import Interval, log_ratio_interval
from orgsim.scenario.scenario import BASELINE, Scenario
from orgsim.simulation.simulate import Study, draw_requests, prepare, tick_of, waits

__all__ = ["REPLICATIONS", "Coverage", "measure_coverage"]

REPLICATIONS = 30
"""Paired replications of each experiment."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What became of the intervals.

    Attributes
    ----------
    experiments
        How many intervals there were.
    covered
        How many held the truth.
    truth
        Mean of ln(wait of the alternative / wait of the baseline) over all replications.
    half_width
        Mean half-width of the intervals.
    """

    experiments: int
    covered: int
    truth: float
    half_width: float

    @property
    def share(self) -> float:
        """Share of the intervals that held the truth."""
        return self.covered / self.experiments

    @property
    def allowed(self) -> tuple[float, float]:
        """Return between what shares an honest interval of 95 % stays: 0.93–0.97 of 2,000, 0.91–0.98 of 400."""
        return (0.93, 0.97) if self.experiments >= 1000 else (0.91, 0.98)

    @property
    def holds(self) -> bool:
        """Whether the share is where that of an honest interval is."""
        low, high = self.allowed
        return low <= self.share <= high


def measure_coverage(
    scenario: Scenario,
    experiments: int,
    *,
    replications: int = REPLICATIONS,
    executor: Executor = "inline",
    workers: int | None = None,
    progress: Progress | None = None,
) -> Coverage:
    """Measure how often the interval of the log-ratio of mean waits holds the true one.

    Parameters
    ----------
    scenario
        With one alternative; the citizens who come from the change on are looked at, to their end.
    experiments
        How many; experiment `e` has the replications from ``e * replications`` on.
    replications
        Of each experiment.
    executor, workers
        How they are run; the answer does not depend on it.
    progress
        Is told how many experiments are done, and how many there are.
    """
    (alternative,) = scenario.alternatives
    experiment = partial(_experiment, (prepare(scenario, BASELINE), prepare(scenario, alternative)), replications)
    made = map_tasks(experiment, range(experiments), executor, workers)
    intervals = list(told(made, experiments, progress))
    truth = fsum(interval.mean for interval in intervals) / experiments
    return Coverage(
        experiments=experiments,
        covered=sum(interval.low <= truth <= interval.high for interval in intervals),
        truth=truth,
        half_width=fsum(interval.half_width for interval in intervals) / experiments,
    )


def _experiment(studies: Sequence[Study], replications: int, number: int) -> Interval:
    first = number * replications
    pairs = [_mean_waits(studies, replication) for replication in range(first, first + replications)]
    baseline, alternative = zip(*pairs, strict=True)
    return log_ratio_interval(baseline, alternative)


def _mean_waits(studies: Sequence[Study], replication: int) -> tuple[float, ...]:
    """Return the mean wait of the same citizens in each structure, in ticks."""
    requests = draw_requests(studies[0], replication)
    change = tick_of(studies[0].scenario.run.change_day, studies[0].origin)
    cohort = (requests.arrived >= change) & (requests.arrived < studies[0].end)
    return tuple(float(waits(study, replication, requests)[cohort].mean()) for study in studies)
