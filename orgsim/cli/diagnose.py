"""`orgsim diagnose FILE`: what is wrong with a structure, with the evidence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orgsim.cli.options import Alternative, Engine, Seed, Workers
from orgsim.cli.terminal import Terminal
from orgsim.errors import Fault, InputError, message
from orgsim.spec import LocalisedText

if TYPE_CHECKING:
    from orgsim.analysis.shown import Runs
    from orgsim.organisation.agency import Agency
    from orgsim.scenario.scenario import Scenario

_FILE = message("A scenario file, or a file of an agency.")
_JSON = message("Write the findings as JSON to the output, every sentence in both languages.")
_ONLY = message("Only this diagnosis; may be given several times.")
_LIST = message("List the questions that are asked.")
_RUNS = message("Run the structure so many times as well, and tell what the runs showed beside the formulas.")
_BRIEF = message("Without the tables.")


def command(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help=_FILE.text)] = None,
    alternative: Alternative = "baseline",
    only: Annotated[list[str] | None, typer.Option("--only", "-o", metavar="NAME", help=_ONLY.text)] = None,
    json: Annotated[bool, typer.Option("--json", help=_JSON.text)] = False,
    brief: Annotated[bool, typer.Option("--brief", help=_BRIEF.text)] = False,
    replications: Annotated[int | None, typer.Option("--replications", "-r", min=1, help=_RUNS.text)] = None,
    seed: Seed = None,
    engine: Engine = "kernel",
    workers: Workers = None,
    questions: Annotated[bool, typer.Option("--list", help=_LIST.text)] = False,
) -> None:
    """Tell what is wrong with a structure, the gravest first."""
    from orgsim.report.diagnosis_tables import diagnoses_table, diagnosis_paragraphs, diagnosis_sheets

    terminal = Terminal(context.obj)
    if questions:
        terminal.table(diagnoses_table())
        return
    if file is None:
        remedy = message("Name a scenario file, or a file of an agency")
        raise InputError(Fault(message("there is nothing to diagnose"), ("FILE",), remedy))
    from orgsim.analysis.diagnosing import diagnose
    from orgsim.analysis.subject import Subject
    from orgsim.cli.scenarios import known_alternative
    from orgsim.report.words import title_of
    from orgsim.scenario.scenario import BASELINE, Scenario
    from orgsim.scenario.yaml_file import load_any

    names = _known(only or [])
    what = load_any(file)
    if isinstance(what, Scenario):
        known_alternative(what, alternative)
    elif alternative != BASELINE:
        remedy = message("Name a scenario, which has them")
        raise InputError(
            Fault(message("an agency by itself has no alternatives"), ("--alternative",), remedy, str(file))
        )
    runs = (
        None if replications is None else _runs(terminal, file, what, alternative, replications, seed, engine, workers)
    )
    findings = diagnose(Subject.of(what, alternative, runs), names or None)
    if json:
        from orgsim.cli.files import json_text

        found = {
            "file": str(file),
            "alternative": alternative,
            **(
                {}
                if runs is None
                else {"replications": runs.run.replications, "seed": runs.run.single.study.scenario.run.seed}
            ),
            "findings": [{"rank": rank, **finding.to_json()} for rank, finding in enumerate(findings, 1)],
        }
        terminal.line(json_text(found))
        return
    structure: object = what.title
    if isinstance(what, Scenario):
        structure = message("{scenario}: {structure}", scenario=what.title, structure=title_of(what, alternative))
    assert isinstance(structure, (LocalisedText, type(_FILE)))
    terminal.heading(message("{title}", title=structure))
    for paragraph in diagnosis_paragraphs(findings):
        terminal.say(*paragraph)
        terminal.line()
    if not brief:
        terminal.show(*diagnosis_sheets(findings))


def _runs(
    terminal: Terminal,
    file: Path,
    what: Scenario | Agency,
    alternative: str,
    replications: int,
    seed: int | None,
    engine: str,
    workers: int | None,
) -> Runs:
    """Run a structure so many times.

    Raises
    ------
    InputError
        If nobody asks for anything, so that there is nothing to run.
    """
    from orgsim.analysis.shown import Runs, WaitAtPosts
    from orgsim.analysis.single import measure_single, prepare_single
    from orgsim.cli.comparing import executor_for
    from orgsim.cli.scenarios import known_engine, ready_engine
    from orgsim.scenario.scenario import Scenario

    if not isinstance(what, Scenario) or not what.demand:
        fault = message("nobody asks for anything here: there is nothing to run")
        remedy = message("Name a scenario with `demand`, or leave --replications out")
        raise InputError(Fault(fault, ("--replications",), remedy, str(file)))
    single = prepare_single(what.with_seed(seed), alternative)
    engine = ready_engine(terminal, known_engine(engine))
    executor, most = executor_for(workers, replications)
    with terminal.progress(message("Simulating")) as progress:
        return Runs(
            measure_single(
                single, replications, [WaitAtPosts()], engine=engine, executor=executor, workers=most, progress=progress
            )
        )


def _known(names: list[str]) -> list[str]:
    """Return names of diagnoses that there are.

    Raises
    ------
    InputError
        With every name that there is none of.
    """
    from orgsim.analysis.diagnosing import DIAGNOSES
    from orgsim.suggestion import did_you_mean

    faults = [
        Fault(message("there is no diagnosis “{name}”", name=name), ("--only",), did_you_mean(name, DIAGNOSES))
        for name in names
        if name not in DIAGNOSES
    ]
    if faults:
        raise InputError(*faults)
    return names
