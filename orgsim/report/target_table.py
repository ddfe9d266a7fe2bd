"""The region's own targets in a table: where each structure stands, and no word of what caused it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from orgsim.errors import Message, message
from orgsim.report.amounts import Amount
from orgsim.report.tables import Column, Table
from orgsim.report.words import Titles, group_title, structure_title

if TYPE_CHECKING:
    from orgsim.analysis.findings import Comparison
    from orgsim.analysis.target_rows import TargetReached

__all__ = ["targets_table"]

_NOTHING: Final = "–"
_BY_YEAR: Final = message("{title} ({year})")
_OF_GROUP: Final = message("{title}, {group}")


def targets_table(comparison: Comparison, titles: Titles) -> Table | None:
    """Return a line for each target and structure, peers and today's value among them; None without targets."""
    if not comparison.targets:
        return None
    columns = (
        Column(message("Target")),
        Column(message("Where")),
        Column(message("Reached"), right=True),
        Column(message("Target value"), right=True),
        Column(message("Met")),
    )
    rows = tuple(row for target in comparison.targets for row in _rows(comparison, target, titles))
    note = message(
        "Shown apart: no verdict rests on these targets, and that one is met after a change does not say that the "
        "change has met it. Outcomes without a value of the simulation are for context only."
    )
    return Table(message("The region's own targets, and its peers"), columns, rows, (note,))


def _rows(comparison: Comparison, target: TargetReached, titles: Titles) -> Iterator[tuple[Any, ...]]:
    title = target.title
    if target.group != "all":
        title = Message(_OF_GROUP.text, {"title": title, "group": group_title(target.group, titles)})
    if target.year is not None:
        title = Message(_BY_YEAR.text, {"title": title, "year": str(target.year)})
    aimed = _amount(target, target.value)
    if target.now is not None or not target.reached:
        now = _NOTHING if target.now is None else _amount(target, target.now)
        yield title, message("today, from elsewhere"), now, aimed, _NOTHING
    for name, value in target.reached.items():
        met = target.meets(name)
        verdict = _NOTHING if met is None else message("met") if met else message("not met")
        shown = _NOTHING if value is None else _amount(target, value)
        yield title, structure_title(comparison, name), shown, aimed, verdict
    for peer, theirs in target.peers:
        yield title, message("for comparison: {peer}", peer=peer), _amount(target, theirs), _NOTHING, _NOTHING


def _amount(target: TargetReached, value: float | str) -> Any:
    return value if isinstance(value, str) or not target.measured_in else Amount(value, target.measured_in)
