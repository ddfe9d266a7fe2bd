"""One structure by itself, in tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from orgsim.errors import Message, message
from orgsim.report.amounts import Plain, digits_for, scale_of, within_reach
from orgsim.report.causes import overload_of_structure
from orgsim.report.comparison_tables import basis_note, reasons_in_words, table_of_loads, titled
from orgsim.report.headlines import PREFERRED
from orgsim.report.tables import Column, Part, Table
from orgsim.report.words import Titles, group_title, title_of

if TYPE_CHECKING:
    from orgsim.analysis.single import Single, SingleRow, SingleRun
    from orgsim.analysis.windows import Window

_NOTHING: Final = "–"
_OF_GROUP: Final = message("{kpi}: {group}")
_SPAN: Final = message("{low} … {high}")
COLUMNS: Final = (
    Column(message("Indicator")),
    Column(message("Mean"), right=True),
    Column(message("95 % interval"), right=True),
)


def single_tables(run: SingleRun, titles: Titles, *, details: bool = False) -> tuple[Part, ...]:
    """Tell one structure: loads, overload, and its indicators in the latest stretch of time, or in all."""
    single = run.single
    loads = table_of_loads({title_of(single.study.scenario, single.study.alternative): single.loads}, titles)
    windows = {window.name: window for window in single.windows}
    last = next((windows[name] for name in PREFERRED if name in windows), single.windows[-1])
    chosen: Sequence[Window] = single.windows if details else (last,)
    return (loads, *unsteady(run, titles), *(_table(run, window, titles, details) for window in chosen))


def unsteady(run: SingleRun, titles: Titles) -> tuple[Message, ...]:
    """Return why there is no steady answer; nothing if there is one."""
    return _unsteady(run.single, run, titles)


def unsteady_before(single: Single, titles: Titles) -> tuple[Message, ...]:
    """Return why there is no steady answer, as far as arithmetic knows before any run; nothing if there may be one."""
    return _unsteady(single, None, titles)


def _unsteady(single: Single, run: SingleRun | None, titles: Titles) -> tuple[Message, ...]:
    overload = single.overload if run is None else run.overload
    if overload is None:
        return ()
    title = title_of(single.study.scenario, single.study.alternative)
    return tuple(overload_of_structure(title, overload, titles))


def _table(run: SingleRun, window: Window, titles: Titles, details: bool) -> Table:
    rows = [row for row in run.rows if row.window == window.name and (details or row.group == "all")]
    title = message(
        "Requests: {window}. {replications} repetitions.", window=window.title, replications=run.replications
    )
    notes = [basis_note(run.basis)]
    notes += reasons_in_words((row.kpi, row.reason) for row in rows if row.reason is not None)
    cells = tuple((_what(row, titles), *cells_of(row)) for row in rows)
    return Table(title, COLUMNS, cells, tuple(notes))


def _what(row: SingleRow, titles: Titles) -> Any:
    what = titled(row.kpi, row.measured_in)
    if row.group == "all":
        return what
    return Message(_OF_GROUP.text, {"kpi": what, "group": group_title(row.group, titles)})


def cells_of(row: SingleRow) -> tuple[Any, Any]:
    """Return the mean of a row and its interval, as far as there are any."""
    if row.value is None:
        return _NOTHING, _NOTHING
    scale = scale_of(row.measured_in)
    if row.low is None or row.high is None:
        return Plain(row.value * scale, digits_for(0.0, row.value * scale)), _NOTHING
    digits = digits_for((row.high - row.low) / 2 * scale, row.value * scale)
    low, high = within_reach(row.low, row.high, row.measured_in)
    span = Message(_SPAN.text, {"low": Plain(low * scale, digits), "high": Plain(high * scale, digits)})
    return Plain(row.value * scale, digits), span
