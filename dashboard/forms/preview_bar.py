"""The bar that follows every edit: what arithmetic and formulas say of the structure now and as proposed."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from dashboard.forms.measures import Structure, mean_wait
from dashboard.forms.names import title_of
from dashboard.words import bullets, escaped, language, plain, words
from orgsim.analysis.theory.outlook import Outlook, Preview
from orgsim.errors import Message, message
from orgsim.language import format_duration, format_money, format_number, format_share, say
from orgsim.measures import USUAL_DAY
from orgsim.organisation.organisation import Organisation

__all__ = ["limits", "overloads", "preview_bar"]

_STYLE = """
.st-key-preview_bar { display: grid; grid-template-columns: repeat(8, 1fr); gap: .5rem; }
@media (max-width: 1500px) { .st-key-preview_bar { grid-template-columns: repeat(4, 1fr); } }
@media (max-width: 900px) { .st-key-preview_bar { grid-template-columns: repeat(2, 1fr); } }
.st-key-preview_bar > div { width: auto; max-width: none; height: auto; }
.st-key-preview_bar [data-testid="stMetric"] { border: 1px solid rgba(128, 140, 150, .4); border-radius: .4rem;
  padding: .4rem .7rem .5rem; height: 100%; }
.st-key-preview_bar:has([data-testid="stMetricDelta"]) [data-testid="stMetric"] { min-height: 5.7rem; }
.st-key-preview_bar [data-testid="stMetricValue"] { font-size: 1.1rem; line-height: 1.35; }
.st-key-preview_bar [data-testid="stMetricValue"] > div { white-space: normal; overflow: visible; }
.st-key-preview_bar [data-testid="stMetricDelta"] { font-size: .8rem; }
"""
"""The numbers stand close together, for they follow every edit: nobody should have to scroll for them."""


def preview_bar(
    now: tuple[Preview, Structure], new: tuple[Preview, Structure] | None, organisation: Organisation
) -> None:
    """Draw the bar.

    Parameters
    ----------
    now, new
        Formulas and structure, as it is and as proposed; no proposal: as it is only.
    organisation
        As proposed, for titles.
    """
    shown = new or now
    st.html(f"<style>{_STYLE}</style>")
    with st.container(horizontal=True, key="preview_bar"):
        _load(now[0], shown[0], organisation)
        _wait(now[0], shown[0])
        for label, before, after, note in _counts(now[1], shown[1], organisation):
            _metric(label, format_number(after, language()), _signed(after - before), note)
        _cost(now[1], shown[1])
    for text in overloads(shown[0], organisation):
        st.warning(words(text), icon=":material/trending_up:")


def limits(found: Preview) -> None:
    """Draw what the formulas leave out."""
    if found.limits:
        with st.expander(words(message("What the formulas leave out here"))):
            bullets(limit.sentence for limit in found.limits)


def overloads(found: Preview, organisation: Organisation) -> Iterator[Message]:
    """Yield a sentence for every group that has more work than it can do."""
    for outlook in found.groups:
        if outlook.group.load >= 1:
            yield message(
                "{who}: load {load}. The load exceeds what they can do: the backlog will keep growing.",
                who=_who(outlook, organisation),
                load=_percent(outlook.group.load),
            )


def _load(now: Preview, new: Preview, organisation: Organisation) -> None:
    top = new.bottleneck
    if top is None:
        return
    points = (new.highest_load - now.highest_load) * 100
    _metric(
        message("Highest load"),
        _percent(new.highest_load),
        say(message("{points} points", points=_sign(points, 0)), language()) if abs(points) >= 0.5 else None,
        message("Work over what the people can do in a day. The busiest: {who}.", who=_who(top, organisation)),
        worse_above=True,
    )


def _percent(load: float) -> str:
    return format_share(load, language(), 0) if load < 99.995 else "∞"


def _who(outlook: Outlook, organisation: Organisation) -> str:
    group = outlook.group
    if group.things:
        return ", ".join(group.things)
    posts = [title_of(organisation, "position", name, language()) for name in group.positions[:3]]
    return " + ".join(posts) + (" …" if len(group.positions) > 3 else "")


def _wait(now: Preview, new: Preview) -> None:
    if not new.services:
        return
    before, after = mean_wait(now), mean_wait(new)
    note = message("Mean wait of a request at all its steps, in office hours, by formulas; a run is more exact.")
    if after is None:
        _metric(message("Mean wait"), plain(message("keeps growing")), None, note)
        return
    change = None if before is None or abs(after - before) < 30 else after - before
    told = None if change is None else ("+" if change > 0 else "") + format_duration(change, language(), day=USUAL_DAY)
    _metric(message("Mean wait"), format_duration(after, language(), day=USUAL_DAY), told, note, worse_above=True)


def _counts(
    now: Structure, new: Structure, organisation: Organisation
) -> Iterator[tuple[Message, int, int, Message | None]]:
    yield message("Units"), now.units, new.units, None
    yield message("Posts"), now.posts, new.posts, None
    yield message("Staff"), now.staff, new.staff, None
    yield message("Layers"), now.layers, new.layers, message("Units on the longest line of command.")
    span, unit = new.widest_span
    whose = message("Most direct reports of one head: {unit}.", unit=title_of(organisation, "unit", unit, language()))
    yield message("Widest span"), now.widest_span[0], span, whose


def _cost(now: Structure, new: Structure) -> None:
    note = message("Of all staff. Known if every post has its monthly cost.")
    if new.monthly_cost is None:
        _metric(message("Cost a month"), "–", None, note)
        return
    change = None if now.monthly_cost is None else new.monthly_cost - now.monthly_cost
    told = ("+" if change > 0 else "") + format_money(change, language()) if change else None
    _metric(message("Cost a month"), format_money(new.monthly_cost, language()), told, note)


def _signed(change: int) -> str | None:
    return _sign(change, 0) if change else None


def _sign(change: float, digits: int) -> str:
    return ("+" if change > 0 else "−") + format_number(abs(change), language(), digits)


def _metric(
    label: Message, value: str, change: str | None, note: Message | None = None, *, worse_above: bool = False
) -> None:
    # Streamlit reads the direction from the sign, and knows the plain hyphen only.
    delta = None if change is None else change.replace("−", "-")
    st.metric(
        words(label),
        escaped(value),
        delta,
        delta_color="inverse" if worse_above else "off",
        help=words(note) if note else None,
    )
