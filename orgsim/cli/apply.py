"""`orgsim apply FILE ALTERNATIVE -o NEW`: the agency that a plan leads to, and the way back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orgsim.cli.options import ScenarioFile
from orgsim.cli.terminal import Terminal
from orgsim.errors import message

if TYPE_CHECKING:
    from orgsim.organisation.organisation import Organisation
    from orgsim.scenario.scenario import Scenario

_ALTERNATIVE = message("The alternative whose plan is carried out; “baseline” writes the agency as it is.")
_NEW = message("The file for the agency; beside it comes a file with the plan that leads back.")
_FORCE = message("Write over files that are there.")


def command(
    context: typer.Context,
    file: ScenarioFile,
    alternative: Annotated[str, typer.Argument(metavar="ALTERNATIVE", help=_ALTERNATIVE.text)],
    new: Annotated[Path, typer.Option("--output", "-o", metavar="NEW", help=_NEW.text)],
    force: Annotated[bool, typer.Option("--force", help=_FORCE.text)] = False,
) -> None:
    """Carry out a plan."""
    from orgsim.cli.files import refuse_existing, refuse_folder, write_whole
    from orgsim.cli.scenarios import read_scenario, structures
    from orgsim.scenario.yaml_file import write

    scenario = read_scenario(file)
    before, after = structures(scenario, alternative)
    way_back = new.with_name(f"{new.stem}.inverse.yaml")
    refuse_folder(new)
    if not force:
        refuse_existing(new, way_back)
    write_whole(new, write(after.to_agency(), scenario.evidence))
    write_whole(way_back, _inverse(scenario, before, after, new.name))
    values = {"new": str(new), "inverse": str(way_back)}
    Terminal(context.obj).say(
        message("Written: {new}, the agency after the plan, and {inverse}, the plan that leads back.", **values)
    )


def _inverse(scenario: Scenario, before: Organisation, after: Organisation, agency_file: str) -> str:
    """Return a scenario whose only alternative restores the agency that the plan began with."""
    from io import StringIO

    from ruamel.yaml import YAML

    from orgsim.restructuring.operations.restore import recorded_inverse
    from orgsim.scenario.scenario import Scenario as Whole

    inverse: dict[str, Any] = {
        "title": {"id": "Kembali ke struktur semula", "en": "Back to the structure before"},
        "agency": agency_file,
        "sources": scenario.model_dump(mode="json", include={"sources"})["sources"],
        "alternatives": {
            "inverse": {
                "title": {"id": "Pulihkan", "en": "Restore"},
                "plan": [
                    {
                        "on": scenario.change_dates[-1].isoformat(),
                        "do": [
                            {
                                "operation": "restore",
                                **recorded_inverse(before, after).model_dump(mode="json", exclude_defaults=True),
                            }
                        ],
                    }
                ],
            }
        },
        "run": scenario.run.model_dump(mode="json", by_alias=True, include={"first_day"}),
    }
    assert inverse.keys() <= {field.alias or name for name, field in Whole.model_fields.items()}
    yaml, text = YAML(), StringIO()
    yaml.width, yaml.allow_unicode = 120, True
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.dump(inverse, text)
    return text.getvalue()
