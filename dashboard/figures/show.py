"""Figures on a page: the chart, what to read from it, and what can be taken from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard.exports.panel import figure_panel
from dashboard.figures.draw import chart_of
from dashboard.words import language, plain, words
from orgsim.errors import Message
from orgsim.language import Language

if TYPE_CHECKING:
    from orgsim.report.figures.figure import Figure

__all__ = ["show_figure"]


def show_figure(figure: Figure, sources: Sequence[Message], *, key: str) -> None:
    """Show a figure.

    Parameters
    ----------
    figure
        What is shown.
    sources
        Where its numbers come from.
    key
        What it is a figure of: run, structure, window; the same key has the same figure.
    """
    with st.container(border=True):
        st.markdown(f"#### {words(figure.title)}")
        specification = _specification(f"{key}:{figure.name}", language(), figure)
        st.vega_lite_chart(specification, width="stretch" if _stretches(specification) else "content")
        for reading in figure.reading:
            st.markdown(words(reading))
        figure_panel(figure, sources, key=f"{figure.name}:{key}:{language()}")


@st.cache_data(max_entries=200, show_spinner=False)
def _specification(key: str, tongue: Language, _figure: Figure) -> dict[str, Any]:
    made: dict[str, Any] = chart_of(_figure, tongue).to_dict(validate=False)
    made["description"] = " ".join(plain(text) for text in (_figure.title, *_figure.reading))
    return made


def _stretches(specification: dict[str, Any]) -> bool:
    """Whether the chart can be as wide as its place; charts side by side cannot."""
    return "hconcat" not in specification
