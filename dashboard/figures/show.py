"""Figures on a page: the chart, what to read from it, and what can be taken from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard.exports.panel import figure_panel
from dashboard.figures.draw import chart_of
from dashboard.figures.pairs import UNJUDGED, draw_parts, structure_names, verdicts_in
from dashboard.figures.style import finished, titled
from dashboard.words import escaped, language, plain, words
from orgsim.errors import Message, message
from orgsim.language import Language
from orgsim.report.figures.figure import Pairs
from orgsim.report.words import VERDICTS

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
        if isinstance(figure.drawing, Pairs):
            _side_by_side(figure, figure.drawing, key)
        else:
            st.vega_lite_chart(_specifications(f"{key}:{figure.name}", language(), figure)[0], width="stretch")
        for reading in figure.reading:
            st.markdown(words(reading))
        figure_panel(figure, sources, key=f"{figure.name}:{key}:{language()}")


@st.cache_data(max_entries=200, show_spinner=False)
def _specifications(key: str, tongue: Language, _figure: Figure) -> list[dict[str, Any]]:
    """Return the chart, or the two that stand side by side; `key` tells one figure from another."""
    if not isinstance(_figure.drawing, Pairs):
        return [chart_of(_figure, tongue).to_dict(validate=False)]
    description = " ".join(plain(text) for text in (_figure.title, *_figure.reading))
    parts = draw_parts(_figure.drawing, tongue, bare=True)
    return [finished(part, description, tongue).to_dict(validate=False) for part in parts if part is not None]


def _side_by_side(figure: Figure, drawing: Pairs, key: str) -> None:
    """Show levels and differences, each under its heading, with the signs explained in words; on a phone, in turn."""
    charts = _specifications(f"{key}:{figure.name}", language(), figure)
    left, right = st.columns([1.45, 1]) if len(charts) == 2 else (st.container(), None)
    before, after = structure_names(drawing, language())
    with left:
        measure = titled(drawing.up_title, drawing.measure, language())
        _heading(escaped(measure), f":gray[○] {escaped(before)} :blue[■] {escaped(after)}")
        st.vega_lite_chart(charts[0], width="stretch")
    if right is None:
        return
    with right:
        measure = drawing.measure.title
        signs = " ".join(_sign(verdict) for verdict in verdicts_in(drawing))
        _heading(words(message("Difference with its 95 % interval, {measure}", measure=measure)), signs)
        st.vega_lite_chart(charts[1], width="stretch")


def _heading(text: str, signs: str) -> None:
    st.caption(f"{text}  \n{signs}")


def _sign(verdict: str) -> str:
    colour, sign = {"better": ("green", "▼"), "worse": ("orange", "▲"), "practically_equal": ("gray", "■")}.get(
        verdict, ("gray", "●")
    )
    return f":{colour}[{sign}] {words(VERDICTS[verdict])}" if verdict else f":blue[◆] {words(UNJUDGED)}"
