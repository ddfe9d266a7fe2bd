"""Where the two engines tell a run differently, as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orgsim.analysis.agreement.check import Disagreement
from orgsim.errors import Message, message
from orgsim.report.tables import Column, Part, Table

__all__ = ["agreement_table"]

_NOT_THERE = message("no such row")


def agreement_table(found: Sequence[Disagreement], looked_at: int) -> tuple[Part, ...]:
    """Return a sentence on how many runs agree, and for each that does not the first row in which the logs differ."""
    verdict = message(
        "{number} of {all} agree to the last bit.",
        number=looked_at - len(found),
        all=looked_at,
    )
    return (*(_table(one) for one in found), verdict)


def _table(one: Disagreement) -> Table:
    difference = one.difference
    mine, theirs = difference.mine or {}, difference.theirs or {}
    columns = (
        Column(message("column"), whole=True),
        Column(message("compiled engine"), right=True),
        Column(message("reference engine"), right=True),
        Column(message("equal")),
    )
    pairs = {name: (_raw(mine, name), _raw(theirs, name)) for name in (mine or theirs)}
    rows = tuple((name, *pair, "" if pair[0] == pair[1] else "≠") for name, pair in pairs.items())
    title = message(
        "{name} ({alternative}, replication {replication}): the first difference, {table} row {row}",
        name=one.name,
        alternative=one.alternative,
        replication=one.replication,
        table=difference.table,
        row=difference.row,
    )
    return Table(title, columns, rows)


def _raw(row: Mapping[str, object], name: str) -> str | Message:
    """Return a number as the log has it, without the marks of thousands."""
    return str(row[name]) if row else _NOT_THERE
