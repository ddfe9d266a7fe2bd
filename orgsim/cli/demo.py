"""`orgsim demo [NAME]`: an example from beginning to end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from orgsim.cli.options import Engine, Precision, Replications, Seed, Workers, several_alternatives
from orgsim.cli.terminal import Terminal
from orgsim.errors import Fault, InputError, message

if TYPE_CHECKING:
    from pathlib import Path

    from orgsim.scenario.scenario import Scenario

_NAME = message("Name of an example.")
_ALTERNATIVES = message("Compare this alternative; may be given several times.")
_SHOWN = ("merge", "merge-delegated")
"""Alternatives that are shown unless others are asked for: the usual merger, and the one that can work."""


def command(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=_NAME.text)] = "palembang",
    alternative: Annotated[list[str] | None, several_alternatives(_ALTERNATIVES)] = None,
    seed: Seed = None,
    replications: Replications = None,
    precision: Precision = None,
    engine: Engine = "kernel",
    workers: Workers = None,
) -> None:
    """Show an example."""
    from orgsim.cli.comparing import Asked, compare_and_tell, prepared_from
    from orgsim.cli.scenarios import read_scenario

    terminal = Terminal(context.obj)
    file = _example(name)
    shown = tuple(alternative) if alternative else _shown(read_scenario(file))
    asked = Asked.of(
        alternatives=shown,
        baseline="baseline",
        controls=False,
        seed=seed,
        replications=replications,
        precision=precision,
        engine=engine,
        workers=workers,
        within=None,
        details=False,
    )
    prepared = prepared_from(file, asked)
    compare_and_tell(terminal, prepared, asked)
    others = [
        f"{key} ({terminal.value(one.title)})"
        for key, one in prepared.scenario.alternatives.items()
        if key not in shown
    ]
    terminal.line()
    terminal.say(message("The example is the file {file}.", file=str(file)))
    if others:
        terminal.say(message("It has more alternatives: {others}.", others=others))
        terminal.say(message("All of them: orgsim compare {file}", file=str(file)))


def _example(name: str) -> Path:
    from orgsim.resources import scenarios
    from orgsim.suggestion import did_you_mean

    folder = scenarios()
    names = sorted(path.parent.name for path in folder.glob("*/scenario.yaml"))
    if name not in names:
        fault = message('there is no example "{name}"', name=name)
        raise InputError(Fault(fault, remedy=did_you_mean(name, names)))
    return folder / name / "scenario.yaml"


def _shown(scenario: Scenario) -> tuple[str, ...]:
    """Return the alternatives to show; all of them where the usual ones are not there."""
    return tuple(name for name in _SHOWN if name in scenario.alternatives) or tuple(scenario.alternatives)
