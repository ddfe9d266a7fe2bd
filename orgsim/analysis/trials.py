"""When an answer agrees with what is known beforehand: how long it is run, and how it is judged.

Every trial is run in replications until the 95 % interval of every answer is as narrow as asked. Then it is judged
twice over:

1. Where the known value lies inside the answer's own 99 % interval, it agrees.
2. Where it does not, the trial is run again with other citizens, at least `AGAIN` times as long, a number that is fixed
   before they are run. The answer is judged by these alone, at a level of 0.2 % that is shared (Bonferroni) by all
   answers that are judged again.

So a right simulation fails one time in a hundred at most, all answers together, and one that is wrong by three times
the precision hardly ever passes. Judging at once, at a level shared by all answers, promises as much and does not hold
it: means of waits are skewed and stop early just when they and their errors are small, so that far below its mean a
Student interval is missed several times too often. A second run does not stop by what it finds; that its means are
still skewed makes up to five times of its level, which is why it is smaller than what is promised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import ceil, inf, sqrt
from typing import Final

from orgsim.analysis.statistics.control_variates import ControlledMean, controlled_mean
from orgsim.analysis.statistics.intervals import student_quantile
from orgsim.scenario.expectation import Expectation

__all__ = [
    "AGAIN",
    "CONFIDENCE",
    "CONFIDENCE_AGAIN",
    "FIRST",
    "Answer",
    "Draw",
    "Trial",
    "Verdict",
    "judge",
    "run_trials",
]

FIRST: Final = 20
"""Replications before the precision is first looked at."""
AGAIN: Final = 2
"""How many times as many replications a second run has as the first one, and as it has at least."""
CONFIDENCE: Final = 0.99
"""Of the interval of a first run that a known value must lie in."""
CONFIDENCE_AGAIN: Final = 0.998
"""Of the intervals of all second runs together; see above why it is more."""

_MOST: Final = 20_000
_NORMAL: Final = 1.959964
_MOST_CONTROLS: Final = 3
_ARRIVING: Final = Expectation(what="utilisation", value="100 %")

Replicated = tuple[list[float], list[float]]
"""Of one replication: the quantities asked for; how much more work than usual came to each task type, as a share."""


class Verdict(StrEnum):
    """What became of a check."""

    AGREES = "agrees"
    DIFFERS = "differs"
    IMPRECISE = "too imprecise"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a trial, judged: what was asked (``work``: the work that came), what was got."""

    what: str
    expectation: Expectation
    found: ControlledMean
    replications: int
    verdict: Verdict


@dataclass(eq=False)
class Trial:
    """A case with known answers, and what its replications have brought so far.

    Attributes
    ----------
    asked
        What is known.
    controls
        For each of them: the task types whose realised work has a say in it.
    work
        Ticks of work that should come to each task type.
    precision
        Half-width of the 95 % intervals, as a share of the known values.
    runs
        Of the replications so far, in their order.
    again
        Number of the first replication of the second run; None: there was none.
    """

    asked: tuple[Expectation, ...]
    controls: tuple[tuple[int, ...], ...]
    work: dict[int, float]
    precision: float
    runs: list[Replicated] = field(default_factory=list)
    again: int | None = None

    def answers(self, start: int = 0) -> Iterator[tuple[str, Expectation, ControlledMean]]:
        """Yield what the replications from a certain one on say: first the work that came, where that is known."""
        runs, tasks, all_work = self.runs[start:], list(self.work), sum(self.work.values())
        if tasks:
            came = [1 + sum(d * w for d, w in zip(row, self.work.values(), strict=True)) / all_work for _, row in runs]
            yield "work", _ARRIVING, controlled_mean(came, [[]] * len(came))
        for i, (expectation, chosen) in enumerate(zip(self.asked, self.controls, strict=True)):
            values, beside = [run[0][i] for run in runs], [_controls(run[1], tasks, chosen) for run in runs]
            yield expectation.what, expectation, controlled_mean(values, beside)

    def within(self, expectation: Expectation, found: ControlledMean) -> float:
        """Return the half-width asked for: a share of the known value, or of what was got if that is far larger."""
        return self.precision * max(abs(expectation.value), abs(found.mean) / 2)

    def missing(self) -> int:
        """Return how many more replications are needed, by the precision reached so far."""
        n = len(self.runs)
        worst = max(
            found.half_width() / self.within(expectation, found)
            for what, expectation, found in self.answers()
            if what != "work"
        )
        return 0 if worst <= 1 or n >= _MOST else min(max(ceil(n * worst**2 * 1.05) - n, 2), max(n // 2, 2), _MOST - n)

    def first_run(self) -> Trial:
        """Return the trial without its second run."""
        return replace(self, runs=self.runs[: self.again], again=None)

    def doubtful(self) -> int:
        """Return how many answers of the first run miss the known value."""
        return sum(_misses(expectation, found, CONFIDENCE) for _, expectation, found in self.first_run().answers())


Draw = Callable[[Sequence[tuple[Trial, int]]], Sequence[Replicated]]
"""Runs some replications, given by trial and number; the order of what it returns is theirs."""


def run_trials(
    trials: Sequence[Trial], draw: Draw, first: int = FIRST, told: Callable[[int], None] | None = None
) -> None:
    """Run trials until each is precise enough, and once more those that are in doubt.

    Parameters
    ----------
    trials
        Which ones; what came out is added to them.
    draw
        Runs replications.
    first
        Replications before the precision is first looked at.
    told
        Is told how many more replications are planned.
    """
    plan = [(trial, first) for trial in trials]
    while plan:
        _run(plan, draw, told)
        plan = [(trial, more) for trial, _ in plan if (more := trial.missing())]
    doubtful = [trial for trial in trials if trial.doubtful()]
    for trial in doubtful:
        trial.again = len(trial.runs)
    _run([(trial, min(AGAIN * max(len(trial.runs), AGAIN * first), _MOST)) for trial in doubtful], draw, told)


def _run(plan: Sequence[tuple[Trial, int]], draw: Draw, told: Callable[[int], None] | None) -> None:
    tasks = [(trial, len(trial.runs) + n) for trial, more in plan for n in range(more)]
    if told:
        told(len(tasks))
    for (trial, _), run in zip(tasks, draw(tasks), strict=True):
        trial.runs.append(run)


def judge(trials: Sequence[Trial]) -> list[list[Answer]]:
    """Return the answers of trials that were run, judged together."""
    doubtful = sum(trial.doubtful() for trial in trials if trial.again is not None)
    level = 1 - (1 - CONFIDENCE_AGAIN) / max(doubtful, 1)
    return [list(_judged(trial, level)) for trial in trials]


def _judged(trial: Trial, level: float) -> Iterator[Answer]:
    at_first = list(trial.first_run().answers())
    again = at_first if trial.again is None else list(trial.answers(trial.again))
    for (what, expectation, found), (_, _, second) in zip(at_first, again, strict=True):
        doubtful = trial.again is not None and _misses(expectation, found, CONFIDENCE)
        counted = second if doubtful else found
        verdict = Verdict.DIFFERS if doubtful and _misses(expectation, second, level) else Verdict.AGREES
        if not counted.half_width() <= trial.within(expectation, counted):
            verdict = Verdict.IMPRECISE
        yield Answer(what, expectation, counted, counted.values, verdict)


def _misses(expectation: Expectation, found: ControlledMean, confidence: float) -> bool:
    """Whether a known value, with what it may be off itself, lies outside the interval of what was found."""
    known = (expectation.half_width or 0.0) / _NORMAL
    tolerated = (expectation.tolerance or 0.0) * abs(expectation.value)
    nearest = min(max(found.mean, expectation.value - tolerated), expectation.value + tolerated)
    reach = student_quantile(confidence, found.degrees) * sqrt(found.error**2 + known**2) if found.degrees > 0 else inf
    return abs(found.mean - nearest) > reach


def _controls(row: Sequence[float], tasks: Sequence[int], chosen: Sequence[int]) -> list[float]:
    """Return how much more work than usual came to each of some tasks; to all together where they are many."""
    mine = [row[tasks.index(task)] for task in chosen]
    return mine if len(mine) <= _MOST_CONTROLS else [sum(mine) / len(mine)]
