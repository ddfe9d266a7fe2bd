"""The legal route in a table: when each stage may end, who carries it, and where nobody does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from orgsim.errors import message
from orgsim.report.amounts import Per100
from orgsim.report.tables import Column, Table
from orgsim.report.words import Listed, structure_title
from orgsim.restructuring.legal_route import STAGES

if TYPE_CHECKING:
    from orgsim.analysis.change_findings import ChangeFindings
    from orgsim.analysis.findings import Comparison

_NOTHING: Final = "–"
_GAPS: Final = {"nobody": message("nobody carries it"), "weak": message("little commitment")}


def route_table(comparison: Comparison, names: Sequence[str], change: ChangeFindings) -> Table:
    """Return the stages of a route with their dates and those who carry them."""
    columns = (
        Column(message("Stage")),
        Column(message("Done early"), right=True),
        Column(message("Done usually"), right=True),
        Column(message("Done late"), right=True),
        Column(message("Carried by, with commitment")),
        Column(message("Gap")),
    )
    ends = [dict(passage.ends) for passage in change.passages]
    carriers, gaps = dict(change.carriers), dict(change.gaps)
    rows = tuple(
        (
            STAGES[stage],
            *(end[stage] for end in ends),
            Listed(tuple(Listed((name, Per100(share, 0)), " ") for name, share in carriers.get(stage, ())), ", ")
            if carriers.get(stage)
            else _NOTHING,
            _GAPS[gaps[stage]] if stage in gaps else "",
        )
        for stage, _ in change.passages[0].ends
    )
    note = message(
        "Early and late: one route in ten is faster, one in ten slower. Where those who carry a stage are not "
        "committed, it takes longer, by assumption."
    )
    whose = Listed(tuple(structure_title(comparison, name) for name in names), "; ")
    return Table(message("The legal route: {title}", title=whose), columns, rows, (note,))
