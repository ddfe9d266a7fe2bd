"""The page Before and after: of a run that is done, cancelled, of another version, or that there is none of."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sqlalchemy import delete, update

from dashboard import state
from orgsim.language import LANGUAGES
from orgsim.store import Asked, open_store
from orgsim.store.claims import claim_next
from orgsim.store.tables import RUN, SNAPSHOT
from orgsim.store.worker import Worker
from tests.dashboard.results_office import ASKED, finished_run, found, opened, scenario
from tests.store.conftest import OFFICE

VIEWS = ("story", "times", "places", "numbers", "structures", "basis")


def result(name, language="en", **query):
    """Return the page of a result, with no scenario open: its address is enough."""
    return opened("results", language, run=name, **query)


@pytest.fixture(scope="module")
def done(shared_store):
    """A run in the store that all tests share, which is only looked at."""
    with open_store() as store:
        return finished_run(store, note="for the council")


@pytest.fixture(scope="module")
def drawn(shared_store):
    """A run with everything drawn that is not measured, in the same store."""
    with open_store() as store:
        return finished_run(store, replace(ASKED, controls=False, replications=2, draws=8))


def texts(shown):
    kinds = (shown.title, shown.subheader, shown.markdown, shown.caption, shown.info, shown.warning, shown.success)
    return "\n".join(one.value for kind in (*kinds, shown.error) for one in kind)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_of_a_result_has_an_address_of_its_own(done, view, language):
    shown = result(done, language, view=view, alternative="merge")
    assert len(texts(shown)) > 400
    assert not shown.error
    asked = {key: shown.query_params[key] for key in ("run", "view", "alternative", "window")}
    assert {key: "".join(value) for key, value in asked.items()} == {
        "run": done,
        "view": view,
        "alternative": "merge",
        "window": "transition",
    }


def test_the_story_stands_with_its_numbers(done):
    shown = result(done)
    text = texts(shown)
    assert "for the council" in text
    row = found().row("merge", "lead_time_working", "transition")
    assert row.verdict is not None
    assert text.count("before:") == 3
    assert "done sooner" in text
    shown.segmented_control(key="view").set_value("numbers").run()
    assert "| Indicator |" in texts(shown)
    assert "".join(shown.query_params["view"]) == "numbers"


@pytest.mark.parametrize(
    ("language", "said", "which"),
    [
        ("en", "with uncertain assumptions:", "Which assumptions matter most"),
        ("id", "dengan asumsi yang tidak pasti:", "Asumsi mana yang paling menentukan"),
    ],
)
def test_what_the_assumptions_leave_open_stands_beside_the_interval_of_chance(drawn, language, said, which):
    assert texts(result(drawn, language)).count(said) == 3
    shown = result(drawn, language, view="numbers")
    assert ("by assumptions, 95 %" if language == "en" else "karena asumsi, 95 %") in texts(shown)
    shown = result(drawn, language, view="basis")
    assert which in texts(shown)
    command, python = (one.value for one in shown.code)
    assert "--uncertainty --draws 8" in command
    assert "draws=8" in python


def test_a_run_without_draws_says_how_to_ask_for_them(done):
    assert "choose “With uncertain assumptions”" in texts(result(done, view="basis"))


def test_a_control_is_told_to_change_nothing(done):
    text = texts(result(done, view="basis"))
    assert text.count("is exactly the same, as it must be") == 2
    assert "orgsim compare a-small-office.yaml -a merge --controls --seed 1 --replications 3" in str(
        [one.value for one in result(done, view="basis").code]
    )
    text = texts(result(done, alternative="rename-only"))
    assert "Nothing at all changes" in text


def test_without_any_run_the_page_says_where_to_go(own_store):
    shown = opened("results", "id")
    assert "Belum ada simulasi" in texts(shown)


@pytest.mark.parametrize(("language", "said"), [("en", "there is no run"), ("id", "tidak ada simulasi")])
def test_a_run_that_there_is_none_of_is_told_in_words(own_store, language, said):
    shown = result("nosuchrun", language)
    assert said in "\n".join([*(one.value for one in shown.error), *(one.value for one in shown.text)]).lower()
    assert "run" not in shown.query_params


def test_a_cancelled_run_shows_what_it_has_found_and_that_it_is_not_all(own_store):
    name = own_store.jobs.submit(OFFICE, Asked(("merge",), replications=50))
    own_store.jobs.cancel(name)
    assert "found nothing yet" in texts(result(name))
    name = finished_run(own_store)
    with own_store.database.writing() as connection:
        connection.execute(update(RUN).where(RUN.c.id == name).values(state="cancelled"))
    text = texts(result(name))
    assert "not the last word" in text
    assert "done sooner" in text
    assert "belum final" in texts(result(name, "id"))


def test_a_run_under_way_says_so(own_store):
    name = own_store.jobs.submit(OFFICE, Asked(("merge",), replications=50))
    assert claim_next(own_store.database, "somebody") is not None
    text = texts(result(name, "id"))
    assert "belum final" in text
    assert "belum menghasilkan" in text


def test_a_run_of_another_version_is_shown_as_far_as_it_can_be_read(own_store):
    name = finished_run(own_store)
    with own_store.database.writing() as connection:
        connection.execute(update(RUN).where(RUN.c.id == name).values(orgsim_version="0.0.1"))
    text = texts(result(name))
    assert "made by orgsim 0.0.1" in text
    assert "done sooner" in text
    name = finished_run(own_store)
    with own_store.database.writing() as connection:
        connection.execute(update(RUN).where(RUN.c.id == name).values(orgsim_version="0.0.1"))
        connection.execute(update(SNAPSHOT).where(SNAPSHOT.c.run == name).values(content=b"from long ago"))
    shown = result(name)
    assert "cannot show all of it" in texts(shown)
    assert "The numbers as they were kept" in texts(shown)
    assert "Waiting time per request" in texts(shown)
    text = texts(result(name, "id"))
    assert "Angka sebagaimana tersimpan" in text
    assert "enam bulan pertama" in text


def test_a_result_whose_numbers_are_gone_is_told(own_store):
    name = finished_run(own_store)
    with own_store.database.writing() as connection:
        connection.execute(delete(SNAPSHOT).where(SNAPSHOT.c.run == name))
        connection.execute(update(RUN).where(RUN.c.id == name).values(snapshots=0))
    assert "found nothing yet" in texts(result(name))


def test_a_title_from_data_is_no_markup_on_a_result(own_store):
    evil = OFFICE.replace("title: {id: Gabung, en: Merge}", 'title: "![x](http://192.0.2.1/x.png) <b>"')
    name = own_store.jobs.submit(evil, Asked(("merge",), replications=2, engine="reference"))
    Worker(own_store.database, once=True, most=1).work()
    for view in VIEWS:
        shown = result(name, view=view)
        told = [one.value for kind in (shown.markdown, shown.caption, shown.subheader, shown.warning) for one in kind]
        assert not [text for text in told if re.search(r"(?<!\\)!\[|(?<!\\)\]\(http|(?<!\\)<b>", text)]


def test_a_result_of_a_scenario_that_was_changed_since_says_so(done):
    now = scenario()
    for held, told in ((now, False), (now.changed(run=now.run.changed(seed=5)), True)):
        shown = opened("results", scenario=held, run=done)
        assert ("was changed after this run" in texts(shown)) is told


def test_the_run_at_hand_is_left_when_another_scenario_is_opened(own_store):
    name = finished_run(own_store)
    shown = opened("results", scenario=scenario(), run=name)
    del shown.query_params["run"]
    shown.switch_page("screens/run.py").run()
    assert "".join(shown.query_params["run"]) == name  # one comes back to it
    del shown.query_params["run"]
    other = scenario().changed(title="Kantor lain")
    shown.session_state["open_draft"] = state.Draft(other)
    shown.switch_page("screens/run.py").run()
    assert "run" not in shown.query_params
    assert "Done: 3 repetitions." not in texts(shown)
