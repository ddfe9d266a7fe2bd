"""What a run has found so far: the intervals become narrower while one watches."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from dashboard import state
from dashboard.figures.style import AFTER, finished
from dashboard.words import language, words
from orgsim.errors import Message, message
from orgsim.language import Language, say
from orgsim.report.amounts import Plain
from orgsim.report.changes import change_in_words
from orgsim.report.figures.figure import measure_of
from orgsim.report.headlines import LEAD, find_row, main_window

if TYPE_CHECKING:
    from orgsim.analysis.findings import Comparison

__all__ = ["show_tightening", "so_far_of", "tightening_chart"]

_MOST_KEPT: Final = 400


@dataclass(frozen=True)
class SoFar:
    """What is known of an alternative: the difference of times, or, where times have no mean, how the backlog grows."""

    sentence: Message
    measured_in: str
    middle: float
    low: float | None
    high: float | None


def show_tightening(name: str, found: Comparison, *, ended: bool) -> None:
    """Show the main number of every alternative with its interval, and how it became narrower."""
    history = _kept(name, found)
    known = [(one, so_far) for one in found.alternatives if (so_far := so_far_of(found, one)) is not None]
    if not known:
        return
    heading = words(message("In the end") if ended else message("So far"))
    st.markdown(f"**{heading}**")
    places = st.columns(min(2, len(known)))
    for number, (alternative, so_far) in enumerate(known):
        with places[number % len(places)]:
            st.markdown(words(so_far.sentence))
            own = [
                one for one in history if one["alternative"] == alternative and one["measured_in"] == so_far.measured_in
            ]
            if len(own) > 1:  # who comes late has not seen it become narrower
                spec = tightening_chart(own, language()).to_dict(validate=False)
                st.vega_lite_chart(spec, width="stretch", key=f"tightening:{name}:{alternative}")
    text = message(
        "Differences are of the time from arrival to the end, with their 95 % intervals after so many repetitions; "
        "zero means no difference."
    )
    told = [text] if ended else [text, message("Judge when the run has ended.")]
    st.caption(" ".join(words(one) for one in told))


def so_far_of(found: Comparison, alternative: str) -> SoFar | None:
    """Return the main number of an alternative; None if there is none."""
    title = found.alternatives[alternative]
    if alternative in found.overloaded and alternative in found.stability:
        growth = found.stability[alternative].growth
        if not isfinite(growth.mean):
            return None
        if not isfinite(growth.half_width):
            text = message(
                "“{structure}” does not keep up with its work: in the first repetition the open requests grow by "
                "{growth} a week. There is no mean time to compare.",
                structure=title,
                growth=Plain(growth.mean, 1),
            )
            return SoFar(text, "cases", growth.mean, None, None)
        text = message(
            "“{structure}” does not keep up with its work: the open requests grow by {growth} a week (99 % interval "
            "{low} to {high}). There is no mean time to compare.",
            structure=title,
            growth=Plain(growth.mean, 1),
            low=Plain(growth.low, 1),
            high=Plain(growth.high, 1),
        )
        return SoFar(text, "cases", growth.mean, growth.low, growth.high)
    window = main_window(found, alternative)
    row = None if window is None else find_row(found, alternative, LEAD, window)
    if row is None or row.difference is None:
        return None
    return SoFar(change_in_words(message("{title}:", title=title), row), "min", row.difference, row.low, row.high)


def _kept(name: str, found: Comparison) -> list[dict[str, Any]]:
    """Add what is known now to what was known before; of this session only, and no more than is drawn."""
    history: list[dict[str, Any]] = state.recall(f"history:{name}", [])
    done = int(found.meta["replications"])
    if not any(row["done"] == done for row in history):
        for alternative in found.alternatives:
            if (now := so_far_of(found, alternative)) is not None:
                ends = {"difference": now.middle, "low": now.low, "high": now.high, "measured_in": now.measured_in}
                history = [*history, {"done": done, "alternative": alternative, **ends}]
        state.remember(f"history:{name}", history[-_MOST_KEPT:])
    return history


def tightening_chart(history: list[dict[str, Any]], tongue: Language) -> Any:
    """Return the chart of one alternative's intervals over the repetitions."""
    import altair as alt

    grows = history[0].get("measured_in") == "cases"
    measured_in = "cases" if grows else "min"
    measure = measure_of(measured_in, [row[end] for row in history for end in ("difference", "low", "high")])
    rows = [
        {"done": row["done"]}
        | {end: row[end] * measure.factor for end in ("difference", "low", "high") if row[end] is not None}
        for row in history
    ]
    across = alt.X(
        "done:Q",
        title=say(message("Repetitions of the simulation"), tongue),
        scale=alt.Scale(domain=[0, max(2, *(row["done"] for row in history))]),
        axis=alt.Axis(tickMinStep=1, format=",.0f", tickCount=5),
    )
    up_title = say(
        message("Growth of open requests a week") if grows else message("Difference, {measure}", measure=measure.title),
        tongue,
    )
    up = alt.Y("difference:Q", title=up_title, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=4))
    base = alt.Chart(alt.Data(values=rows))
    sure = alt.Chart(alt.Data(values=[row for row in rows if "low" in row and "high" in row]))
    band = sure.mark_area(opacity=0.25, color=AFTER).encode(x=across, y=alt.Y("low:Q", title=up_title), y2="high:Q")
    ends = sure.mark_rule(color=AFTER, strokeWidth=2).encode(x=across, y=alt.Y("low:Q", title=up_title), y2="high:Q")
    line = base.mark_line(color=AFTER, point=alt.OverlayMarkDef(color=AFTER)).encode(
        x=across,
        y=up,
        tooltip=[
            alt.Tooltip("done:Q", title=say(message("Repetitions"), tongue)),
            alt.Tooltip("difference:Q", title=up_title, format="+,.1f"),
            alt.Tooltip("low:Q", title=say(message("from"), tongue), format="+,.1f"),
            alt.Tooltip("high:Q", title=say(message("to"), tongue), format="+,.1f"),
        ],
    )
    zero = base.mark_rule(color="#8a8d93").encode(y=alt.datum(0))
    chart = alt.layer(zero, band, ends, line).properties(height=190, width="container")
    return finished(chart, say(message("What was found so far, with its interval"), tongue), tongue)
