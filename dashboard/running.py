"""Runs as pages see them: which one the address names, what it has found, how long one will take.

Results are kept in the store; a session keeps the name of a run and nothing else. What was read is shared by all
sessions, under the name of the run.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from dashboard import keeping, state
from orgsim.errors import InputError
from orgsim.store import DRAW_WORTH, Run, RunState

if TYPE_CHECKING:
    from orgsim.analysis.findings import Comparison
    from orgsim.organisation.organisation import Organisation
    from orgsim.scenario.scenario import Scenario

_SECONDS_PER_VISIT: Final = {"reference": 1.5e-4, "kernel": 4e-6}
"""On a machine of which nothing is known yet; after the first run its own pace is used."""
_START: Final = 2.0
"""Seconds until a worker has read a scenario and begun."""


def asked_for() -> str | None:
    """Return the run that the address names, else the one looked at last, if it is of the scenario that is open."""
    named = st.query_params.get("run")
    if named:
        return str(named)
    last, now = state.recall("run"), state.draft()
    return str(last) if last and (now is None or state.recall("run_title") == now.scenario.title) else None


def look_at(name: str) -> None:
    """Keep a run at hand, and in the address, so that it can be sent to a colleague."""
    if state.recall("run") != name:
        state.remember("run", name)
        state.remember("run_title", keeping.store().runs.get(name).title)
    if st.query_params.get("run") != name:
        st.query_params["run"] = name


def leave() -> None:
    """Look at no run any more."""
    state.remember("run", None)
    if "run" in st.query_params:
        del st.query_params["run"]


def text_of(scenario: Scenario) -> str:
    """Return the file of a scenario that is to be run; written once, for that takes longer than the rest of a click."""
    from dashboard.forms.measures import kept  # brings the simulation, which the first page has no need of
    from orgsim.scenario.yaml_writer import write_scenario

    return kept("run_text", (scenario, scenario.evidence), lambda: write_scenario(scenario))


def get_ready(scenario: Scenario) -> None:
    """Do what asking for a run takes while the reader still chooses: whoever presses the button waits for the rest."""
    from orgsim.store.compute import read

    with suppress(InputError):  # told when the run is asked for
        read(text_of(scenario))


def comparison_of(run: Run, snapshots: int) -> Comparison | None:
    """Return what a run has found so far; of one that is done, all of it.

    Raises
    ------
    StoreError
        If another version has made it and this one cannot read it.
    """
    return _comparison(str(keeping.store().address), run.id, snapshots)


@st.cache_resource(max_entries=12, show_spinner=False)
def _comparison(address: str, name: str, snapshots: int) -> Comparison | None:
    return keeping.store().jobs.interim(name)


def is_stale(run: Run) -> bool:
    """Whether the scenario that is open is the one of a run, but was changed since."""
    now = state.draft()
    return now is not None and now.scenario.title == run.title and now.scenario != scenario_of(run)


def scenario_of(run: Run) -> Scenario:
    """Return the scenario of a run, exactly as it was run."""
    return _scenario(str(keeping.store().address), run.id)


@st.cache_resource(max_entries=12, show_spinner=False)
def _scenario(address: str, name: str) -> Scenario:
    from orgsim.scenario.yaml_file import load_text

    return load_text(keeping.store().runs.get(name).yaml)


def titles_in(run: Run) -> dict[str, Any]:
    """Return what units, posts and services of a run are called."""
    return _titles(str(keeping.store().address), run.id)


@st.cache_resource(max_entries=12, show_spinner=False)
def _titles(address: str, name: str) -> dict[str, Any]:
    from orgsim.report.words import titles_of

    return titles_of(_scenario(address, name))


def seconds_expected(
    scenario: Scenario, structures: int, replications: int, past: Sequence[Run], draws: int = 0
) -> float:
    """Return about how long a run takes on this machine.

    Parameters
    ----------
    scenario
        What is run.
    structures
        How many are simulated, the one as it is included.
    replications
        How often.
    past
        Runs of before; the pace of the last ones of the same scenario is the best guess.
    draws
        How often everything that is not measured is drawn.
    """
    rounds = replications + draws * DRAW_WORTH
    for run in past:
        if run.state is RunState.DONE and run.title == scenario.title and run.started and run.finished and run.done:
            took = max(0.0, (run.finished - run.started).total_seconds() - _START)
            same = len(run.asked.alternatives or scenario.alternatives) + 1 + 2 * run.asked.controls
            if run.attempts == 1:
                return _START + took / (run.done + run.drawn * DRAW_WORTH) / same * structures * rounds
    from orgsim.analysis.effort import visits_per_replication
    from orgsim.simulation.simulate import ENGINES

    pace = _SECONDS_PER_VISIT["kernel" if "kernel" in ENGINES else "reference"]
    return _START + visits_per_replication(scenario) * structures * rounds * pace


def structures_of(run: Run, alternative: str) -> tuple[Organisation, Organisation]:
    """Return the structure that a run compares with, and the one that an alternative leads to in the end."""
    return _structures(str(keeping.store().address), run.id, alternative)


@st.cache_resource(max_entries=24, show_spinner=False)
def _structures(address: str, name: str, alternative: str) -> tuple[Organisation, Organisation]:
    scenario, baseline = _scenario(address, name), keeping.store().runs.get(name).asked.baseline
    before = _after(scenario, baseline)
    # A control is no alternative of the scenario; it leaves the structure as it was.
    return before, _after(scenario, alternative) if alternative in scenario.alternatives else before


def _after(scenario: Scenario, alternative: str) -> Organisation:
    from orgsim.restructuring.plan import phases

    if alternative not in scenario.alternatives:
        return scenario.organisation
    found = phases(scenario.organisation, scenario.alternatives[alternative].plan, scenario.assumptions).phases
    return found[-1].organisation if found else scenario.organisation
