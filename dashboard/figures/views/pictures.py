"""All figures: week by week, by service, unit and cause, staff load, cost."""

from __future__ import annotations

import streamlit as st

from dashboard.figures.show import show_figure
from dashboard.figures.views.shown import Shown
from dashboard.words import words
from orgsim.errors import message
from orgsim.report.figures.gallery import figures_of

__all__ = ["show"]


def show(shown: Shown) -> None:
    """Show it."""
    figures = figures_of(shown.found, shown.alternative, shown.window, shown.titles)
    for figure in figures:
        if figure.name != "sooner-and-later":  # stands beside the story
            show_figure(figure, shown.sources, key=shown.key)
    if not any(figure.name == "cost" for figure in figures):
        reasons = {
            row.reason
            for row in shown.found.rows(alternative=shown.alternative, kpi="staff_cost_per_case", group="all")
            if row.reason is not None
        }
        for reason in sorted(reasons, key=str)[:1]:
            st.info(words(message("There is no figure of cost: {reason}.", reason=reason)))
