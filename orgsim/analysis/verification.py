"""The simulation beside answers that are known beforehand: how long it is run, and what counts as agreement.

Every scenario in a folder may say what is `expected` of it. It is run in replications, each with a warm-up that is
thrown away (`settle_before_change`, five relaxation times or more of its busiest queue), until the 95 % interval of
every quantity is as narrow as asked. An answer agrees if the known value lies inside the 99 % interval, both sides,
with Bonferroni's correction over everything that is checked, and Hall's for skewness: a right simulation fails one
time in a hundred, all together.

Waits are corrected for the work that happened to come (a control whose mean is known by arithmetic); that it comes as
it should is an answer of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import ceil, sqrt
from pathlib import Path
from typing import Final

from orgsim.analysis.executors import Executor, map_tasks
from orgsim.analysis.known_answers import KnownAnswers, known_answers, replicate
from orgsim.analysis.statistics.control_variates import ControlledMean, controlled_mean
from orgsim.analysis.statistics.intervals import student_quantile
from orgsim.errors import InputError
from orgsim.scenario.expectation import Expectation
from orgsim.scenario.yaml_file import load

__all__ = ["LONG", "QUICK_LOAD", "QUICK_PRECISION", "REFUSED", "Check", "Verdict", "names", "verify"]

QUICK_LOAD: Final = 0.8
"""What is busier is left out of a quick check."""
QUICK_PRECISION: Final = 0.05
"""Half-width of the 95 % intervals of a quick check, as a share of the known value."""
LONG: Final = "long"
"""The folder of scenarios that take long whatever their load; a quick check leaves them out."""
REFUSED: Final = "refused"
"""The folder of scenarios that cannot be true, and must be refused."""

_CONFIDENCE: Final = 0.99
_FIRST: Final = 20  # replications
_MOST: Final = 20_000
_NORMAL: Final = 1.959964
_MOST_CONTROLS: Final = 3
_ROUNDING: Final = 1e-3  # of a load that a file states in round minutes

Progress = Callable[[int, int], None]


class Verdict(StrEnum):
    """What became of a check."""

    AGREES = "agrees"
    DIFFERS = "differs"
    IMPRECISE = "too imprecise"


@dataclass(frozen=True, slots=True)
class Check:
    """A known answer, and what was got.

    Attributes
    ----------
    file, alternative, what, group, day
        Which quantity; `what` may also be ``work`` (work that came, as a share of what should) and ``refusal``.
    expected, got, half_width
        In the measure of the quantity (seconds, shares, numbers); the half-width is that of the 95 % interval.
    replications
        How many runs; 0 where arithmetic answers.
    load
        Of the busiest group, by arithmetic.
    verdict
        Whether they agree.
    """

    file: str
    alternative: str
    what: str
    group: str
    day: int | None
    expected: float
    got: float
    half_width: float
    replications: int
    load: float
    verdict: Verdict


@dataclass
class _Trial:
    """A case under way: the values of its replications so far."""

    case: KnownAnswers
    precision: float
    values: list[list[float]] = field(default_factory=list)
    work: list[list[float]] = field(default_factory=list)

    def estimates(self) -> list[ControlledMean]:
        tasks = list(self.case.work)
        return [
            controlled_mean([row[i] for row in self.values], [_controls(row, tasks, chosen) for row in self.work])
            for i, chosen in enumerate(self.case.controls)
        ]

    def missing(self) -> int:
        """Return how many more replications are needed, by the precision reached so far."""
        n = len(self.values)
        worst = max(
            found.half_width() / (self.precision * abs(expectation.value))
            for found, expectation in zip(self.estimates(), self.case.asked, strict=True)
        )
        return 0 if worst <= 1 or n >= _MOST else min(max(ceil(n * worst**2 * 1.05) - n, 2), max(n // 2, 2), _MOST - n)


def verify(
    folder: Path,
    *,
    quick: bool = False,
    precision: float | None = None,
    first: int = _FIRST,
    only: Iterable[str] = (),
    executor: Executor = "inline",
    workers: int | None = None,
    progress: Progress | None = None,
) -> tuple[Check, ...]:
    """Check every scenario of a folder against what it expects.

    Parameters
    ----------
    folder
        Scenarios; in a folder `LONG` those that take long, in a folder `REFUSED` those that cannot be true.
    quick
        Run nothing that is busier than `QUICK_LOAD` or takes long, and stop at `QUICK_PRECISION`.
    precision
        Half-width of the 95 % intervals as a share of the known value; None: `QUICK_PRECISION` if quick, else as each
        scenario says.
    first
        Replications before the precision is first looked at.
    only
        Names of files, without their ending (see `names`); none: all.
    executor, workers
        How the replications are run; the answers do not depend on it.
    progress
        Is told how many replications are done, and how many are planned so far.
    """
    places = [folder] if quick else [folder, folder / LONG]
    cases = [case for file in _files(places, only) for case in known_answers(file)]
    wanted = QUICK_PRECISION if quick and precision is None else precision
    trials = [
        _Trial(case, case.study.scenario.run.precision if wanted is None else wanted)
        for case in cases
        if case.asked and (case.load < QUICK_LOAD + _ROUNDING or not quick)
    ]
    _run(trials, first, executor, workers, progress)
    number = sum(len(trial.case.asked) + 1 for trial in trials)
    found = [check for case in cases for check in _by_arithmetic(case)]
    found += [check for trial in trials for check in _checks(trial, number)]
    found += [_refusal(file) for file in _files([folder / REFUSED], only)]
    return tuple(sorted(found, key=lambda check: check.file))


def names(folder: Path) -> tuple[str, ...]:
    """Return the names of the scenarios in a folder."""
    return tuple(sorted(file.stem for file in _files([folder, folder / LONG, folder / REFUSED], ())))


def _files(folders: Iterable[Path], only: Iterable[str]) -> list[Path]:
    chosen = frozenset(only)
    return [file for folder in folders for file in sorted(folder.glob("*.yaml")) if not chosen or file.stem in chosen]


def _run(
    trials: Sequence[_Trial], first: int, executor: Executor, workers: int | None, progress: Progress | None
) -> None:
    """Run replications round by round, until every case is as precise as asked; the order of results is fixed."""
    plan = [(trial, first) for trial in trials]
    done = 0
    total = sum(more for _, more in plan)
    while plan:
        tasks = [
            (trial, (trial.case.path, trial.case.alternative, len(trial.values) + n))
            for trial, more in plan
            for n in range(more)
        ]
        results = map_tasks(replicate, [task for _, task in tasks], executor, workers)
        for (trial, _), (values, work) in zip(tasks, results, strict=True):
            trial.values.append(values)
            trial.work.append(work)
            done += 1
            if progress:
                progress(done, total)
        plan = [(trial, more) for trial, _ in plan if (more := trial.missing())]
        total += sum(more for _, more in plan)


# --- what came out ----------------------------------------------------------------------------------------------------


def _checks(trial: _Trial, number: int) -> Iterator[Check]:
    """Yield the checks of a case that was run."""
    work = list(trial.case.work.values())
    rows = []
    if work:
        came = [1 + sum(d * w for d, w in zip(row, work, strict=True)) / sum(work) for row in trial.work]
        arriving = Expectation(what="utilisation", value="100 %")
        rows = [("work", arriving, controlled_mean(came, [[]] * len(came)))]
    rows += [(e.what, e, found) for e, found in zip(trial.case.asked, trial.estimates(), strict=True)]
    for what, expectation, found in rows:
        verdict = _verdict(expectation, found, number, trial.precision)
        yield _check(trial.case, what, expectation, found, verdict, len(trial.values))


def _controls(row: Sequence[float], tasks: Sequence[int], chosen: Sequence[int]) -> list[float]:
    """Return how much more work than usual came to each of some tasks; to all together where they are many."""
    mine = [row[tasks.index(task)] for task in chosen]
    return mine if len(mine) <= _MOST_CONTROLS else [sum(mine) / len(mine)]


def _verdict(expectation: Expectation, found: ControlledMean, number: int, precision: float) -> Verdict:
    if not found.half_width() <= precision * abs(expectation.value):
        return Verdict.IMPRECISE
    known = (expectation.half_width or 0.0) / _NORMAL
    error = sqrt(found.error**2 + known**2)
    tolerated = (expectation.tolerance or 0.0) * abs(expectation.value)
    nearest = min(max(found.mean, expectation.value - tolerated), expectation.value + tolerated)
    reach = student_quantile(1 - (1 - _CONFIDENCE) / number, found.degrees)
    return Verdict.AGREES if replace(found, error=error).distance(nearest) <= reach else Verdict.DIFFERS


def _by_arithmetic(case: KnownAnswers) -> Iterator[Check]:
    """Yield the checks of loads, for which nothing is run."""
    for got, expectation in case.counted:
        allowed = (expectation.tolerance or 1e-9) * abs(expectation.value)
        verdict = Verdict.AGREES if abs(got - expectation.value) <= allowed else Verdict.DIFFERS
        yield _check(case, "load", expectation, ControlledMean(got, 0.0, 1, 1), verdict)


def _check(
    case: KnownAnswers,
    what: str,
    expectation: Expectation,
    found: ControlledMean,
    verdict: Verdict,
    replications: int = 0,
) -> Check:
    return Check(
        file=Path(case.path).stem,
        alternative=case.alternative,
        what=what,
        group=expectation.group,
        day=expectation.day,
        expected=expectation.value,
        got=found.mean,
        half_width=found.half_width(),
        replications=replications,
        load=case.load,
        verdict=verdict,
    )


def _refusal(file: Path) -> Check:
    try:
        load(file)
    except InputError:
        got, verdict = 1.0, Verdict.AGREES
    else:
        got, verdict = 0.0, Verdict.DIFFERS
    return Check(file.stem, "baseline", "refusal", "all", None, 1.0, got, 0.0, 0, 0.0, verdict)
