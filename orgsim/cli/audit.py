"""`orgsim audit FILE`: whether a model can be trusted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orgsim.cli.options import Engine, ScenarioFile, Workers, several_alternatives
from orgsim.cli.terminal import Terminal
from orgsim.errors import message

_ALTERNATIVES = message("Examine the precision of this alternative; may be given several times. Without it, of all.")
_RUNS = message("How often everything is run.")
_DRAWS = message("How often what is not measured is drawn from its range; 0: not at all.")
_JSON = message("Write every line to this file.")


def command(
    context: typer.Context,
    file: ScenarioFile,
    alternative: Annotated[list[str] | None, several_alternatives(_ALTERNATIVES)] = None,
    replications: Annotated[int, typer.Option("--replications", "-r", min=1, help=_RUNS.text)] = 10,
    draws: Annotated[int, typer.Option(min=0, metavar="NUMBER", help=_DRAWS.text)] = 10,
    engine: Engine = "kernel",
    workers: Workers = None,
    json: Annotated[Path | None, typer.Option(metavar="FILE", help=_JSON.text)] = None,
) -> None:
    """Examine a model; exit with 1 if something fails that must hold."""
    from orgsim.analysis.audit import audit
    from orgsim.cli.comparing import executor_for
    from orgsim.cli.files import refuse_folder, write_json
    from orgsim.cli.scenarios import known_alternative, known_engine, read_scenario, ready_engine
    from orgsim.report.audit_table import audit_json, audit_tables
    from orgsim.report.words import title_of, titles_of
    from orgsim.scenario.scenario import BASELINE

    terminal = Terminal(context.obj)
    refuse_folder(json)
    known_engine(engine)
    scenario = read_scenario(file)
    wanted = [known_alternative(scenario, name) for name in dict.fromkeys(alternative or [])]
    executor, most = executor_for(workers, replications)
    ready = ready_engine(terminal, engine)
    with terminal.progress(message("Examining")) as progress:
        found = audit(
            scenario,
            wanted or None,
            replications=replications,
            draws=draws,
            engine=ready,
            executor=executor,
            workers=most,
            progress=progress,
        )
    names = {f"alternative:{name}": title_of(scenario, name) for name in (BASELINE, *scenario.alternatives)}
    terminal.heading(message("{title}", title=scenario.title))
    terminal.show(*audit_tables(found, titles_of(scenario) | names))
    if json is not None:
        write_json(json, {"file": str(file), **audit_json(found)})
    if not found.sound:
        raise typer.Exit(1)
