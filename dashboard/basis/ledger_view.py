"""The ledger: every number that the model assumes, with what the open scenario puts in its place."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.exports.panel import frame_panel
from dashboard.shell import show_faults
from dashboard.tables.table import BASES, NOTHING, filled
from dashboard.words import escaped, language, plain, words
from orgsim.assumptions import Assumption, ledger
from orgsim.errors import Fault, InputError, message
from orgsim.report.amounts import Assumed
from orgsim.report.words import BASES as ALL_BASES
from orgsim.scenario.scenario import Scenario
from orgsim.scenario.yaml_writer import plain as bare
from orgsim.scenario.yaml_writer import read_plain


def show() -> None:
    """Show the ledger, and the form for the entry that is chosen."""
    now = state.draft()
    scenario = now.scenario if now else None
    wanted = st.text_input(
        words(message("Search")),
        key="ledger_search",
        placeholder=plain(message("a word of its title, of what hangs on it, of its source")),
        label_visibility="collapsed",
        icon=":material/search:",
    )
    entries = [entry for entry in ledger().values() if _matches(entry, wanted)]
    _table(entries, scenario)
    if scenario is None:
        st.info(words(message("Open a scenario to put values of your own in place of these.")))
        return
    if read := [entry for entry in entries if not entry.cited]:
        _form(read, scenario)


def _matches(entry: Assumption, wanted: str) -> bool:
    texts = (plain(entry.title), plain(entry.drives), entry.id, plain(entry.source))
    return all(any(word in text.casefold() for text in texts) for word in wanted.casefold().split())


def in_force(entry: Assumption, scenario: Scenario | None) -> dict[str, Any]:
    """Return the cells of an entry: of the scenario's value, where it has one of its own."""
    override = scenario.assumptions.overrides.get(entry.id) if scenario else None
    value = entry.default if override is None else override.value
    bounds = scenario.assumptions.range(entry.id) if scenario else entry.range
    basis = entry.basis if scenario is None else scenario.assumptions.basis(entry.id)
    source = entry.source if override is None else override.source
    return {
        "title": plain(entry.title),
        "value": _said(entry, value),
        "range": " … ".join(_said(entry, bound) for bound in bounds) if bounds else NOTHING,
        "basis": plain(message("{basis} (your own)", basis=ALL_BASES[basis]) if override else ALL_BASES[basis]),
        "source": plain(source or NOTHING),
        "drives": plain(entry.drives),
    }


def _said(entry: Assumption, value: Any) -> str:
    return Assumed(value, entry.measured_in).say(language())


def _table(entries: list[Assumption], scenario: Scenario | None) -> None:
    headings = {
        "title": message("Assumption"),
        "value": message("Value"),
        "range": message("Range"),
        "basis": message("Basis"),
        "source": message("Source"),
        "drives": message("What hangs on it"),
    }
    frame = pd.DataFrame([in_force(entry, scenario) for entry in entries], columns=list(headings))
    wide = {"title": 190, "value": 90, "range": 110, "basis": 105, "source": 285, "drives": 155}
    config = {key: st.column_config.TextColumn(plain(text), width=wide[key]) for key, text in headings.items()}
    st.dataframe(frame, column_config=config, hide_index=True, width="stretch", height=598, row_height=80)
    frame_panel(headings.values(), frame.itertuples(index=False), "assumptions", key="ledger")
    st.caption(words(message("{count} entries; numbers F1, F2 … stand in the list of sources.", count=len(entries))))


def _form(entries: list[Assumption], scenario: Scenario) -> None:
    st.subheader(words(message("Put a value of your own in place")))
    titles = {entry.id: plain(entry.title) for entry in entries}
    chosen = st.selectbox(
        words(message("Assumption")),
        list(titles),
        format_func=titles.__getitem__,
        key=f"ledger_entry:{len(entries)}:{entries[0].id}",
    )
    if chosen is None:
        return
    entry = ledger()[chosen]
    override = scenario.assumptions.overrides.get(entry.id)
    value = entry.default if override is None else override.value
    bounds = scenario.assumptions.range(entry.id)
    st.caption(words(message("Hangs on it: {drives}", drives=entry.drives)))
    st.caption(words(message("Source in the list: {source}", source=entry.source or NOTHING)))
    bases = {name: plain(text) for name, text in BASES.items()}
    key = f"{entry.id}:{state.generation()}"
    with st.form(f"override:{key}", width=820):
        columns = st.columns(3)
        texts = {
            "value": columns[0].text_input(words(message("Value")), _written(entry, value), key=f"value:{key}"),
            "low": columns[1].text_input(
                words(message("At least")), _written(entry, bounds[0]) if bounds else "", key=f"low:{key}"
            ),
            "high": columns[2].text_input(
                words(message("At most")), _written(entry, bounds[1]) if bounds else "", key=f"high:{key}"
            ),
        }
        basis = st.segmented_control(
            words(message("Basis")),
            list(bases),
            default=(override.basis if override and override.basis else "assumed"),
            format_func=bases.__getitem__,
            required=True,
            key=f"basis:{key}",
        )
        source = st.text_input(
            words(message("Source")),
            (override.source or "") if override else "",
            placeholder=plain(message("where the number comes from: who, when, which document")),
            key=f"source:{key}",
        )
        with st.container(horizontal=True):
            put = st.form_submit_button(words(message("Put in place")), type="primary")
            back = st.form_submit_button(words(message("Back to the ledger")), disabled=override is None)
    if put:
        _put(scenario, entry, texts, str(basis), source)
    elif back:
        _change(scenario, entry, None)


def _written(entry: Assumption, value: Any) -> str:
    """Write a value for a field, in the reader's language where that reads back as the same value."""
    said = _said(entry, value)
    try:
        if entry.read(said) == value:
            return said
    except InputError:
        pass
    return str(entry.write(value))


def _put(scenario: Scenario, entry: Assumption, texts: dict[str, str], basis: str, source: str) -> None:
    low, high = filled(texts["low"]), filled(texts["high"])
    given: dict[str, Any] = {"value": _number(entry, texts["value"]), "basis": basis}
    if low and high:
        given["range"] = [_number(entry, low), _number(entry, high)]
    if filled(source):
        given["source"] = source.strip()
    try:
        if basis != "assumed" and "source" not in given:
            raise InputError(Fault(message("what is {basis} needs a source", basis=BASES[basis])))
        if basis == "assumed" and "range" not in given:
            raise InputError(Fault(message("what is assumed needs a range")))
        if basis == "calibrated" and "range" not in given:
            raise InputError(Fault(message("what is calibrated needs a range")))
        _change(scenario, entry, given)
    except InputError as error:
        show_faults(error)


def _number(entry: Assumption, text: str) -> Any:
    """Return what stands in a field as a file would have it: numbers as numbers."""
    from orgsim.measures import parse_number

    return parse_number(text) if entry.measured_in == "number" else text


def _change(scenario: Scenario, entry: Assumption, given: dict[str, Any] | None) -> None:
    data_now = bare(scenario)
    overrides = dict(data_now.get("assumptions", {}))
    overrides.pop(entry.id, None)
    if given is not None:
        overrides[entry.id] = given
    data_now["assumptions"] = overrides
    changed = read_plain(data_now, scenario.evidence, scenario.file)
    if state.change(changed, message("assumption: {title}", title=entry.title)):
        st.rerun()


def own_values(scenario: Scenario) -> None:
    """List what the scenario puts in place of the ledger's values."""
    for name, override in scenario.assumptions.overrides.items():
        entry = ledger()[name]
        text = message(
            "{title}: {value} instead of {default}",
            title=entry.title,
            value=Assumed(override.value, entry.measured_in),
            default=Assumed(entry.default, entry.measured_in),
        )
        source = f" – {escaped(override.source)}" if override.source else ""
        st.markdown(f"- {words(text)}{source}")
    for warning in scenario.assumptions.warnings():
        st.warning(words(warning), icon=":material/warning:")
    if not scenario.assumptions.overrides:
        st.caption(words(message("{title} takes all values from the ledger.", title=scenario.title)))
