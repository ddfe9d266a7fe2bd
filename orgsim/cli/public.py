"""`orgsim public FILE`: the staff page that the public may see."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orgsim.cli.terminal import Terminal
from orgsim.errors import message

_FILE = message("A scenario file, a file of an agency, or FILE#ALTERNATIVE.")
_HTML = message("Write the page to this file, too.")


def command(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help=_FILE.text)],
    html: Annotated[Path | None, typer.Option(metavar="FILE", help=_HTML.text)] = None,
) -> None:
    """Show the staff by unit and post."""
    from orgsim.cli.files import refuse_folder, write_whole
    from orgsim.cli.scenarios import read_structure
    from orgsim.report.public_page import is_public, public_html, public_page

    refuse_folder(html)
    terminal = Terminal(context.obj)
    organisation = read_structure(file)[1]
    terminal.table(public_page(organisation))
    if not is_public(organisation):
        terminal.complain(message("Nothing in this structure makes this page public: `personnel_system` does."))
    if html is not None:
        write_whole(html, public_html(organisation, terminal.language))
        terminal.complain(message("Written: {file}", file=str(html)))
