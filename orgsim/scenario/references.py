"""Parts of a scenario in files of their own: ``agency: agency.yaml``.

A text that ends in .yaml or .yml stands for the content of the file of that name, beside the file that names it.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path as FilePath
from typing import Final

from orgsim.errors import Fault, InputError, Path, message
from orgsim.scenario.yaml_parser import parse_yaml
from orgsim.scenario.yaml_tree import Node
from orgsim.suggestion import suggest

MOST_BYTES: Final = 5_000_000
"""A file beyond this is refused before it is read."""

PARTS: Final[tuple[tuple[str, ...], ...]] = (
    ("agency",),
    ("agency", "*"),
    ("demand",),
    ("demand", "*"),
    ("alternatives",),
    ("alternatives", "*"),
    ("alternatives", "*", "plan"),
    ("assumptions",),
    ("sources",),
    ("run",),
)
"""What may stand in a file of its own."""

_DEEPEST: Final = 5
_FILE = re.compile(r"\S.*\.ya?ml", re.IGNORECASE)


def read_text(path: FilePath, name: str) -> str:
    """Return the text of a file.

    Parameters
    ----------
    path
        Where it is.
    name
        What to call it in a fault.

    Raises
    ------
    InputError
        If it is not there, too large, or not UTF-8.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            fault = message("the file has {size} million bytes; {most} at most are read", size=_millions(size), most=5)
            raise InputError(Fault(fault, remedy=message("Split it: parts may stand in files of their own"), file=name))
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        near = sorted(p.name for p in path.parent.glob("*.y*ml")) if path.parent.is_dir() else []
        guess = suggest(path.name, near)
        remedy = message('Did you mean "{near}"?', near=guess) if guess else None
        raise InputError(Fault(message("there is no such file"), (), remedy, name)) from None
    except IsADirectoryError:
        raise InputError(Fault(message("this is a folder, not a file"), file=name)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(Fault(message("the file cannot be read: {reason}", reason=reason), file=name)) from None
    return decode(content, name)


def decode(content: bytes, name: str | None) -> str:
    """Return the text of a file's bytes, which are UTF-8.

    Raises
    ------
    InputError
        If they are not.

    Examples
    --------
    >>> decode("title: Pelayanan – 1".encode(), None)
    'title: Pelayanan – 1'
    """
    if len(content) > MOST_BYTES:
        fault = message(
            "the file has {size} million bytes; {most} at most are read", size=_millions(len(content)), most=5
        )
        raise InputError(Fault(fault, remedy=message("Split it: parts may stand in files of their own"), file=name))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        remedy = message("Save it as UTF-8")
        raise InputError(Fault(message("the file is not UTF-8"), remedy=remedy, file=name, line=line)) from None


def _millions(size: int) -> float:
    return round(size / 1e6, 1)


def resolve_references(root: Node, folder: FilePath | None, name: str | None, faults: list[Fault]) -> Node:
    """Put the content of the files that a document names in their places; what is wrong with them is noted.

    Parameters
    ----------
    root
        The document.
    folder
        Where its files are; None: there are none, and naming one is a fault.
    name
        The document's own name, as the user wrote it.
    faults
        Where faults are noted.
    """
    own = ((folder / FilePath(name).name).resolve(),) if folder is not None and name else ()
    return _Resolver(faults).resolve(root, (), folder, name, own)


def names_file(path: Path, content: object) -> bool:
    """Whether what stands at a place of a document is the name of a file that holds it.

    Examples
    --------
    >>> names_file(("agency",), "agency.yaml"), names_file(("title",), "agency.yaml")
    (True, False)
    """
    return isinstance(content, str) and _may_be_file(path) and _FILE.fullmatch(content) is not None


def _may_be_file(path: Path) -> bool:
    return any(
        len(part) == len(path) and all(wanted in ("*", here) for wanted, here in zip(part, path, strict=True))
        for part in PARTS
    )


class _Resolver:
    def __init__(self, faults: list[Fault]) -> None:
        self._faults = faults

    def resolve(
        self, node: Node, at: Path, folder: FilePath | None, name: str | None, within: tuple[FilePath, ...]
    ) -> Node:
        content = node.content
        if isinstance(content, dict) and len(at) < max(map(len, PARTS)):
            for key in content:
                content[key] = self.resolve(content[key], (*at, key), folder, name, within)
        elif isinstance(content, str) and names_file(at, content):
            return self._read(node, content, at, folder, name, within)
        return node

    def _read(
        self,
        node: Node,
        written: str,
        at: Path,
        folder: FilePath | None,
        name: str | None,
        within: tuple[FilePath, ...],
    ) -> Node:
        target = written.replace("\\", "/")
        if folder is None:
            return self._fault(node, Fault(message("there is no folder to look for {file} in", file=written), at))
        if target.startswith(("/", "~")) or re.match(r"[A-Za-z]:", target):
            remedy = message("Name a file beside this one, e.g. {example}", example="agency.yaml")
            return self._fault(node, Fault(message("files are named from this file on, not from the root"), at, remedy))
        path = folder / target
        shown = posixpath.normpath(posixpath.join(posixpath.dirname((name or "").replace("\\", "/")), target))
        real = path.resolve()
        if real in within or len(within) >= _DEEPEST:
            return self._fault(node, Fault(message("{file} leads back to itself", file=written), at))
        found: list[Fault] = []
        try:
            root = parse_yaml(read_text(path, shown), shown, found)
        except InputError as error:
            missing = not path.is_file()
            for fault in error.faults:
                if missing:
                    told = message('there is no file "{file}"', file=written)
                    self._fault(node, Fault(told, at, fault.remedy))
                else:
                    self._faults.append(fault)
            return _unread(node)
        self._faults.extend(fault.under(*at) for fault in found)
        return self.resolve(root, at, path.parent, shown, (*within, real))

    def _fault(self, node: Node, fault: Fault) -> Node:
        self._faults.append(Fault(fault.message, fault.path, fault.remedy, node.file, node.line))
        return _unread(node)


class Unread(dict[str, Node]):
    """Stands for a part that could not be read: nothing in it is judged."""


def _unread(node: Node) -> Node:
    return Node(Unread(), node.file, node.line)
