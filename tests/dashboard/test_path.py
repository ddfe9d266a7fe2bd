"""The planner's whole path in a real browser: from an example to a result that a colleague can open.

Palembang in Indonesian: merge two units on the chart, see at once that one signature is too much, delegate. Semarang in
English: merge two units, and add clerks. Then both: leave, come back, save, run, close the browser, read
before and after, reopen. Every wait has an end, and a failure tells what was on the screen.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass

import pytest
from playwright.sync_api import Error, expect

from orgsim.language import translate
from orgsim.restructuring.operation import OPERATIONS
from tests.dashboard.driving import reading, serving

SOON = 60_000
"""Milliseconds that a page may take on a busy machine."""
A_RUN = 240_000
"""Milliseconds that a first look may take there."""
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("path")) as found:
        yield found


@dataclass(frozen=True)
class Journey:
    """Who goes where."""

    example: str
    language: str
    alternative: str
    units: tuple[str, str]
    merged: str
    then: str
    field: str
    value: str
    more: tuple[str, str] | None = None
    overloads: bool = False

    def said(self, text):
        """What the reader reads."""
        return translate(text, self.language)

    @property
    def result(self):
        """What the plan says in the end."""
        return f"{self.said(self.field)}: {self.value}"

    def metric(self, reader, label):
        """The number under a label of the preview bar."""
        box = reader.page.locator(".st-key-preview_bar [data-testid=stMetric]").filter(has_text=self.said(label))
        return box.first.locator("[data-testid=stMetricValue]")

    def button(self, reader, text):
        return reader.page.get_by_role("button", name=self.said(text), exact=True)

    def begin(self, reader):
        """Begin an alternative of one's own."""
        self.button(reader, "New").click()
        reader.page.locator("[class*=st-key-new_title] input").fill(self.alternative)
        self.button(reader, "Begin it").click()
        beginning = self.said("The plan is empty. Choose units on the chart, or an operation, to begin.")
        reader.page.get_by_text(beginning).wait_for()
        reader.settle()

    def merge(self, reader):
        """Choose two units on the chart and merge them; the numbers follow before the change is in the plan."""
        before = int(self.metric(reader, "Units").inner_text())
        for name in self.units:
            reader.page.locator(f'g.unit[data-id="{name}"]').click()
            reader.page.wait_for_selector(f'g.unit.chosen[data-id="{name}"]')
            reader.settle()
        reader.press("do:merge_units")
        field = reader.page.locator("[class*=st-key-sheet-]").get_by_role("textbox", name=self.said("Title")).first
        field.fill(self.merged)
        field.press("Enter")
        reader.page.get_by_text(self.said("The numbers include the change that you are writing.")).wait_for()
        reader.settle()
        expect(self.metric(reader, "Units")).to_have_text(str(before - 1), timeout=SOON)
        self.put(reader)
        expect(reader.page.locator("g.unit .badge")).to_have_count(1, timeout=SOON)

    def put(self, reader):
        self.button(reader, "Put into the plan").click()
        self.button(reader, "Put into the plan").wait_for(state="detached")
        reader.settle()

    def choose(self, reader, label, option):
        """Choose in a list, by what the reader reads."""
        field = reader.page.get_by_role("combobox", name=re.compile(f"^(Selected .*)?{re.escape(label)}")).first
        found = reader.page.get_by_role("option", name=option, exact=True)
        for _ in range(8):  # a page that is drawn anew meanwhile closes the list
            field.click()
            field.fill("")
            field.press_sequentially(option)
            with suppress(Error):
                found.click(timeout=10_000)
                break
            reader.page.keyboard.press("Escape")
        reader.settle()

    def relieve(self, reader):
        """See whether somebody has too much to do; make a second change, after which nobody has."""
        growing = self.said("{who}: load {load}. The load exceeds what they can do: the backlog will keep growing.")
        growing = growing.rpartition(": ")[2]
        if self.overloads:
            expect(self.metric(reader, "Highest load")).to_have_text(re.compile(r"^1[0-9]{2}\s%"), timeout=SOON)
            expect(reader.page.get_by_text(growing).first).to_be_visible(timeout=SOON)
        self.choose(reader, self.said("All operations"), self.said(OPERATIONS[self.then].caption.text))
        self.choose(reader, self.said(self.field), self.value)
        if self.more is not None:
            number = reader.page.get_by_role("spinbutton", name=self.said(self.more[0]), exact=True)
            number.fill(self.more[1])
            number.press("Enter")
            reader.settle()
        self.put(reader)
        expect(reader.page.get_by_text(growing)).to_have_count(0, timeout=SOON)
        expect(self.metric(reader, "Highest load")).to_have_text(re.compile(r"^[0-9]{2}\s%"), timeout=SOON)

    def save(self, reader):
        """Save as a version, at the side."""
        reader.page.locator("[data-testid=stSidebar]").get_by_role("button", name=self.said("Save")).first.click()
        reader.page.get_by_role("textbox", name=self.said("Your name")).fill("Bagian Organisasi")
        self.button(reader, "Save as a version").click()
        version = self.said("version {number}").format(number=1)
        reader.page.locator("[data-testid=stSidebar]").get_by_text(version).first.wait_for()
        reader.settle()

    def run(self, reader):
        """Ask for a first look; return the run's name, which is in the address."""
        reader.go("run")
        reader.choose("precision", 0)
        self.button(reader, "Run the comparison").click()
        # Either it is still under way, or it was done before one could look.
        closing = self.said("You may close this page: the run goes on. Its address brings you back to it.")
        done = reader.page.get_by_text(self.said("See before and after"))
        reader.page.get_by_text(closing).or_(done).first.wait_for()
        reader.settle()
        return re.search(r"run=([A-Za-z0-9-]+)", reader.page.url)[1]

    def read(self, reader):
        """Read before and after: a difference with its interval, and both structures with what is marked in them."""
        expect(reader.page.locator("h1")).to_have_text(self.said("Before and after"), timeout=SOON)
        reader.page.get_by_text(self.alternative).first.wait_for()
        said = re.escape(self.said("difference: {difference} ({low} to {high})"))
        pattern = re.sub(r"\\{[a-z]+\\}", ".*[1-9].*", said)
        expect(reader.page.get_by_text(re.compile(pattern)).first).to_be_visible(timeout=SOON)
        reader.choose("view", 4)
        reader.page.locator("g.unit .badge").first.wait_for()


JOURNEYS = (
    Journey(
        "palembang", "id", "Gabung, Ketua Tim menyetujui", ("pendaftaran", "pencatatan"), "Bidang Adminduk",
        then="change_approval", field="Delegate to", value="Ketua Tim Identitas", overloads=True,
    ),
    Journey(
        "semarang", "en", "One division, two more clerks", ("sekretariat", "pelayanan"), "Services and secretariat",
        then="change_posts", field="Position", value="Counter clerk", more=("Add", "2"),
    ),
)  # fmt: skip


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.example)
def test_the_whole_path(address, journey):
    with reading(address, journey.language) as reader:
        reader.open("/")
        reader.press(f"example:{journey.example}")
        # The example's own run is left alone: this planner has a question of her own.
        reader.go("run")
        reader.page.locator("[class*=st-key-cancel-] button").click()
        reader.settle()
        reader.go("proposal")
        journey.begin(reader)
        journey.merge(reader)
        journey.relieve(reader)
        # Leaving the page and coming back loses nothing, nor does the way back and forth.
        reader.go("organisation")
        reader.go("proposal")
        expect(reader.page.get_by_text(journey.result)).to_have_count(1, timeout=SOON)
        reader.press("step_undo")
        expect(reader.page.get_by_text(journey.result)).to_have_count(0, timeout=SOON)
        reader.press("step_redo")
        expect(reader.page.get_by_text(journey.result)).to_have_count(1, timeout=SOON)
        draft = re.search(r"draft=([a-z0-9]+)", reader.page.url)[1]
        assert reader.outside == set()
    # The browser crashed: the address brings the draft back. It is saved, and run.
    with reading(address, journey.language) as reader:
        reader.open("/proposal", draft=draft)
        journey.choose(reader, journey.said("Alternative"), journey.alternative)
        expect(reader.page.get_by_text(journey.result)).to_have_count(1, timeout=SOON)
        journey.save(reader)
        run = journey.run(reader)
        assert reader.outside == set()
    # Nobody looks meanwhile. Who comes back by the address sees before and after, with intervals.
    with reading(address, journey.language) as reader:
        reader.open("/run", run=run)
        link = reader.page.get_by_text(journey.said("See before and after")).first
        link.wait_for(timeout=A_RUN)
        link.click()
        reader.settle()
        journey.read(reader)
        # A colleague opens what was saved.
        reader.open("/scenarios")
        reader.press("open_kept")
        reader.go("proposal")
        journey.choose(reader, journey.said("Alternative"), journey.alternative)
        expect(reader.page.get_by_text(journey.result)).to_have_count(1, timeout=SOON)
        assert reader.outside == set()
