"""Two intervals of every indicator, in a table: what repetitions leave open, and what the assumptions do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from orgsim.errors import Message, message
from orgsim.report.amounts import Per100, Plain, digits_for, measure_name, scale_of
from orgsim.report.tables import Column, Table
from orgsim.report.words import kpi_title, structure_title

if TYPE_CHECKING:
    from orgsim.analysis.findings import Comparison, Estimate
    from orgsim.analysis.open_rows import OpenRow
    from orgsim.analysis.windows import Window

_NOTHING: Final = "–"
_SPAN: Final = message("{low} … {high}")
_WITH_MEASURE: Final = message("{title}, {measure}")


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
        *_refused(comparison.uncertainty.refused),
    )
    return Table(title, columns, tuple(rows), notes)


def _refused(count: int) -> tuple[Message, ...]:
    if not count:
        return ()
    text = message(
        "{count} more draws contradict themselves, e.g. a session in a break, and are left out.", count=count
    )
    return (text,)


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
