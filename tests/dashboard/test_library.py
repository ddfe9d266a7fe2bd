"""Scenarios: saved, copied, locked, put away, compared; drafts; files up and down."""

from __future__ import annotations

import pytest

from dashboard import keeping
from dashboard.examples import example
from orgsim.errors import InputError
from orgsim.resources import scenarios
from orgsim.scenario.templates import template
from orgsim.scenario.yaml_file import load, load_text
from orgsim.scenario.yaml_writer import write_scenario
from orgsim.store import ScenarioState


@pytest.fixture
def kept(own_store):
    """Return the record of a scenario with two versions."""
    office = template("agency-type-b")
    record = own_store.scenarios.create(write_scenario(office), author="A. [x](http://192.0.2.1)", note="first")
    more = write_scenario(office.changed(title="Dinas *B*"))
    own_store.scenarios.save(record.id, more, note="second", base=1)
    return own_store.scenarios.get(record.id)


def press(shown, key):
    shown.button(key=key).click().run()
    assert not shown.exception


def test_a_scenario_is_opened_copied_locked_and_put_away(page, own_store, kept):
    shown = page("scenarios", scenario=None)
    press(shown, "lock")
    assert own_store.scenarios.get(kept.id).locked
    press(shown, "lock")
    assert not own_store.scenarios.get(kept.id).locked
    press(shown, "duplicate")
    assert len(own_store.scenarios.list()) == 2
    press(shown, "open_kept")
    assert shown.session_state["open_draft"].saved
    assert "scenario" in shown.query_params
    press(shown, "archive")
    assert len(own_store.scenarios.list()) == 1


def test_a_state_is_set_and_what_is_agreed_cannot_be_saved_over(page, own_store, kept):
    own_store.scenarios.set_state(kept.id, ScenarioState.AGREED)
    shown = page("scenarios", "id", scenario=None)
    press(shown, "open_kept")
    opened = shown.session_state["open_draft"]
    shown.session_state["open_draft"] = opened.__class__(
        opened.scenario.changed(title="Lain"), opened.id, opened.version
    )
    shown.run()
    next(button for button in shown.button if button.label == "Simpan sebagai versi").click().run()
    assert not shown.exception
    assert shown.error
    assert own_store.scenarios.get(kept.id).version == 2


@pytest.mark.parametrize("view", ["kept", "drafts", "compare", "files"])
def test_every_view_opens_and_nothing_of_the_data_is_markup(page, own_store, kept, view):
    own_store.drafts.begin(write_scenario(template("agency-type-c").changed(title="![x](http://192.0.2.1)")))
    own_store.drafts.begin("no scenario at all")
    shown = page("scenarios", scenario=None)
    shown.session_state["scenarios_view"] = view
    shown.run()
    assert not shown.exception
    assert all("](http" not in element.value.replace("\\", "") or "\\]" in element.value
               for element in (*shown.markdown, *shown.caption))  # fmt: skip


def test_two_versions_are_compared(page, kept):
    shown = page("scenarios", scenario=None)
    shown.session_state["scenarios_view"] = "compare"
    shown.run()
    cells = shown.dataframe[0].value.astype(str).to_numpy().ravel().tolist()
    assert any("Dinas *B*" in cell for cell in cells)


@pytest.mark.parametrize(
    ("language", "told", "cells"),
    [
        ("en", "Unchanged units: Head of the agency, Secretariat.", ("Merging two overlapping", "3 working days")),
        ("id", "Unit yang tidak berubah: Kepala Dinas, Sekretariat.", ("Penggabungan dua bidang", "3 hari kerja")),
    ],
)
def test_two_offices_are_compared_in_the_readers_words(page, own_store, language, told, cells):
    for name in ("palembang", "semarang"):
        own_store.scenarios.create(write_scenario(example(name)))
    shown = page("scenarios", language, scenario=None)
    shown.session_state["scenarios_view"] = "compare"
    shown.run()
    assert not shown.error
    assert told in "\n".join(one.value for one in shown.markdown)
    found = " | ".join(shown.dataframe[0].value.astype(str).to_numpy().ravel().tolist())
    assert all(cell in found for cell in cells)
    keys = ["reports_to", "head: True", "operation:", "settle_before_change", "monthly_cost"]
    keys += ["agency ›", "basis: observed", "› kind"] if language == "id" else []
    assert not [key for key in keys if key in found]
    assert {"id": "perangkat daerah › judul", "en": "agency › title"}[language] in found
    other = {"id": "Merging two", "en": "Penggabungan dua"}[language]
    assert other not in found


@pytest.mark.parametrize("view", ["compare", "drafts"])
def test_a_scenario_with_people_is_read_too(page, own_store, view):
    text = write_scenario(load(scenarios() / "semarang" / "people.yaml"))
    own_store.scenarios.create(text)
    own_store.drafts.begin(text)
    shown = page("scenarios", "en", scenario=example("palembang"))
    shown.session_state["scenarios_view"] = view
    shown.run()
    assert not shown.error
    found = [*shown.subheader, *shown.markdown]
    assert any(("Structure" if view == "compare" else "Electronic signature in Semarang") in one.value for one in found)


def test_a_draft_goes_on_where_it_was(page, own_store):
    office = template("agency-type-b")
    draft = own_store.drafts.begin(write_scenario(office))
    shown = page("scenarios", scenario=None)
    shown.session_state["scenarios_view"] = "drafts"
    shown.run()
    press(shown, f"draft:{draft.id}")
    assert shown.session_state["open_draft"].scenario.agency == office.agency
    assert draft.id in shown.query_params["draft"]
    press(shown, f"discard:{draft.id}")
    assert not own_store.drafts.list()


def own_value(shown, value):
    """Put a value in place of an assumption, which changes the open scenario."""
    shown.switch_page("screens/assumptions.py").run()
    shown.text_input(key="ledger_search").set_value("comfortable span").run()
    next(box for box in shown.text_input if (box.key or "").startswith("value:")).set_value(value)
    next(one for one in shown.button if one.label == "Put in place").click().run()
    assert not shown.exception


@pytest.mark.parametrize(("answer", "span"), [("Take over what the other window has", 6), ("Keep what is here", 7)])
def test_two_windows_at_one_draft_the_later_is_told_and_decides(page, own_store, answer, span):
    first = page("organisation", scenario=None)
    first.button(key="template:agency-type-b").click().run()
    (draft,) = own_store.drafts.list()
    second = page("assumptions", scenario=None, draft=draft.id)
    own_value(second, "6")
    assert not second.warning
    own_value(first, "7")
    assert "another window" in first.warning[0].value
    next(button for button in first.button if button.label == answer).click().run()
    assert not first.warning
    assert first.session_state["open_draft"].scenario.assumptions["span.comfortable"] == span
    (draft,) = own_store.drafts.list()
    assert load_text(draft.content).assumptions["span.comfortable"] == span


def test_a_store_that_cannot_be_written_is_told_and_the_page_goes_on(page, own_store, monkeypatch):
    from orgsim.errors import Fault, message
    from orgsim.store import FullError
    from orgsim.store.drafts import Drafts

    def full(*_, **__):
        raise FullError(Fault(message("there is no room left for the store {address}", address="x")))

    monkeypatch.setattr(Drafts, "begin", full)
    shown = page("assumptions")
    own_value(shown, "6")
    assert "no room left" in shown.warning[0].value
    assert shown.session_state["open_draft"].scenario.assumptions["span.comfortable"] == 6
    monkeypatch.undo()
    next(button for button in shown.button if button.label == "Try again").click().run()
    assert not shown.warning
    assert keeping.store().drafts.list()


def test_a_faulty_file_is_answered_with_every_fault_and_what_is_open_stays(page, monkeypatch):
    shown = page("scenarios")
    before = shown.session_state["open_draft"].scenario
    shown.session_state["scenarios_view"] = "files"
    broken = write_scenario(before).replace("unit: pendaftaran", "unit: pendaftran")
    with pytest.raises(InputError) as caught:
        load_text(broken)
    shown.session_state["own:uploaded"] = caught.value
    shown.run()
    assert "could not be opened" in shown.error[0].value
    assert "pendaftran" in shown.text[0].value
    assert shown.session_state["open_draft"].scenario is before
