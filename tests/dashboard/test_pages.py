"""Every page opens, in both languages, with and without a scenario."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.shell import PAGES

NAMES = [name for name, _, _ in PAGES]


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_opens_with_a_scenario(page, name, language):
    shown = page(name, language)
    assert len(shown.title) == 1
    assert language in shown.query_params["lang"]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_opens_without_a_scenario(page, name):
    shown = page(name, scenario=None)
    assert len(shown.title) == 1
    assert not shown.error


def test_the_language_is_switched_on_the_page_and_in_the_address(page):
    shown = page("start", "id")
    assert "organisasi" in shown.title[0].value
    shown.session_state["language"] = "en"
    shown.run()
    assert "organisation" in shown.title[0].value
    assert "en" in shown.query_params["lang"]


def test_a_title_from_data_is_no_markup(page):
    from orgsim.scenario.templates import template

    evil = template("agency-type-c").changed(title="![x](http://192.0.2.1/x.png) <b>b</b>")
    shown = page("start", scenario=evil)
    for text in (*shown.markdown, *shown.caption):
        assert not re.search(r"(?<!\\)!\[|(?<!\\)\]\(http|(?<!\\)<b>", text.value), text.value


def test_an_error_of_ours_is_told_in_words_without_its_text(page, monkeypatch):
    import dashboard.path

    def fails():
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(dashboard.path, "stages", fails)
    shown = page("assumptions", scenario=None)
    shown.session_state["raise_errors"] = False
    shown.switch_page("screens/start.py").run()
    assert len(shown.error) == 1
    assert "our fault" in shown.error[0].value
    assert "secret" not in shown.error[0].value


def _with_a_part_that_fails():
    import streamlit as st

    from dashboard.shell import part

    @part
    def fails(number):
        raise ZeroDivisionError(f"secret detail {number}")

    fails(1)
    st.caption("the rest")


def test_a_part_of_a_page_that_fails_is_told_and_the_rest_stays():
    shown = AppTest.from_function(_with_a_part_that_fails, default_timeout=60).run()
    assert not shown.exception
    assert len(shown.error) == 1
    assert "our fault" in shown.error[0].value or "bukan kesalahan Anda" in shown.error[0].value
    assert "secret" not in shown.error[0].value
    assert [text.value for text in shown.caption] == ["the rest"]


def test_a_view_is_still_chosen_when_the_reader_comes_back(page):
    shown = page("organisation")
    shown.session_state["organisation_view"] = "steps"
    shown.run()
    shown.switch_page("screens/start.py").run()
    shown.switch_page("screens/organisation.py").run()
    assert shown.session_state["organisation_view"] == "steps"
