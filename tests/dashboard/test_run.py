"""The page Run: what is asked for is done by a real worker, whom a kill -9 does not make forget anything."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress

import pytest

from dashboard import running
from orgsim.analysis.comparison import compare
from orgsim.analysis.open_rows import DRAWS
from orgsim.language import LANGUAGES
from orgsim.store import Asked, RunState
from orgsim.store import workers as starting
from tests.dashboard.results_office import finished_run, opened, scenario
from tests.store.conftest import OFFICE

MANY = 48
"""So many repetitions take long enough to be interrupted."""


@pytest.fixture(autouse=True)
def slow_engine(monkeypatch):
    """The engine that needs no compiling, and is slow enough to be interrupted; none changes a result."""
    monkeypatch.setattr("orgsim.store.compute._FASTEST_FIRST", ("reference",))


@pytest.fixture
def store(own_store):
    """A store whose workers end with the test."""
    yield own_store
    for started in (starting._started.pop(own_store.address.written, None),):
        if started is not None:
            started.terminate()
            with suppress(subprocess.TimeoutExpired):
                started.wait(30)


def texts(shown):
    kinds = (shown.title, shown.subheader, shown.markdown, shown.caption, shown.info, shown.warning, shown.success)
    progress = [one.proto.text for one in shown.get("progress")]
    return "\n".join([*(one.value for kind in (*kinds, shown.error) for one in kind), *progress])


def button(shown, start):
    return next(one for one in shown.button if one.label.startswith(start))


def the_run(store):
    (run,) = store.runs.list()
    return run


def wait_for(condition, seconds=240):
    until = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < until
        time.sleep(0.05)
    return found


def asked_for(language="en", repetitions=MANY):
    """Ask for a run on the page, as a reader does."""
    shown = opened("run", language, scenario())
    shown.segmented_control(key="precision").set_value("own").run()
    shown.number_input(key="count").set_value(repetitions).run()
    button(shown, "Run the comparison" if language == "en" else "Jalankan perbandingan").click().run()
    assert not shown.exception, shown.exception
    return shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_goes_from_the_page_to_a_worker_and_back(store, language):
    shown = asked_for(language, 4)
    run = the_run(store)
    assert run.asked == Asked(("merge",), replications=4, engine=run.asked.engine)
    assert "".join(shown.query_params["run"]) == run.id
    assert ("You may close this page" if language == "en" else "boleh ditutup") in texts(shown)
    wait_for(lambda: store.jobs.progress(run.id).state is RunState.DONE)
    again = opened("run", language, run=run.id)  # another browser, without any scenario open
    assert not again.error
    assert ("Done: 4 repetitions." if language == "en" else "4 ulangan") in texts(again)
    assert "results" in str([one.proto for one in again.get("page_link")])


def test_kill_9_of_the_worker_is_told_and_the_run_is_completed_to_the_same_bits(store):
    shown = asked_for()
    name = the_run(store).id
    wait_for(lambda: store.jobs.progress(name).done)
    (worker,) = store.jobs.workers()
    os.kill(worker.process, signal.SIGKILL)
    wait_for(lambda: not store.jobs.workers()[0].alive)
    safe = store.jobs.progress(name).done
    assert 0 < safe < MANY
    wait_for(lambda: starting._started[store.address.written].poll() is not None)
    shown.run()  # the page looks after its workers: it starts another one
    assert not shown.exception, shown.exception
    assert not shown.error
    wait_for(lambda: store.jobs.progress(name).state is RunState.DONE)
    shown.run()
    assert f"Done: {MANY} repetitions." in texts(shown)
    run = store.runs.get(name)
    assert (run.attempts, run.done) == (2, MANY)
    assert store.jobs.result(name) == compare(scenario(), ["merge"], replications=MANY, engine=run.asked.engine)


def test_a_run_is_cancelled_and_taken_up_again(store):
    repetitions = 400  # so many that it cannot be done before the page has been drawn twice
    shown = asked_for(repetitions=repetitions)
    name = the_run(store).id
    wait_for(lambda: store.jobs.progress(name).done)
    shown.run()
    button(shown, "Cancel").click().run()
    wait_for(lambda: store.jobs.progress(name).state is not RunState.RUNNING)
    assert store.jobs.progress(name).state is RunState.CANCELLED
    shown.run()
    assert "Cancelled after" in texts(shown)
    safe = store.jobs.progress(name).done
    assert safe < repetitions
    button(shown, "Go on from here").click().run()
    wait_for(lambda: store.jobs.progress(name).state is RunState.DONE)
    assert store.runs.get(name).done == repetitions


def test_what_a_reader_chooses_is_asked_for(store, monkeypatch):
    monkeypatch.setattr(starting, "start_worker", lambda _: True)  # nobody needs to do it
    monkeypatch.setattr("orgsim.store.jobs.start_worker", lambda _: True)
    shown = opened("run", scenario=scenario())
    shown.segmented_control(key="precision").set_value("quick").run()
    shown.checkbox(key="controls").check().run()
    shown.toggle(key="uncertain").set_value(True).run()
    assert "survives what nobody has measured" in texts(shown)
    shown.text_input(key="note").set_value("for the council").run()
    button(shown, "Run the comparison").click().run()
    run = the_run(store)
    assert run.asked == Asked(("merge",), controls=True, replications=5, engine=run.asked.engine, draws=DRAWS)
    assert run.note == "for the council"
    assert "waiting for a worker" in str([one.proto.label for one in shown.get("page_link")])


@pytest.mark.parametrize(("language", "said"), [("en", "cannot be shown"), ("id", "tidak dapat ditampilkan")])
def test_a_run_that_there_is_none_of_is_told_and_the_rest_of_the_page_works(own_store, language, said):
    shown = opened("run", language, scenario(), run="nosuchrun")
    assert said in texts(shown)
    assert "run" not in shown.query_params
    assert shown.segmented_control(key="precision").value == "usual"


def test_without_an_alternative_the_page_leads_to_the_proposal(own_store):
    shown = opened("run", scenario=scenario().changed(alternatives={}))
    assert "make a proposal first" in texts(shown)
    assert not [one for one in shown.button if one.label.startswith("Run")]


def test_runs_so_far_are_listed_with_their_addresses(own_store):
    name = finished_run(own_store, note="first *look*")
    shown = opened("run", "id", scenario())
    (link,) = [one.proto for one in shown.get("page_link") if name in str(one.proto)]
    assert "Kantor kecil: selesai, 3 ulangan" in link.label
    assert r"first \*look\*" in link.label


def test_the_time_of_a_run_is_estimated_from_runs_of_before(own_store):
    few = running.seconds_expected(scenario(), 2, 10, ())
    many = running.seconds_expected(scenario(), 4, 10, ())
    assert many - 2 == pytest.approx(2 * (few - 2))
    assert running.seconds_expected(scenario(), 2, 10, (), draws=40) - 2 == pytest.approx(5 * (few - 2))
    name = finished_run(own_store)
    past = own_store.runs.get(name)
    known = running.seconds_expected(scenario(), 4, 3, (past,))
    took = max(0.0, (past.finished - past.started).total_seconds() - 2)
    assert known == pytest.approx(2 + took)  # the same again: four structures, three repetitions
    other = own_store.runs.get(own_store.jobs.submit(OFFICE, Asked(("merge",))))
    assert running.seconds_expected(scenario(), 2, 10, (other,)) == few  # what is not done says nothing
