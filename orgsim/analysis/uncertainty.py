"""What the ranges of the assumptions leave open: an interval of its own, beside that of the repetitions.

More repetitions narrow the interval of a comparison, and never this one. Each draw puts every number that is not
measured somewhere in its range, the same in all structures, and sends the citizens of one repetition through them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from math import fsum
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from orgsim.analysis.executors import Executor, map_tasks
from orgsim.analysis.kpi import Kpi, standard_kpis
from orgsim.analysis.observation import Observation
from orgsim.analysis.open_rows import OpenRow, OpenTransition, Uncertainty
from orgsim.analysis.parameter_draws import drawn_scenario, varied_assumptions, varied_values
from orgsim.analysis.preparation import Prepared, windows_between
from orgsim.analysis.statistics.intervals import student_quantile
from orgsim.errors import Fault, InputError, message
from orgsim.restructuring.transition import transition_of
from orgsim.scenario.scenario import BASELINE
from orgsim.simulation.simulate import prepare, run

if TYPE_CHECKING:
    from orgsim.analysis.findings import Comparison, Estimate
    from orgsim.scenario.scenario import Scenario

__all__ = ["DRAWS", "add_uncertainty"]

DRAWS: Final = 40
"""How many draws are made where nothing else is said."""

SURVIVES: Final = 0.95
"""Share of the draws that must agree on the direction for a conclusion to survive."""

_Values = dict[tuple[str, str, str], tuple[float | None, float | None]]
_Span = tuple[float, tuple[dt.date | None, ...]]
"""Months lost; when 99 % of the old speed is back, when all of it, and when it has paid back."""


def add_uncertainty(
    comparison: Comparison,
    prepared: Prepared,
    *,
    draws: int = DRAWS,
    engine: str = "reference",
    executor: Executor = "inline",
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Return a comparison with what the ranges of its assumptions leave open.

    Parameters
    ----------
    comparison, prepared
        What was found, and how it was prepared.
    draws
        How many draws are made; draw n has the citizens of repetition n.
    engine, executor, workers
        How it is computed; none of them changes a result.
    progress
        Told how many draws are done, and how many are to be.

    Raises
    ------
    InputError
        If fewer than two draws are asked for, or fit together.
    """
    if draws < 2:
        raise InputError(Fault(message("at least two draws are needed"), ("draws",)))
    scenario = prepared.scenario
    asked = tuple(sorted(prepared.assumptions.asked))
    names = tuple(name for name in prepared.titles if name in scenario.alternatives or name == BASELINE)
    windows = {name: _main([window.name for window in comparison.windows[name]]) for name in names}
    task = partial(_measured, scenario, windows, prepared.baseline, asked, _informed(prepared), engine)
    found: list[_Values] = []
    spans: list[dict[str, _Span]] = []
    refused: list[InputError] = []
    with closing(map_tasks(task, range(draws), executor, workers)) as made:
        for done, measured in enumerate(made, start=1):
            if isinstance(measured, InputError):
                refused.append(measured)
            else:
                found.append(measured[0])
                spans.append(measured[1])
            if progress is not None:
                progress(done, draws)
    if len(found) < 2:
        raise refused[0]
    kpis = {kpi.key: kpi for kpi in standard_kpis()}
    rows = (
        _row(about, kpis[about[2]], [values[about] for values in found if about in values], comparison)
        for about in dict.fromkeys(about for values in found for about in values)
    )
    varied = (*varied_assumptions(scenario.assumptions, asked), *_places(scenario))
    told = tuple(row for row in rows if row is not None)
    transitions = tuple(
        _transition(name, [one[name] for one in spans if name in one])
        for name in dict.fromkeys(name for one in spans for name in one)
    )
    return replace(comparison, uncertainty=Uncertainty(len(found), varied, told, transitions, len(refused)))


def _informed(prepared: Prepared) -> Mapping[str, float]:
    """Return what is measured in any of the alternatives: how much more is known of which assumption."""
    found: dict[str, float] = {}
    for study in prepared.studies.values():
        for rounds in study.phases[-1].organisation.agency.change.rounds:
            worth = rounds.rounds * rounds.informs
            found[rounds.assumption] = max(found.get(rounds.assumption, 0.0), worth)
    return found


def _places(scenario: Scenario) -> tuple[str, ...]:
    return tuple(".".join(map(str, one.path)) for one in varied_values(scenario.evidence))


def _measured(
    scenario: Scenario,
    windows: Mapping[str, str],
    baseline: str,
    asked: Sequence[str],
    informed: Mapping[str, float],
    engine: str,
    draw: int,
) -> tuple[_Values, dict[str, _Span]] | InputError:
    """Return the indicators of each alternative and its baseline in one draw and one window, of all requests together.

    And, beside them, how long the transitions last. Numbers that are possible one by one may contradict each other:
    what is wrong with such a draw is returned in place of all that.
    """
    try:
        drawn = drawn_scenario(scenario, asked, draw, informed)
        studies = {name: prepare(drawn, name) for name in dict.fromkeys([baseline, *windows])}
    except InputError as error:
        return error
    except ValidationError as error:
        return InputError(Fault(message("{reason}", reason=str(error.errors()[0]["msg"])), ("draws", draw)))
    logs = {name: run(study, draw, engine) for name, study in studies.items()}
    found: _Values = {}
    spans: dict[str, _Span] = {}
    for name, wanted in windows.items():
        window = next((one for one in windows_between(studies[baseline], studies[name]) if one.name == wanted), None)
        if window is not None:
            before, after = (Observation(studies[arm], logs[arm], window) for arm in (baseline, name))
            for kpi in standard_kpis():
                values = [kpi.measure(one).get("all", ()) for one in (before, after)]
                if any(value != () for value in values):
                    old, new = (None if value == () else value for value in values)
                    found[name, wanted, kpi.key] = old, new  # type: ignore[assignment]
        response = studies[name].response
        transition = None if response is None else transition_of(response)
        if transition is not None:
            spans[name] = transition.lost, (transition.nearly, transition.recovered, transition.paid_back)
        elif response is not None and scenario.alternatives[name].plan:  # no budget for any of it: nothing is lost
            never = studies[name].date(studies[name].change)
            spans[name] = 0.0, (never, never, never)
    return found, spans


def _transition(name: str, spans: Sequence[_Span]) -> OpenTransition:
    """Return between what a transition lies in nineteen of twenty draws; a day that did not come is later than any."""
    lost = sorted(months for months, _ in spans)
    places = [round(share * (len(spans) - 1)) for share in (0.025, 0.5, 0.975)]
    columns = [sorted(days, key=lambda day: day or dt.date.max) for days in zip(*(d for _, d in spans), strict=True)]
    nearly, back, paid = ((days[places[0]], days[places[1]], days[places[2]]) for days in columns)
    came = [sum(day is not None for day in days) / len(spans) for days in columns]
    low, middle, high = (_quantile(lost, share) for share in (0.025, 0.5, 0.975))
    return OpenTransition(name, (low, middle, high), nearly, back, paid, came[1], came[2])


def _main(names: Sequence[str]) -> str:
    """Return the window that is told: the latest months that were observed as a stretch of their own."""
    return next(name for name in ("settled", "transition", "whole") if name in names)


def _row(
    about: tuple[str, str, str],
    kpi: Kpi,
    pairs: Sequence[tuple[float | None, float | None]],
    comparison: Comparison,
) -> OpenRow | None:
    differences = sorted(new - old for old, new in pairs if old is not None and new is not None)
    if len(differences) < 2:
        return None
    count = len(differences)
    lower, higher = (sum(sign * value > 0 for value in differences) / count for sign in (-1, 1))
    better, worse = (lower, higher) if kpi.better == "lower" else (higher, lower)
    directed = kpi.better != "neither"
    return OpenRow(
        *about,
        kpi.measured_in,
        count,
        _quantile(differences, 0.025),
        _quantile(differences, 0.5),
        _quantile(differences, 0.975),
        better if directed else None,
        worse if directed else None,
        max(better, worse) >= SURVIVES if directed else None,
        _by_assumptions(differences, _estimate(comparison, about)),
    )


def _estimate(comparison: Comparison, about: tuple[str, str, str]) -> Estimate | None:
    alternative, window, kpi = about
    return next(comparison.rows(alternative=alternative, window=window, kpi=kpi, group="all"), None)


def _by_assumptions(differences: Sequence[float], estimate: Estimate | None) -> float | None:
    """Return the share of the variance that repetitions alone do not explain."""
    mean = fsum(differences) / len(differences)
    total = fsum((value - mean) ** 2 for value in differences) / (len(differences) - 1)
    if estimate is None or estimate.low is None or estimate.high is None or estimate.replications < 2 or not total:
        return None
    half = (estimate.high - estimate.low) / 2
    chance = (half / student_quantile(0.95, estimate.replications - 1)) ** 2 * estimate.replications
    return max(0.0, 1 - chance / total)


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Return a quantile of ordered values, linear between them.

    Examples
    --------
    >>> _quantile([1.0, 2.0, 4.0], 0.75)
    3.0
    """
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
