"""How an office is entered without a file: from a template, or from ten questions."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import state
from dashboard.shell import show_faults
from dashboard.views import view_of
from dashboard.words import data, plain, words
from orgsim.errors import InputError, Message, message
from orgsim.organisation.agency import Agency
from orgsim.scenario.templates import template, template_names
from orgsim.scenario.ten_questions import TenQuestions, office_of


def begin() -> None:
    """Show the ways to begin."""
    ways = {"template": message("From a template"), "questions": message("From ten questions")}
    way = view_of("begin_way", ways)
    if way == "questions":
        _questions()
    else:
        _templates()


def begin_another() -> None:
    """Show the ways to begin in a window of their own."""
    st.dialog(words(message("Begin another office")), width="large")(_another)()


def _another() -> None:
    if (now := state.draft()) is not None and not now.saved:
        st.caption(words(message("What is open stays in the list of drafts, on the page Scenarios.")))
    begin()


def _templates() -> None:
    st.markdown(
        words(
            message(
                "A template is a whole office whose numbers you replace by your own. Each number says whether it was "
                "found in a source or is assumed."
            )
        )
    )
    cards = st.container(horizontal=True, gap="medium", key="templates")
    for name in template_names():
        scenario = template(name)
        with cards.container(border=True, width=280, height="stretch", vertical_alignment="distribute"):
            st.markdown(f"**{data(scenario.title)}**")
            st.caption(words(_size(scenario.agency)))
            if st.button(words(message("Begin with this")), key=f"template:{name}", width="stretch"):
                state.open_scenario(scenario, keep=True)
                state.notice(message("Begun from a template: now put in your own numbers."))
                st.rerun()


def _size(agency: Agency) -> Message:
    return message(
        "{units} units, {staff} staff, {services} services",
        units=len(agency.units),
        staff=sum(len(post.people) or post.headcount for post in agency.positions.values()),
        services=len(agency.services),
    )


def _questions() -> None:
    st.markdown(
        words(
            message(
                "Ten answers make a first model: a counter, an examination, signatures. What you answer is marked as "
                "stated by you, what is added as assumed."
            )
        )
    )
    with st.form("ten_questions", width=900):
        left, right = st.columns(2, gap="medium")
        with left:
            answers = _first_five()
        with right:
            answers |= _last_five()
        if not st.form_submit_button(words(message("Make the office")), type="primary"):
            return
    if not str(answers["office"]).strip() or not str(answers["service"]).strip():
        st.error(words(message("The office and the service need a name.")), icon=":material/error:")
        return
    try:
        state.open_scenario(office_of(TenQuestions(**answers)), keep=True)
    except InputError as error:
        show_faults(error)
        return
    st.rerun()


def _first_five() -> dict[str, Any]:
    return {
        "office": st.text_input(
            words(message("1. Name of the office")), max_chars=120, placeholder=plain(message("e.g. Dinas Perizinan"))
        ),
        "service": st.text_input(
            words(message("2. The service that is asked for most")),
            max_chars=120,
            placeholder=plain(message("e.g. trade licence")),
        ),
        "cases_per_day": _number(words(message("3. Requests on an ordinary day")), 40.0, 0.1, 20_000.0),
        "counter_staff": _whole(words(message("4. Staff at the counter")), 2, 1),
        "counter_minutes": _number(words(message("5. Minutes at the counter for one request")), 8.0, 0.1, 480.0),
    }


def _last_five() -> dict[str, Any]:
    processing = message("7. Minutes of examination and processing for one request")
    signing = message("8. Superiors who initial or sign, one after the other")
    return {
        "examining_staff": _whole(words(message("6. Staff who examine and process")), 5, 1),
        "examining_minutes": _number(words(processing), 30.0, 0.1, 2400.0),
        "signers": _whole(words(signing), 2, 0, 3),
        "promised_days": _number(words(message("9. Promised time, in working days")), 3.0, 0.1, 250.0),
        "usual_days": _number(words(message("10. Usual time now, in working days")), 5.0, 0.1, 250.0),
    }


def _number(label: str, value: float, low: float, high: float) -> float:
    return st.number_input(label, value=value, min_value=low, max_value=high, step=1.0, format="%g")


def _whole(label: str, value: int, low: int, high: int = 500) -> int:
    return st.number_input(label, value=value, min_value=low, max_value=high, step=1)
