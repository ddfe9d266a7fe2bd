"""`orgsim reconcile FILE`: what an office delivers beside what its model says, and what would explain it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orgsim.cli.options import ScenarioFile
from orgsim.cli.terminal import Terminal
from orgsim.errors import Fault, InputError, Message, message

if TYPE_CHECKING:
    from orgsim.analysis.reconciliation import Reconciliation, Seen, Which
    from orgsim.measures import Frequency

_FINISHED = message("How many requests were finished, in the time of --per.")
_PER = message("In what time: working day, week, month or year.")
_DAYS = message("How many working days each takes, from arrival to the end.")
_WAITING = message("How many are waiting now.")
_SERVICE = message("Of which service; without it, of all together.")
_POST = message("Explain only the group of this post; without it, every group whose load cannot be.")
_ACCEPT = message("Keep one explanation: norm, overtime or staff; with --output.")
_OUTPUT = message("Write a copy of the scenario with what was accepted to this file.")
_FORCE = message("Write over a file that is there.")
_JSON = message("Write every number to this file.")


def command(
    context: typer.Context,
    file: ScenarioFile,
    finished: Annotated[float | None, typer.Option(min=0, metavar="NUMBER", help=_FINISHED.text)] = None,
    per: Annotated[str, typer.Option(metavar="TIME", help=_PER.text)] = "month",
    days_each: Annotated[float | None, typer.Option(min=0, metavar="DAYS", help=_DAYS.text)] = None,
    waiting: Annotated[float | None, typer.Option(min=0, metavar="NUMBER", help=_WAITING.text)] = None,
    service: Annotated[str | None, typer.Option(metavar="NAME", help=_SERVICE.text)] = None,
    post: Annotated[str | None, typer.Option(metavar="NAME", help=_POST.text)] = None,
    accept: Annotated[str | None, typer.Option(metavar="WHICH", help=_ACCEPT.text)] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help=_OUTPUT.text)] = None,
    force: Annotated[bool, typer.Option("--force", help=_FORCE.text)] = False,
    json: Annotated[Path | None, typer.Option(metavar="FILE", help=_JSON.text)] = None,
) -> None:
    """Compare a model with what the office visibly delivers."""
    from orgsim.analysis.reconciliation import Seen, reconcile
    from orgsim.cli.files import refuse_existing, refuse_folder, write_json
    from orgsim.cli.scenarios import read_scenario
    from orgsim.report.reconcile_tables import reconcile_tables, reconciliation_json
    from orgsim.report.words import titles_of

    terminal = Terminal(context.obj)
    which = _which(accept, output)
    for path in (output, json):
        refuse_folder(path)
    if output is not None and not force:
        refuse_existing(output)
    scenario = read_scenario(file)
    if finished is None:
        finished, per, days_each, waiting = _asked(terminal, days_each, waiting)
    seen: Seen = Seen(_frequency(finished, per), days_each, waiting, service, post)
    found = reconcile(scenario, seen)
    terminal.heading(message("{title}", title=scenario.title))
    terminal.show(*reconcile_tables(found, titles_of(scenario)))
    if json is not None:
        write_json(json, {"file": str(file), **reconciliation_json(found)})
    if which is not None and output is not None:
        _write(terminal, file, found, which, output)


def _which(accept: str | None, output: Path | None) -> Which | None:
    from orgsim.analysis.reconciliation import WHICH
    from orgsim.suggestion import did_you_mean

    if accept is None and output is None:
        return None
    if accept is None or output is None:
        fault = message("what is accepted is written to a file: --accept and --output go together")
        raise InputError(Fault(fault, ("--accept" if accept is None else "--output",)))
    for one in WHICH:
        if one == accept:
            return one
    remedy = did_you_mean(accept, WHICH) or message("Write {choices}", choices=" / ".join(WHICH))
    raise InputError(Fault(message("“{name}” is no explanation", name=accept), ("--accept",), remedy))


def _asked(
    terminal: Terminal, days_each: float | None, waiting: float | None
) -> tuple[float, str, float | None, float | None]:
    """Ask at the terminal what was not said.

    Raises
    ------
    InputError
        If nobody is there to ask.
    """
    if not sys.stdin.isatty():
        remedy = message("Write e.g. {example}", example="--finished 480 --per month --days-each 3 --waiting 60")
        raise InputError(Fault(message("how many were finished is not said"), ("--finished",), remedy))
    finished = _number(terminal, message("How many requests were finished last month?"))
    while finished is None:
        finished = _number(terminal, message("How many requests were finished last month?"))
    if days_each is None:
        days_each = _number(terminal, message("How many working days does each take? (Enter: not known)"))
    if waiting is None:
        waiting = _number(terminal, message("How many are waiting now? (Enter: not known)"))
    return finished, "month", days_each, waiting


def _number(terminal: Terminal, question: Message) -> float | None:
    """Ask until a number of 0 or more comes, or nothing."""
    from orgsim.measures import parse_number

    while True:
        sys.stdout.write(terminal.words(question) + " ")
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            raise InputError(Fault(message("the questions were not answered"), ("--finished",)))
        text = line.strip()
        if not text:
            return None
        try:
            number = float(parse_number(float(text.replace(",", "."))))
        except (ValueError, InputError):
            number = -1.0
        if number >= 0:
            return number
        terminal.complain(message("A number of 0 or more is needed here."))


def _frequency(finished: float, per: str) -> Frequency:
    from dataclasses import replace

    from orgsim.measures import parse_frequency

    try:
        return parse_frequency(f"{finished:.10g} per {per}")
    except InputError as error:
        raise InputError(*(replace(fault, path=("--per",)) for fault in error.faults)) from None


def _write(terminal: Terminal, file: Path, found: Reconciliation, which: Which, output: Path) -> None:
    from orgsim.analysis.corrections import corrected
    from orgsim.cli.files import write_whole
    from orgsim.report.reconcile_tables import seen_words
    from orgsim.scenario.yaml_edit import edited_file
    from orgsim.scenario.yaml_writer import write_scenario

    scenario = corrected(found, which, seen_words(found, which))
    kept = edited_file(file, found.scenario, scenario)
    write_whole(output, write_scenario(scenario) if kept is None else kept)
    values = {"file": str(output), "number": sum(one.basis == "calibrated" for one in scenario.evidence)}
    terminal.complain(Message((_BARE if kept is None else _KEPT).text, values))


_KEPT = message(
    "Written: {file}, the whole scenario in one file, comments and order kept; calibrated numbers: {number}.",
)
_BARE = message(
    "Written: {file}, the whole scenario in one file, without comments; calibrated numbers: {number}.",
)
