"""What all figures share: colours that the colour-blind can tell apart, shapes beside them, numbers by locale."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from orgsim.errors import Message
from orgsim.language import Language, say

if TYPE_CHECKING:
    from orgsim.report.figures.figure import Measure

BEFORE, AFTER = "#8a8d93", "#2b7fc3"
"""Grey and blue: apart in light and in darkness, on paper without colour, and for the colour-blind."""
GOOD, BAD, UNDECIDED = "#0b8f6f", "#d3641c", "#8a8d93"
"""Bluish green and vermilion; shapes say the same."""
DASHES: Final = {"before": [5, 3], "after": [1, 0]}
WIDTH: Final = 760
"""Of a picture for a document, in points."""
ON_PHONE: Final = "windowSize()[0] < 640"
"""Whether the window of the browser is a phone's, in the language of Vega: columns of the page stand in turn there."""


@cache
def locale(language: Language) -> dict[str, Any]:
    """Return how Vega writes numbers and dates in a language."""
    from babel import Locale, dates

    spoken = Locale.parse(language)
    decimal, group = ((",", "."), (".", ","))[language == "en"]
    days = dates.get_day_names("wide", locale=spoken)
    short_days = dates.get_day_names("abbreviated", locale=spoken)
    months = dates.get_month_names("wide", locale=spoken)
    short_months = dates.get_month_names("abbreviated", locale=spoken)
    week = (6, 0, 1, 2, 3, 4, 5)  # Vega's weeks begin on a Sunday, Babel's on a Monday
    return {
        "number": {"decimal": decimal, "thousands": group, "grouping": [3], "currency": ["", ""], "minus": "−"},
        "time": {
            "dateTime": "%A, %e %B %Y %X",
            "date": "%e %B %Y",
            "time": "%H.%M.%S" if language == "id" else "%H:%M:%S",
            "periods": ["AM", "PM"],
            "days": [days[day] for day in week],
            "shortDays": [short_days[day] for day in week],
            "months": [months[month] for month in range(1, 13)],
            "shortMonths": [short_months[month] for month in range(1, 13)],
        },
    }


def finished(chart: Any, description: str, language: Language) -> Any:
    """Return a chart with what all of them share.

    Parameters
    ----------
    chart
        An altair chart.
    description
        What it shows, for who cannot see it.
    language
        For numbers and dates.
    """
    import altair as alt

    return (
        chart.properties(description=description)
        .configure(locale=locale(language))
        .configure_view(strokeWidth=0)
        .configure_axis(labelLimit=280, titleFontWeight="normal", labelFontSize=12, titleFontSize=12, gridOpacity=0.5)
        .configure_legend(
            orient="top",
            direction="horizontal",
            title=None,
            labelLimit=420,
            labelFontSize=12,
            columns=alt.ExprRef(f"{ON_PHONE} ? 1 : 0"),
        )
    )


def row_names(rows: Any, order: Any, field: str, *, above: int) -> Any:
    """Return the names of rows as a phone shows them: over each row, for there is no room beside it.

    Parameters
    ----------
    rows
        The rows, as data of an altair chart.
    order
        The axis that they stand on.
    field
        What holds the name.
    above
        How far over the middle of a row its name stands, in points.
    """
    import altair as alt

    base = alt.Chart(rows).transform_calculate(named=f"{ON_PHONE} ? datum.{field} : ''")
    return base.mark_text(align="left", dy=-above, fontSize=12, color=UNDECIDED, limit=330).encode(
        y=order, x=alt.value(0), text="named:N"
    )


def titled(title: Message, measure: Measure, language: Language) -> str:
    """Return the title of an axis with its measure, where it does not say that itself."""
    said, unit = say(title, language), say(measure.title, language)
    return said if unit.lower() in said.lower() else f"{said}, {unit}"


def broken(text: str, most: int = 46, lines: int = 3) -> list[str]:
    """Return a text in lines that fit beside or under a chart; what is left over ends in dots.

    Examples
    --------
    >>> broken("Kepala Bidang Administrasi Kependudukan dan Pencatatan Sipil", 30, lines=2)
    ['Kepala Bidang Administrasi', 'Kependudukan dan Pencatatan…']
    """
    found = [""]
    for word in text.split():
        if found[-1] and len(found[-1]) + len(word) >= most:
            found.append("")
        found[-1] = f"{found[-1]} {word}".strip()
    kept = [line if len(line) <= most else line[: most - 1] + "…" for line in found[:lines]]
    if len(found) > lines:
        kept[-1] = kept[-1].rstrip("…") + "…"
    return kept
