"""What the requests of one structure add up to, in tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from orgsim.analysis.totals import TOTALS
from orgsim.errors import Message, message
from orgsim.report.comparison_tables import basis_note, reasons_in_words, table_of_loads, with_measure
from orgsim.report.single_tables import COLUMNS, cells_of, unsteady_before
from orgsim.report.tables import Column, Part, Table
from orgsim.report.words import Titles, group_title, title_of

if TYPE_CHECKING:
    from orgsim.analysis.single import SingleRow
    from orgsim.analysis.totals import Totals

_DAY = 86_400


def totals_tables(totals: Totals, titles: Titles, *, details: bool = False) -> tuple[Part, ...]:
    """Tell what the requests of one structure add up to: of all services together, and of each if asked."""
    single = totals.single
    study = single.study
    loads = table_of_loads({title_of(study.scenario, study.alternative): single.loads}, titles)
    stretch = totals.stretch
    first, last = (study.origin + dt.timedelta(days=tick // _DAY) for tick in (stretch.start, stretch.end - 1))
    title = message(
        "Requests that came from {first} to {last}, added up. {replications} repetitions, without a log.",
        first=first,
        last=last,
        replications=totals.replications,
    )
    together = [row for row in totals.rows if row.group == "all"]
    cells = tuple((_what(row.kpi), *cells_of(row)) for row in together)
    table = Table(title, COLUMNS, cells, (basis_note(totals.basis), *_why_missing(together)))
    parts: list[Part] = [loads, *unsteady_before(single, titles), table]
    return (*parts, *(_by_service(totals, name, titles) for name in TOTALS if details))


def _by_service(totals: Totals, name: str, titles: Titles) -> Table:
    rows = [row for row in totals.rows if row.kpi == name and row.group != "all"]
    cells = tuple((group_title(row.group, titles), *cells_of(row)) for row in rows)
    return Table(_what(name), (Column(message("Service")), *COLUMNS[1:]), cells, _why_missing(rows))


def _why_missing(rows: Iterable[SingleRow]) -> tuple[Message, ...]:
    reasons = ((row.kpi, row.reason) for row in rows if row.reason is not None)
    return tuple(reasons_in_words(reasons, lambda name: TOTALS[name].title))


def _what(name: str) -> Message:
    return with_measure(TOTALS[name].title, TOTALS[name].measured_in)
