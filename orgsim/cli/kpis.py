"""`orgsim kpis`: what is measured."""

from __future__ import annotations

import typer

from orgsim.cli.terminal import Terminal


def command(context: typer.Context) -> None:
    """List the indicators."""
    from orgsim.report.reference import kpis_table

    Terminal(context.obj).table(kpis_table())
