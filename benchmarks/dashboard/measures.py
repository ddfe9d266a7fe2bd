"""What is measured: each in a real browser, at a real server with a store of its own."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.dashboard.offices import agency
from benchmarks.dashboard.server import memory
from dashboard.tables.edit import TABLES
from orgsim.resources import scenarios
from orgsim.scenario.scenario import Scenario
from orgsim.scenario.yaml_file import load
from orgsim.scenario.yaml_writer import write_scenario
from orgsim.store import Asked, RunState, open_store
from tests.dashboard.driving import Reader, reading, serving, several

Found = list[tuple[str, str, str]]


@dataclass(frozen=True)
class Settings:
    """How long and how much."""

    minutes: float = 5.0
    sessions: int = 20
    reruns: int = 200


@contextmanager
def opened(folder: Path, **environment: str) -> Iterator[Reader]:
    """A dashboard and somebody at it."""
    with serving(folder, **environment) as address, reading(address, "en") as reader:
        yield reader


def drafted(folder: Path, scenario: Scenario) -> str:
    """Put a scenario into the store as a draft; return its name."""
    with open_store(folder / "store.sqlite") as store:
        return store.drafts.begin(write_scenario(scenario), scenario=None, base=None).id


def busy(folder: Path, runs: int, replications: int = 2000) -> None:
    """Ask for runs; as a rule ones that last."""
    scenario = load(scenarios() / "palembang" / "scenario.yaml")
    with open_store(folder / "store.sqlite") as store:
        for _ in range(runs):
            store.jobs.submit(write_scenario(scenario), Asked(("merge-delegated",), replications=replications))
        store.jobs.ensure_worker()


def seconds(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} s (greatest {max(values):.2f})"


BELOW = {1: "Load is the work that comes in a day", **{2 + n: table.about.text for n, table in enumerate(TABLES)}}
"""What stands in a view of the page Organisation now and in no other, by its place in the row of views."""
VIEWS = tuple(BELOW)


def turn(reader: Reader, place: int) -> float:
    """Choose a view; return how long it takes until it is on the page and nothing more is drawn."""
    button = reader.page.locator(".st-key-organisation_view button").nth(place)
    shown = reader.page.get_by_text(BELOW[place])
    begun = time.monotonic()
    button.click()
    shown.wait_for()
    reader.page.wait_for_function(IDLE)
    return time.monotonic() - begun


IDLE = "() => document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"


def start(folder: Path, _: Settings) -> Found:
    with serving(folder, ORGSIM_PREPARE_EXAMPLES="1") as address, reading(address, "en") as reader:
        reader.open("/")  # warm: files read, bytecode there
    with reading("", "en") as reader:
        begun = time.monotonic()
        with serving(folder) as address:
            reader.page.goto(f"{address}/")
            reader.page.locator("h1").wait_for()
            return [("start to first page, warm machine", f"{time.monotonic() - begun:.1f} s", "8 s")]


def rerun(folder: Path, _: Settings) -> Found:
    with opened(folder) as reader:
        reader.open("/organisation")
        reader.press("template:civil-registry")
        quiet = [turn(reader, VIEWS[number % 6]) for number in range(12)]
        busy(folder, 1)
        time.sleep(8)  # the worker is at it
        loud = [turn(reader, VIEWS[number % 6]) for number in range(24)]
    return [
        ("a click's rerun, nothing else under way", seconds(quiet), "–"),
        ("a click's rerun, while a run is on in another session", seconds(loud), "0.5 s"),
    ]


def preview(folder: Path, _: Settings) -> Found:
    draft = drafted(folder, agency(100))
    with opened(folder) as reader:
        reader.open("/proposal", draft=draft)
        took = []
        for number in range(6):
            page, name = reader.page, f"u{30 + number}"
            field = page.get_by_role("combobox", name="All operations").first
            field.click()
            field.press_sequentially("Rename unit")
            page.get_by_role("option").first.click()
            reader.settle()
            pick = page.locator("[class*=st-key-sheet-] , [class*=st-key-sheet]").get_by_role("combobox").first
            pick.click()
            pick.press_sequentially(f"Unit {name[1:]}")
            page.get_by_role("option", name=f"Unit {name[1:]}", exact=True).click()
            reader.settle()
            title = page.get_by_role("textbox", name="Title").last
            title.fill(f"New {number}")
            begun = time.monotonic()
            title.press("Enter")
            page.get_by_text("The numbers include the change that you are writing.").wait_for()
            page.wait_for_function(IDLE)
            took.append(time.monotonic() - begun)
            page.get_by_role("button", name="Cancel").first.click()
            reader.settle()
    return [("preview after an edit, 100-unit agency, as the user sees it", seconds(took), "1 s")]


def first_numbers(folder: Path, _: Settings) -> Found:
    draft = drafted(folder, load(scenarios() / "palembang" / "scenario.yaml"))
    with opened(folder) as reader:
        busy(folder, 1, replications=2)  # the worker has done a run before, as on any day but the first
        with open_store(folder / "store.sqlite") as store:
            until = time.monotonic() + 120
            while not all(run.state is RunState.DONE for run in store.runs.list()):
                assert time.monotonic() < until
                time.sleep(0.5)
        reader.open("/run", draft=draft)  # nothing of an earlier run is on the page
        button = reader.page.get_by_role("button", name="Run the comparison")
        numbers = reader.page.get_by_text("So far", exact=True)
        begun = time.monotonic()
        button.click()
        numbers.wait_for(timeout=120_000)
        first = time.monotonic() - begun
        chart = reader.page.locator("[data-testid=stVegaLiteChart]").first
        chart.wait_for(timeout=240_000)  # drawn as soon as there is a second interval
        second = time.monotonic() - begun
    return [
        ("first numbers of a shipped case after pressing run", f"{first:.1f} s", "5 s"),
        ("the next, narrower interval on the same page", f"{second:.1f} s", "live"),
    ]


def sessions_memory(folder: Path, settings: Settings) -> Found:
    more = settings.sessions // 2
    with serving(folder) as address, several(address, "en", more + 1) as (reader, *others):
        reader.open("/organisation")
        reader.press("template:civil-registry")
        for number in range(60):
            turn(reader, VIEWS[number % 6])
        before = memory(address)
        for other in others:
            other.open("/organisation")
            other.press("template:civil-registry")
        each = (memory(address) - before) / more
        for number in range(60):
            turn(reader, VIEWS[number % 6])
        begun = memory(address)
        for number in range(settings.reruns):
            turn(reader, VIEWS[number % 6])
        grown = memory(address) - begun
    return [
        (f"memory per extra idle session, of {more}", f"{each:.1f} MB", "5 MB"),
        (f"growth over {settings.reruns} reruns", f"{grown:.1f} MB", "none"),
    ]


def clicking(folder: Path, settings: Settings) -> Found:
    with ExitStack() as stack:
        address = stack.enter_context(serving(folder))
        readers = stack.enter_context(several(address, "en", settings.sessions))
        for reader in readers:
            reader.open("/organisation")
            reader.press("template:agency-type-c")
        busy(folder, 2)
        clicks, wrong, until = 0, 0, time.monotonic() + 60 * settings.minutes
        while time.monotonic() < until:
            for number, reader in enumerate(readers):  # all click, then all look: they compute at the same time
                reader.page.locator(".st-key-organisation_view button").nth(VIEWS[(clicks + number) % 6]).click()
            clicks += 1
            for reader in readers:
                reader.settle()
                bad = "[data-testid=stException], [data-testid=stAlertContentError]"
                wrong += reader.page.locator(bad).count()
        with open_store(folder / "store.sqlite") as store:
            kept = len(store.drafts.list())
    got = f"{clicks * len(readers)} clicks, {wrong} errors, {kept} of {len(readers)} drafts kept"
    return [
        (
            f"{len(readers)} sessions clicking for {settings.minutes:g} minutes, 2 runs on",
            got,
            "no error, no lost draft",
        )
    ]


def chart(folder: Path, _: Settings) -> Found:
    draft = drafted(folder, agency(500))
    with opened(folder) as reader:
        reader.open("/proposal", draft=draft)
        reader.page.locator("g.unit").first.wait_for()
        took = []
        for number in range(1, 6):
            begun = time.monotonic()
            reader.page.locator(f'g.unit[data-id="u{number}"]').click()
            reader.page.locator("[data-testid=stMultiSelect]").first.get_by_text(
                f"Unit {number}", exact=True
            ).wait_for()
            took.append(time.monotonic() - begun)
            reader.settle()
    return [("chart of 500 units, click to selection", seconds(took), "0.5 s")]


MEASURES: dict[str, Callable[[Path, Settings], Found]] = {
    "start": start,
    "rerun": rerun,
    "preview": preview,
    "first_numbers": first_numbers,
    "memory": sessions_memory,
    "clicking": clicking,
    "chart": chart,
}
