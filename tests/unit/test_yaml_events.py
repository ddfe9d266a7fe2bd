"""libyaml reads a text only where it is sure to give what the thorough parser gives."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from orgsim.errors import InputError
from orgsim.resources import scenarios
from orgsim.scenario import yaml_parser
from orgsim.scenario.yaml_parser import parse_yaml
from orgsim.yaml_events import read_own, reads_alike

SHIPPED = sorted(path for path in scenarios().rglob("*.yaml") if "refused" not in path.parts)
PIECES = (
    "a", "b: ", "k: v", "\n", "\n  ", "\n- ", "\n  - ", "\n-\n", ": ", ":", ", ", ",", "{", "}", "[", "]", '"x"', "'y'",
    " # said", "#", "&q ", "*q", "*q:", "<<: *q", "|\n", ">-\n  ", "? ", "!", "%", "90 %", "---\n", "...\n", "~", "é",
    "{a: b}", "[a, b]", "  ", "@", "`", "- ",
)  # fmt: skip


@pytest.fixture
def thorough(monkeypatch):
    """Read without libyaml."""

    def read(text):
        with monkeypatch.context() as patch:
            patch.setattr(yaml_parser, "reads_alike", lambda _: False)
            return parsed(text)

    return read


def parsed(text):
    faults = []
    try:
        return parse_yaml(text, None, faults), [str(fault) for fault in faults]
    except InputError as error:
        return str(error)


@pytest.mark.parametrize("file", SHIPPED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_shipped_files_are_read_alike(file, thorough):
    text = file.read_text(encoding="utf-8")
    assert parsed(text) == thorough(text)


def test_a_shipped_file_is_read_quickly():
    assert reads_alike((scenarios() / "palembang" / "agency.yaml").read_text(encoding="utf-8"))


def test_the_ledger_is_what_the_thorough_parser_reads():
    from ruamel.yaml import YAML

    text = (files("orgsim") / "assumptions.yaml").read_text("utf-8")
    assert repr(read_own(text)) == repr(YAML(typ="safe", pure=True).load(text))


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join))
def test_made_up_texts_are_read_alike_or_left_to_the_thorough_parser(text):
    assume(reads_alike(text))
    quick = parsed(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_parser, "reads_alike", lambda _: False)
        assert quick == parsed(text)


@pytest.mark.parametrize(
    "text", ["a:\tb", "a: |\n  b", "a: !t b", 'a: "\\u00e9"', "a\r\nb", "--- a", "-\n", "? a", "*q:"]
)
def test_rare_forms_are_left_to_the_thorough_parser(text):
    assert not reads_alike(text)
