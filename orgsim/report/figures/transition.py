"""Curves of a change itself: the speed of the staff and who goes along, by assumption; waiting, by simulation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from orgsim.errors import Message, message
from orgsim.report.amounts import Per100, Plain
from orgsim.report.figures.figure import Figure, Line, Lines, Point
from orgsim.report.tables import Column, Table
from orgsim.report.words import AS_IT_IS, structure_title

if TYPE_CHECKING:
    import datetime as dt

    from orgsim.analysis.change_findings import ChangeFindings
    from orgsim.analysis.findings import Comparison

__all__ = ["adoption_by_week", "speed_by_week", "transition_figures", "waiting_after_change"]

_NOTHING: Final = "–"
_ASSUMED: Final = message("By assumption: how people answer a change is put in, and not found.")


def transition_figures(comparison: Comparison, alternative: str) -> Iterator[Figure]:
    """Yield the figures of one alternative's change that have something to show."""
    for figure in (
        speed_by_week(comparison, alternative),
        adoption_by_week(comparison, alternative),
        waiting_after_change(comparison, alternative),
    ):
        if figure is not None:
            yield figure


def speed_by_week(comparison: Comparison, alternative: str) -> Figure | None:
    """Return how fast the staff work, as a share of their usual speed; None where people do not answer."""
    change = comparison.change.get(alternative)
    if change is None or change.transition is None:
        return None
    found = change.transition
    usual = Line(AS_IT_IS, "before", tuple(Point(at, 1.0) for at in found.dates))
    speed = Line(structure_title(comparison, alternative), "after", _points(found.dates, found.speed))
    drawing = Lines(
        "weeks", message("Week"), message("Mean speed of the staff"), "share", (usual, speed), _begin(change), False
    )
    title = message("Speed of the staff, week by week")
    reading = [_ASSUMED, message("At worst it is {lowest} of the usual.", lowest=Per100(min(found.speed), 0))]
    for date, text in (
        (found.recovered, message("The old speed is back on {date} (pulih).", date=found.recovered)),
        (found.paid_back, message("What was lost is won back on {date} (impas).", date=found.paid_back)),
    ):
        if date is not None:
            reading.append(text)
    return Figure("speed-by-week", title, tuple(reading), _table(drawing, title, _ASSUMED), drawing)


def adoption_by_week(comparison: Comparison, alternative: str) -> Figure | None:
    """Return which share of the staff works in the new way; None where nothing is to be adopted."""
    change = comparison.change.get(alternative)
    if change is None or change.transition is None or not any(change.transition.adoption):
        return None
    found = change.transition
    line = Line(structure_title(comparison, alternative), "after", _points(found.dates, found.adoption))
    drawing = Lines("weeks", message("Week"), message("Share of the staff"), "share", (line,), _begin(change))
    title = message("Staff who work in the new way, week by week")
    last = message("On {date} it is {share} of the staff.", date=found.dates[-1], share=Per100(found.adoption[-1], 0))
    return Figure("adoption-by-week", title, (_ASSUMED, last), _table(drawing, title, _ASSUMED), drawing)


def waiting_after_change(comparison: Comparison, alternative: str) -> Figure | None:
    """Return how long those who come in a week wait, without the change and with it; None without weeks."""
    change = comparison.change.get(alternative)
    if change is None or change.weeks is None:
        return None
    weeks, note = change.weeks, message("By simulation: mean over the repetitions.")
    lines = (
        Line(structure_title(comparison, comparison.baseline), "before", _points(weeks.starts, weeks.waits_before)),
        Line(structure_title(comparison, alternative), "after", _points(weeks.starts, weeks.waits)),
    )
    drawing = Lines("weeks", message("Week of arrival"), message("Mean waiting time"), "min", lines, None)
    title = message("Waiting after the change, week by week")
    return Figure("waiting-after-change", title, (note,), _table(drawing, title, note), drawing)


def _begin(change: ChangeFindings) -> dt.date | None:
    return None if change.weeks is None else change.weeks.starts[0]


def _points(dates: Sequence[dt.date], values: Sequence[float | None]) -> tuple[Point, ...]:
    return tuple(Point(at, value) for at, value in zip(dates, values, strict=False))


def _table(drawing: Lines, title: Message, note: Message) -> Table:
    columns = (
        Column(message("Week from"), whole=True),
        *(Column(message("{structure}", structure=line.title), right=True) for line in drawing.lines),
    )
    values = [{point.at: point.value for point in line.points} for line in drawing.lines]
    dates = dict.fromkeys(point.at for line in drawing.lines for point in line.points)
    rows = tuple((at, *(_cell(found.get(at), drawing.measured_in) for found in values)) for at in dates)
    return Table(title, columns, rows, (note,))


def _cell(value: float | None, measured_in: str) -> Any:
    if value is None:
        return _NOTHING
    return Per100(value, 1) if measured_in == "share" else Plain(value, 1)
