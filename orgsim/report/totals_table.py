"""What the requests of one structure add up to, in tables."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from orgsim.analysis.totals import TOTALS
from orgsim.errors import Message, message
from orgsim.report.amounts import measure_name
from orgsim.report.comparison_tables import reasons_in_words, table_of_loads
from orgsim.report.single_tables import COLUMNS, cells_of, unsteady_before
from orgsim.report.tables import Part, Table
from orgsim.report.words import BASES, Titles, title_of

if TYPE_CHECKING:
    from orgsim.analysis.totals import Totals

_WITH_MEASURE = message("{title}, {measure}")
_DAY = 86_400


def totals_tables(totals: Totals, titles: Titles, *, details: bool = False) -> tuple[Part, ...]:
    """Tell what the requests of one structure add up to: over all services, or for each."""
    single = totals.single
    study = single.study
    loads = table_of_loads({title_of(study.scenario, study.alternative): single.loads}, titles)
    rows = [row for row in totals.rows if details or row.group == "all"]
    first, last = (
        study.origin + dt.timedelta(days=tick // _DAY) for tick in (totals.stretch.start, totals.stretch.end - 1)
    )
    title = message(
        "Requests that came from {first} to {last}, added up. {replications} repetitions, without a log.",
        first=first, last=last, replications=totals.replications,
    )  # fmt: skip
    notes = [
        message(
            "Basis of these numbers (the weakest of what went in): {basis}.",
            basis=BASES.get(totals.basis, totals.basis),
        )
    ]
    notes += reasons_in_words(
        ((row.kpi, row.reason) for row in rows if row.reason is not None), lambda name: TOTALS[name].title
    )
    cells = tuple(cells_of(row, _what(row.kpi), titles) for row in rows)
    return (loads, *unsteady_before(single, titles), Table(title, COLUMNS, cells, tuple(notes)))


def _what(name: str) -> Message:
    total = TOTALS[name]
    if total.measured_in == "cases":
        return total.title
    return Message(_WITH_MEASURE.text, {"title": total.title, "measure": measure_name(total.measured_in)})
