"""From what a figure shows to a chart, and to pictures of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboard.figures.lines import draw_lines
from dashboard.figures.pairs import draw_pairs
from dashboard.figures.shares import draw_shares
from dashboard.figures.style import WIDTH, finished
from orgsim.language import Language, say
from orgsim.report.figures.figure import Lines, Pairs

if TYPE_CHECKING:
    from orgsim.report.figures.figure import Figure

__all__ = ["chart_of"]


def chart_of(figure: Figure, language: Language, *, width: int | None = None) -> Any:
    """Return the chart of a figure.

    Parameters
    ----------
    figure
        What is shown.
    language
        Of every text, number and date in it.
    width
        In points; None: as wide as the place that it stands in, where the chart can be.
    """
    drawing = figure.drawing
    if isinstance(drawing, Lines):
        chart = draw_lines(drawing, language, width or "container")
    elif isinstance(drawing, Pairs):
        chart = draw_pairs(drawing, language, width or WIDTH)
    else:
        chart = draw_shares(drawing, language, width or "container")
    description = " ".join(say(text, language) for text in (figure.title, *figure.reading))
    return finished(chart, description, language)
