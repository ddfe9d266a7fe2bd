"""What the change itself costs, in tables: structures side by side, week by week, post by post, open by assumption."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from orgsim.analysis.transition_curves import middle_and_ends
from orgsim.errors import Message, message
from orgsim.report.amounts import Amount, Per100, Plain, digits_for, measure_name, scale_of
from orgsim.report.tables import Column, Table
from orgsim.report.words import Listed, Titles, kpi_title, structure_title

if TYPE_CHECKING:
    from orgsim.analysis.change_findings import ChangeFindings
    from orgsim.analysis.findings import Comparison, Estimate
    from orgsim.analysis.open_rows import OpenRow
    from orgsim.analysis.windows import Window

_NOTHING: Final = "–"
_SPAN: Final = message("{low} … {high}")
_WITH_MEASURE: Final = message("{title}, {measure}")
EVERY: Final = 4
"""Every so many weeks a table of the transition has a line; the first weeks one each."""


def change_tables(comparison: Comparison, titles: Titles) -> Iterator[Table]:
    """Yield the tables of what the changes cost: nothing where the scenario says nothing of it."""
    if comparison.change:
        yield side_by_side(comparison)
    for name, change in comparison.change.items():
        if change.weeks is not None:
            yield transition_table(comparison, name, change)
        if change.placed:
            yield placement_table(comparison, name, change, titles)


def side_by_side(comparison: Comparison) -> Table:
    """Return one line for each alternative: its dip, its dates, its money, its satisfaction."""
    columns = (
        Column(message("Alternative")),
        Column(message("Lowest speed"), right=True),
        Column(message("Months lost"), right=True),
        Column(message("Back (pulih)"), right=True),
        Column(message("Paid back (impas)"), right=True),
        Column(message("Waiting is back, week"), right=True),
        Column(message("Costs once"), right=True),
        Column(message("Net a year"), right=True, spare=True),
        Column(message("IKM, points"), right=True, spare=True),
    )
    rows = tuple(
        (structure_title(comparison, name), *_speeds(change), _weeks(change), *_money(change), _points(change))
        for name, change in comparison.change.items()
    )
    note = message(
        "Speed, adoption and their dates are by assumption; that an imposed change is behind a supported one is put "
        "in, and not found. Waiting is what the simulation shows."
    )
    return Table(message("What the change costs, side by side"), columns, rows, (note,))


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


def placement_table(comparison: Comparison, name: str, change: ChangeFindings, titles: Titles) -> Table:
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
    return Table(message("Who goes where: {title}", title=structure_title(comparison, name)), columns, rows, (note,))


def uncertainty_table(comparison: Comparison, name: str, window: Window) -> Table | None:
    """Return both intervals of every indicator: of the repetitions, and of the assumptions; never merged."""
    if comparison.uncertainty is None:
        return None
    columns = (
        Column(message("Indicator")),
        Column(message("Difference"), right=True),
        Column(message("by repetitions, 95 %"), right=True),
        Column(message("by assumptions, 95 %"), right=True),
        Column(message("Better in"), right=True),
        Column(message("Conclusion")),
    )
    rows = []
    for row in comparison.uncertainty.rows:
        if (row.alternative, row.window) == (name, window.name):
            estimate = next(comparison.rows(alternative=name, window=window.name, kpi=row.kpi, group="all"), None)
            rows.append(_open_cells(row, estimate))
    title = message(
        "What the assumptions leave open: {alternative}. Requests: {window}.",
        alternative=structure_title(comparison, name),
        window=window.title,
    )
    notes = (
        message(
            "{draws} draws of {count} numbers that are not measured, the same in both structures. More repetitions "
            "narrow the first interval, and never the second.",
            draws=comparison.uncertainty.draws,
            count=len(comparison.uncertainty.varied),
        ),
        message("A conclusion survives if 95 % of the draws point the same way."),
    )
    return Table(title, columns, tuple(rows), notes)


def _open_cells(row: OpenRow, estimate: Estimate | None) -> tuple[Any, ...]:
    scale = scale_of(row.measured_in)
    digits = digits_for((row.high - row.low) / 2 * scale, row.middle * scale)
    title = Message(_WITH_MEASURE.text, {"title": kpi_title(row.kpi), "measure": measure_name(row.measured_in)})
    known = None if estimate is None else estimate.difference
    difference = _NOTHING if known is None else Plain(known * scale, digits, signed=True)
    chance: Any = _NOTHING
    if estimate is not None and estimate.low is not None and estimate.high is not None:
        chance = _span(estimate.low * scale, estimate.high * scale, digits)
    if row.survives is None:
        verdict: Any = ""
    elif row.low == row.high == 0:
        verdict = message("no difference")
    elif row.survives:
        verdict = message("survives")
    else:
        verdict = message("does not survive")
    better = _NOTHING if row.better is None else Per100(row.better, 0)
    return (title, difference, chance, _span(row.low * scale, row.high * scale, digits), better, verdict)


def _span(low: float, high: float, digits: int) -> Message:
    return Message(_SPAN.text, {"low": Plain(low, digits, signed=True), "high": Plain(high, digits, signed=True)})


def _number(value: float | None) -> Plain | str:
    return _NOTHING if value is None else Plain(value, 1)


def _speeds(change: ChangeFindings) -> tuple[Any, ...]:
    transition = change.transition
    if transition is None:
        return (_NOTHING,) * 4
    return (
        Per100(min(transition.speed), 0),
        Plain(transition.lost, 2),
        transition.recovered or message("not yet"),
        transition.paid_back or message("not yet"),
    )


def _weeks(change: ChangeFindings) -> Any:
    if change.recovery is None:
        return _NOTHING
    middle, low, high = (_week(week) for week in middle_and_ends(change.recovery.recovered))
    return Listed((middle, Listed((low, high), "–")), " / ")


def _week(week: int | None) -> Any:
    return message("later") if week is None else week


def _money(change: ChangeFindings) -> Sequence[Any]:
    if change.bill is None:
        return (_NOTHING, _NOTHING)
    yearly = _NOTHING if change.bill.yearly is None else Amount(change.bill.yearly, "Rp")
    return (Amount(change.bill.once, "Rp"), yearly)


def _points(change: ChangeFindings) -> Any:
    if change.satisfaction is None:
        return _NOTHING
    found = change.satisfaction
    return Message(_SPAN.text, {"low": Plain(found.low, 1, signed=True), "high": Plain(found.high, 1, signed=True)})
