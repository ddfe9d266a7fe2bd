"""What the change itself costs, in tables: structures side by side, week by week, post by post."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from orgsim.analysis.transition_curves import middle_and_ends
from orgsim.errors import Message, message
from orgsim.report.amounts import Amount, Per100, Plain
from orgsim.report.curves_table import curves_table
from orgsim.report.money_tables import money_tables
from orgsim.report.route_table import route_table
from orgsim.report.tables import Column, Table
from orgsim.report.words import Listed, Titles, structure_title

if TYPE_CHECKING:
    from orgsim.analysis.change_findings import ChangeFindings
    from orgsim.analysis.findings import Comparison

_NOTHING: Final = "–"
_SPAN: Final = message("{low} … {high}")
_NOT_YET: Final = message("not yet")
EVERY: Final = 4
"""Every so many weeks a table of the transition has a line; the first weeks one each."""


def change_tables(comparison: Comparison, titles: Titles) -> Iterator[Table]:
    """Yield the tables of what the changes cost: nothing where the scenario says nothing of it."""
    if not comparison.change:
        return
    yield side_by_side(comparison)
    if any(change.weeks is not None for change in comparison.change.values()):
        yield curves_table(comparison)
    for name, change in comparison.change.items():
        if change.weeks is not None:
            yield transition_table(comparison, name, change)
    yield from money_tables(comparison, titles)
    for names, change in _alike(comparison, lambda one: (one.passages, one.carriers) if one.passages else None):
        yield route_table(comparison, names, change)
    for names, change in _alike(comparison, lambda one: one.placed or None):
        yield placement_table(comparison, names, change, titles)


def _alike(
    comparison: Comparison, part: Callable[[ChangeFindings], Hashable | None]
) -> Iterator[tuple[tuple[str, ...], ChangeFindings]]:
    """Yield the changes that have some part, those with the same one together."""
    found: dict[Hashable, list[str]] = {}
    for name, change in comparison.change.items():
        key = part(change)
        if key is not None:
            found.setdefault(key, []).append(name)
    for names in found.values():
        yield tuple(names), comparison.change[names[0]]


def side_by_side(comparison: Comparison) -> Table:
    """Return one column for each alternative: its dip, its dates, its money, its satisfaction."""
    known = comparison.change
    columns = (
        Column(message("By alternative")),
        *(Column(message("{title}", title=structure_title(comparison, name)), right=True) for name in known),
    )
    cells: tuple[tuple[Message, Callable[[ChangeFindings], Any]], ...] = (
        (message("Lowest speed"), lambda one: _of(one.transition, lambda t: Per100(min(t.speed), 0))),
        (message("Months of each employee lost"), lambda one: _of(one.transition, lambda t: Plain(t.lost, 2))),
        (message("99 % of the old speed is back"), lambda one: _of(one.transition, lambda t: t.nearly or _NOT_YET)),
        (message("All of it is back (pulih)"), lambda one: _of(one.transition, lambda t: t.recovered or _NOT_YET)),
        (message("Paid back (impas)"), lambda one: _of(one.transition, lambda t: t.paid_back or _NOT_YET)),
        (message("Waiting is back, week"), _weeks),
        (message("Costs once"), lambda one: _of(one.bill, lambda bill: Amount(bill.once, "Rp"))),
        (message("Hours off the job"), lambda one: _of(one.bill, lambda bill: Plain(bill.hours))),
        (message("Staff, net a year"), lambda one: _of(one.bill, lambda bill: _money(bill.yearly))),
        (message("IKM, points"), _points),
    )
    rows = [(title, *(cell(change) for change in known.values())) for title, cell in cells]
    ends = [change.transition.dates[-1] for change in known.values() if change.transition is not None]
    notes = [
        message(
            "Speed, adoption and their dates are by assumption; that an imposed change is behind a supported one is "
            "put in, and not found. Waiting is what the simulation shows."
        ),
        *([message("Speeds were looked at until {end}.", end=max(ends))] if ends else ()),
    ]
    told = tuple(row for row in rows if any(cell is not _NOTHING for cell in row[1:]))
    return Table(message("What the change costs, side by side"), columns, told, tuple(notes))


def transition_table(comparison: Comparison, name: str, change: ChangeFindings) -> Table:
    """Return the curves of one alternative: speed and adoption by assumption, waiting and backlog by simulation."""
    weeks, transition = change.weeks, change.transition
    assert weeks is not None
    columns = (
        Column(message("Week"), right=True),
        Column(message("From")),
        Column(message("Speed"), right=True),
        Column(message("Adoption"), right=True),
        Column(message("Waiting before, minutes"), right=True),
        Column(message("after"), right=True),
        Column(message("Open before"), right=True),
        Column(message("after"), right=True),
    )
    chosen = [n for n in range(len(weeks.starts)) if n < EVERY or n % EVERY == 0]
    rows = []
    for n in chosen:
        known = transition is not None and n < len(transition.dates)
        rows.append(
            (
                Plain(n),
                weeks.starts[n],
                Per100(transition.speed[n], 0) if known and transition else _NOTHING,
                Per100(transition.adoption[n], 0) if known and transition else _NOTHING,
                _number(weeks.waits_before[n]),
                _number(weeks.waits[n]),
                _number(weeks.open_before[n]),
                _number(weeks.open_now[n]),
            )
        )
    title = message("The transition, week by week: {title}", title=structure_title(comparison, name))
    return Table(title, columns, tuple(rows), (message("Speed and adoption: means over all staff, by assumption."),))


def placement_table(comparison: Comparison, names: Sequence[str], change: ChangeFindings, titles: Titles) -> Table:
    """Return who goes where: posts and numbers, never names."""
    columns = (
        Column(message("Old post")),
        Column(message("New post")),
        Column(message("Staff"), right=True),
        Column(message("Qualified"), right=True),
        Column(message("Without a post"), right=True),
        Column(message("Remark")),
    )
    rows = tuple(
        (
            titles.get(f"position:{row.before}", row.before),
            _NOTHING if row.after is None else titles.get(f"position:{row.after}", row.after),
            Plain(row.count),
            _NOTHING if row.after is None else Plain(row.qualified),
            Plain(row.count if row.after is None else 0),
            message("leads no unit any more") if row.leads_nothing else "",
        )
        for row in change.placed
    )
    note = message("Posts and numbers only. Qualified: knows all the work of the new post as well as its own staff.")
    whose = Listed(tuple(structure_title(comparison, name) for name in names), "; ")
    return Table(message("Who goes where: {title}", title=whose), columns, rows, (note,))


def _number(value: float | None) -> Plain | str:
    return _NOTHING if value is None else Plain(value, 1)


def _of(part: Any, cell: Callable[[Any], Any]) -> Any:
    """Return a cell about a part of what was found; a dash where there is none."""
    return _NOTHING if part is None else cell(part)


def _weeks(change: ChangeFindings) -> Any:
    if change.recovery is None:
        return _NOTHING
    if not any(change.recovery.recovered) and None not in change.recovery.recovered:
        return message("from the first on")
    if not any(week is not None for week in change.recovery.recovered):
        return message("later than observed")
    middle, low, high = (_week(week) for week in middle_and_ends(change.recovery.recovered))
    return message("{middle} ({low} to {high})", middle=middle, low=low, high=high)


def _week(week: int | None) -> Any:
    return message("later") if week is None else week


def _money(amount: float | None) -> Any:
    return _NOTHING if amount is None else Amount(amount, "Rp")


def _points(change: ChangeFindings) -> Any:
    if change.satisfaction is None:
        return _NOTHING
    found = change.satisfaction
    return Message(_SPAN.text, {"low": Plain(found.low, 1, signed=True), "high": Plain(found.high, 1, signed=True)})
