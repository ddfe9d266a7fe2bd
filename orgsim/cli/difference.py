"""`orgsim difference A B`: how two structures differ, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from orgsim.cli.terminal import Terminal
from orgsim.errors import Fault, InputError, message

if TYPE_CHECKING:
    from orgsim.organisation.organisation import Organisation

_ONE = message("A scenario file, a file of an agency, or FILE#ALTERNATIVE.")


def command(
    context: typer.Context,
    before: Annotated[str, typer.Argument(metavar="A", help=_ONE.text)],
    after: Annotated[str, typer.Argument(metavar="B", help=_ONE.text)],
) -> None:
    """Compare two structures."""
    from orgsim.cli.scenarios import read_structure
    from orgsim.report.differences import difference_sentences, titles_in
    from orgsim.restructuring.difference import difference

    found: list[Organisation] = []
    faults: list[Fault] = []
    for written in dict.fromkeys((before, after)):
        try:
            found.append(read_structure(written)[1])
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(*faults)
    terminal = Terminal(context.obj)
    terminal.say(message("From {before} to {after}:", before=before, after=after))
    titles = titles_in(organisation.to_agency() for organisation in reversed(found))
    terminal.say(*difference_sentences(difference(found[0], found[-1]), titles))
