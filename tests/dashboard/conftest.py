"""What the tests of the dashboard share."""

from __future__ import annotations

from pathlib import Path

import pytest

APP = Path(__file__).resolve().parents[2] / "dashboard" / "app.py"


@pytest.fixture(scope="session", autouse=True)
def shared_store(tmp_path_factory):
    """One store for all tests, and no worker beside it: what a test needs for itself it asks of `own_store`."""
    import os

    import streamlit as st

    before = os.environ.get("ORGSIM_STORE")
    os.environ["ORGSIM_STORE"] = str(tmp_path_factory.mktemp("store") / "store.sqlite")
    st.cache_resource.clear()
    yield
    os.environ.pop("ORGSIM_STORE")
    if before is not None:
        os.environ["ORGSIM_STORE"] = before


@pytest.fixture
def own_store(tmp_path, monkeypatch):
    """Return a store that no other test has seen; the pages use it, too."""
    from dashboard import keeping

    monkeypatch.setenv("ORGSIM_STORE", str(tmp_path / "store.sqlite"))
    keeping._store.clear()
    yield keeping.store()
    keeping._store.clear()


@pytest.fixture
def page():
    """Return the page of a name in a language, with an example open unless none is asked for."""
    from streamlit.testing.v1 import AppTest

    from dashboard import state
    from dashboard.examples import example

    def opened(name, language="en", *, scenario="palembang", **query):
        test = AppTest.from_file(str(APP), default_timeout=60)
        test.session_state["raise_errors"] = True
        test.session_state["language"] = language
        for key, value in query.items():
            test.query_params[key] = value
        if scenario is not None:
            held = example(scenario) if isinstance(scenario, str) else scenario
            test.session_state["open_draft"] = state.Draft(held)
            test.session_state["open_alternative"] = next(iter(held.alternatives), None)
        test.switch_page(f"screens/{name}.py").run() if name != "start" else test.run()
        assert not test.exception, test.exception
        return test

    return opened


@pytest.fixture(scope="session")
def dashboard_address(tmp_path_factory):
    """Return the address of a real dashboard."""
    from tests.dashboard.driving import serving

    with serving(tmp_path_factory.mktemp("dashboard")) as address:
        yield address
