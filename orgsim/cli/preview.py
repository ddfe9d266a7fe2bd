"""`orgsim preview FILE`: structures by formulas, at once and without a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orgsim.cli.options import EveryRow, ScenarioFile, several_alternatives
from orgsim.cli.terminal import Terminal
from orgsim.errors import Fault, UnstableError, message

_ALTERNATIVES = message("Preview this alternative; may be given several times. Without it, all of the scenario.")
_JSON = message("Write every number to this file.")


def command(
    context: typer.Context,
    file: ScenarioFile,
    alternative: Annotated[list[str] | None, several_alternatives(_ALTERNATIVES)] = None,
    json: Annotated[Path | None, typer.Option(metavar="FILE", help=_JSON.text)] = None,
    details: EveryRow = False,
) -> None:
    """Tell what formulas know; exit with 3 if a queue grows without end."""
    from orgsim.analysis.theory.preview import preview
    from orgsim.cli.files import refuse_folder, write_json
    from orgsim.cli.scenarios import known_alternative, read_scenario
    from orgsim.report.preview_tables import preview_tables, unstable_sentences
    from orgsim.report.words import title_of, titles_of
    from orgsim.scenario.scenario import BASELINE
    from orgsim.simulation.simulate import prepare

    terminal = Terminal(context.obj)
    refuse_folder(json)
    scenario = read_scenario(file)
    names = alternative or [BASELINE, *scenario.alternatives]
    found = {name: preview(prepare(scenario, known_alternative(scenario, name))) for name in dict.fromkeys(names)}
    titled = {title_of(scenario, name): one for name, one in found.items()}
    titles = titles_of(scenario)
    terminal.heading(message("{title}", title=scenario.title))
    terminal.show(*preview_tables(titled, titles, details=details))
    if json is not None:
        write_json(json, {"file": str(file), "structures": {name: one.to_json() for name, one in found.items()}})
    if growing := unstable_sentences(titled, titles):
        raise UnstableError(*(Fault(sentence) for sentence in growing))
