"""The alternatives of a scenario: which is at hand, and making, copying, renaming and removing them."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import state
from dashboard.forms import plans
from dashboard.forms.names import name_of, slug
from dashboard.forms.operation_form import close
from dashboard.words import data, language, plain, words
from orgsim.errors import Message, message
from orgsim.scenario.scenario import BASELINE, Scenario
from orgsim.spec import LocalisedText

__all__ = ["alternative_bar"]


def alternative_bar(scenario: Scenario) -> str | None:
    """Draw the bar; return the alternative at hand, None if there is none."""
    names = list(scenario.alternatives)
    now = state.alternative()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if names:
            key = f"alternative:{state.generation()}:{now}"
            titles = {name: plain(scenario.alternatives[name].title) for name in names}
            chosen = st.selectbox(
                words(message("Alternative")),
                names,
                names.index(now) if now in names else 0,
                key=key,
                format_func=titles.__getitem__,
                width="stretch",
            )
            if chosen != now:
                close()
                state.choose_alternative(chosen)
                now = chosen
        _popovers(scenario, now)
    note = scenario.alternatives[now].note if now else None
    if note is not None:
        st.caption(data(note))
    return now


def _popovers(scenario: Scenario, now: str | None) -> None:
    with st.popover(words(message("New")), icon=":material/add:"):
        _title_form("new", "", message("Begin it"), lambda title: _new(scenario, title, None))
    if now is None:
        return
    title = plain(scenario.alternatives[now].title)
    with st.popover(words(message("More")), icon=":material/more_vert:"):
        copy = plain(message("{title} (copy)", title=scenario.alternatives[now].title))
        _title_form("copy", copy, message("Copy it"), lambda title: _new(scenario, title, now))
        _title_form("rename", title, message("Rename it"), lambda title: _rename(scenario, title, now))
        if st.button(words(message("Remove the alternative")), key="alternative_out", icon=":material/delete:"):
            done = message("alternative removed: {title}", title=scenario.alternatives[now].title)
            close()
            state.change(plans.with_alternative(scenario, now, None), done)
            st.rerun()


def _title_form(key: str, first: str, label: Message, act: Callable[[str], None]) -> None:
    with st.form(f"{key}_alternative", border=False, clear_on_submit=False):
        title = st.text_input(words(message("Title")), first, key=f"{key}_title:{state.generation()}", placeholder=" ")
        if st.form_submit_button(words(label)) and title.strip():
            act(title.strip())
            st.rerun()


def _new(scenario: Scenario, title: str, like: str | None) -> None:
    name = name_of(slug(title) or "alternative", [*scenario.alternatives, BASELINE])
    plan = scenario.alternatives[like].plan if like else ()
    close()
    made = plans.titled(title, plan)
    state.change(plans.with_alternative(scenario, name, made), message("alternative begun: {title}", title=made.title))
    state.choose_alternative(name)


def _rename(scenario: Scenario, title: str, now: str) -> None:
    old = scenario.alternatives[now]
    same = old.title.id == old.title.en
    texts = {"id": old.title.id, "en": old.title.en, language(): title}
    new = LocalisedText(title, title) if same else LocalisedText(texts["id"], texts["en"])
    done = message("alternative renamed: {title}", title=new)
    state.change(plans.with_alternative(scenario, now, old.model_copy(update={"title": new})), done)
    state.choose_alternative(now)
