"""`orgsim schema`: the JSON Schema of scenario files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orgsim.cli.terminal import Terminal
from orgsim.errors import message

_OUT = message("Write it to this file instead of the output.")


def command(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help=_OUT.text)] = None,
) -> None:
    """Write the schema."""
    from orgsim.cli.files import write_whole
    from orgsim.cli.schema_file import schema_text

    if out is None:
        Terminal(context.obj).line(schema_text().rstrip("\n"))
    else:
        write_whole(out, schema_text())
