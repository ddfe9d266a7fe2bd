"""Assumptions: the ledger is shown, searched and overridden for the open scenario; numbers say where they come from."""

from __future__ import annotations

import pytest

from orgsim.assumptions import ledger


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_view_opens(page, language):
    shown = page("assumptions", language)
    assert len(shown.dataframe[0].value) == len(ledger())
    for view in ("numbers", "sources"):
        shown.session_state["assumptions_view"] = view
        shown.run()
        assert not shown.exception
        assert not shown.error


@pytest.mark.parametrize(
    ("language", "said"), [("id", "gaji pokok PNS 2024"), ("en", "base pay of civil servants 2024")]
)
def test_the_scenarios_own_sources_are_told_in_the_readers_language(page, language, said):
    shown = page("assumptions", language)
    shown.session_state["assumptions_view"] = "sources"
    shown.run()
    assert f"**F86** – fakta.com, {said}" in "\n".join(one.value for one in shown.markdown)


@pytest.mark.parametrize(
    ("language", "minutes", "between"), [("id", "52 menit", "40 menit"), ("en", "52 minutes", "40 minutes")]
)
def test_numbers_are_told_in_the_readers_words(page, language, minutes, between):
    shown = page("assumptions", language)
    shown.session_state["assumptions_view"] = "numbers"
    shown.run()
    rows = shown.dataframe[0].value
    times = [row.range for row in rows.itertuples() if row.value == minutes]
    assert times
    assert all(one.startswith(f"{between} … ") for one in times)
    assert not any(str(cell).endswith(" min") for cell in (*rows["value"], *rows["range"]))


def test_the_ledger_is_searched_in_the_readers_words(page):
    shown = page("assumptions", "id")
    shown.text_input(key="ledger_search").set_value("rentang kendali wajar").run()
    assert len(shown.dataframe[0].value) == 1


@pytest.mark.parametrize(("language", "wanted"), [("id", "tumpukan bertambah"), ("en", "pile grows")])
def test_sources_are_shown_and_searched_in_the_readers_words(page, language, wanted):
    shown = page("assumptions", language)
    shown.text_input(key="ledger_search").set_value(wanted).run()
    rows = shown.dataframe[0].value
    assert len(rows) == 1
    assert wanted in rows["source"].iloc[0]


def form(shown, **cells):
    for name, text in cells.items():
        next(box for box in shown.text_input if (box.key or "").startswith(f"{name}:")).set_value(text)


def button(shown, label):
    return next(one for one in shown.button if one.label == label)


def test_a_value_of_ones_own_takes_effect_and_can_be_taken_back(page):
    shown = page("assumptions", "id")
    shown.text_input(key="ledger_search").set_value("rentang kendali wajar").run()
    form(shown, value="6", low="4", high="7,5", source="rapat Bagian Organisasi")
    button(shown, "Gunakan nilai ini").click().run()
    assert not shown.exception
    assert not shown.error
    held = shown.session_state["open_draft"].scenario.assumptions
    assert held["span.comfortable"] == 6
    assert held.range("span.comfortable") == (4, 7.5)
    button(shown, "Kembali ke nilai daftar").click().run()
    assert shown.session_state["open_draft"].scenario.assumptions["span.comfortable"] == 8
    button(shown, "Urungkan").click().run()
    assert shown.session_state["open_draft"].scenario.assumptions["span.comfortable"] == 6


@pytest.mark.parametrize("value", ["banyak", "", "5 menit"])
def test_what_cannot_be_read_is_told_and_changes_nothing(page, value):
    shown = page("assumptions", "id")
    before = shown.session_state["open_draft"].scenario
    shown.text_input(key="ledger_search").set_value("rentang kendali wajar").run()
    form(shown, value=value)
    button(shown, "Gunakan nilai ini").click().run()
    assert not shown.exception
    assert shown.error
    assert shown.session_state["open_draft"].scenario is before


def test_places_of_numbers_are_told_by_titles(monkeypatch):
    from dashboard.basis import numbers
    from orgsim.scenario.templates import template

    monkeypatch.setattr(numbers, "language", lambda: "en")
    office = template("civil-registry")
    steps = "agency", "services", "kk", "steps"
    assert numbers.place(office, (*steps, "loket", "work")) == "Family card › Counter › work on one case"
    assert numbers.place(office, ("demand", "kk", "per_day")) == "Family card › requests a day"
    assert numbers.place(office, ("run", "seed")) == ""
