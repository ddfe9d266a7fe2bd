"""A result in a real browser: opened by its address, taken into a document, with nothing asked of any other host."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from dashboard.shell import PAGES
from orgsim.store import open_store
from tests.dashboard.driving import reading, serving
from tests.dashboard.results_office import finished_run

pytestmark = pytest.mark.browser

VIEWS = ("story", "times", "places", "numbers", "structures", "basis")
END = {"id": "mempunyai alamat sendiri", "en": "has an address of its own"}
CATALOGUE = Path(__file__).parents[2] / "orgsim" / "locale" / "id" / "LC_MESSAGES" / "orgsim.po"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Return the address of a dashboard that nobody has opened yet, and a run in its store that is done."""
    folder = tmp_path_factory.mktemp("results")
    with open_store(folder / "store.sqlite") as store:
        name = finished_run(store)
    with serving(folder) as address:
        yield address, name


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
            for folded in page.locator("details:not([open]) > summary").all():
                folded.click()
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
