"""`orgsim verify`: the simulation beside answers that are known beforehand, and its two engines beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orgsim.cli.options import Workers
from orgsim.cli.terminal import Terminal
from orgsim.errors import Fault, InputError, message

if TYPE_CHECKING:
    from orgsim.analysis.agreement.check import Disagreement

_NAMES = message("Names of scenarios in the folder, without their ending; none: all.")
_THEORY = message("Check against the answers of queueing theory; the usual check, if no other is asked for.")
_QUICK = message("Loads up to 0.8 at a precision of 5 %: minutes instead of hours.")
_FOLDER = message("A folder of scenarios with known answers, in place of those that come with orgsim.")
_ENGINES = message("Compare the two engines on so many random offices with every mechanism in them.")
_COVERAGE = message("Measure how often a 95 % interval holds the truth, in so many independent comparisons (2000).")
_FIRST = message("The number of the first of these offices.")
_SAME = message("Compare the two engines on every alternative of a scenario.")
_OUTPUT = message("The folder for scenarios that reproduce what differs.")


def command(
    context: typer.Context,
    only: Annotated[list[str] | None, typer.Argument(metavar="NAME...", help=_NAMES.text)] = None,
    theory: Annotated[bool, typer.Option("--theory", help=_THEORY.text)] = False,
    quick: Annotated[bool, typer.Option("--quick", help=_QUICK.text)] = False,
    folder: Annotated[Path | None, typer.Option(metavar="DIR", help=_FOLDER.text)] = None,
    engines: Annotated[int | None, typer.Option(metavar="N", min=1, help=_ENGINES.text)] = None,
    first: Annotated[int, typer.Option(metavar="NUMBER", min=0, help=_FIRST.text)] = 0,
    engines_on: Annotated[Path | None, typer.Option("--engines-on", metavar="FILE", help=_SAME.text)] = None,
    coverage: Annotated[int | None, typer.Option(metavar="N", min=100, help=_COVERAGE.text)] = None,
    output: Annotated[Path, typer.Option(metavar="DIR", help=_OUTPUT.text)] = Path(),
    workers: Workers = None,
) -> None:
    """Check the simulation; exit with 1 if an answer does not agree."""
    terminal = Terminal(context.obj)
    right = True
    if engines is not None:
        right &= _engines(terminal, range(first, first + engines), output, workers)
    if engines_on is not None:
        right &= _engines(terminal, engines_on, output, workers)
    if coverage is not None:
        right &= _coverage(terminal, coverage, workers)
    if theory or only or (engines is None and engines_on is None and coverage is None):
        right &= _theory(terminal, only or [], quick, folder, workers)
    if not right:
        raise typer.Exit(1)


def _theory(terminal: Terminal, only: Sequence[str], quick: bool, folder: Path | None, workers: int | None) -> bool:
    from orgsim.analysis.verification import Verdict, names, verify
    from orgsim.cli.comparing import executor_for
    from orgsim.report.verification_table import verification_table
    from orgsim.resources import scenarios

    place = folder or scenarios() / "theory"
    _check_names(place, only, names(place))
    executor, most = executor_for(workers, None)
    with terminal.progress(message("Simulating")) as progress:
        checks = verify(place, quick=quick, only=only, executor=executor, workers=most, progress=progress)
    terminal.show(*verification_table(checks))
    return all(check.verdict is Verdict.AGREES for check in checks)


def _engines(terminal: Terminal, what: range | Path, output: Path, workers: int | None) -> bool:
    """Compare the engines; tell where they differ and keep what reproduces it."""
    from orgsim.analysis.agreement.check import REPLICATIONS, verify_engines, verify_scenario
    from orgsim.cli.comparing import executor_for
    from orgsim.cli.files import refuse_folder
    from orgsim.cli.scenarios import read_scenario, ready_engine
    from orgsim.report.agreement_table import agreement_table

    refuse_folder(output / "engines-differ.yaml")
    scenario = None if isinstance(what, range) else read_scenario(what)
    if ready_engine(terminal, "kernel") != "kernel":
        return False
    executor, most = executor_for(workers, None)
    with terminal.progress(message("Simulating")) as progress:
        if isinstance(what, range):
            number = len(what)
            found = verify_engines(what, executor=executor, workers=most, progress=progress)
        else:
            assert scenario is not None
            number = REPLICATIONS * (1 + len(scenario.alternatives))
            found = verify_scenario(scenario, executor=executor, workers=most, progress=progress)
    terminal.show(*agreement_table(found, number))
    for file in _kept(found, output) if isinstance(what, range) else ():
        terminal.show(message("To see it again: orgsim verify --engines-on {file}", file=str(file)))
    return not found


def _coverage(terminal: Terminal, experiments: int, workers: int | None) -> bool:
    from orgsim.analysis.coverage import REPLICATIONS, measure_coverage
    from orgsim.cli.comparing import executor_for
    from orgsim.cli.scenarios import ready_engine
    from orgsim.report.amounts import Per100
    from orgsim.resources import scenarios
    from orgsim.scenario.yaml_file import load

    if ready_engine(terminal, "kernel") != "kernel":
        return False
    scenario = load(scenarios() / "theory" / "coverage" / "lighter-work.yaml")
    executor, most = executor_for(workers, None)
    with terminal.progress(message("Simulating")) as progress:
        found = measure_coverage(scenario, experiments, executor=executor, workers=most, progress=progress)
    low, high = found.allowed
    terminal.show(
        message(
            "{covered} of {all} intervals of 95 % ({replications} pairs each, ratio of mean waits) hold the truth: "
            "{share}. Of honest ones between {low} and {high} do.",
            covered=found.covered,
            all=found.experiments,
            replications=REPLICATIONS,
            share=Per100(found.share, 2),
            low=Per100(low),
            high=Per100(high),
        )
    )
    return found.holds


def _kept(found: Sequence[Disagreement], output: Path) -> list[Path]:
    """Write what reproduces each difference, as one file; return where."""
    from orgsim.cli.files import write_whole
    from orgsim.scenario.yaml_writer import write_scenario

    files = [output / f"engines-differ-{one.name.partition(':')[0]}.yaml" for one in found]
    for file, one in zip(files, found, strict=True):
        write_whole(file, write_scenario(one.scenario))
    return files


def _check_names(place: Path, wanted: Sequence[str], there: Sequence[str]) -> None:
    from orgsim.suggestion import did_you_mean

    if not there:
        fault = message("there is no scenario with known answers here")
        raise InputError(Fault(fault, file=str(place), remedy=message("Name another folder")))
    missing = [name for name in wanted if name not in there]
    if missing:
        faults = [
            Fault(
                message("there is no scenario “{name}”", name=name), file=str(place), remedy=did_you_mean(name, there)
            )
            for name in missing
        ]
        raise InputError(*faults)
