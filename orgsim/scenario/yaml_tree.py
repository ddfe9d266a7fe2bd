"""A YAML document as a tree in which every key and item knows its file and line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from orgsim.errors import Path

Scalar: TypeAlias = str | int | float | bool | None


@dataclass(slots=True)
class Node:
    """A value of a file: a scalar, a list or a mapping.

    Attributes
    ----------
    content
        The scalar; nodes in order; or nodes by key.
    file
        The file it stands in.
    line
        Where it begins, counted from 1.
    key_lines
        For a mapping, the line of each key.
    size
        Entries in it, those repeated by aliases counted each time.
    """

    content: Scalar | list[Node] | dict[str, Node]
    file: str | None
    line: int
    key_lines: dict[str, int] = field(default_factory=dict)
    size: int = 1

    def plain(self) -> Any:
        """Return it as plain lists, mappings and scalars."""
        if isinstance(self.content, dict):
            return {key: node.plain() for key, node in self.content.items()}
        if isinstance(self.content, list):
            return [node.plain() for node in self.content]
        return self.content

    def place(self, path: Path) -> tuple[str | None, int]:
        """Return the file and line of what a path leads to, as far as it leads."""
        node, place = self, (self.file, self.line)
        for part in path:
            content = node.content
            if isinstance(content, dict) and str(part) in content:
                place = (node.file, node.key_lines[str(part)])
                node = content[str(part)]
            elif isinstance(content, list) and isinstance(part, int) and part < len(content):
                node = content[part]
                place = (node.file, node.line)
            else:
                break
        return place

    def at(self, path: Path) -> Node | None:
        """Return the node that a path leads to, or None."""
        node: Node | None = self
        for part in path:
            content = node.content if node else None
            if isinstance(content, dict):
                node = content.get(str(part))
            elif isinstance(content, list) and isinstance(part, int) and part < len(content):
                node = content[part]
            else:
                return None
        return node


_INTEGER = re.compile(r"[-+]?[0-9]{1,300}|0o[0-7]{1,300}|0x[0-9a-fA-F]{1,300}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL: Final[dict[str, Scalar]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}


def core_scalar(text: str) -> Scalar:
    """Return what an unquoted scalar means in the core schema of YAML 1.2; a date stays a text.

    Examples
    --------
    >>> [core_scalar(text) for text in ("no", "010", "1e3", "0x1F", "~", "2026-07-01", "12:30")]
    ['no', 10, 1000.0, 31, None, '2026-07-01', '12:30']
    """
    if text in _SPECIAL:
        return _SPECIAL[text]
    if _INTEGER.fullmatch(text):
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
