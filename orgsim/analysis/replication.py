"""One replication of a comparison: the same citizens through every structure, and what was measured; small to send."""

from __future__ import annotations

from dataclasses import dataclass, field

from orgsim.analysis.curves import CurveCounts, count_curve
from orgsim.analysis.drivers import Places, places_of
from orgsim.analysis.freed_memory import keep_freed_memory
from orgsim.analysis.kpi import Kpi, Measured
from orgsim.analysis.observation import Observation
from orgsim.analysis.observations import Observations
from orgsim.analysis.spreads import SpreadCounts, count_spread
from orgsim.analysis.stability import Weekly, weekly
from orgsim.analysis.survey_counts import Served, served_in
from orgsim.analysis.transition_curves import TransitionCounts, count_transition
from orgsim.analysis.twins import TwinCounts, count_twins
from orgsim.analysis.windows import Window
from orgsim.errors import Message
from orgsim.simulation.simulate import SideBySide, Study

__all__ = ["Arm", "Pairing", "Replication", "Setup", "log_file", "measure_replication"]

Arm = tuple[str, Window]
"""A structure by name, seen through a window."""


@dataclass(frozen=True)
class Pairing:
    """An alternative and the windows in which it is compared with the baseline."""

    alternative: str
    windows: tuple[Window, ...]


@dataclass(frozen=True)
class Setup:
    """What every replication needs; the studies include the baseline.

    Attributes
    ----------
    transitions, survey
        Whether to count the weeks after each change, and what a survey would ask for.
    """

    studies: dict[str, Study]
    baseline: str
    pairings: tuple[Pairing, ...]
    kpis: tuple[Kpi, ...]
    engine: str
    transitions: bool = False
    survey: bool = False


@dataclass(frozen=True)
class Replication:
    """What one replication showed.

    Attributes
    ----------
    values
        Of every structure and window, by indicator and group.
    reasons
        Why a value is missing, by structure and window, indicator and group.
    twins
        By alternative and name of the window.
    places
        Where the time of requests goes over the whole window, by structure and window.
    weeks
        Open requests week by week after the change, by structure.
    curves
        Week by week from the first day on, by structure.
    spreads
        How long requests took, by structure and window that is followed to the end.
    transitions
        Waiting and backlog week by week after the change, of the baseline and of the alternative, by alternative.
    surveys
        What those who were served met, by structure and window.
    """

    values: dict[Arm, dict[str, Measured]] = field(default_factory=dict)
    reasons: dict[Arm, dict[tuple[str, str], Message]] = field(default_factory=dict)
    twins: dict[tuple[str, str], TwinCounts] = field(default_factory=dict)
    places: dict[Arm, Places] = field(default_factory=dict)
    weeks: dict[str, Weekly] = field(default_factory=dict)
    curves: dict[str, CurveCounts] = field(default_factory=dict)
    spreads: dict[Arm, SpreadCounts] = field(default_factory=dict)
    transitions: dict[str, tuple[TransitionCounts, TransitionCounts]] = field(default_factory=dict)
    surveys: dict[Arm, Served] = field(default_factory=dict)


def log_file(structure: str, replication: int, table: str) -> str:
    """Return what the file of a kept log is called.

    Examples
    --------
    >>> log_file("merge", 0, "visits")
    'merge.0.visits.parquet'
    """
    return f"{structure}.{replication}.{table}.parquet"


def measure_replication(setup: Setup, number: int) -> Replication:
    """Run every structure once, with the same citizens and the same luck, and measure them.

    One after the other, so that of the alternatives only one is in memory at a time.
    """
    keep_freed_memory()
    seen = Observations(setup.studies, SideBySide(setup.studies, number, setup.engine).log)
    found = Replication()
    for name in setup.studies:
        found.weeks[name], found.curves[name] = weekly(seen.read(name)), count_curve(seen.read(name))
        for pairing in setup.pairings:
            if pairing.alternative == name:
                _measure_pair(setup, pairing, seen, found)
        if name != setup.baseline:
            seen.drop(name)
    return found


def _measure_pair(setup: Setup, pairing: Pairing, seen: Observations, found: Replication) -> None:
    for window in pairing.windows:
        arms = (setup.baseline, window), (pairing.alternative, window)
        before, after = (seen.of(*arm) for arm in arms)
        for arm, observation in zip(arms, (before, after), strict=True):
            if arm not in found.values:
                _measure(setup, arm, observation, found)
        if setup.transitions and window.name == "whole":
            found.transitions[pairing.alternative] = count_transition(before), count_transition(after)
        found.twins[pairing.alternative, window.name] = count_twins(before, after)


def _measure(setup: Setup, arm: Arm, observation: Observation, found: Replication) -> None:
    window = arm[1]
    found.values[arm], found.reasons[arm] = observation.once(_indicators, setup.kpis)
    if window.until is None:
        found.spreads[arm] = observation.once(count_spread)
    if window.name == "whole":
        found.places[arm] = places_of(observation)
    if setup.survey and window.is_period and window.until is None:
        found.surveys[arm] = observation.once(served_in)


def _indicators(
    observation: Observation, kpis: tuple[Kpi, ...]
) -> tuple[dict[str, Measured], dict[tuple[str, str], Message]]:
    """Return the values of all indicators, and why some have none."""
    values: dict[str, Measured] = {}
    reasons: dict[tuple[str, str], Message] = {}
    for kpi in kpis:
        values[kpi.key] = measured = kpi.measure(observation)
        reasons |= {
            (kpi.key, group): kpi.reason(observation, group) for group, value in measured.items() if value is None
        }
    return values, reasons
