"""A small office whose comparison takes no time, for the tests of what is shown of results."""

from __future__ import annotations

from functools import cache

from orgsim.analysis.comparison import compare
from orgsim.analysis.findings import Comparison
from orgsim.report.words import titles_of
from orgsim.scenario.scenario import Scenario
from orgsim.scenario.yaml_file import load_text
from orgsim.store import Asked, RunState, Store
from orgsim.store.worker import Worker
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
