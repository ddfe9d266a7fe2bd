"""Options that several verbs share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from orgsim.errors import Message, message

_FILE = message("A scenario file.")
_ALTERNATIVE = message("Name of an alternative; “baseline” is the structure as it is.")
_SEED = message("Seed of all chance, in place of the scenario's: the same seed gives the same result.")
_ENGINE = message("Engine; all give the same result.")
_REPLICATIONS = message("So many replications (repetitions with other chance), in place of the scenario's rule.")
_PRECISION = message("Precision at which replications stop, e.g. “5 %”, in place of the scenario's.")
_WORKERS = message("How many processes at a time; 1: none beside this one. The result is the same.")
_WITHIN = message("Also the share finished within these working times, e.g. “1 hari kerja, 5 hari kerja”.")
_EVERY_ROW = message("Show every row, also those that are the same as in the first structure.")
_EVERY_WINDOW = message("Show every window, and every service, unit and post.")

ScenarioFile: TypeAlias = Annotated[Path, typer.Argument(metavar="FILE", help=_FILE.text)]
Alternative: TypeAlias = Annotated[str, typer.Option("--alternative", "-a", metavar="NAME", help=_ALTERNATIVE.text)]
Seed: TypeAlias = Annotated[int | None, typer.Option(min=0, help=_SEED.text)]
Engine: TypeAlias = Annotated[str, typer.Option(metavar="NAME", help=_ENGINE.text)]
Replications: TypeAlias = Annotated[int | None, typer.Option("--replications", "-r", min=1, help=_REPLICATIONS.text)]
Precision: TypeAlias = Annotated[str | None, typer.Option(metavar="SHARE", help=_PRECISION.text)]
Workers: TypeAlias = Annotated[int | None, typer.Option(min=1, help=_WORKERS.text)]
Within: TypeAlias = Annotated[str | None, typer.Option(metavar="TIMES", help=_WITHIN.text)]
EveryRow: TypeAlias = Annotated[bool, typer.Option("--details", help=_EVERY_ROW.text)]
EveryWindow: TypeAlias = Annotated[bool, typer.Option("--details", help=_EVERY_WINDOW.text)]


def several_alternatives(what_for: Message) -> Any:
    """Return the option that names alternatives, as often as it is given; what it is for, each verb says."""
    return typer.Option("--alternative", "-a", metavar="NAME", help=what_for.text)
