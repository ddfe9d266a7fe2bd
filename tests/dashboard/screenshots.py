"""`make screenshots`: every page of the dashboard in both languages at two widths, and once on a phone and in the dark.

usage: python tests/dashboard/screenshots.py FOLDER [LANGUAGE-WIDTH …]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from driving import Reader, reading, serving  # beside this file, which is run as a script

from orgsim.resources import scenarios
from orgsim.scenario.yaml_file import load
from orgsim.scenario.yaml_writer import write_scenario
from orgsim.store import Asked, open_store
from orgsim.store.worker import Worker

LOOKS = {f"{language}-{width}": (language, width, False) for language in ("id", "en") for width in (1280, 1920)} | {
    "id-390": ("id", 390, False),
    "en-1280-dark": ("en", 1280, True),
}
_VIEWS = ("loads", "units", "positions", "services", "steps", "volumes")
_RESULTS = ("story", "times", "places", "numbers", "structures", "basis")
_RUNS = (
    ("palembang", Asked(("merge", "merge-delegated"), controls=True, replications=4)),
    ("semarang/people.yaml", Asked(("imposed", "supported"), replications=4, draws=9)),
)
"""What the results are of: a change of structure, and one that people must take up, with all drawn that is not
measured."""
_TALLEST = 4000
_ERROR = "[data-testid=stAlertContentError]"


def main(folder: Path, looks: list[str]) -> None:
    """Make the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    failed: list[str] = []
    with TemporaryDirectory() as place:
        runs = finished(Path(place))
        with serving(Path(place)) as address:
            for look in looks or LOOKS:
                language, width, dark = LOOKS[look]
                with reading(address, language, width, dark=dark) as reader:
                    for name in chain(walk(reader), results(reader, runs)):
                        picture(reader, folder / f"{look}-{name}.png")
                        failed += [f"{look}-{name}"] * reader.page.locator(_ERROR).count()
                    print(f"{look}: outside {sorted(reader.outside)}", flush=True)  # noqa: T201
    if failed:
        sys.exit(f"an error is shown on {', '.join(failed)}")


def finished(folder: Path) -> tuple[str, ...]:
    """Make a store with scenarios that are kept and runs that are done; return the names of these."""
    with open_store(folder / "store.sqlite") as store:
        texts = [write_scenario(load(found(file))) for file, _ in _RUNS]
        for text in texts:
            store.scenarios.create(text, author="Bagian Organisasi", note="draf pertama")
        names = [store.jobs.submit(text, asked) for text, (_, asked) in zip(texts, _RUNS, strict=True)]
        Worker(store.database, once=True).work()
    return tuple(names)


def found(file: str) -> Path:
    """Return the file of an example."""
    path = scenarios() / file
    return path if path.is_file() else path / "scenario.yaml"


def results(reader: Reader, runs: tuple[str, ...]) -> Iterator[str]:
    """Go through the views of the results."""
    of_structure, of_people = runs
    for view in _RESULTS:
        reader.open("/results", run=of_structure, view=view, alternative="merge-delegated")
        yield f"results-{view}"
    reader.open("/results", run=of_people, view="story", alternative="supported")
    yield "results-story-people"
    reader.open("/results", run=of_people, view="change", alternative="supported")
    yield "results-change"
    reader.open("/run", run=of_structure)
    yield "run-done"


def walk(reader: Reader) -> Iterator[str]:
    """Go through the pages, and yield the name of each as it is shown."""
    reader.open()
    yield "start"
    narrow = reader.page.viewport_size["width"] < 600
    reader.open("/organisation")
    yield "organisation-begin"
    reader.choose("begin_way", 1)
    yield "organisation-questions"
    reader.choose("begin_way", 0)
    reader.press("template:civil-registry")
    reader.page.wait_for_timeout(4500)  # the notice in the corner goes
    yield "organisation"
    for place, view in enumerate(_VIEWS, 1):
        reader.choose("organisation_view", place)
        yield f"organisation-{view}"
    if narrow:
        reader.open("/scenarios")
        yield "scenarios"
        return
    for name in ("scenarios", "assumptions"):
        reader.go(name)
        yield name
    reader.choose("assumptions_view", 1)
    yield "assumptions-numbers"
    reader.choose("assumptions_view", 2)
    yield "assumptions-sources"
    reader.go("start")
    reader.press("example:palembang")
    yield "run"
    if (cancel := reader.page.locator("[class*=st-key-cancel-] button")).count():
        cancel.first.click()  # no worker goes on for a picture
        reader.settle()
        yield "run-cancelled"
    reader.page.locator(".st-key-uncertain label").first.click()
    reader.settle()
    yield "run-uncertain"
    reader.go("proposal")
    yield "proposal"
    for unit in ("sekretariat", "adminduk"):
        reader.page.locator(f'g.unit[data-id="{unit}"]').click()
        reader.settle()
    reader.press("do:merge_units")
    yield "proposal-form"
    reader.go("scenarios")
    for place, view in enumerate(("drafts", "compare", "files"), 1):
        reader.choose("scenarios_view", place)
        yield f"scenarios-{view}"


def picture(reader: Reader, path: Path) -> None:
    """Make a picture of the whole page, not only of what fits on the screen."""
    page = reader.page
    drawn = "() => !document.querySelector('[data-testid=stSkeleton]')"
    page.wait_for_function(drawn)  # tables and fields whose program the browser is still reading
    size = page.viewport_size
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    if height > size["height"]:
        page.set_viewport_size({"width": size["width"], "height": min(height + 10, _TALLEST)})
        page.wait_for_timeout(400)
        page.wait_for_function(drawn)
    page.screenshot(path=path)
    page.set_viewport_size(size)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
