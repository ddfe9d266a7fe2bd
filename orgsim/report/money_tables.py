"""Where the money of a change goes: by operation and year, and by post."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from orgsim.errors import message
from orgsim.report.amounts import Amount, Plain
from orgsim.report.tables import Column, Table
from orgsim.report.words import Titles, structure_title

if TYPE_CHECKING:
    from orgsim.analysis.change_findings import ChangeFindings
    from orgsim.analysis.findings import Comparison
    from orgsim.restructuring.cost import Outlay

_NOTHING: Final = "–"
_ALWAYS: Final = 3
"""Columns that are there even where nothing is said in them."""


def money_tables(comparison: Comparison, titles: Titles) -> Iterator[Table]:
    """Yield what each alternative's operations cost, and the posts whose cost differs."""
    for name, change in comparison.change.items():
        if change.bill is not None and (change.bill.outlays or change.dropped):
            yield outlays_table(comparison, name, change)
        if change.bill is not None and change.bill.posts:
            yield posts_table(comparison, name, change, titles)


def outlays_table(comparison: Comparison, name: str, change: ChangeFindings) -> Table:
    """Return what each operation costs: once, a month, and in hours off the job; and what is left of the budget."""
    columns = (
        Column(message("Date"), whole=True),
        Column(message("Operation")),
        Column(message("Costs once"), right=True),
        Column(message("A month"), right=True),
        Column(message("Hours off the job"), right=True),
        Column(message("Pay of these hours"), right=True),
        Column(message("Remark")),
    )
    assert change.bill is not None
    rows = [
        *(_cells(outlay, "") for outlay in change.bill.outlays),
        *(_cells(outlay, message("not afforded")) for outlay in change.dropped),
    ]
    budget = dict(change.budget)
    notes = [
        message(
            "{year}: {spent} of a budget of {budget}.",
            year=str(year),
            spent=Amount(spent, "Rp"),
            budget=Amount(budget[year], "Rp"),
        )
        if year in budget
        else message("{year}: {spent}.", year=str(year), spent=Amount(spent, "Rp"))
        for year, spent in change.bill.years().items()
        if spent or year in budget
    ]
    if change.bill.hours:
        notes.append(message("The pay of hours off the job is paid anyway; it is in no budget."))
    title = message("What it costs: {title}", title=structure_title(comparison, name))
    told = [n for n in range(len(columns)) if n < _ALWAYS or any(row[n] not in (_NOTHING, "") for row in rows)]
    return Table(
        title,
        tuple(columns[n] for n in told),
        tuple(tuple(row[n] for n in told) for row in rows),
        tuple(notes),
    )


def posts_table(comparison: Comparison, name: str, change: ChangeFindings, titles: Titles) -> Table:
    """Return the posts whose holders or cost differ."""
    columns = (
        Column(message("Post")),
        Column(message("Staff before"), right=True),
        Column(message("after"), right=True),
        Column(message("A month before"), right=True),
        Column(message("after"), right=True),
    )
    assert change.bill is not None
    rows = tuple(
        (
            titles.get(f"position:{post.position}", post.position),
            Plain(post.holders_before),
            Plain(post.holders_after),
            _money(post.before),
            _money(post.after),
        )
        for post in change.bill.posts
    )
    return Table(message("Posts whose cost differs: {title}", title=structure_title(comparison, name)), columns, rows)


def _cells(outlay: Outlay, remark: Any) -> tuple[Any, ...]:
    return (
        outlay.on,
        outlay.caption,
        _money(outlay.once) if outlay.once else _NOTHING,
        _money(outlay.monthly) if outlay.monthly else _NOTHING,
        Plain(outlay.hours) if outlay.hours else _NOTHING,
        _money(outlay.worth) if outlay.hours else _NOTHING,
        remark,
    )


def _money(amount: float | None) -> Any:
    return _NOTHING if amount is None else Amount(amount, "Rp")
