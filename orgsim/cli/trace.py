"""`orgsim trace`: one citizen's case, from the file to the indicators."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orgsim.cli.options import Alternative, Engine, ScenarioFile, Seed
from orgsim.cli.terminal import Terminal
from orgsim.errors import Fault, InputError, message

_CASE = message("Which case: its source and number, e.g. kk/2026-07-01/3, or its number in the log.")
_LIST = message("Show some keys: an ordinary case and the slowest one of each service.")
_REPLICATION = message("In which replication, from 0.")


def command(
    context: typer.Context,
    file: ScenarioFile,
    case: Annotated[str | None, typer.Option("--case", metavar="KEY", help=_CASE.text)] = None,
    list_cases: Annotated[bool, typer.Option("--list", help=_LIST.text)] = False,
    alternative: Alternative = "baseline",
    replication: Annotated[int, typer.Option(min=0, help=_REPLICATION.text)] = 0,
    seed: Seed = None,
    engine: Engine = "kernel",
) -> None:
    """Tell a case, or list some."""
    from orgsim.cli.scenarios import known_alternative, known_engine, places_in, read_scenario, ready_engine
    from orgsim.report.case_trace import case_key, find_case, some_cases
    from orgsim.report.tables import Column, Table
    from orgsim.report.trace import trace_parts
    from orgsim.report.trace_names import service_title
    from orgsim.simulation.simulate import prepare, run

    terminal = Terminal(context.obj)
    scenario = read_scenario(file, seed=seed)
    if case is None and not list_cases:
        remedy = message("Give --case KEY, or ask for some keys with --list")
        raise InputError(Fault(message("which case is not said"), ("--case",), remedy))
    if case is not None:
        case_key(scenario, case)
    study = prepare(scenario, known_alternative(scenario, alternative))
    with terminal.waiting(message("Simulating once")):
        log = run(study, replication, ready_engine(terminal, known_engine(engine)))
    if case is not None:
        terminal.show(*trace_parts(find_case(study, log, replication, case), places_in(Path(file))))
        return
    columns = (Column(message("Key")), Column(message("Service")))
    rows = tuple((found.name, service_title(found)) for found in some_cases(study, log))
    terminal.table(Table(None, columns, rows))
