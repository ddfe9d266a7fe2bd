"""A result in a real browser: opened by its address, taken into a document, with nothing asked of any other host."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import expect

from dashboard.shell import PAGES
from orgsim.store import open_store
from tests.dashboard.driving import reading, serving
from tests.dashboard.results_office import finished_run
from tests.store.conftest import OFFICE

pytestmark = pytest.mark.browser

VIEWS = ("story", "times", "places", "numbers", "structures", "basis")
END = {"id": "mempunyai alamat sendiri", "en": "has an address of its own"}
A_RUN = 240_000
"""Milliseconds that draws of a small office may take on a busy machine."""
CATALOGUE = Path(__file__).parents[2] / "orgsim" / "locale" / "id" / "LC_MESSAGES" / "orgsim.po"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def served(folder):
    """Return the address of a dashboard that nobody has opened yet, and a run in its store that is done."""
    with open_store(folder / "store.sqlite") as store:
        name = finished_run(store)
    with serving(folder) as address:
        yield address, name


@pytest.fixture
def draft(folder):
    """Return a draft of the small office in the store of that dashboard."""
    with open_store(folder / "store.sqlite") as store:
        return store.drafts.begin(OFFICE).id


def opened(reader, name, language, view):
    reader.open("/results", run=name, lang=language, view=view, alternative="merge")
    reader.page.get_by_text(END[language]).wait_for()
    reader.settle()
    return reader.page


def test_the_first_thing_a_server_is_asked_for_may_be_a_colleagues_result(served):
    address, name = served
    with reading(address, "id") as reader:
        page = opened(reader, name, "id", "story")
        assert page.locator("h1").inner_text() == "Sebelum–Sesudah"
        assert page.locator('[data-testid="stSidebarNavLink"]').count() == len(PAGES)
        assert page.get_by_text("Kantor kecil").count()
        assert f"run={name}" in page.url
        assert reader.outside == set()


def english_sentences() -> list[str]:
    """What would stand on an Indonesian page in English if it were not translated."""
    with CATALOGUE.open("rb") as file:
        entries = [entry for entry in read_po(file, locale="id") if entry.id and entry.string]
    return [e.id for e in entries if "{" not in e.id and len(e.id) > 14 and e.id not in e.string and " " in e.id]


def test_no_request_leaves_the_host_and_no_sentence_stays_english(served):
    address, name = served
    sentences = english_sentences()
    with reading(address, "id") as reader:
        for view in VIEWS:
            page = opened(reader, name, "id", view)
            page.evaluate("document.querySelectorAll('details:not([open]) > summary').forEach(one => one.click())")
            expect(page.locator("[data-testid=stMain] details:not([open])")).to_have_count(0)
            text = re.sub(r"\s+", " ", page.locator('[data-testid="stMain"]').inner_text())
            assert [sentence for sentence in sentences if sentence in text] == []
            assert page.locator('[data-testid="stException"], [data-testid="stAlertContentError"]').count() == 0
            drawn = page.locator('[data-testid="stVegaLiteChart"]')
            if view in ("times", "places"):
                assert drawn.count() >= 4
                drawn.first.locator("canvas, svg").first.wait_for()
                drawn.first.hover()
                assert not page.locator('[data-testid="stElementToolbar"]').first.is_visible()  # it speaks English only
        for page_name, _, _ in PAGES:
            reader.open("/" if page_name == "start" else f"/{page_name}", lang="id")
        reader.open("/run", run=name, lang="id")
        assert len(reader.asked) > 50
        assert reader.outside == set()


def test_a_figure_is_copied_and_taken_as_a_file(served):
    address, name = served
    with reading(address, "en") as reader:
        page = opened(reader, name, "en", "story")
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_text("For Word").first.click()
        kinds = "async () => (await navigator.clipboard.read())[0].types"
        for kind, wanted in (
            ("picture", ["image/png"]),
            ("table", ["text/plain", "text/html"]),
            ("text", ["text/plain"]),
        ):
            page.locator(f'.copy button[data-kind="{kind}"]').click()
            page.get_by_text("Copied: paste it with Ctrl+V.").wait_for()
            assert sorted(page.evaluate(kinds)) == sorted(wanted)
        text = page.evaluate("() => navigator.clipboard.readText()")
        assert "Source: simulation with orgsim" in text
        assert "Citizen by citizen" in text
        for label, begins in (("PNG", b"\x89PNG"), ("SVG", b"<svg"), ("Excel", b"PK"), ("CSV", b"\xef\xbb\xbf")):
            with page.expect_download() as download:
                page.locator('[data-testid="stDownloadButton"] button', has_text=label).first.click()
            assert Path(download.value.path()).read_bytes().startswith(begins)
        assert page.locator("h1").inner_text() == "Before and after"  # nothing vanished by it
        assert reader.outside == set()


def test_a_result_is_read_on_a_phone_without_scrolling_sideways(served):
    address, name = served
    with reading(address, "id", width=390, height=800) as reader:
        for view in ("story", "places"):
            page = opened(reader, name, "id", view)
            wide = "() => document.querySelector('[data-testid=stMain]').scrollWidth"
            assert page.evaluate(wide) <= 390


def test_uncertain_assumptions_are_asked_for_and_told(served, draft):
    """A planner turns the switch, leaves the page, and finds the second interval and what to measure first."""
    address, _ = served
    with reading(address, "id") as reader:
        page = reader.page
        reader.open("/run", draft=draft, lang="id")
        switch = page.get_by_role("switch", name="Dengan asumsi yang tidak pasti").or_(
            page.get_by_role("checkbox", name="Dengan asumsi yang tidak pasti")
        )
        assert not switch.first.is_checked()
        page.locator(".st-key-uncertain label").first.click()
        reader.settle()
        expect(switch.first).to_be_checked()
        page.get_by_text("bertahan terhadap hal yang belum diukur siapa pun").wait_for()  # what it tells, and costs
        reader.choose("precision", 0)
        page.get_by_role("button", name="Jalankan perbandingan").click()
        page.wait_for_url(re.compile(r"run=[a-z0-9]+"))
        run = re.search(r"run=([A-Za-z0-9-]+)", page.url)[1]
        assert reader.outside == set()
    with reading(address, "id") as reader:  # whoever left the page comes back by its address
        page = reader.page
        reader.open("/run", run=run, lang="id")
        page.get_by_text("Lihat Sebelum–Sesudah").first.click(timeout=A_RUN)
        page.get_by_text(END["id"]).wait_for()
        reader.settle()
        assert page.get_by_text("dengan asumsi yang tidak pasti:").count() == 3
        opened(reader, run, "id", "basis")
        page.get_by_text("Asumsi mana yang paling menentukan").first.wait_for()
        assert "--uncertainty --draws" in page.locator("[data-testid=stCode]").first.inner_text()
        assert reader.outside == set()
