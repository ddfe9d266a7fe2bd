"""Assumptions and data sources: the ledger, the numbers of the scenario, where they come from."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.basis import ledger_view, numbers
from dashboard.shell import part
from dashboard.views import view_of
from dashboard.words import words
from orgsim.errors import message

st.title(words(message("Assumptions and data sources")))
st.markdown(
    words(
        message(
            "Every number that the model uses has a basis: measured at the office, stated by somebody, found in a "
            "source, derived, or assumed. What is assumed has a range, and the results say how much hangs on it."
        )
    )
)


@part
def shown(now: state.Draft | None) -> None:
    """Show one view."""
    views = {"ledger": message("Assumptions of the model")}
    if now is not None:
        views |= {"numbers": message("Numbers of this scenario"), "sources": message("Sources")}
    view = view_of("assumptions_view", views)
    if view == "numbers" and now is not None:
        numbers.show(now.scenario)
    elif view == "sources" and now is not None:
        st.subheader(words(message("Values of your own in place of the ledger's")))
        ledger_view.own_values(now.scenario)
        st.subheader(words(message("Sources of the scenario")))
        numbers.sources(now.scenario)
    else:
        ledger_view.show()


shown(state.draft())
