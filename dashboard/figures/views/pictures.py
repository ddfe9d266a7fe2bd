"""The figures: how time goes, week by week and by service; and where it is waited, who is loaded, what it costs."""

from __future__ import annotations

import streamlit as st

from dashboard.figures.show import show_figure
from dashboard.figures.views.shown import Shown
from dashboard.words import words
from orgsim.errors import message
from orgsim.report.figures.curves import finished_within, lead_time_by_week, open_requests_by_week
from orgsim.report.figures.pairs import PAIRED, paired_figure

__all__ = ["show_places", "show_times"]

_OF_TIME = ("time-by-service",)


def show_times(shown: Shown) -> None:
    """Show how long requests take."""
    found, alternative = shown.found, shown.alternative
    figures = (
        lead_time_by_week(found, alternative),
        open_requests_by_week(found, alternative),
        finished_within(found, alternative, shown.window),
        *(paired_figure(name, found, alternative, shown.window, shown.titles) for name in _OF_TIME),
    )
    for figure in figures:
        if figure is not None:
            show_figure(figure, shown.sources, key=shown.key)


def show_places(shown: Shown) -> None:
    """Show where and why requests wait, how much the staff have to do, and what it costs."""
    found, alternative = shown.found, shown.alternative
    for name in PAIRED:
        if name in _OF_TIME:
            continue
        figure = paired_figure(name, found, alternative, shown.window, shown.titles)
        if figure is not None:
            show_figure(figure, shown.sources, key=shown.key)
        elif name == "cost":
            _no_cost(shown)


def _no_cost(shown: Shown) -> None:
    rows = shown.found.rows(alternative=shown.alternative, kpi="staff_cost_per_case", group="all")
    reasons = sorted({row.reason for row in rows if row.reason is not None}, key=str)
    for reason in reasons[:1]:
        st.info(words(message("There is no figure of cost: {reason}.", reason=reason)))
