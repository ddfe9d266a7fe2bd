"""`make screenshots`: every page of the dashboard in both languages at two widths, and once on a phone and in the dark.

usage: python tests/dashboard/screenshots.py FOLDER [LANGUAGE-WIDTH …]
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from driving import Reader, reading, serving  # beside this file, which is run as a script

LOOKS = {
    f"{language}-{width}": (language, width, False) for language in ("id", "en") for width in (1280, 1920)
} | {"id-390": ("id", 390, False), "en-1280-dark": ("en", 1280, True)}
_VIEWS = ("loads", "units", "positions", "services", "steps", "volumes")
_TALLEST = 4000


def main(folder: Path, looks: list[str]) -> None:
    """Make the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as place, serving(Path(place)) as address:
        for look in looks or LOOKS:
            language, width, dark = LOOKS[look]
            with reading(address, language, width, dark=dark) as reader:
                for name in walk(reader):
                    picture(reader, folder / f"{look}-{name}.png")
                print(f"{look}: outside {sorted(reader.outside)}", flush=True)  # noqa: T201


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
        return
    for name in ("scenarios", "assumptions"):
        reader.go(name)
        yield name
    reader.choose("assumptions_view", 1)
    yield "assumptions-numbers"
    reader.go("start")
    reader.press("example:palembang")
    yield "run"
    reader.go("proposal")
    yield "proposal"
    reader.go("scenarios")
    for place, view in enumerate(("drafts", "compare", "files"), 1):
        reader.choose("scenarios_view", place)
        yield f"scenarios-{view}"
    reader.go("results")
    yield "results"
    reader.go("run")
    if (cancel := reader.page.get_by_role("button", name=re.compile("Batalkan|Cancel"))).count():
        cancel.first.click()  # no worker goes on for a picture
        reader.settle()


def picture(reader: Reader, path: Path) -> None:
    """Make a picture of the whole page, not only of what fits on the screen."""
    page = reader.page
    size = page.viewport_size
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    if height > size["height"]:
        page.set_viewport_size({"width": size["width"], "height": min(height + 10, _TALLEST)})
        page.wait_for_timeout(400)
    page.screenshot(path=path)
    page.set_viewport_size(size)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
