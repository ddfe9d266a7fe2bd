"""Every sentence can be made, and is there in both languages."""

from __future__ import annotations

import ast
import string
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from orgsim.language import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("orgsim", "dashboard")
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
KEYWORDS = {"message": None, "say": None, "translate": None}


def places(template: str) -> set[str]:
    """The names between the braces of a template."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def message_calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "message":
            yield node


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_place_of_a_message_is_filled(module):
    tree = ast.parse(module.read_text())
    constants = [statement for statement in tree.body if isinstance(statement, (ast.Assign, ast.AnnAssign))]
    marked = {id(call) for constant in constants for call in message_calls(constant) if not call.keywords}
    for call in message_calls(tree):
        (template,) = call.args
        where = f"{module.name}:{call.lineno}"
        assert isinstance(template, ast.Constant), f"{where}: write the template out, or no catalogue finds it"
        assert isinstance(template.value, str), where
        assert template.value.strip(), f"{where}: an empty sentence would be the catalogue's own head"
        if id(call) in marked or any(keyword.arg is None for keyword in call.keywords):
            continue  # a template kept by name, or filled from a mapping: its places are seen when it is made
        assert places(template.value) == {keyword.arg for keyword in call.keywords}, where


def _in(room: str) -> Callable[[str], bool]:
    """Say of a folder whether it belongs to a room."""
    return lambda folder: Path(folder).relative_to(ROOT).parts[:1] == (room,)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_sentence_hides_in_an_f_string(module):
    """What finds the sentences does not look into f-strings on Python 3.11: such a one would stay English unseen."""
    joined = [node for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.JoinedStr)]
    hidden = [call.lineno for node in joined for call in message_calls(node)]
    assert not hidden, f"{module.name}: lines {hidden}"


def sentences() -> set[str]:
    """The sentences in the code, as `make messages` finds them."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    methods = [
        (pattern, mapping["method"])
        for mapping in mappings
        for pattern in ([mapping["pattern"]] if isinstance(mapping["pattern"], str) else mapping["pattern"])
    ]
    found = [
        part
        for room in ROOMS
        for part in extract_from_dir(ROOT, method_map=methods, keywords=KEYWORDS, directory_filter=_in(room))
    ]
    return {text for _, _, text, _, _ in found if isinstance(text, str) and text}


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_the_catalogue_is_complete_and_keeps_the_places(language):
    path = ROOT / "orgsim" / "locale" / language / "LC_MESSAGES" / "orgsim.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    translated = {entry.id: entry.string for entry in catalogue if entry.id and entry.string and not entry.fuzzy}
    assert sorted(sentences() - translated.keys()) == []
    assert sorted(translated.keys() - sentences()) == []
    assert {text for text, other in translated.items() if places(text) != places(other)} == set()
