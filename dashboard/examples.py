"""The examples that come along: opened with their results, which are computed once and kept."""

from __future__ import annotations

import os
from contextlib import suppress
from threading import Thread

import streamlit as st

from dashboard import keeping, running, state
from orgsim.errors import Message, StoreError, message
from orgsim.resources import scenarios
from orgsim.scenario.scenario import Scenario
from orgsim.scenario.yaml_file import load
from orgsim.scenario.yaml_writer import write_scenario
from orgsim.store import Asked, Run, RunState

_FIRST = "palembang"
_SHOWN = 2
"""So many alternatives of an example are computed at once; the reader may ask for the others."""


def names() -> tuple[str, ...]:
    """Return the examples, the one to begin with first."""
    found = sorted(path.parent.name for path in scenarios().glob("*/scenario.yaml"))
    return tuple(sorted(found, key=lambda name: name != _FIRST))


@st.cache_resource(show_spinner=False)
def example(name: str) -> Scenario:
    """Return an example."""
    return load(scenarios() / name / "scenario.yaml")


def run_of(name: str) -> Run | None:
    """Return the run of an example that is done or under way, if there is one."""
    kept = keeping.store().runs.list(limit=200)
    usable = (RunState.DONE, RunState.QUEUED, RunState.RUNNING)
    return next((run for run in kept if run.note == _note(name) and run.state in usable), None)


@st.cache_resource(show_spinner=False)
def prepare_in_background() -> None:
    """Compute the first example once, when the server starts and the fast engine is there: it shall open at once."""
    if os.environ.get("ORGSIM_PREPARE_EXAMPLES") != "1":
        return

    def prepare() -> None:
        from orgsim.simulation.simulate import ENGINES

        with suppress(StoreError):  # whoever opens the example is told
            if "kernel" in ENGINES and run_of(_FIRST) is None:
                _submit(_FIRST)
            else:
                keeping.store().jobs.ensure_worker()  # it makes itself ready while nobody asks for anything

    Thread(target=prepare, daemon=True).start()


def _submit(name: str) -> str:
    scenario = example(name)
    asked = Asked(alternatives=tuple(scenario.alternatives)[:_SHOWN])
    run = keeping.store().jobs.submit(write_scenario(scenario), asked, note=_note(name))
    keeping.store().jobs.ensure_worker()
    return run


def open_example(name: str) -> str:
    """Open an example and its run, and return the page that shows how far that is."""
    state.open_scenario(example(name))
    try:
        run = run_of(name)
        run_id = _submit(name) if run is None else run.id
    except StoreError as error:
        state.show_later(error)
        return "screens/organisation.py"
    running.look_at(run_id)
    return "screens/results.py" if run is not None and run.state is RunState.DONE else "screens/run.py"


def note_of(run: Run) -> Message | None:
    """Return what is noted of a run, in words; of the run of an example, that it is one."""
    if any(run.note == _note(name) for name in names()):
        return message("an example that comes along")
    return message("{note}", note=run.note) if run.note else None


def _note(name: str) -> str:
    return f"example {name}"
