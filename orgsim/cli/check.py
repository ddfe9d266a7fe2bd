"""`orgsim check FILE…`: every fault of every file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from orgsim.cli.terminal import Terminal
from orgsim.errors import Fault, InputError, Message, message

_FILES = message("Scenario files, or files of an agency.")


def command(
    context: typer.Context, files: Annotated[list[Path], typer.Argument(metavar="FILE", help=_FILES.text)]
) -> None:
    """Read files and tell their faults."""
    terminal = Terminal(context.obj)
    faults: list[Fault] = []
    for file in files:
        try:
            notes = _notes(file)
        except InputError as error:
            faults += error.faults
            continue
        verdict = terminal.words(message("no fault"))
        terminal.line(f"{file}: {verdict}")
        for note in notes:
            terminal.say(note)
    if faults:
        raise InputError(*faults)


def _notes(file: Path) -> list[Message]:
    """Return what is worth a second look though it is no fault."""
    from orgsim.cli.scenarios import places_in
    from orgsim.restructuring.plan import phases
    from orgsim.scenario.scenario import Scenario
    from orgsim.scenario.yaml_file import load_any

    what = load_any(file)
    if not isinstance(what, Scenario):
        return []
    if what.targets:
        from orgsim.analysis.targets import target_faults

        if wrong := tuple(target_faults(what)):
            place = places_in(file)
            raise InputError(*(replace(fault, file=place(fault.path)[0], line=place(fault.path)[1]) for fault in wrong))
    found = [message("Note: {note}", note=warning) for warning in what.assumptions.warnings()]
    for name, alternative in what.alternatives.items():
        for phase in phases(what.organisation, alternative.plan, what.assumptions).phases:
            found += [message("Note on {alternative}: {note}", alternative=name, note=note) for note in phase.notes]
    return found
