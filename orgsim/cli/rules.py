"""`orgsim rules FILE`: what law and practice say of structures: warnings, never verdicts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orgsim.cli.options import EveryRow, several_alternatives
from orgsim.cli.terminal import Terminal
from orgsim.errors import Fault, InputError, message

if TYPE_CHECKING:
    from orgsim.organisation.agency import Agency
    from orgsim.organisation.legality import LegalCase
    from orgsim.organisation.organisation import Organisation
    from orgsim.scenario.scenario import Scenario

_FILE = message("A scenario file, or the file of an agency.")
_PACK = message("Rule pack: its name, its date, or a file of your own; without it, the newest that holds by then.")
_ALTERNATIVES = message("Judge this alternative; may be given several times. Without it, all of the scenario.")
_JSON = message("Write every finding to this file.")


def command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_FILE.text)],
    pack: Annotated[str | None, typer.Option(metavar="NAME|FILE", help=_PACK.text)] = None,
    alternative: Annotated[list[str] | None, several_alternatives(_ALTERNATIVES)] = None,
    json: Annotated[Path | None, typer.Option(metavar="FILE", help=_JSON.text)] = None,
    details: EveryRow = False,
) -> None:
    """Hold structures against a rule pack."""
    from orgsim.cli.files import refuse_folder, write_json
    from orgsim.organisation.legality import judge
    from orgsim.report.rules_tables import rules_json, rules_tables
    from orgsim.report.words import AS_IT_IS, title_of, titles_of
    from orgsim.scenario.rule_packs import load_pack, pack_for, pack_notes
    from orgsim.scenario.scenario import Scenario
    from orgsim.scenario.yaml_file import load_any

    terminal = Terminal(context.obj)
    refuse_folder(json)
    read = load_any(file)
    scenario = read if isinstance(read, Scenario) else None
    first, end = (scenario.run.first_day, scenario.end) if scenario else (None, None)
    chosen = load_pack(pack, end) if pack else pack_for(end)
    cases = _of_scenario(scenario, alternative) if scenario else _of_agency(read, alternative)
    judged = {name: judge(chosen, case) for name, case in cases.items()}
    units = {} if scenario else {f"unit:{name}": unit.title for name, unit in _resolved(read).units.items()}
    titles = titles_of(scenario) if scenario else units
    terminal.heading(message("{title}", title=read.title))
    terminal.say(message("Rules: {title}, {name}, in force from {date}, looked after until {checked}.",
                         title=chosen.title, name=chosen.name, date=chosen.date,
                         checked=chosen.known_until))  # fmt: skip
    for note in pack_notes(chosen, first, end):
        terminal.say(message("Note: {note}", note=note))
    terminal.line()
    named = {(title_of(scenario, name) if scenario else AS_IT_IS): one for name, one in judged.items()}
    terminal.show(*rules_tables(chosen, named, titles, details=details))
    if json is not None:
        write_json(json, {"file": str(file), **rules_json(chosen, judged)})


def _resolved(agency: Agency | Scenario) -> Organisation:
    """Return an agency, resolved."""
    from orgsim.organisation.agency import Agency
    from orgsim.organisation.organisation import resolve

    assert isinstance(agency, Agency)
    return resolve(agency)


def _of_scenario(scenario: Scenario, wanted: list[str] | None) -> dict[str, LegalCase]:
    from orgsim.cli.scenarios import known_alternative, structures
    from orgsim.organisation.legality import LegalCase
    from orgsim.scenario.scenario import BASELINE

    names = dict.fromkeys(wanted or [BASELINE, *scenario.alternatives])
    found = {}
    for name in names:
        before, after = structures(scenario, known_alternative(scenario, name))
        changed = name != BASELINE
        year = scenario.end.year if changed else scenario.run.first_day.year
        found[name] = LegalCase(after, before if changed else None, year, scenario.assumptions)
    return found


def _of_agency(agency: Agency | Scenario, wanted: list[str] | None) -> dict[str, LegalCase]:
    from orgsim.organisation.legality import LegalCase

    if wanted:
        fault = message("the file of an agency has no alternatives")
        raise InputError(Fault(fault, ("--alternative",), message("Name a scenario file")))
    return {"baseline": LegalCase(_resolved(agency))}
