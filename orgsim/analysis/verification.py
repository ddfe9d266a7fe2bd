"""The simulation beside answers that are known beforehand.

Every scenario in a folder may say what is `expected` of it. It is run in replications, each with a warm-up that is
thrown away (`settle_before_change`, five relaxation times or more of its busiest queue), until it is as precise as
asked; how it is judged then is told in `orgsim.analysis.trials`.

Waits are corrected for the work that happened to come (a control whose mean is known by arithmetic); that it comes as
it should is an answer of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from orgsim.analysis.executors import Executor, map_tasks
from orgsim.analysis.known_answers import KnownAnswers, known_answers, replicate
from orgsim.analysis.statistics.control_variates import ControlledMean
from orgsim.analysis.trials import FIRST, Answer, Draw, Replicated, Trial, Verdict, judge, run_trials
from orgsim.errors import InputError
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

_ROUNDING: Final = 1e-3  # of a load that a file states in round minutes

Progress = Callable[[int, int], None]


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


def verify(
    folder: Path,
    *,
    quick: bool = False,
    precision: float | None = None,
    first: int = FIRST,
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
    chosen = [case for case in cases if case.asked and (case.load < QUICK_LOAD + _ROUNDING or not quick)]
    trials = {_trial(case, wanted): case for case in chosen}
    shown = _Shown(progress)
    run_trials(list(trials), _drawing(trials, executor, workers, shown), first, shown.more)
    found = [check for case in cases for check in _by_arithmetic(case)]
    found += [
        _check(case, answer)
        for case, answers in zip(trials.values(), judge(list(trials)), strict=True)
        for answer in answers
    ]
    found += [_refusal(file) for file in _files([folder / REFUSED], only)]
    return tuple(sorted(found, key=lambda check: check.file))


def names(folder: Path) -> tuple[str, ...]:
    """Return the names of the scenarios in a folder."""
    return tuple(sorted(file.stem for file in _files([folder, folder / LONG, folder / REFUSED], ())))


def _files(folders: Iterable[Path], only: Iterable[str]) -> list[Path]:
    chosen = frozenset(only)
    return [file for folder in folders for file in sorted(folder.glob("*.yaml")) if not chosen or file.stem in chosen]


def _trial(case: KnownAnswers, precision: float | None) -> Trial:
    own = case.study.scenario.run.precision
    return Trial(case.asked, case.controls, case.work, own if precision is None else precision)


@dataclass
class _Shown:
    """How many replications are planned, and how many are done."""

    progress: Progress | None
    planned: int = 0
    done: int = 0

    def more(self, planned: int) -> None:
        self.planned += planned

    def one(self) -> None:
        self.done += 1
        if self.progress:
            self.progress(self.done, self.planned)


def _drawing(cases: Mapping[Trial, KnownAnswers], executor: Executor, workers: int | None, shown: _Shown) -> Draw:
    """Return what runs replications, many at a time; the order of results is fixed."""

    def draw(tasks: Sequence[tuple[Trial, int]]) -> list[Replicated]:
        plan = [(cases[trial].path, cases[trial].alternative, number) for trial, number in tasks]
        found = []
        for run in map_tasks(replicate, plan, executor, workers):
            found.append(run)
            shown.one()
        return found

    return draw


# --- what came out ----------------------------------------------------------------------------------------------------


def _by_arithmetic(case: KnownAnswers) -> Iterator[Check]:
    """Yield the checks of loads, for which nothing is run."""
    for got, expectation in case.counted:
        allowed = (expectation.tolerance or 1e-9) * abs(expectation.value)
        verdict = Verdict.AGREES if abs(got - expectation.value) <= allowed else Verdict.DIFFERS
        yield _check(case, Answer("load", expectation, ControlledMean(got, 0.0, 1, 1), 0, verdict))


def _check(case: KnownAnswers, answer: Answer) -> Check:
    return Check(
        file=Path(case.path).stem,
        alternative=case.alternative,
        what=answer.what,
        group=answer.expectation.group,
        day=answer.expectation.day,
        expected=answer.expectation.value,
        got=answer.found.mean,
        half_width=answer.found.half_width(),
        replications=answer.replications,
        load=case.load,
        verdict=answer.verdict,
    )


def _refusal(file: Path) -> Check:
    try:
        load(file)
    except InputError:
        got, verdict = 1.0, Verdict.AGREES
    else:
        got, verdict = 0.0, Verdict.DIFFERS
    return Check(file.stem, "baseline", "refusal", "all", None, 1.0, got, 0.0, 0, 0.0, verdict)
