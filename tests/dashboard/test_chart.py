"""The organisation chart: what it draws, and in a real browser that it can be used with mouse, keyboard and reader."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from dashboard.chart.nodes import marks, nodes_of, unit_loads
from dashboard.examples import example
from orgsim.analysis.loads import loads
from orgsim.restructuring.difference import difference
from orgsim.restructuring.plan import phases
from orgsim.simulation.simulate import prepare

SCRIPT = """
import streamlit as st

from dashboard.chart.component import organisation_chart
from dashboard.chart.nodes import nodes_of
from orgsim.organisation.agency import Agency
from orgsim.organisation.organisation import resolve

st.session_state["language"] = "en"


@st.cache_resource
def office(count, extra):
    units = {"u0": {"title": "Top"}}
    units |= {f"u{n}": {"title": f"Unit {n} <b>", "reports_to": f"u{(n - 1) // 5}"} for n in range(1, count)}
    if extra:
        units["extra"] = {"title": "Extra unit", "reports_to": "u1"}
    return resolve(Agency.model_validate({"title": "Office", "units": units}))


extra = st.toggle("one more", key="extra")
count = int(st.query_params["units"])
chosen = st.session_state.setdefault("kept", ())
nodes = nodes_of(office(count, extra), "en", loads={f"u{n}": n / count * 1.3 for n in range(count)})
names = [node.id for node in nodes]


def choose(units):
    st.session_state["kept"] = units


st.session_state["field"] = list(chosen)
st.multiselect("by name", names, key="field", on_change=lambda: choose(tuple(st.session_state["field"])))
organisation_chart(nodes, key="chart", selected=chosen, on_select=choose, height=420)
st.text("chosen: " + (" ".join(chosen) or "none"))
"""


@pytest.fixture(scope="module")
def palembang():
    return example("palembang")


class TestNodes:
    def test_a_node_says_title_people_and_load_in_the_language_of_the_reader(self, palembang):
        known = unit_loads(loads(prepare(palembang)))
        nodes = {node.id: node for node in nodes_of(palembang.organisation, "id", loads=known)}
        assert list(nodes) == list(palembang.organisation.units)
        unit = nodes["pencatatan"]
        assert (unit.parent, unit.title, unit.detail) == ("dinas", "Bidang Pencatatan Sipil", "5 pegawai")
        assert unit.load_text == "beban 87 %"
        assert nodes["sekretariat"].load is None
        assert unit.spoken == "Bidang Pencatatan Sipil. 5 pegawai. beban 87 %"

    def test_a_unit_has_the_load_of_its_busiest_people(self, palembang):
        groups = loads(prepare(palembang, "merge"))
        known = unit_loads(groups)
        assert known["adminduk"] == max(group.load for group in groups)
        nodes = nodes_of(phases_of(palembang, "merge")[-1], "en", loads=known)
        (merged,) = (node for node in nodes if node.id == "adminduk")
        assert merged.load_text == "▲ load 132 %"

    def test_what_becomes_of_units_is_said_in_words_and_signs(self, palembang):
        before, (after,) = palembang.organisation, phases_of(palembang, "merge")
        old, new = marks(difference(before, after), before, after, "id")
        assert {name: mark.kind for name, mark in old.items()} == {"pendaftaran": "merged", "pencatatan": "merged"}
        assert {name: mark.kind for name, mark in new.items()} == {"adminduk": "merged"}
        nodes = {node.id: node for node in nodes_of(after, "id", marks=new)}
        text = "⇒ gabungan: Bidang Pendaftaran Penduduk, Bidang Pencatatan Sipil"
        assert nodes["adminduk"].mark_text == text

    def test_new_closed_moved_and_renamed_units_are_marked(self, palembang):
        from orgsim.restructuring.operation import OPERATIONS

        before = palembang.organisation
        on = palembang.change_dates[0]
        add = {"unit": "arsip", "title": "Arsip", "reports_to": "dinas"}
        after = OPERATIONS["add_unit"](**add).apply(before, on=on)
        after = OPERATIONS["rename_unit"](unit="pencatatan", title="Akta").apply(after, on=on)
        after = OPERATIONS["move_unit"](unit="pendaftaran", reports_to="sekretariat").apply(after, on=on)
        old, new = marks(difference(before, after), before, after, "en")
        assert {name: mark.kind for name, mark in new.items()} == {
            "arsip": "new",
            "pencatatan": "renamed",
            "pendaftaran": "moved",
        }
        back, _ = marks(difference(after, before), after, before, "en")
        assert back["arsip"].kind == "closed"
        assert str(old["pendaftaran"].text) == "moves to Secretariat"


def phases_of(scenario, name):
    found = phases(scenario.organisation, scenario.alternatives[name].plan, scenario.assumptions)
    return [phase.organisation for phase in found.checked()]


@contextmanager
def chart_page(folder):
    """Serve a page with the chart alone."""
    from tests.dashboard.driving import _wait, free_port

    script = folder / "chart_page.py"
    script.write_text(SCRIPT)
    port = free_port()
    options = ["--server.headless=true", "--server.address=127.0.0.1", f"--server.port={port}"]
    options += ["--browser.gatherUsageStats=false", "--server.fileWatcherType=none"]
    command = [sys.executable, "-m", "streamlit", "run", str(script), *options]
    environment = dict(os.environ, PYTHONPATH=str(Path(__file__).resolve().parents[2]), PYTHONWARNINGS="")
    log = folder / "chart_page.log"
    with log.open("wb") as file:
        server = subprocess.Popen(command, env=environment, stdout=file, stderr=file)
        try:
            _wait(server, f"http://127.0.0.1:{port}", log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(20)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with chart_page(tmp_path_factory.mktemp("chart")) as found:
        yield found


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    from tests.dashboard.driving import CHROMIUM, FLAGS, NO_BROWSER

    assert CHROMIUM, NO_BROWSER
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def opened(address, chromium):
    contexts = []

    def open_with(units):
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(f"{address}/?units={units}")
        page.wait_for_selector("svg[role=tree]")
        return page

    yield open_with
    for context in contexts:
        context.close()


def unit(page, name):
    return page.locator(f'g.unit[data-id="{name}"]')


def wait_chosen(page, *names):
    text = "chosen: " + (" ".join(names) or "none")
    page.wait_for_function(
        "text => document.body.innerText.includes(text + '\\n') || document.body.innerText.endsWith(text)", arg=text
    )


@pytest.mark.browser
class TestInTheBrowser:
    def test_a_click_chooses_and_a_second_click_releases(self, opened):
        page = opened(6)
        unit(page, "u1").click()
        wait_chosen(page, "u1")
        unit(page, "u2").click()
        wait_chosen(page, "u1", "u2")
        assert unit(page, "u2").get_attribute("aria-selected") == "true"
        assert "2 chosen" in page.locator(".said").inner_text()
        unit(page, "u1").click()
        wait_chosen(page, "u2")

    def test_two_quick_clicks_are_both_kept(self, opened):
        page = opened(6)
        page.evaluate(
            """() => {
              const hosts = [...document.querySelectorAll('*')];
              const root = hosts.find((host) => host.shadowRoot?.querySelector('svg')).shadowRoot;
              for (const id of ['u1', 'u2', 'u3']) {
                const group = root.querySelector(`[data-id=${id}]`);
                group.dispatchEvent(new MouseEvent('click', { bubbles: true }));
              }
            }"""
        )
        wait_chosen(page, "u1", "u2", "u3")
        page.wait_for_timeout(500)
        assert unit(page, "u3").get_attribute("aria-selected") == "true"

    def test_the_list_beside_it_does_the_same(self, opened):
        page = opened(6)
        page.get_by_role("combobox", name="by name").fill("u4")
        page.get_by_role("option", name="u4").click()
        wait_chosen(page, "u4")
        page.wait_for_selector('g.unit.chosen[data-id="u4"]')

    def test_the_keyboard_moves_folds_and_chooses(self, opened):
        page = opened(26)
        unit(page, "u0").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        wait_chosen(page, "u1")
        page.keyboard.press("ArrowLeft")  # folds u1
        assert unit(page, "u6").count() == 0
        assert unit(page, "u1").get_attribute("aria-expanded") == "false"
        page.keyboard.press("ArrowRight")
        assert unit(page, "u6").count() == 1
        page.keyboard.press("End")
        page.keyboard.press("Space")
        wait_chosen(page, "u1", "u5")
        page.keyboard.press("Escape")
        wait_chosen(page)

    def test_a_screen_reader_is_told_what_there_is(self, opened):
        page = opened(6)
        item = page.get_by_role("treeitem", name="Unit 1 <b>. 0 staff. load 22 %")
        assert item.get_attribute("aria-level") == "2"
        assert (item.get_attribute("aria-posinset"), item.get_attribute("aria-setsize")) == ("1", "5")
        assert page.get_by_role("tree").get_attribute("aria-multiselectable") == "true"

    def test_titles_from_data_are_text(self, opened):
        page = opened(6)
        assert page.locator("g.unit b").count() == 0
        assert "<b>" in unit(page, "u1").locator("text.title").first.text_content()

    def test_many_units_begin_folded_and_a_name_unfolds_its_place(self, opened):
        page = opened(500)
        assert 5 < page.locator("g.unit").count() <= 60
        assert unit(page, "u480").count() == 0
        page.get_by_role("combobox", name="by name").fill("u480")
        page.get_by_role("option", name="u480").click()
        page.keyboard.press("Escape")
        page.wait_for_selector('g.unit.chosen[data-id="u480"]')
        page.get_by_role("button", name="Show all levels").click()
        assert page.locator("g.unit").count() == 500
        unit(page, "u311").dispatch_event("click")
        wait_chosen(page, "u480", "u311")

    def test_zoom_and_place_stay_when_the_data_change(self, opened):
        page = opened(150)

        def seen() -> float:
            return unit(page, "u1").locator("rect.box").evaluate("box => box.getBoundingClientRect().width")

        first = seen()
        for _ in range(3):
            page.get_by_role("button", name="Larger").click()
        larger = seen()
        assert larger == pytest.approx(1.25**3 * first, rel=0.01)
        field = page.locator(".field")
        field.evaluate("field => field.scrollTo(120, 340)")
        width = page.locator("svg[role=tree]").get_attribute("width")
        page.wait_for_timeout(100)
        page.get_by_text("one more").click()
        page.wait_for_selector('g.unit[data-id="extra"]', state="attached")
        page.wait_for_timeout(300)
        assert field.evaluate("field => [field.scrollLeft, field.scrollTop]") == [120, 340]
        assert float(page.locator("svg[role=tree]").get_attribute("width")) >= float(width)
        assert seen() == pytest.approx(larger, rel=0.01)
