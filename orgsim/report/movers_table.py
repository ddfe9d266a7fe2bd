"""Which numbers that are not measured an answer hangs on, in a table and in sentences: what to measure first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from orgsim.analysis.parameter_draws import place_of
from orgsim.assumptions import ledger
from orgsim.errors import Message, message
from orgsim.report.amounts import Assumed, Per100
from orgsim.report.headlines import LEAD, NINE_IN_TEN, WAIT, main_window
from orgsim.report.tables import Column, Table
from orgsim.report.words import Listed, kpi_title, structure_title

if TYPE_CHECKING:
    from orgsim.analysis.findings import Comparison
    from orgsim.analysis.open_rows import Mover, OpenRow

__all__ = ["mover_sentences", "movers_table"]

_KPIS: Final = (LEAD, WAIT, NINE_IN_TEN)
_NOTHING: Final = "–"
_SPAN: Final = message("{low} … {high}")


def movers_table(comparison: Comparison, name: str) -> Table | None:
    """Return the numbers that the differences of times go along with; None where nothing was drawn."""
    if comparison.uncertainty is None:
        return None
    columns = (
        Column(message("Number that is not measured")),
        Column(message("In force"), right=True),
        Column(message("Range")),
        Column(message("Moves")),
        Column(message("Explains of the spread"), right=True),
        Column(message("The higher it is, …")),
    )
    rows = tuple(_cells(comparison, row, mover) for row in _rows(comparison, name) for mover in row.movers)
    count = len(comparison.uncertainty.varied)
    notes = (
        message(
            "Named is what stands out of {draws} draws of {count} numbers more clearly than chance would. What is not "
            "named may matter, too, but less.",
            draws=comparison.uncertainty.draws,
            count=count,
        ),
        message("Measuring a number at the top of this list narrows the second interval most."),
    )
    title = message("Which assumptions matter most: {alternative}", alternative=structure_title(comparison, name))
    if not rows:
        nothing = message("No single number stands out.")
        return Table(title, columns, ((nothing, *("" for _ in columns[1:])),), notes)
    return Table(title, columns, rows, notes)


def mover_sentences(comparison: Comparison, name: str) -> Iterator[Message]:
    """Tell which numbers the difference of the time from arrival to the end hangs on most."""
    for row in _rows(comparison, name):
        if row.kpi == LEAD and row.movers:
            yield message(
                "Of all that is not measured, this difference hangs most on: {numbers}. Measure that first.",
                numbers=Listed(tuple(_title(mover) for mover in row.movers[:3])),
            )


def _rows(comparison: Comparison, name: str) -> Iterator[OpenRow]:
    window = main_window(comparison, name)
    if comparison.uncertainty is not None and window is not None:
        found = (comparison.uncertainty.row(name, kpi, window.name) for kpi in _KPIS)
        yield from (row for row in found if row is not None)


def _title(mover: Mover) -> Any:
    if not mover.alike:
        return ledger()[mover.number].title
    if mover.alike == 1:
        return mover.number
    return message("{number} and {count} more written alike", number=mover.number, count=mover.alike - 1)


def _cells(comparison: Comparison, row: OpenRow, mover: Mover) -> tuple[Any, ...]:
    value, span = _value(comparison, mover)
    direction = message("the higher the difference") if mover.correlation > 0 else message("the lower the difference")
    return (_title(mover), value, span, kpi_title(row.kpi), Per100(mover.correlation**2, 0), direction)


def _value(comparison: Comparison, mover: Mover) -> tuple[Any, Any]:
    if mover.alike:
        one = next((one for one in comparison.evidence if place_of(one) == mover.number), None)
        if one is None or one.range is None:
            return _NOTHING, _NOTHING
        return str(one.value), f"{one.range[0]} … {one.range[1]}"
    entry = next((entry for entry in comparison.assumptions if entry.id == mover.number), None)
    if entry is None:
        return _NOTHING, _NOTHING
    measured_in = ledger()[entry.id].measured_in
    value = Assumed(entry.value, measured_in)
    if entry.range is None:
        return value, _NOTHING
    low, high = (Assumed(bound, measured_in) for bound in entry.range)
    return value, Message(_SPAN.text, {"low": low, "high": high})
