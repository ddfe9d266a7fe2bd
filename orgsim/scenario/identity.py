"""Whether two texts are the same scenario, and a scenario in several files as one text."""

from __future__ import annotations

import json
from hashlib import blake2b
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from orgsim.scenario.references import read_text

if TYPE_CHECKING:
    from orgsim.scenario.scenario import Scenario
    from orgsim.spec import LocalisedText

__all__ = ["canonical_hash", "one_text", "retitled", "round_trip", "written_again"]


def canonical_hash(scenario: Scenario) -> str:
    r"""Return a hash of what a scenario says: comments, layout and the order of names do not enter it.

    The order of steps does, and that of alternatives, which are shown in it; so do sources and bases of values.

    Examples
    --------
    >>> from orgsim.scenario.yaml_file import load_text
    >>> text = "title: Kantor\nagency: {title: Dinas, units: {dinas: {title: Dinas}}}\nrun: {from: 2026-01-05}\n"
    >>> canonical_hash(load_text(text)) == canonical_hash(load_text("# The same office.\n" + text))
    True
    """
    written = scenario.model_dump(mode="json", by_alias=True)
    orders: dict[str, Any] = {
        "alternatives": list(scenario.alternatives),
        "steps": {name: list(service.steps) for name, service in sorted(scenario.agency.services.items())},
    }
    evidence = sorted(
        ([str(part) for part in e.path], e.basis, e.source, repr(e.range), repr(e.value)) for e in scenario.evidence
    )
    content = json.dumps([written, orders, evidence], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return blake2b(content.encode(), digest_size=16).hexdigest()


def one_text(path: str | FilePath) -> str:
    """Return a scenario file with the files that it names put in their places: complete in itself, comments kept.

    Parameters
    ----------
    path
        A scenario without fault; a file that cannot be put in its place is left named.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    yaml = round_trip()
    text = read_text(FilePath(path), str(path))
    document = yaml.load(text)
    if not _put_in_place(yaml, document, FilePath(path).parent, ()):
        return text
    return written_again(yaml, document)


def retitled(text: str, title: LocalisedText) -> str:
    r"""Return the text of a scenario with another title; all else stays as it was written.

    Examples
    --------
    >>> from orgsim.spec import LocalisedText
    >>> retitled("title: Kantor\nagency: {}  # empty\n", LocalisedText("Loket", "Counter")).splitlines()
    ['title: {id: Loket, en: Counter}', 'agency: {}  # empty']
    """
    from ruamel.yaml.comments import CommentedMap

    yaml = round_trip()
    document = yaml.load(text)
    both = CommentedMap({"id": title.id, "en": title.en})
    both.fa.set_flow_style()
    document["title"] = title.id if title.id == title.en else both
    return written_again(yaml, document)


def round_trip() -> Any:
    """Return what reads YAML and writes it as it was, comments and all."""
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.width, yaml.allow_unicode, yaml.preserve_quotes = 120, True, True
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def written_again(yaml: Any, document: Any) -> str:
    """Return the text of what was read so."""
    from io import StringIO

    written = StringIO()
    yaml.dump(document, written)
    return written.getvalue()


def _put_in_place(yaml: Any, node: Any, folder: FilePath, at: tuple[str | int, ...]) -> bool:
    """Put the content of named files in their places; whether there was any."""
    from orgsim.scenario.references import names_file

    found = False
    for key in list(node) if isinstance(node, dict) else ():
        part = node[key]
        if names_file((*at, key), part):
            target = folder / part.replace("\\", "/")
            node[key] = part = yaml.load(read_text(target, part))
            _put_in_place(yaml, part, target.parent, (*at, key))
            found = True
        elif len(at) < 3:
            found |= _put_in_place(yaml, part, folder, (*at, key))
    return found
