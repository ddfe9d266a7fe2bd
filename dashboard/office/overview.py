"""The organisation at a glance: its chart, the load on every group of people, what stands out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd
import streamlit as st

from dashboard.chart.component import organisation_chart
from dashboard.chart.nodes import nodes_of, unit_loads
from dashboard.exports.panel import frame_panel
from dashboard.forms.measures import kept
from dashboard.office.findings import findings, lines
from dashboard.words import data, language, plain, words
from orgsim.analysis.diagnosing import Finding
from orgsim.analysis.loads import GroupLoad
from orgsim.analysis.said import Percent
from orgsim.analysis.theory.outlook import Preview
from orgsim.errors import Message, message
from orgsim.language import format_duration, format_number
from orgsim.measures import USUAL_DAY, WorkingTime, seconds_of
from orgsim.report.amounts import Plain
from orgsim.report.diagnosis_tables import closing_sentences
from orgsim.restructuring.operation import OPERATIONS
from orgsim.scenario.scenario import Scenario

_SIGNS: Final = {
    "serious": ":material/error:",
    "watch": ":material/warning:",
    "remark": ":material/info:",
    "unknown": ":material/help:",
}
_WEIGHTS: Final = {
    "serious": message("Serious"),
    "watch": message("To watch"),
    "remark": message("Remark"),
    "unknown": message("Not known"),
}
_FLAT, _TALL, _FITTING = 35, 66, 30
"""Heights of rows in pixels, in the taller of which long names have two lines; how many letters fit in one."""


def chart(scenario: Scenario, found: Preview) -> None:
    """Draw the chart with the loads on it."""
    loads = unit_loads(outlook.group for outlook in found.groups)
    nodes = nodes_of(scenario.organisation, language(), loads=loads)
    organisation_chart(nodes, key="chart_now", memory="now", height=min(200 + 60 * len(nodes), 560))
    st.caption(words(message("The load on a unit is that of its busiest group of people: work over what they can do.")))


def strikes(scenario: Scenario, found: Preview) -> None:
    """List what stands out in the structure: each in a sentence, with what speaks for it when it is opened."""
    asked = (scenario.agency, scenario.demand, scenario.run, scenario.assumptions, scenario.judgements)
    told = kept("diagnosis", asked, lambda: findings(scenario))
    for place, finding in enumerate(lines(told, "serious", "watch")):
        _strike(finding, opened=place == 0)
    for text in _against_what_is_usual(scenario, found):
        st.markdown(f"{_SIGNS['watch']} **{words(_WEIGHTS['watch'])}** – {words(text)}")
    rest = list(lines(told, "remark", "unknown"))
    if rest:
        with st.expander(words(message("Also worth knowing, and what is not known"))):
            for finding in rest:
                sign, text, below = _strike_parts(finding)
                st.markdown(f"{sign} {text}")
                st.caption(below)


def _strike(finding: Finding, *, opened: bool) -> None:
    """Tell one finding, with what stands under it."""
    sign, text, below = _strike_parts(finding)
    with st.expander(text, opened, icon=sign):
        st.caption(below)


def _strike_parts(finding: Finding) -> tuple[str, str, str]:
    text = f"**{words(_WEIGHTS[finding.severity])}** – {words(finding.text)}"
    return _SIGNS[finding.severity], text, "\n".join(f"- {words(line)}" for line in _below(finding))


def _below(finding: Finding) -> Iterator[Message]:
    """Yield evidence, basis and what would help, with operations as people know them."""
    yield from finding.evidence
    yield from closing_sentences(finding, tuple(OPERATIONS[name].caption for name in finding.remedies))


def _against_what_is_usual(scenario: Scenario, found: Preview) -> list[Message]:
    """Compare with what was observed: a model that is far off lacks something."""
    texts = []
    for service in found.services:
        observed = scenario.observed.get(service.service)
        if observed is None or observed.lead_time is None or service.wait is None:
            continue
        usual = seconds_of(observed.lead_time)
        model = service.wait + service.work + service.delay
        if not 0.5 <= model / usual <= 2:
            texts.append(
                message(
                    "{service}: by these numbers a request takes about {model}, but {usual} is usual. Something is "
                    "missing or not so: papers that wait for a signing day, an absent superior, another agency, "
                    "minutes that are too low.",
                    service=scenario.agency.services[service.service].title,
                    model=_Span(model),
                    usual=observed.lead_time,
                )
            )
    return texts


class _Span:
    """A time in office hours, in a sentence."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def say(self, language: Any) -> str:
        """Return it in a language."""
        if self._seconds >= USUAL_DAY:
            return WorkingTime(days=round(self._seconds / USUAL_DAY, 1)).say(language)
        return format_duration(self._seconds, language)


def loads(scenario: Scenario, found: Preview) -> None:
    """Show the load of every group as a table."""
    rows = [_row(scenario, outlook.group, outlook.wait) for outlook in found.groups]
    shown = {
        "who": (message("Who"), 210),
        "load": (message("Load"), 130),
        "staff": (message("Staff"), 68),
        "day": (message("Work a day"), 138),
        "wait": (message("Wait by formula"), 118),
        "units": (message("Unit"), 234),
    }
    config: dict[str, Any] = {
        key: st.column_config.TextColumn(plain(text), width=wide) for key, (text, wide) in shown.items()
    }
    config["load"] = st.column_config.ProgressColumn(
        plain(shown["load"][0]), min_value=0, max_value=100, format="%.0f %%", width=shown["load"][1]
    )
    high = _TALL if any(max(len(row["who"]), len(row["units"])) > _FITTING for row in rows) else _FLAT
    st.dataframe(
        pd.DataFrame(rows, columns=list(shown)),
        column_config=config,
        hide_index=True,
        width="stretch",
        height=min(high * len(rows) + 38, 740),
        row_height=high,
    )
    headings = {
        "who": message("Who"),
        "staff": message("Staff"),
        "load": message("Load"),
        "work": message("Work a day"),
        "can": message("Capacity a day"),
        "wait": message("Wait by formula"),
        "units": message("Unit"),
    }
    written = [{key: Plain(row[key], 0) if key == "load" else row[key] for key in headings} for row in rows]
    frame_panel(headings.values(), (row.values() for row in written), "loads", key="loads")
    st.caption(
        words(
            message(
                "Load is the work that comes in a day over what the people can do in a day, as EJ in workload analysis "
                "(100 % is EJ 1). Above {most} queues grow long; at 100 % or more they grow without end. The wait is "
                "by formula, for a steady office; the page Run simulates it.",
                most=Percent(0.85),
            )
        )
    )


def _row(scenario: Scenario, group: GroupLoad, wait: float | None) -> dict[str, Any]:
    agency = scenario.agency
    posts = [agency.positions[name].title for name in group.positions]
    things = [(agency.equipment | agency.supplies)[name].title for name in group.things]  # type: ignore[operator]
    work, can = (round(seconds / 3600, 1) for seconds in (group.work_per_day, group.capacity_per_day))
    return {
        "who": ", ".join(plain(title) for title in posts or things),
        "units": ", ".join(plain(agency.units[name].title) for name in group.units),
        "staff": format_number(group.staff_count, language()) if not things else "–",
        "load": min(group.load, 9.99) * 100,
        "day": "–" if things else plain(message("{work} of {hours} hours", work=work, hours=can)),
        "work": "–" if things else _hours(group.work_per_day),
        "can": "–" if things else _hours(group.capacity_per_day),
        "wait": format_duration(wait, language(), day=USUAL_DAY) if wait is not None else "–",
    }


def _hours(seconds: float) -> str:
    return plain(message("{hours} hours", hours=round(seconds / 3600, 1)))


def title(scenario: Scenario) -> None:
    """Name the office."""
    st.markdown(f"##### {data(scenario.agency.title)}")
