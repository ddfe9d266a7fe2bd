"""What the files of the project promise about themselves."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from orgsim.cli.verbs import VERBS

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 300
LONG_ON_PURPOSE = {"orgsim/simulation/engines/kernel.py"}
RECORDS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
VERSION_LINE = re.compile(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.+!]*( ; python_version [<>=]+ '3\.\d+')?")
FOREIGN = re.compile(
    "|".join(
        [
            r"(index|extra-index|find)-" + r"(url|links)",
            r"https?://[^\s/]*" + r"(pypi|pythonhosted|npmjs)" + r"[^\s]*simple",
            r"(?<![\w.~-])/" + r"(home|root|work|opt|Users)" + r"/\w",
        ]
    )
)


def tracked() -> list[Path]:
    """Every file that git keeps, or would keep."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return sorted(path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file())


def test_modules_stay_short():
    modules = (ROOT / "orgsim").rglob("*.py")
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text().splitlines()) for path in modules}
    too_long = {name: lines for name, lines in lengths.items() if lines > LONGEST}
    assert not too_long.keys() - LONG_ON_PURPOSE, too_long


def test_no_file_names_a_registry_or_a_place_on_one_machine():
    found = []
    for path in tracked():
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}:{n}: {line}" for n, line in enumerate(lines, 1) if FOREIGN.search(line)]
    assert not found


def test_constraints_are_versions_only_and_cover_what_is_required():
    lines = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    assert [line for line in lines if not VERSION_LINE.fullmatch(line)] == []
    assert lines == sorted(lines, key=str.lower)
    pinned = {plain_name(line) for line in lines}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    required = [*project["dependencies"], *(line for extra in extras.values() for line in extra)]
    assert {plain_name(line) for line in required} - {"orgsim"} <= pinned


def plain_name(requirement: str) -> str:
    """The name in front of a requirement, as registries compare it."""
    match = re.match(r"[A-Za-z0-9._-]*[A-Za-z0-9]", requirement)
    assert match is not None, requirement
    return re.sub(r"[-_.]+", "-", match[0]).lower()


def test_decisions_are_numbered_without_a_gap():
    assert [path.name[:4] for path in RECORDS] == [f"{n:04}" for n in range(1, len(RECORDS) + 1)]


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_a_decision_says_context_choice_and_cost(record):
    text = record.read_text()
    assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", record.name)
    assert text.startswith(f"# {int(record.name[:4])}. ")
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings == ["Context", "Choice", "Cost"]
    for section in re.split(r"^## .+$", text, flags=re.MULTILINE)[1:]:
        assert len(section.split()) >= 10


def test_the_changelog_says_where_results_change():
    text = (ROOT / "CHANGELOG.md").read_text()
    releases = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    assert releases[0].startswith("[Unreleased]")
    for release in releases:
        assert "### Results change" in release


@pytest.mark.parametrize("readme", ["README.md", "README.id.md"])
def test_both_readmes_name_every_verb(readme):
    told = re.findall(r"^\| (`.*?) \|", (ROOT / readme).read_text(), re.MULTILINE)
    named = {verb for cell in told for verb in re.findall(r"`([a-z]+)", cell)}
    assert named == set(VERBS)


def test_what_documents_link_to_is_there():
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    links = [(doc, to) for doc in documents for to in re.findall(r"\]\((?!https?:)([^)#]+)", doc.read_text())]
    assert links
    assert [(doc.name, to) for doc, to in links if not (doc.parent / to).exists()] == []
