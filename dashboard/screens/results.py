"""Before and after: what a run has found; every result has an address of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from dashboard import examples, keeping, running, state
from dashboard.exports.panel import table_panel
from dashboard.exports.shown import show_table
from dashboard.figures.views import basis, change, numbers, pictures, story, structures
from dashboard.figures.views.shown import Shown
from dashboard.shell import part
from dashboard.words import data, language, plain, words
from orgsim.errors import InputError, message
from orgsim.report.amounts import Plain, scale_of
from orgsim.report.comparison_tables import titled
from orgsim.report.headlines import main_window
from orgsim.report.tables import Column, Table
from orgsim.store import RUN_STATES, Run, RunState, StoreError

if TYPE_CHECKING:
    from orgsim.analysis.windows import Window

# The parts of the page, by their name in the address.
VIEWS: Final = {
    "story": (message("Story"), story.show),
    "times": (message("Time"), pictures.show_times),
    "places": (message("Waiting, load, cost"), pictures.show_places),
    "numbers": (message("All indicators"), numbers.show),
    "structures": (message("Both structures"), structures.show),
    "change": (message("The change itself"), change.show),
    "basis": (message("Basis, and how to repeat it"), basis.show),
}


def chosen_run() -> Run | None:
    """Return the run that is asked for; if there is none, say where to find one."""
    store = keeping.store()
    name = running.asked_for()
    if name is not None:
        return store.runs.get(name)
    done = [run for run in store.runs.list(limit=50) if run.done]
    now = state.draft()
    fitting = [run for run in done if now is not None and run.title == now.scenario.title] or done
    if not fitting:
        st.info(words(message("Nothing has been run yet.")))
        st.page_link("screens/run.py", label=words(message("To the page Run")), icon=":material/play_circle:")
        return None
    return fitting[0]


def show(run: Run) -> None:
    """Show a result, or say why there is none."""
    running.look_at(run.id)
    store = keeping.store()
    progress = store.jobs.progress(run.id)
    st.markdown(f"**{data(plain(run.title))}**")
    parts = [
        message("{count} repetitions", count=Plain(run.done)),
        message("run of {date}", date=run.submitted.astimezone().date()),
        RUN_STATES[run.state],
    ]
    if (note := examples.note_of(run)) is not None:
        parts.append(note)
    st.caption(" · ".join(words(part) for part in parts))
    caution = store.runs.caution(run)
    if caution is not None:
        st.warning(words(caution), icon=":material/history:")
    if _changed_since(run):
        st.info(words(message("The open scenario was changed after this run: the result is of the state before.")))
    if progress.state is not RunState.DONE:
        st.info(words(message("{state} These numbers are not the last word.", state=progress.sentence)))
        link = message("Watch the run") if progress.state.open else message("Go on with the run")
        st.page_link(
            "screens/run.py",
            label=words(link),
            icon=":material/play_circle:",
            query_params={"run": run.id, "lang": str(language())},
        )
    try:
        found = running.comparison_of(run, progress.snapshots) if progress.snapshots else None
    except StoreError as error:
        old(run, error)
        return
    if found is None:
        st.info(words(message("This run has found nothing yet.")))
        return
    view(run, progress.snapshots)


def _changed_since(run: Run) -> bool:
    try:
        return running.is_stale(run)
    except InputError:  # made by another version, whose files this one does not read
        return False


@part
def view(run: Run, snapshots: int) -> None:
    """Show what was found, from the side that is asked for."""
    found = running.comparison_of(run, snapshots)  # kept for all readers; nobody's session holds it
    if found is None:
        return
    names = {name: plain(title) for name, title in found.alternatives.items()}
    order = list(names)
    parts = {one: plain(title) for one, (title, _) in VIEWS.items() if one != "change" or found.change}
    asked = st.query_params.get("alternative", "")
    left, right = st.columns(2)
    name = left.selectbox(
        words(message("Alternative")),
        order,
        index=order.index(asked) if asked in names else 0,
        format_func=names.__getitem__,
        placeholder=plain(message("Choose an alternative")),
        key=f"alternative:{run.id}:{language()}",
    )
    windows = [one for one in found.windows[name] if one.name != "common past"]
    with right:
        window = _window(run, windows, main_window(found, name))
    wanted = st.query_params.get("view", "story")
    side = st.segmented_control(
        words(message("What to see")),
        list(parts),
        default=wanted if wanted in parts else "story",
        format_func=parts.__getitem__,
        required=True,
        label_visibility="collapsed",
        key="view",
    )
    for key, value in (("alternative", name), ("view", side or "story"), ("window", window.name)):
        if st.query_params.get(key) != value:
            st.query_params[key] = value
    shown = Shown(run, snapshots, found, name, window)
    VIEWS[side or "story"][1](shown)
    st.caption(words(message("This page has an address of its own: whoever opens it sees this result.")))
    st.page_link("screens/run.py", label=words(message("Other runs")), icon=":material/list:")


def _window(run: Run, windows: list[Window], main: Window | None) -> Window:
    by_name = {one.name: one for one in windows}
    titles = {one.name: plain(one.title) for one in windows}
    asked = st.query_params.get("window", "")
    default = asked if asked in by_name else main.name if main is not None else windows[-1].name
    name = st.selectbox(
        words(message("Requests")),
        list(by_name),
        index=list(by_name).index(default),
        format_func=titles.__getitem__,
        placeholder=plain(message("Choose requests")),
        key=f"window:{run.id}:{'-'.join(by_name)}:{language()}",
    )
    return by_name[name or default]


def old(run: Run, error: StoreError) -> None:
    """Show the bare numbers of a run that this version cannot read whole."""
    from dashboard.shell import show_faults

    show_faults(error, message("This result is kept, but this version cannot show all of it:"))
    rows: list[dict[str, Any]] = keeping.store().runs.rows(run.id)["rows"]
    columns = tuple(
        Column(heading, right=right)
        for heading, right in (
            (message("Alternative"), False),
            (message("Requests"), False),
            (message("Indicator"), False),
            (message("Before"), True),
            (message("After"), True),
            (message("Difference"), True),
            (message("from (95 %)"), True),
            (message("to (95 %)"), True),
        )
    )
    titles = _titles(run)
    cells = tuple(
        (
            titles.get(row["alternative"], row["alternative"]),
            _WINDOWS.get(row["window"], row["window"]),
            titled(row["kpi"], row["measured_in"]),
            *(_number(row.get(key), scale_of(row["measured_in"])) for key in _NUMBERS),
        )
        for row in rows
        if row["group"] == "all"
    )
    table = Table(message("The numbers as they were kept"), columns, cells)
    show_table(table)
    table_panel(table, (), f"run {run.id}", key=f"old:{run.id}")


_NUMBERS: Final = ("baseline", "value", "difference", "low", "high")
_WINDOWS: Final = {
    "common past": message("before the change"),
    "carried over": message("open at the change"),
    "transition": message("the first six months after the change"),
    "settled": message("months 7 to 12 after the change"),
    "whole": message("the whole time after the change"),
}


def _titles(run: Run) -> dict[str, Any]:
    """Return the titles of the alternatives, if this version can read the scenario."""
    try:
        return {name: one.title for name, one in running.scenario_of(run).alternatives.items()}
    except InputError:
        return {}


def _number(value: float | None, scale: float) -> Plain | str:
    return "–" if value is None else Plain(value * scale, 3)


st.title(words(message("Before and after")))
with keeping.telling():
    try:
        the_run = chosen_run()
    except StoreError:
        running.leave()
        raise
    if the_run is not None:
        show(the_run)
