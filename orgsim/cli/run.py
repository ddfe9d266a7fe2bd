"""`orgsim run FILE`: one structure and its indicators."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orgsim.cli.options import Alternative, Engine, EveryWindow, Replications, ScenarioFile, Seed, Within, Workers
from orgsim.cli.terminal import Terminal
from orgsim.errors import Fault, InputError, Message, UnstableError, message

if TYPE_CHECKING:
    from orgsim.simulation.simulate import Study

_STEADY = message("A steady answer is wanted: exit with 3 if the work exceeds what the staff can do.")
_VISITS = message("Write the visits of the first replication to this file, .parquet or .csv.")
_TOTALS = message("Only add up what came of the requests: no log, and no more memory for many years than for a month.")
_CASES = message("Write the cases of the first replication to this file, .parquet or .csv.")


def command(
    context: typer.Context,
    file: ScenarioFile,
    alternative: Alternative = "baseline",
    replications: Replications = None,
    seed: Seed = None,
    engine: Engine = "kernel",
    workers: Workers = None,
    steady: Annotated[bool, typer.Option("--steady", help=_STEADY.text)] = False,
    within: Within = None,
    visits: Annotated[Path | None, typer.Option(metavar="OUT", help=_VISITS.text)] = None,
    cases: Annotated[Path | None, typer.Option(metavar="OUT", help=_CASES.text)] = None,
    totals: Annotated[bool, typer.Option("--totals", help=_TOTALS.text)] = False,
    details: EveryWindow = False,
) -> None:
    """Simulate one structure."""
    from orgsim.analysis.single import measure_single, prepare_single
    from orgsim.analysis.totals import measure_totals
    from orgsim.cli.comparing import executor_for, read_within
    from orgsim.cli.scenarios import known_alternative, known_engine, read_scenario, ready_engine
    from orgsim.report.single_tables import single_tables, unsteady, unsteady_before
    from orgsim.report.totals_table import totals_tables
    from orgsim.report.words import titles_of

    terminal = Terminal(context.obj)
    for path in (visits, cases):
        _check_out(path)
    if totals and (within is not None or visits is not None or cases is not None):
        raise InputError(
            Fault(
                message("totals are added up without a log, from which the other numbers and tables would come"),
                file="--totals",
                remedy=message("Leave out --totals, or else --within, --visits and --cases."),
            )
        )
    scenario = read_scenario(file, seed=seed)
    single = prepare_single(scenario, known_alternative(scenario, alternative))
    kpis, engine = read_within(within), ready_engine(terminal, known_engine(engine))
    count = replications or scenario.run.replications[0]
    executor, most = executor_for(workers, count)
    titles = titles_of(scenario)
    if steady:
        _refuse(unsteady_before(single, titles))
    if totals:
        with terminal.progress(message("Simulating")) as progress:
            added = measure_totals(single, count, engine=engine, executor=executor, workers=most, progress=progress)
        terminal.show(*totals_tables(added, titles, details=details))
        return
    with terminal.progress(message("Simulating")) as progress:
        found = measure_single(single, count, kpis, engine=engine, executor=executor, workers=most, progress=progress)
    terminal.show(*single_tables(found, titles, details=details))
    _write_logs(terminal, single.study, engine, visits, cases)
    if steady:
        _refuse(unsteady(found, titles))


def _check_out(path: Path | None) -> None:
    from orgsim.cli.files import refuse_folder

    refuse_folder(path)
    if path is not None and path.suffix not in {".parquet", ".csv"}:
        fault = message("a table is written as .parquet or .csv")
        raise InputError(Fault(fault, file=str(path), remedy=message("Write e.g. {example}", example="visits.parquet")))


def _write_logs(terminal: Terminal, study: Study, engine: str, visits: Path | None, cases: Path | None) -> None:
    if visits is None and cases is None:
        return
    from orgsim.simulation.simulate import run

    log = run(study, 0, engine)
    for path, table in ((visits, "visits"), (cases, "cases")):
        if path is not None:
            log.write(path, table)
            terminal.complain(message("Written: {file}", file=str(path)))


def _refuse(why: tuple[Message, ...]) -> None:
    """Refuse a steady answer where there is none."""
    if why:
        raise UnstableError(*(Fault(sentence) for sentence in why))
