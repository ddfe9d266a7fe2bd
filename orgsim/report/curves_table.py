"""The transition of all alternatives side by side: one line for each curve, one mark a week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from orgsim.errors import Message, message
from orgsim.report.amounts import Per100, Plain
from orgsim.report.tables import Column, Table
from orgsim.report.words import AS_IT_IS, structure_title

if TYPE_CHECKING:
    from orgsim.analysis.findings import Comparison

MARKS: Final = "▁▂▃▄▅▆▇█"
"""From the lowest to the highest of all curves of a kind."""

Curve = tuple[Any, int, Sequence[float | None]]
"""Title of a structure, its first week, and its values from then on."""


def marks_of(values: Sequence[float | None], low: float, high: float) -> str:
    """Return a curve as a line of marks; a dot where nothing is known.

    Examples
    --------
    >>> marks_of([None, 0.0, 5.0, 10.0], 0.0, 10.0)
    '·▁▅█'
    """
    steps = len(MARKS) - 1
    span = high - low
    return "".join(
        "·" if value is None else MARKS[round((value - low) / span * steps) if span else steps] for value in values
    )


def curves_table(comparison: Comparison) -> Table:
    """Return speed and adoption by assumption, waiting and backlog by simulation: all alternatives on one calendar."""
    known = {name: change for name, change in comparison.change.items() if change.weeks is not None}
    first = min(change.weeks.starts[0] for change in known.values() if change.weeks)
    columns = (
        Column(message("Curve")),
        Column(message("Structure")),
        Column(message("Week by week"), whole=True),
        Column(message("Lowest"), right=True),
        Column(message("Highest"), right=True),
        Column(message("Last"), right=True),
    )
    rows = []
    for title, share, curves in _curves(comparison, first):
        values = [value for _, _, curve in curves for value in curve if value is not None]
        low, high = min(values, default=0.0), max(values, default=0.0)
        for whose, start, curve in curves:
            own = [value for value in curve if value is not None]
            if own:
                cells = (Per100(v, 0) if share else Plain(v, 1) for v in (min(own), max(own), own[-1]))
                rows.append((title, whose, marks_of([None] * start + list(curve), low, high), *cells))
    note = message(
        "One mark a week from {date} on; curves of a kind share one scale. Speed and adoption by assumption, waiting "
        "(minutes, by week of arrival) and open requests by simulation.",
        date=first,
    )
    return Table(message("The transitions side by side"), columns, tuple(rows), (note,))


def _curves(comparison: Comparison, first: dt.date) -> Iterator[tuple[Message, bool, list[Curve]]]:
    """Yield each kind of curve: its title, whether it is a share, and the curves."""
    speeds: list[Curve] = []
    adoption: list[Curve] = []
    waits: list[Curve] = []
    opened: list[Curve] = []
    longest = -1
    for name, change in comparison.change.items():
        weeks, transition = change.weeks, change.transition
        if weeks is None:
            continue
        whose, start, count = structure_title(comparison, name), (weeks.starts[0] - first).days // 7, len(weeks.starts)
        if transition is not None:
            begin = max(0, (transition.dates[0] - first).days // 7)
            speeds.append((whose, begin, transition.speed[:count]))
            adoption.append((whose, begin, transition.adoption[:count]))
        if count > longest:  # the structure as it is, where it is seen for the longest time
            longest = count
            waits[:1], opened[:1] = [(AS_IT_IS, start, weeks.waits_before)], [(AS_IT_IS, start, weeks.open_before)]
        waits.append((whose, start, weeks.waits))
        opened.append((whose, start, weeks.open_now))
    if speeds:
        yield message("Speed"), True, speeds
        yield message("Adoption"), True, adoption
    yield message("Waiting"), False, waits
    yield message("Open requests"), False, opened
