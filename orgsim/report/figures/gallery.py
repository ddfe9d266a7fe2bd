"""All figures of one alternative, in the order in which they are told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from orgsim.report.figures.citizens import sooner_and_later
from orgsim.report.figures.curves import finished_within, lead_time_by_week, open_requests_by_week
from orgsim.report.figures.pairs import PAIRED, paired_figure
from orgsim.report.figures.transition import transition_figures

if TYPE_CHECKING:
    from orgsim.analysis.findings import Comparison
    from orgsim.analysis.windows import Window
    from orgsim.report.figures.figure import Figure
    from orgsim.report.words import Titles

__all__ = ["figures_of"]


def figures_of(comparison: Comparison, alternative: str, window: Window, titles: Titles) -> tuple[Figure, ...]:
    """Return every figure that has something to show.

    Parameters
    ----------
    comparison
        What was found.
    alternative
        Of which structure.
    window
        For which requests, where a figure is not about all weeks.
    titles
        What units, posts and services are called.
    """
    return tuple(figure for figure in _all(comparison, alternative, window, titles) if figure is not None)


def _all(comparison: Comparison, alternative: str, window: Window, titles: Titles) -> Iterator[Figure | None]:
    yield sooner_and_later(comparison, alternative, window)
    yield lead_time_by_week(comparison, alternative)
    yield open_requests_by_week(comparison, alternative)
    yield finished_within(comparison, alternative, window)
    for name in PAIRED:
        yield paired_figure(name, comparison, alternative, window, titles)
    yield from transition_figures(comparison, alternative)
