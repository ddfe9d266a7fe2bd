"""The story: three numbers, the answer in short, who is served sooner and later, and the rest in groups to unfold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from dashboard.figures.show import show_figure
from dashboard.figures.views.shown import Shown
from dashboard.words import bullets, data, plain, words
from orgsim.errors import Message, message
from orgsim.report.amounts import Amount
from orgsim.report.figures.citizens import sooner_and_later
from orgsim.report.groups import HEADINGS, Kind
from orgsim.report.headlines import LEAD, NINE_IN_TEN, WAIT, find_row
from orgsim.report.story import story
from orgsim.report.words import VERDICTS, kpi_title

if TYPE_CHECKING:
    from orgsim.analysis.findings import Estimate
    from orgsim.analysis.open_rows import OpenRow

__all__ = ["show"]

_CARDS: Final = (LEAD, WAIT, NINE_IN_TEN)
_COLOURS: Final = {"better": "green", "worse": "orange"}
_UNFOLDED: Final = ("citizens", "staff", "sure")
"""What a head of agency asks next; the rest is there to unfold."""
_SIGNS: Final = {"better": "✓", "worse": "✗", "practically_equal": "=", "not_separable": "?"}


def show(shown: Shown) -> None:
    """Show it."""
    _cards(shown)
    groups = _groups(shown)
    st.subheader(data(plain(shown.structures[1])))
    if "short" in groups:
        with st.container(border=True):
            st.markdown(f"**{words(HEADINGS['short'])}**")
            bullets(groups.pop("short"))
    figure = sooner_and_later(shown.found, shown.alternative, shown.window)
    if figure is not None:
        show_figure(figure, shown.sources, key=shown.key)
    for kind, sentences in groups.items():
        with st.expander(words(HEADINGS[kind]), expanded=kind in _UNFOLDED):
            bullets(sentences)


def _groups(shown: Shown) -> dict[Kind, list[Message]]:
    """Return what is told of the alternative and of the comparison as a whole, by what it is about, in order."""
    told = story(shown.found, shown.titles, structure=False)
    alternatives = [name for name in shown.found.alternatives if name != shown.found.baseline]
    own = told[1 + alternatives.index(shown.alternative)]
    found: dict[Kind, list[Message]] = {kind: [] for kind in HEADINGS}
    for section in (own, told[0], *told[-2:]):
        for group in section.groups:
            found["rests" if group.kind == "compared" else group.kind] += group.sentences
    return {kind: sentences for kind, sentences in found.items() if sentences}


def _cards(shown: Shown) -> None:
    for name, title in zip((shown.found.baseline, shown.alternative), shown.structures, strict=True):
        overload = shown.found.overloaded.get(name)
        if overload is None:
            continue
        if overload.groups:
            text = message(
                "“{structure}”: the load exceeds the capacity, the backlog will go on growing. There is no mean time.",
                structure=title,
            )
        else:
            text = message(
                "“{structure}”: in the simulation the backlog goes on growing. There is no mean time.", structure=title
            )
        st.warning(words(text), icon=":material/trending_up:")
    rows = [find_row(shown.found, shown.alternative, kpi, shown.window) for kpi in _CARDS]
    known = [row for row in rows if row is not None and row.difference is not None]
    if not known:
        return
    uncertainty = shown.found.uncertainty
    for place, row in zip(st.columns(len(known)), known, strict=True):
        with place, st.container(border=True, height="stretch"):
            _card(row, None if uncertainty is None else uncertainty.row(row.alternative, row.kpi, row.window))


def _card(row: Estimate, open_row: OpenRow | None) -> None:
    st.caption(words(message("{title}", title=kpi_title(row.kpi))))
    after, before = Amount(row.value or 0.0, row.measured_in), Amount(row.baseline or 0.0, row.measured_in)
    st.markdown(f"### {data(after)}")
    st.markdown(words(message("before: {amount}", amount=before)))
    st.markdown(words(_difference(row)))
    if open_row is not None:
        st.markdown(words(_with_assumptions(open_row)))
    if row.verdict is not None:
        verdict = words(VERDICTS[row.verdict])
        colour = _COLOURS.get(row.verdict)
        text = f"**{_SIGNS[row.verdict]} {verdict}**"
        st.markdown(f":{colour}[{text}]" if colour else text)


def _difference(row: Estimate) -> Message:
    difference = Amount(row.difference or 0.0, row.measured_in, "difference")
    if row.low is None or row.high is None:
        return message("difference: {difference}; a single repetition has no interval", difference=difference)
    return message(
        "difference: {difference} ({low} to {high})",
        difference=difference,
        low=Amount(row.low, row.measured_in, "difference"),
        high=Amount(row.high, row.measured_in, "difference"),
    )


def _with_assumptions(row: OpenRow) -> Message:
    return message(
        "with uncertain assumptions: {low} to {high}",
        low=Amount(row.low, row.measured_in, "difference"),
        high=Amount(row.high, row.measured_in, "difference"),
    )
