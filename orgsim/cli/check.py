"""`orgsim check FILE…`: every fault of every file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orgsim.cli.terminal import Terminal
from orgsim.errors import Fault, InputError, Message, message

if TYPE_CHECKING:
    from orgsim.scenario.scenario import Scenario

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
    cautions = (*what.assumptions.warnings(), *_of_calendar(what))
    found = [message("Note: {note}", note=caution) for caution in cautions]
    for name, alternative in what.alternatives.items():
        for phase in phases(what.organisation, alternative.plan, what.assumptions).phases:
            found += [message("Note on {alternative}: {note}", alternative=name, note=note) for note in phase.notes]
    return found


def _of_calendar(scenario: Scenario) -> Iterator[Message]:
    """Yield what is not certain about the days off of the run."""
    calendar = scenario.agency.calendar.resolve()
    run = scenario.run.first_day, scenario.end
    if days := calendar.estimated_days(*run):
        yield message(
            "dates of the calendar that are estimated, since they hang on the moon and a decree: {number}, "
            "the first of them {name} on {date}",
            number=len(days),
            name=days[0],
            date=days[0].date,
        )
    for year in calendar.years_without_joint_leave(*run):
        yield message("joint leave of {year} is not decreed yet; none is kept", year=str(year))
