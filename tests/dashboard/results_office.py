"""A small office whose comparison takes no time, for the tests of what is shown of results."""

from __future__ import annotations

from functools import cache
from typing import Any

from dashboard import state
from orgsim.analysis.comparison import compare
from orgsim.analysis.findings import Comparison
from orgsim.report.words import titles_of
from orgsim.scenario.scenario import Scenario
from orgsim.scenario.yaml_file import load_text
from orgsim.store import Asked, RunState, Store
from orgsim.store.worker import Worker
from tests.dashboard.conftest import APP
from tests.store.conftest import OFFICE

ASKED = Asked(("merge",), controls=True, replications=3)


@cache
def scenario() -> Scenario:
    return load_text(OFFICE)


@cache
def found() -> Comparison:
    return compare(scenario(), ["merge"], replications=3, controls=True)


@cache
def titles() -> dict[str, object]:
    return titles_of(scenario())


def finished_run(store: Store, asked: Asked = ASKED, note: str = "") -> str:
    """A run that is done, by a worker in this process."""
    name = store.jobs.submit(OFFICE, asked, note=note)
    Worker(store.database, once=True, most=1).work()
    assert store.jobs.progress(name).state is RunState.DONE
    return name


def opened(name: str, language: str = "en", scenario: Scenario | None = None, **query: str) -> Any:
    """A page opened by its address."""
    from streamlit.testing.v1 import AppTest

    test = AppTest.from_file(str(APP), default_timeout=120)
    test.session_state["raise_errors"] = True
    test.session_state["language"] = language
    if scenario is not None:
        test.session_state["open_draft"] = state.Draft(scenario)
        test.session_state["open_alternative"] = next(iter(scenario.alternatives), None)
    for key, value in query.items():
        test.query_params[key] = value
    test.switch_page(f"screens/{name}.py").run()
    assert not test.exception, test.exception
    return test
