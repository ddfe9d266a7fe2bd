"""`orgsim operations [NAME]`: what a plan can do."""

from __future__ import annotations

from typing import Annotated

import typer

from orgsim.cli.terminal import Terminal
from orgsim.errors import message

_NAME = message("Explain this operation, with its fields and an example.")


def command(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help=_NAME.text, show_default=False)] = None,
) -> None:
    """List the operations, or explain one."""
    from orgsim.report.reference import operation_page, operations_table

    terminal = Terminal(context.obj)
    if name is None:
        terminal.table(operations_table())
        terminal.say(message("Explain one of them with: orgsim operations {name}", name="NAME"))
        return
    terminal.show(*operation_page(name))
