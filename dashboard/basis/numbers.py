"""The numbers of the open scenario: each with its place in words, its basis, its source, its range."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from dashboard.basis.key_names import KEY_NAMES
from dashboard.exports.panel import frame_panel
from dashboard.forms.schema import humanised
from dashboard.forms.summary import is_translated
from dashboard.tables.table import BASES, NOTHING
from dashboard.words import escaped, language, plain, words
from orgsim.errors import InputError, Message, Path, dotted, message
from orgsim.language import Language, format_money, format_share, say, say_amount, translate
from orgsim.measures import CalendarTime, parse_delay, parse_effort, parse_money, parse_share
from orgsim.scenario.scenario import Scenario
from orgsim.spec import LocalisedText

_WHAT: Final[Mapping[str, Message]] = {
    "title": message("title"),
    "by": message("done by"),
    "headcount": message("number of staff"),
    "monthly_cost": message("cost a month"),
    "time_for_cases": message("time for cases a day"),
    "effective_share": message("effective share of the day"),
    "absent": message("absence"),
    "promise": message("promise"),
    "work": message("work on one case"),
    "share": message("share"),
    "external": message("wait outside"),
    "per_day": message("requests a day"),
    "volume": message("volume"),
    "growth": message("growth"),
    "hours_per_year": message("hours a year"),
    "lead_time": message("usual time"),
    "backlog": message("waiting already"),
    "skill_gap": message("skill gap"),
    "attributes": message("share of cases"),
}
"""What the last key of a place means."""


def show(scenario: Scenario) -> None:
    """Show the table, with how many there are of each basis and how many say nothing."""
    said = {evidence.path for evidence in scenario.evidence}
    silent = [path for path in _numbers(scenario) if not any(path[: len(place)] == place for place in said)]
    with st.container(horizontal=True):
        for basis, text in BASES.items():
            count = sum(evidence.basis == basis for evidence in scenario.evidence)
            st.metric(words(text).capitalize(), count, border=True)
        st.metric(words(message("Without a word")), len(silent), border=True)
    rows = [
        {
            "where": place(scenario, evidence.path) or dotted(evidence.path),
            "value": told(evidence.value),
            "basis": plain(BASES[evidence.basis]),
            "range": " … ".join(map(told, evidence.range)) if evidence.range else NOTHING,
            "source": evidence.source or NOTHING,
        }
        for evidence in scenario.evidence
    ]
    headings = {
        "where": message("Number"),
        "value": message("Value"),
        "basis": message("Basis"),
        "range": message("Range"),
        "source": message("Source"),
    }
    wide = {"where": 385, "value": 110, "basis": 100, "range": 190, "source": 115}
    config = {key: st.column_config.Column(plain(text), width=wide[key]) for key, text in headings.items()}
    frame = pd.DataFrame(rows, columns=list(headings))
    st.dataframe(frame, column_config=config, hide_index=True, width="stretch", height=458)
    frame_panel(headings.values(), frame.itertuples(index=False), "numbers", key="numbers")
    st.caption(
        words(
            message(
                "Values are changed in the tables of the page Organisation now, where basis and source stand beside "
                "them."
            )
        )
    )
    if silent:
        with st.expander(words(message("Numbers of which nothing is said"))):
            places = (place(scenario, path) or dotted(path) for path in silent[:200])
            st.markdown("\n".join(f"- {escaped(text)}" for text in places))


def sources(scenario: Scenario) -> None:
    """List the sources that the scenario names."""
    if not scenario.sources:
        st.caption(words(message("The scenario names no sources of its own.")))
    told = ((id, source.say(language())) for id, source in scenario.sources.items())
    st.markdown("\n".join(f"- **{escaped(id)}** – {escaped(text)}" for id, text in told))
    st.caption(words(message("The sources of the ledger are listed in docs/sources.md of the project.")))


def _numbers(scenario: Scenario) -> Iterator[Path]:
    """Yield the places of the numbers on which answers hang: staff, minutes, volumes, promises."""
    for id, post in scenario.agency.positions.items():
        if not post.head:
            yield ("agency", "positions", id, "headcount")
    for service, described in scenario.agency.services.items():
        if described.promise is not None:
            yield ("agency", "services", service, "promise")
        for step, part in described.steps.items():
            if part.work is not None:
                yield ("agency", "services", service, "steps", step, "work")
            if part.external is not None:
                yield ("agency", "services", service, "steps", step, "external")
    for source in scenario.demand:
        yield ("demand", source, "per_day")


def place(scenario: Scenario, path: Path) -> str:
    """Return a place in words: titles instead of ids, the last key by what it means; empty if no title is on the way.

    Parameters
    ----------
    scenario
        Where.
    path
        The keys.
    """
    parts: list[str] = []
    here: Any = scenario
    title: Any = None
    for part in path:
        here = here.get(part) if isinstance(here, dict) else getattr(here, str(part), None)
        title = getattr(here, "title", None)
        if here is not scenario.agency and isinstance(title, LocalisedText):  # that of the whole is above the table
            parts.append(title.say(language()))
    if parts and isinstance(title, LocalisedText):
        return " › ".join(dict.fromkeys(parts))  # the thing as a whole
    what = next((_WHAT[str(part)] for part in reversed(path) if str(part) in _WHAT), None)
    parts.append(say(what, language()) if what else named(str(path[-1])))
    if path[0] == "demand" and len(path) > 1:
        demand = scenario.demand.get(str(path[1]))
        service = scenario.agency.services.get((demand.service if demand else None) or str(path[1]))
        parts.insert(0, service.title.say(language()) if service else str(path[1]))
    return " › ".join(dict.fromkeys(parts)) if len(parts) > 1 else ""


def named(key: str) -> str:
    """Return what a key means, or a word that can be chosen; else the key itself."""
    found = _WHAT.get(key) or KEY_NAMES.get(key)
    if found is not None:
        return say(found, language())
    label = humanised(key)
    text = translate(label, language())
    return text[:1].lower() + text[1:] if is_translated(label) else key


def told(value: Any) -> str:
    """Return a value as it is written in a scenario in the reader's words: ``45 min`` is ``45 menit`` in Indonesian."""
    if isinstance(value, dict):
        return "; ".join(f"{key}: {told(part)}" for key, part in value.items())
    if not isinstance(value, str):
        return plain(value)
    for read, written in _READ:
        try:
            return written(read(value), language())
        except InputError:
            continue
    return value


def _effort(seconds: float, language: Language) -> str:
    return CalendarTime(seconds=seconds).say(language) if seconds else say_amount(0, "minute", language)


_READ: Final[tuple[tuple[Callable[[str], Any], Callable[[Any, Language], str]], ...]] = (
    (parse_share, lambda share, tongue: format_share(share, tongue, 2)),
    (parse_money, format_money),
    (parse_effort, _effort),
    (parse_delay, lambda time, tongue: str(time.say(tongue))),
)
"""How what may stand in a scenario is read, and how it is told."""
