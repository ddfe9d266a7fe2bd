"""The list of scenarios, and what can be done with the one that is chosen."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from dashboard import keeping, state
from dashboard.exports.panel import frame_panel
from dashboard.words import data, escaped, language, plain, words
from orgsim.errors import Message, message
from orgsim.language import format_date
from orgsim.scenario.yaml_file import load_text
from orgsim.store import SCENARIO_STATES, ScenarioRecord, ScenarioState, Version


def show() -> None:
    """Show the list, and the chosen scenario below it."""
    archived = st.toggle(words(message("Show archived ones")), value=False, key="archived")
    records = keeping.store().scenarios.list(archived=archived)
    if not records:
        st.info(words(message("Nothing is kept yet. Open an example or make an office of your own, then press Save.")))
        return
    _table(records)
    at_hand = state.draft()
    first = next((n for n, record in enumerate(records) if at_hand and record.id == at_hand.id), 0)
    labels = {record.id: f"{plain(record.title)} · {when(record.changed)}" for record in records}
    chosen = st.selectbox(
        words(message("Scenario")),
        list(labels),
        index=first,
        format_func=labels.__getitem__,
        key=f"chosen:{len(records)}",
    )
    for record in records:
        if record.id == chosen:
            _chosen(record)


def when(time: dt.datetime) -> str:
    """Write a moment, in this machine's time."""
    local = time.astimezone()
    clock = f"{local:%H.%M}" if language() == "id" else f"{local:%H:%M}"
    return f"{format_date(local.date(), language())}, {clock}"


def state_of(record: ScenarioRecord) -> str:
    """Return the state in words, with what closes it."""
    parts = [plain(SCENARIO_STATES[record.state])]
    parts += [plain(message("locked"))] if record.locked else []
    parts += [plain(message("archived"))] if record.archived else []
    return ", ".join(parts)


def _table(records: tuple[ScenarioRecord, ...]) -> None:
    headings = (
        message("Title"),
        message("State"),
        message("Version"),
        message("Changed"),
        message("Author"),
    )
    rows = [(plain(r.title), state_of(r), r.version, when(r.changed), r.author or "–") for r in records]
    st.dataframe(pd.DataFrame(rows, columns=[plain(text) for text in headings]), hide_index=True, width="stretch")
    frame_panel(headings, rows, "scenarios", key="scenarios")


def _chosen(record: ScenarioRecord) -> None:
    st.subheader(data(record.title))
    st.caption(words(message("{state}; version {number}", state=state_of(record), number=record.version)))
    _doings(record)
    left, right = st.columns(2, gap="medium")
    with left:
        heading(message("Versions"))
        for version in sorted(keeping.store().scenarios.versions(record.id), key=_newest_first):
            _version(record, version)
    with right:
        heading(message("History"))
        for event in sorted(keeping.store().scenarios.history(record.id), key=lambda one: one.at, reverse=True):
            who = f" · {escaped(event.who)}" if event.who else ""
            st.markdown(f"{words(event.what)}  \n:gray[{escaped(when(event.at))}{who}]")


def heading(text: Message) -> None:
    """Write a small heading."""
    st.markdown(f"**{words(text)}**")


def _doings(record: ScenarioRecord) -> None:
    scenarios, who = keeping.store().scenarios, state.recall("author", "")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if st.button(words(message("Open")), type="primary", icon=":material/folder_open:", key="open_kept"):
            open_version(record.id, scenarios.version(record.id))
        if st.button(words(message("Duplicate")), icon=":material/content_copy:", key="duplicate"):
            scenarios.duplicate(record.id, author=who)
            _again(message("Duplicated."))
        lock = message("Unlock") if record.locked else message("Lock")
        if st.button(words(lock), icon=":material/lock_open:" if record.locked else ":material/lock:", key="lock"):
            (scenarios.unlock if record.locked else scenarios.lock)(record.id, who=who)
            _again(message("Unlocked.") if record.locked else message("Locked: it cannot be changed until unlocked."))
        put = message("Bring back") if record.archived else message("Archive")
        if st.button(words(put), icon=":material/archive:", key="archive"):
            (scenarios.restore if record.archived else scenarios.archive)(record.id, who=who)
            _again(message("Brought back.") if record.archived else message("Archived: it is not lost, only put away."))
        st.download_button(
            words(message("Download")),
            scenarios.version(record.id).yaml,
            file_name=f"{record.id}.yaml",
            mime="application/yaml",
            icon=":material/download:",
            on_click="ignore",
            key="download_kept",
        )
    states = list(ScenarioState)
    chosen = st.segmented_control(
        words(message("State")),
        states,
        default=record.state,
        format_func={one: plain(text) for one, text in SCENARIO_STATES.items()}.__getitem__,
        key=f"state:{record.id}:{record.changed}",
        required=True,
    )
    if chosen is not None and chosen != record.state:
        scenarios.set_state(record.id, chosen, who=who)
        _again(message("Now: {state}.", state=SCENARIO_STATES[chosen]))


def _version(record: ScenarioRecord, version: Version) -> None:
    told, opening = st.columns([4, 1], vertical_alignment="center")
    with told:
        by = f" · {escaped(version.author)}" if version.author else ""
        note = f"  \n{escaped(version.note)}" if version.note else ""
        title = words(message("version {number}", number=version.number))
        st.markdown(f"{title} · :gray[{escaped(when(version.created))}{by}]{note}")
    with opening:
        if st.button(words(message("Open")), key=f"open_version:{version.number}"):
            open_version(record.id, version)


def _newest_first(version: Version) -> int:
    return -version.number


def open_version(id: str, version: Version) -> None:
    """Open a version; an older one is a draft that begins from it."""
    state.open_scenario(load_text(version.yaml), id=id, version=version.number, saved=True)
    state.notice(message("Opened."))
    st.rerun()


def _again(text: Message) -> None:
    state.notice(text)
    st.rerun()
