"""Wholes in parts: bars of one length, each part with its share written on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dashboard.figures.style import BAD, GOOD, ON_PHONE, UNDECIDED, row_names
from orgsim.errors import message
from orgsim.language import Language, format_share, say, say_value

if TYPE_CHECKING:
    from orgsim.report.figures.figure import Shares

_COLOURS: Final = {"sooner": GOOD, "same": UNDECIDED, "later": BAD}
_LEAST_WRITTEN: Final = 0.045
"""A smaller part is too narrow for its number, which the table has."""


def draw_shares(drawing: Shares, language: Language, width: int | str) -> Any:
    """Return the chart."""
    import altair as alt

    rows: list[dict[str, Any]] = []
    for title, parts in drawing.rows:
        begin = 0.0
        for number, part in enumerate(parts):
            rows.append(
                {
                    "row": say_value(title, language),
                    "part": say(part.what, language),
                    "order": number,
                    "begin": begin * 100,
                    "end": (begin + part.share) * 100,
                    "middle": (begin + part.share / 2) * 100,
                    "share": part.share * 100,
                    "label": format_share(part.share, language) if part.share >= _LEAST_WRITTEN else "",
                }
            )
            begin += part.share
    parts = drawing.rows[0][1] if drawing.rows else ()
    domain = [say(part.what, language) for part in parts]
    colours = alt.Scale(domain=domain, range=[_COLOURS[part.role] for part in parts])
    axis = alt.Axis(labelExpr=f"{ON_PHONE} ? '' : datum.label")
    order = alt.Y("row:N", sort=[say_value(title, language) for title, _ in drawing.rows], title=None, axis=axis)
    base = alt.Chart(alt.Data(values=rows))
    bars = base.mark_bar(height=24).encode(
        y=order,
        x=alt.X(
            "begin:Q",
            title=say(message("Share of the citizens, per cent"), language),
            scale=alt.Scale(domain=[0, 100]),
            axis=alt.Axis(tickCount=5),
        ),
        x2="end:Q",
        color=alt.Color("part:N", scale=colours, sort=domain),
        tooltip=[
            alt.Tooltip("row:N", title=say(message("Requests"), language)),
            alt.Tooltip("part:N", title=say(message("Citizens"), language)),
            alt.Tooltip("share:Q", title=say(message("per cent"), language), format=",.1f"),
        ],
    )
    labels = base.mark_text(color="white", fontSize=12, fontWeight="bold").encode(y=order, x="middle:Q", text="label:N")
    titles = [{"row": say_value(title, language)} for title, _ in drawing.rows]
    over = row_names(alt.Data(values=titles), order, "row", above=20)
    return (bars + labels + over).properties(width=width, height=alt.Step(44))
