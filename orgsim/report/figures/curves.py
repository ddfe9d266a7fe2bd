"""Curves: how it goes week by week, and which share is finished within how long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from orgsim.errors import Message, message
from orgsim.report.amounts import Amount, Plain, digits_for, scale_of
from orgsim.report.figures.figure import Figure, Line, Lines, Point, Role
from orgsim.report.tables import Column, Table
from orgsim.report.words import structure_title

if TYPE_CHECKING:
    import datetime as dt

    from orgsim.analysis.curves import Curve, WeekOfCurve
    from orgsim.analysis.findings import Comparison
    from orgsim.analysis.spreads import Spread
    from orgsim.analysis.statistics.intervals import Interval
    from orgsim.analysis.windows import Window

__all__ = ["depends_on_time", "finished_within", "lead_time_by_week", "open_requests_by_week", "overloaded_arms"]

_LAST: Final = 8
"""Weeks at the end that a sentence speaks of."""
_TOLD: Final = (0.5, 0.9)
"""A sentence tells the time within which so many are finished before the change."""
_NOTHING: Final = "–"


def lead_time_by_week(comparison: Comparison, alternative: str) -> Figure | None:
    """Return how long the requests of each week took; None without weeks."""
    arms = _curves(comparison, alternative)
    if arms is None:
        return None
    lines = [_line(title, role, curve, [week.lead_time for week in curve.weeks]) for title, role, curve in _named(arms)]
    change = arms[1][1].change
    drawing = Lines(
        "weeks", message("Week of arrival"), message("Mean time from arrival to the end"), "min", tuple(lines), change
    )
    title = message("Time from arrival to the end, week by week")
    reading = _reading(drawing, "min", overloaded_arms(comparison, alternative))
    return Figure("time-by-week", title, tuple(reading), _weeks_table(drawing, title), drawing)


def open_requests_by_week(comparison: Comparison, alternative: str) -> Figure | None:
    """Return how many requests were open at the end of each week; None without weeks."""
    arms = _curves(comparison, alternative)
    if arms is None:
        return None
    lines = [
        _line(title, role, curve, [week.open_requests for week in curve.weeks]) for title, role, curve in _named(arms)
    ]
    change = arms[1][1].change
    drawing = Lines("weeks", message("Week"), message("Open requests at its end"), "cases", tuple(lines), change)
    title = message("Open requests, week by week")
    reading = _reading(drawing, "cases", overloaded_arms(comparison, alternative))
    return Figure("open-by-week", title, tuple(reading), _weeks_table(drawing, title), drawing)


def finished_within(comparison: Comparison, alternative: str, window: Window) -> Figure | None:
    """Return which share of the requests of a window is finished within how long; None if nobody came."""
    found = comparison.spreads.get((alternative, window.name))
    if found is None:
        return None
    titles = _titles(comparison, alternative)
    lines = []
    roles: tuple[Role, Role] = ("before", "after")
    for title, role, spread in zip(titles, roles, _cut(found), strict=True):
        pairs = zip(spread.minutes, spread.shares, strict=True)
        lines.append(Line(title, role, tuple(_point(float(minutes), share, top=1.0) for minutes, share in pairs)))
    drawing = Lines(
        "within", message("Office time since arrival"), message("Share of requests finished"), "share", tuple(lines)
    )
    title = message("Share of requests finished within a given office time ({window})", window=window.title)
    table = _table(drawing, title, message("Within (office time)"), lambda at: Amount(float(at), "min"))
    reading = (*_within(drawing), *(depends_on_time(arm) for arm in overloaded_arms(comparison, alternative)))
    return Figure("finished-within", title, reading, table, drawing)


# ---------------------------------------------------------------- lines

_Arm = tuple[Any, "Curve"]


def _titles(comparison: Comparison, alternative: str) -> tuple[Any, Any]:
    return structure_title(comparison, comparison.baseline), structure_title(comparison, alternative)


def _curves(comparison: Comparison, alternative: str) -> tuple[_Arm, _Arm] | None:
    before, after = comparison.curves.get(comparison.baseline), comparison.curves.get(alternative)
    if before is None or after is None or not before.weeks or not after.weeks:
        return None
    titles = _titles(comparison, alternative)
    return (titles[0], before), (titles[1], after)


def _named(arms: tuple[_Arm, _Arm]) -> Iterator[tuple[Any, Role, Curve]]:
    yield arms[0][0], "before", arms[0][1]
    yield arms[1][0], "after", arms[1][1]


def _line(title: Any, role: Role, curve: Curve, values: Sequence[Interval | None]) -> Line:
    weeks: Sequence[WeekOfCurve] = curve.weeks
    return Line(title, role, tuple(_point(week.monday, value) for week, value in zip(weeks, values, strict=True)))


def _point(at: dt.date | float, interval: Interval | None, top: float = float("inf")) -> Point:
    if interval is None:
        return Point(at, None)
    if not isfinite(interval.half_width):
        return Point(at, interval.mean)
    return Point(at, interval.mean, max(interval.low, 0.0), min(interval.high, top))


def _cut(spreads: tuple[Spread, Spread]) -> tuple[Spread, ...]:
    """Leave out the short times in which nobody is finished and the long ones in which everybody is, in both."""
    from orgsim.analysis.spreads import Spread

    begun = [n for spread in spreads for n, share in enumerate(spread.shares) if share.mean > 0]
    first = max(0, min(begun, default=0) - 1)
    unfinished = [n for spread in spreads for n, share in enumerate(spread.shares) if share.mean < 0.9995]
    last = max(unfinished, default=0) + 2
    return tuple(Spread(spread.minutes[first:last], spread.shares[first:last]) for spread in spreads)


# ---------------------------------------------------------------- tables


def _weeks_table(drawing: Lines, title: Message) -> Table:
    return _table(drawing, title, message("Week from"), lambda at: at)


def _table(drawing: Lines, title: Message, heading: Message, said: Any) -> Table:
    columns = [Column(heading, whole=True)]
    for line in drawing.lines:
        columns += [
            Column(message("{structure}: mean", structure=line.title), right=True),
            Column(message("{structure}: from", structure=line.title), right=True),
            Column(message("{structure}: to", structure=line.title), right=True),
        ]
    by_place = {point.at: point for line in drawing.lines for point in line.points}
    points = [{point.at: point for point in line.points} for line in drawing.lines]
    rows = []
    for at in by_place:
        cells = [said(at)]
        for found in points:
            cells += _numbers(found.get(at), drawing.measured_in)
        rows.append(tuple(cells))
    notes = (
        message("From and to: 95 % interval of the mean over the repetitions."),
        message("Measured in: {measure}.", measure=_measured(drawing.measured_in)),
    )
    return Table(title, tuple(columns), tuple(rows), notes)


def _measured(measured_in: str) -> Message:
    named = {"min": message("minutes of office time"), "share": message("per cent")}
    return named.get(measured_in, message("requests"))


def _numbers(point: Point | None, measured_in: str) -> list[Plain | str]:
    if point is None or point.value is None:
        return [_NOTHING] * 3
    scale = scale_of(measured_in)
    half = 0.0 if point.low is None or point.high is None else (point.high - point.low) / 2 * scale
    digits = digits_for(half, point.value * scale)
    ends = (point.value, point.low, point.high)
    return [_NOTHING if end is None else Plain(end * scale, digits) for end in ends]


# ---------------------------------------------------------------- sentences


def overloaded_arms(comparison: Comparison, alternative: str) -> tuple[Any, ...]:
    """Return the titles of those of the two structures that do not keep up with their work."""
    arms = (comparison.baseline, alternative)
    return tuple(structure_title(comparison, arm) for arm in arms if arm in comparison.overloaded)


def depends_on_time(structure: Any) -> Message:
    """Warn of numbers that would be others if the observation were longer."""
    return message(
        "“{structure}” does not keep up with its work: what is shown of it would be worse, had it been watched longer.",
        structure=structure,
    )


def _reading(drawing: Lines, measured_in: str, overloaded: Sequence[Any]) -> Iterator[Message]:
    assert drawing.change is not None
    yield message(
        "Up to the change on {date} both lines are the same: the same citizens in the same structure. The bands hold "
        "the mean with 95 % confidence.",
        date=drawing.change,
    )
    yield from (depends_on_time(arm) for arm in overloaded)
    before, after = (_end(line, drawing.change) for line in drawing.lines)
    if before is None or after is None or overloaded:
        return
    values = {
        "weeks": _LAST,
        "before": Amount(before, measured_in) if measured_in == "min" else Plain(before),
        "after": Amount(after, measured_in) if measured_in == "min" else Plain(after),
        "baseline": drawing.lines[0].title,
        "alternative": drawing.lines[1].title,
    }
    if measured_in == "min":
        yield message(
            "Averaged over the last {weeks} weeks, requests take {after} of office hours in “{alternative}” and "
            "{before} in “{baseline}”.",
            **values,
        )
    else:
        yield message(
            "Averaged over the last {weeks} weeks, {after} requests are open at the end of a week in “{alternative}” "
            "and {before} in “{baseline}”.",
            **values,
        )


def _end(line: Line, change: dt.date) -> float | None:
    """Return the mean of the last weeks, if all of them are after the change and have a number."""
    last = [point for point in line.points[-_LAST:] if not isinstance(point.at, float) and point.at >= change]
    values = [point.value for point in last if point.value is not None]
    return sum(values) / _LAST if len(values) == _LAST else None


def _within(drawing: Lines) -> Iterator[Message]:
    before, after = drawing.lines
    here, there = ({p.at: p.value for p in line.points if isinstance(p.at, float)} for line in drawing.lines)
    reached = (
        next((at for at, value in here.items() if value is not None and value >= share), None) for share in _TOLD
    )
    for at in dict.fromkeys(reached):
        was, now = (None, None) if at is None else (here[at], there.get(at))
        if at is not None and was is not None and now is not None:
            yield message(
                "Within {time} of office time, {after} of the requests are finished in “{alternative}” and {before} "
                "in “{baseline}”.",
                time=Amount(at, "min"),
                after=Amount(now, "share"),
                before=Amount(was, "share"),
                alternative=after.title,
                baseline=before.title,
            )
