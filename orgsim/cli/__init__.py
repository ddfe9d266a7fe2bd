"""How it is asked at a terminal: one thin command per verb."""

from __future__ import annotations

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 2 bad input, 3 unstable where a steady answer was asked."""
    from orgsim.cli.app import application

    application()(args=None if arguments is None else list(arguments), prog_name="orgsim")
