"""In a real Chromium: nothing leaves the host, cells are edited, files are refused in words, drafts survive."""

from __future__ import annotations

import re

import pytest

from orgsim.scenario.templates import template
from orgsim.scenario.yaml_writer import write_scenario

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(dashboard_address):
    return dashboard_address


def reader_of(address, language="id", width=1280):
    from tests.dashboard.driving import reading

    return reading(address, language, width)


def type_into_cell(reader, column, row, text):
    """Edit a cell of the table on the page; the canvas is driven by the keyboard, as a reader may do, too."""
    canvas = reader.page.locator("[data-testid=stDataFrame] canvas").first
    canvas.wait_for()
    cells = canvas.locator("table")  # what it says to those who do not see it
    for _ in range(5):  # on a busy machine it may not listen yet although it is there
        reader.page.wait_for_timeout(700)  # it draws itself when its program has come
        before, box = cells.text_content(), canvas.bounding_box()
        reader.page.mouse.click(box["x"] + 120, box["y"] + 52)  # the first cell of the first row
        for _ in range(row):
            reader.page.keyboard.press("ArrowDown")
        for _ in range(column):
            reader.page.keyboard.press("ArrowRight")
        reader.page.keyboard.type(text, delay=150)
        reader.page.keyboard.press("Enter")
        reader.settle()
        if cells.text_content() != before:
            break


def test_a_planner_enters_an_office_and_edits_it(address):
    with reader_of(address) as reader:
        reader.open("/organisation")
        assert reader.page.locator("h1").inner_text() == "Kondisi Eksisting"
        reader.press("template:agency-type-c")
        reader.choose("organisation_view", 6)
        type_into_cell(reader, 1, 0, "24")
        reader.page.get_by_text("beban melebihi kemampuan").first.wait_for()
        draft = re.search(r"draft=([a-z0-9]+)", reader.page.url)[1]
        reader.page.get_by_role("button", name="Urungkan").click()
        reader.page.get_by_text("beban melebihi kemampuan").first.wait_for(state="detached")
        assert reader.outside == set()
    with reader_of(address, "en") as reader:
        reader.open("/organisation", draft=draft)
        assert reader.page.get_by_text("Agency of type C").count()
        assert reader.outside == set()


def upload(reader, path, content, answer):
    path.write_bytes(content)
    field = reader.page.locator("input[type=file]")
    field.first.set_input_files(path)
    reader.page.get_by_text(answer).first.wait_for()
    reader.page.wait_for_function("() => document.querySelectorAll('input[type=file]').length === 1")
    reader.settle()


def test_files_are_refused_in_words_or_opened(address, tmp_path):
    with reader_of(address) as reader:
        reader.open("/scenarios")
        reader.choose("scenarios_view", 3)
        assert reader.page.evaluate("document.documentElement.lang") == "id"
        upload(reader, tmp_path / "besar.yaml", b"a" * 50_000_000, "paling banyak 5 yang dibaca")
        upload(reader, tmp_path / "rusak.yaml", b"title: [x\nagency: {", "Berkas tidak dapat dibuka")
        good = write_scenario(template("agency-type-c").changed(title="Milik <b>saya</b> ![x](http://192.0.2.1/a.png)"))
        upload(reader, tmp_path / "baik.yaml", good.encode(), "Milik <b>saya</b>")
        assert reader.outside == set()


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_opens_by_its_address_and_asks_nothing_of_other_hosts(address, language):
    from dashboard.shell import PAGES
    from orgsim.language import say

    with reader_of(address, language, 1920) as reader:
        for name, title, _ in PAGES:
            reader.open("" if name == "start" else f"/{name}")
            assert say(title, language) in reader.page.title()
            assert f"lang={language}" in reader.page.url
        assert reader.outside == set()


def test_a_draft_survives_the_end_of_the_server(tmp_path):
    from tests.dashboard.driving import serving

    with serving(tmp_path) as address, reader_of(address) as reader:
        reader.open("/organisation")
        reader.press("template:agency-type-b")
        draft = re.search(r"draft=([a-z0-9]+)", reader.page.url)[1]
    with serving(tmp_path) as address, reader_of(address) as reader:
        reader.open("/organisation", draft=draft)
        assert reader.page.get_by_text("Dinas tipe B").count()
