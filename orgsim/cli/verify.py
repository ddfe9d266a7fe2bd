"""`orgsim verify --theory`: the simulation beside answers that are known beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from orgsim.cli.options import Workers
from orgsim.cli.terminal import Terminal
from orgsim.errors import Fault, InputError, message

_NAMES = message("Names of scenarios in the folder, without their ending; none: all.")
_THEORY = message("Check against the answers of queueing theory (so far the only kind of check).")
_QUICK = message("Loads up to 0.8 at a precision of 5 %: minutes instead of hours.")
_FOLDER = message("A folder of scenarios with known answers, in place of those that come with orgsim.")


def command(
    context: typer.Context,
    only: Annotated[list[str] | None, typer.Argument(metavar="NAME...", help=_NAMES.text)] = None,
    theory: Annotated[bool, typer.Option("--theory", help=_THEORY.text)] = False,
    quick: Annotated[bool, typer.Option("--quick", help=_QUICK.text)] = False,
    folder: Annotated[Path | None, typer.Option(metavar="DIR", help=_FOLDER.text)] = None,
    workers: Workers = None,
) -> None:
    """Check the simulation; exit with 1 if an answer does not agree."""
    from orgsim.analysis.verification import Verdict, names, verify
    from orgsim.cli.comparing import executor_for
    from orgsim.report.verification_table import verification_table
    from orgsim.resources import scenarios

    terminal = Terminal(context.obj)
    place = folder or scenarios() / "theory"
    _check_names(place, only or [], names(place))
    executor, most = executor_for(workers, None)
    with terminal.progress(message("Simulating")) as progress:
        checks = verify(place, quick=quick, only=only or (), executor=executor, workers=most, progress=progress)
    terminal.show(*verification_table(checks))
    if any(check.verdict is not Verdict.AGREES for check in checks):
        raise typer.Exit(1)


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
