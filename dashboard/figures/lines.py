"""Curves with their bands: by week, and by how long it took."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from dashboard.figures.style import AFTER, BEFORE, DASHES, broken, titled
from orgsim.errors import message
from orgsim.language import Language, format_date, format_duration, say, say_value

if TYPE_CHECKING:
    from orgsim.report.figures.figure import Lines

_COLOURS = {"before": BEFORE, "after": AFTER}
_TICKS = (5, 15, 30, 60, 120, 240, 480, 960, 2100, 4200, 8400, 16_800, 50_400, 100_800)
"""Minutes that are named on the axis of office time."""


def draw_lines(drawing: Lines, language: Language, width: int | str) -> Any:
    """Return the chart."""
    import altair as alt

    titles = [say_value(line.title, language) for line in drawing.lines]
    if len(titles) == 2 and titles[0] == titles[1]:
        titles = [say(message("before"), language), say(message("after"), language)]
    across = _across(drawing, language)
    measure = drawing.measure
    up_title = broken(titled(drawing.up_title, measure, language))
    whole = drawing.measured_in == "share" and drawing.from_zero
    up = alt.Y(
        "value:Q", title=up_title, scale=alt.Scale(zero=drawing.from_zero, **({"domain": [0, 100]} if whole else {}))
    )
    of_lines = [_COLOURS[line.role] for line in drawing.lines]
    colours = alt.Scale(domain=titles, range=of_lines)
    legend = alt.Legend(symbolType="stroke", symbolSize=400, symbolStrokeWidth=2.5)
    series = alt.Color("line:N", scale=colours, legend=legend)
    dashes = alt.StrokeDash(
        "line:N", scale=alt.Scale(domain=titles, range=[DASHES[line.role] for line in drawing.lines]), legend=legend
    )
    said = [
        alt.Tooltip("line:N", title=say(message("Structure"), language)),
        alt.Tooltip("when:N", title=say(drawing.across_title, language)),
        alt.Tooltip("value:Q", title=say(measure.title, language), format=",.1f"),
        alt.Tooltip("low:Q", title=say(message("from (95 %)"), language), format=",.1f"),
        alt.Tooltip("high:Q", title=say(message("to (95 %)"), language), format=",.1f"),
    ]
    base = alt.Chart(alt.Data(values=_rows(drawing, titles, language)))
    bands = [
        base.mark_area(opacity=0.22, color=colour)
        .transform_filter(alt.datum.line == title)
        .encode(x=across, y=alt.Y("low:Q", title=up_title), y2="high:Q")
        for title, colour in zip(titles, of_lines, strict=True)
    ]
    line = base.mark_line(strokeWidth=2.2, interpolate="monotone" if drawing.across == "within" else "linear").encode(
        x=across, y=up, color=series, strokeDash=dashes
    )
    points = base.mark_point(filled=True, size=70, opacity=0.001).encode(x=across, y=up, tooltip=said)
    layers = [*bands, line, points, *_change(drawing, language)]
    return alt.layer(*layers).properties(width=width, height=300)


def _across(drawing: Lines, language: Language) -> Any:
    import altair as alt

    title = say(drawing.across_title, language)
    if drawing.across == "weeks":
        axis = alt.Axis(format="%b %Y", labelAngle=0, tickCount="month", labelOverlap=True, title=title)
        return alt.X("at:T", axis=axis, scale=alt.Scale(nice=False))
    places = [point.at for line in drawing.lines for point in line.points if isinstance(point.at, float)]
    first, last = min(places, default=1.0), max(places, default=1.0)
    ticks = [tick for tick in _TICKS if first <= tick <= last] or [first]
    names = {f"{tick:g}": format_duration(tick * 60, language) for tick in ticks}
    label = " : ".join(f"datum.value == {tick} ? '{name}'" for tick, name in names.items()) + " : ''"
    axis = alt.Axis(values=ticks, labelExpr=label, title=title, labelOverlap=True)
    return alt.X("at:Q", axis=axis, scale=alt.Scale(type="log", domain=[first, last], nice=False))


def _rows(drawing: Lines, titles: list[str], language: Language) -> list[dict[str, Any]]:
    factor = drawing.measure.factor

    def scaled(value: float | None) -> float | None:
        return None if value is None else value * factor

    rows = []
    for title, line in zip(titles, drawing.lines, strict=True):
        for point in line.points:
            if point.value is not None:
                rows.append(
                    {
                        "line": title,
                        "at": point.at.isoformat() if isinstance(point.at, dt.date) else point.at,
                        "when": _when(point.at, language),
                        "value": scaled(point.value),
                        "low": scaled(point.value if point.low is None else point.low),
                        "high": scaled(point.value if point.high is None else point.high),
                    }
                )
    return rows


def _when(at: dt.date | float, language: Language) -> str:
    return format_date(at, language) if isinstance(at, dt.date) else format_duration(at * 60, language)


def _change(drawing: Lines, language: Language) -> list[Any]:
    """Return the mark of the day of the change, with its date."""
    import altair as alt

    if drawing.change is None:
        return []
    label = say(message("change, {date}", date=drawing.change), language)
    base = alt.Chart(alt.Data(values=[{"at": drawing.change.isoformat(), "label": label}]))
    rule = base.mark_rule(strokeDash=[2, 3], color="#8a8d93").encode(x="at:T")
    text = base.mark_text(align="left", dx=5, baseline="top", fontSize=12, color="#8a8d93").encode(
        x="at:T", y=alt.value(2), text="label:N"
    )
    return [rule, text]
