"""One draw of all that is not measured: the citizens of one repetition through every structure; small to keep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError

from orgsim.analysis.kpi import standard_kpis
from orgsim.analysis.observations import Observations
from orgsim.analysis.parameter_draws import drawn_scenario
from orgsim.analysis.preparation import Prepared, windows_between
from orgsim.errors import Fault, InputError, message
from orgsim.restructuring.transition import transition_of
from orgsim.scenario.scenario import BASELINE, Scenario
from orgsim.simulation.simulate import SideBySide, Study, prepare

__all__ = ["Draw", "DrawSetup", "Span", "measure_draw", "setup_of"]

Span = tuple[float, tuple[dt.date | None, ...]]
"""Months lost; when 99 % of the old speed is back, when all of it, and when it has paid back."""


@dataclass(frozen=True)
class Draw:
    """What one draw showed.

    Attributes
    ----------
    values
        Of all requests together, by alternative, window and indicator: in the baseline, and in the alternative.
    spans
        How long the transitions last, by alternative.
    faults
        Why it was left out: numbers that are possible one by one may contradict each other.
    """

    values: Mapping[tuple[str, str, str], tuple[float | None, float | None]] = field(default_factory=dict)
    spans: Mapping[str, Span] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class DrawSetup:
    """What every draw needs.

    Attributes
    ----------
    scenario, baseline
        What is compared, and with what.
    windows
        The window that is told, by alternative.
    asked
        Assumptions that the model asks for.
    informed
        For assumptions that are measured in any of the alternatives, how much more is known.
    engine
        Which engine runs them.
    """

    scenario: Scenario
    baseline: str
    windows: Mapping[str, str]
    asked: tuple[str, ...]
    informed: Mapping[str, float]
    engine: str


def setup_of(prepared: Prepared, engine: str) -> DrawSetup:
    """Return what the draws of a comparison need, once it was concluded: that asks for assumptions, too."""
    scenario = prepared.scenario
    windows = {
        pairing.alternative: _main([window.name for window in pairing.windows])
        for pairing in prepared.pairings
        if pairing.alternative in scenario.alternatives or pairing.alternative == BASELINE
    }
    asked = tuple(sorted(prepared.assumptions.asked))
    return DrawSetup(scenario, prepared.baseline, windows, asked, _informed(prepared), engine)


def _main(names: list[str]) -> str:
    """Return the window that is told: the latest months that were observed as a stretch of their own."""
    return next(name for name in ("settled", "transition", "whole") if name in names)


def _informed(prepared: Prepared) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for study in prepared.studies.values():
        for rounds in study.phases[-1].organisation.agency.change.rounds:
            worth = rounds.rounds * rounds.informs
            found[rounds.assumption] = max(found.get(rounds.assumption, 0.0), worth)
    return found


def measure_draw(setup: DrawSetup, number: int) -> Draw:
    """Return the indicators of each alternative and its baseline in one draw, with the citizens of that repetition."""
    try:
        drawn = drawn_scenario(setup.scenario, setup.asked, number, setup.informed)
        studies = {name: prepare(drawn, name) for name in dict.fromkeys([setup.baseline, *setup.windows])}
    except InputError as error:
        return Draw(faults=error.faults)
    except ValidationError as error:
        fault = Fault(message("{reason}", reason=str(error.errors()[0]["msg"])), ("draws", number))
        return Draw(faults=(fault,))
    seen = Observations(studies, SideBySide(studies, number, setup.engine).log)
    values: dict[tuple[str, str, str], tuple[float | None, float | None]] = {}
    spans: dict[str, Span] = {}
    for name, wanted in setup.windows.items():
        windows = windows_between(studies[setup.baseline], studies[name])
        window = next((one for one in windows if one.name == wanted), None)
        if window is not None:
            before, after = (seen.of(arm, window) for arm in (setup.baseline, name))
            for kpi in standard_kpis():
                old, new = (kpi.measure(one) for one in (before, after))
                if "all" in old or "all" in new:
                    values[name, wanted, kpi.key] = old.get("all"), new.get("all")
        if name != setup.baseline:
            seen.drop(name)
        span = _span(setup.scenario, studies[name], name)
        if span is not None:
            spans[name] = span
    return Draw(values, spans)


def _span(scenario: Scenario, study: Study, name: str) -> Span | None:
    """Return how long the transition of a structure lasts; None where there is nothing to answer to."""
    if study.response is None:
        return None
    transition = transition_of(study.response)
    if transition is not None:
        return transition.lost, (transition.nearly, transition.recovered, transition.paid_back)
    if name == BASELINE or not scenario.alternatives[name].plan:
        return None
    never = study.date(study.change)  # no budget for any of it: nothing is lost
    return 0.0, (never, never, never)
