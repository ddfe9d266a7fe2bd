"""A run under way: how far it is, and the intervals that become narrower while one watches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from dashboard import keeping, running, state
from dashboard.figures.style import AFTER, finished
from dashboard.words import language, words
from orgsim.errors import message
from orgsim.language import Language, format_duration, say
from orgsim.report.changes import change_in_words
from orgsim.report.figures.figure import measure_of
from orgsim.report.headlines import LEAD, find_row, main_window
from orgsim.store import Progress, RunState, StoreError

if TYPE_CHECKING:
    from orgsim.analysis.findings import Comparison, Estimate

_EVERY: Final = "1s"
_MOST_KEPT: Final = 400


def show_progress(name: str) -> None:
    """Show a run; as long as it is open, once a second."""
    try:
        progress = keeping.store().jobs.progress(name)
    except StoreError:
        progress = None
    is_open = progress is None or progress.state.open
    st.fragment(_watch, run_every=_EVERY if is_open else None)(name, is_open)


def _watch(name: str, was_open: bool) -> None:
    from dashboard.shell import show_faults

    try:
        store = keeping.store()
        progress = store.jobs.progress(name)
        if was_open and not progress.state.open:
            st.rerun()  # once: the rest of the page shows what is now possible
        _tell(name, progress)
        run = store.runs.get(name)
        found = running.comparison_of(run, progress.snapshots) if progress.snapshots else None
    except StoreError as error:
        show_faults(error, message("The store does not answer; nothing that is finished is lost:"))
        return
    if progress.state.open:
        try:
            store.jobs.ensure_worker()
        except StoreError as error:
            show_faults(error, message("The run waits, for there is nobody to do it:"))
    if found is not None:
        _tightening(name, found)
    if progress.state is RunState.DONE:
        st.page_link(
            "screens/results.py",
            label=words(message("See before and after")),
            icon=":material/compare_arrows:",
            query_params={"run": name, "lang": str(language())},
        )


def _tell(name: str, progress: Progress) -> None:
    run = keeping.store().runs.get(name)
    st.subheader(words(message("{title}", title=run.title)))
    share = min(1.0, progress.done / progress.needed) if progress.needed else 0.0
    if progress.state.open:
        st.progress(share, text=words(progress.sentence))
        if progress.seconds_left is not None:
            left = format_duration(max(1.0, progress.seconds_left), language())
            st.caption(words(message("About {left} to go.", left=left)))
        st.info(
            words(message("You may close this page: the run goes on. Its address brings you back to it.")),
            icon=":material/info:",
        )
    elif progress.state is RunState.DONE:
        st.success(words(progress.sentence), icon=":material/check_circle:")
    else:
        st.warning(words(progress.sentence), icon=":material/warning:")
    with st.container(horizontal=True):
        if progress.state.open:
            st.button(
                words(message("Cancel")),
                key=f"cancel:{name}",
                icon=":material/stop:",
                disabled=progress.cancelling,
                on_click=_cancel,
                args=(name,),
            )
        elif progress.state is not RunState.DONE:
            st.button(
                words(message("Go on from here")),
                key=f"resume:{name}",
                icon=":material/resume:",
                type="primary",
                on_click=_resume,
                args=(name,),
            )


def _cancel(name: str) -> None:
    with keeping.telling():
        keeping.store().jobs.cancel(name)


def _resume(name: str) -> None:
    with keeping.telling():
        store = keeping.store()
        store.jobs.resume(name)
        store.jobs.ensure_worker()


# ---------------------------------------------------------------- the intervals


def _tightening(name: str, found: Comparison) -> None:
    """Show the main difference of every alternative with its interval, and how it became narrower."""
    history = _kept(name, found)
    rows = [(alternative, _main(found, alternative)) for alternative in found.alternatives]
    known = [(alternative, row) for alternative, row in rows if row is not None and row.difference is not None]
    for title in (found.alternatives[one] for one in found.alternatives if one in found.overloaded):
        text = message("“{structure}” does not keep up with its work: it has no mean time to compare.", structure=title)
        st.warning(words(text), icon=":material/trending_up:")
    if not known:
        return
    heading = message("Time from arrival to the end: the difference so far")
    st.markdown(f"**{words(heading)}**")
    places = st.columns(min(2, len(known)))
    for number, (alternative, row) in enumerate(known):
        with places[number % len(places)]:
            title = found.alternatives[alternative]
            st.markdown(words(change_in_words(title, row)))
            own = [one for one in history if one["alternative"] == alternative]
            if len(own) > 1:  # who comes late has not seen it become narrower
                spec = tightening_chart(own, language()).to_dict(validate=False)
                st.vega_lite_chart(spec, width="stretch", key=f"tightening:{name}:{alternative}")
    text = message(
        "The band is the 95 % interval of the difference after so many repetitions; zero means no difference. Judge "
        "when the run has ended."
    )
    st.caption(words(text))


def _kept(name: str, found: Comparison) -> list[dict[str, Any]]:
    """Add what is known now to what was known before; of this session only, and no more than is drawn."""
    history: list[dict[str, Any]] = state.recall(f"history:{name}", [])
    done = int(found.meta["replications"])
    if not any(row["done"] == done for row in history):
        for alternative in found.alternatives:
            row = _main(found, alternative)
            if row is not None and row.difference is not None:
                ends = {"difference": row.difference, "low": row.low, "high": row.high}
                history = [*history, {"done": done, "alternative": alternative, **ends}]
        state.remember(f"history:{name}", history[-_MOST_KEPT:])
    return history


def _main(found: Comparison, alternative: str) -> Estimate | None:
    window = main_window(found, alternative)
    return None if window is None else find_row(found, alternative, LEAD, window)


def tightening_chart(history: list[dict[str, Any]], tongue: Language) -> Any:
    """Return the chart of one alternative's intervals over the repetitions."""
    import altair as alt

    measure = measure_of("min", [row[end] for row in history for end in ("difference", "low", "high")])
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
    up_title = say(message("Difference, {measure}", measure=measure.title), tongue)
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
            alt.Tooltip("difference:Q", title=say(message("Difference"), tongue), format="+,.1f"),
            alt.Tooltip("low:Q", title=say(message("from (95 %)"), tongue), format="+,.1f"),
            alt.Tooltip("high:Q", title=say(message("to (95 %)"), tongue), format="+,.1f"),
        ],
    )
    zero = base.mark_rule(color="#8a8d93").encode(y=alt.datum(0))
    chart = alt.layer(zero, band, ends, line).properties(height=190, width="container")
    return finished(chart, say(message("The difference so far, with its interval"), tongue), tongue)
