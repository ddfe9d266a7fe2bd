"""`orgsim compare FILE…`: the same citizens through several structures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orgsim.cli.options import Engine, EveryWindow, Precision, Replications, Seed, Within, Workers, several_alternatives
from orgsim.cli.terminal import Terminal
from orgsim.errors import Fault, InputError, message

if TYPE_CHECKING:
    from orgsim.analysis.preparation import Prepared

_FILES = message("Scenario files; each is a comparison of its own.")
_ALTERNATIVES = message("Compare this alternative; may be given several times. Without it, all of the scenario.")
_BASELINE = message("What the others are compared with: “baseline”, the structure as it is, or an alternative.")
_CONTROLS = message("Add two controls that must change nothing: do nothing, and rename every unit.")
_JSON = message("Write every row to this file.")
_UNCERTAINTY = message("Also draw every number that is not measured from its range: a second interval, never merged.")
_DRAWS = message("How many draws are made for it.")


def command(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help=_FILES.text)],
    alternative: Annotated[list[str] | None, several_alternatives(_ALTERNATIVES)] = None,
    baseline: Annotated[str, typer.Option(metavar="NAME", help=_BASELINE.text)] = "baseline",
    controls: Annotated[bool, typer.Option("--controls", help=_CONTROLS.text)] = False,
    seed: Seed = None,
    replications: Replications = None,
    precision: Precision = None,
    engine: Engine = "kernel",
    workers: Workers = None,
    within: Within = None,
    json: Annotated[Path | None, typer.Option(metavar="FILE", help=_JSON.text)] = None,
    uncertainty: Annotated[bool, typer.Option("--uncertainty", help=_UNCERTAINTY.text)] = False,
    draws: Annotated[int | None, typer.Option(min=2, metavar="NUMBER", help=_DRAWS.text)] = None,
    details: EveryWindow = False,
) -> None:
    """Compare structures."""
    from orgsim.cli.comparing import Asked, compare_and_tell, prepared_from, write_comparisons
    from orgsim.cli.files import refuse_folder

    terminal = Terminal(context.obj)
    refuse_folder(json)
    asked = Asked.of(
        alternatives=tuple(alternative) if alternative else None,
        baseline=baseline,
        controls=controls,
        seed=seed,
        replications=replications,
        precision=precision,
        engine=engine,
        workers=workers,
        within=within,
        details=details,
        uncertainty=uncertainty or draws is not None,
        draws=draws,
    )
    prepared: dict[Path, Prepared] = {}
    faults: list[Fault] = []
    for file in dict.fromkeys(files):
        try:
            prepared[file] = prepared_from(file, asked)
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(*faults)
    found = {file: compare_and_tell(terminal, one, asked) for file, one in prepared.items()}
    if json is not None:
        write_comparisons(json, found)
        terminal.complain(message("Written: {file}", file=str(json)))
