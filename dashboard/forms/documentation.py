"""The documentation of fields for the catalogue of sentences: forms show it, so it is there in every language.

``make messages`` calls `extract` for the modules that describe what people write: beside the sentences of the code it
finds the name of every field in words, the string under it, the words that can be chosen, and what operations do.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

from babel.messages.extract import extract_python

from dashboard.forms.schema import humanised

__all__ = ["extract"]

Found = tuple[int, str, Any, list[str]]
"""Line, function (here always ``message``), text, comments: what Babel takes."""


def extract(
    file: IO[bytes],
    keywords: Mapping[str, Any],
    comment_tags: Collection[str],
    options: Mapping[str, Any],
) -> Iterator[Found]:
    """Yield the sentences of a module, and the documentation of the fields in it (a method of extraction for Babel)."""
    yield from extract_python(file, keywords, comment_tags, options)  # type: ignore[arg-type]
    file.seek(0)
    for line, text in dict.fromkeys(documented(ast.parse(file.read()))):
        yield line, "message", text, []


def documented(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield what a form shows of the specifications of a module, each with its line.

    Examples
    --------
    >>> source = '''class Errand:
    ...     way: Literal["on_foot"]
    ...     "How one goes."
    ... '''
    >>> [text for _, text in documented(ast.parse(source))]
    ['On foot', 'Way', 'How one goes.']
    """
    hidden = {node for part in ast.walk(module) for node in _own_name(part)}
    for node in ast.walk(module):
        if isinstance(node, ast.Subscript) and _called(node.value) == "Literal" and node not in hidden:
            yield from ((node.lineno, humanised(word)) for word in _strings(node.slice))
        if isinstance(node, ast.ClassDef):
            yield from _fields(node)
            if any(_called(part) == "register" for part in node.decorator_list):
                yield from _paragraphs(node)


def _own_name(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the type of the field that holds an operation's name: nobody chooses it there."""
    if isinstance(node, ast.AnnAssign) and _called(node.target) == "operation":
        yield node.annotation


def _fields(node: ast.ClassDef) -> Iterator[tuple[int, str]]:
    for field, below in zip(node.body, node.body[1:], strict=False):
        text = below.value.value if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) else None
        if isinstance(field, ast.AnnAssign) and isinstance(text, str) and _is_field(field):
            yield field.lineno, humanised(_alias(field) or _called(field.target))
            yield below.lineno, " ".join(text.split())


def _is_field(field: ast.AnnAssign) -> bool:
    shape = field.annotation.value if isinstance(field.annotation, ast.Subscript) else field.annotation
    return _called(shape) != "ClassVar" and _called(field.target) != "operation"


def _alias(field: ast.AnnAssign) -> str | None:
    """Return the name in the file of a field that is called otherwise in Python."""
    calls = (node for node in ast.walk(field) if isinstance(node, ast.Call))
    named = (word.value for call in calls for word in call.keywords if word.arg == "alias")
    return next((value.value for value in named if isinstance(value, ast.Constant)), None)


def _paragraphs(node: ast.ClassDef) -> Iterator[tuple[int, str]]:
    text = (ast.get_docstring(node) or "").partition("\n\nExamples\n")[0]
    yield from ((node.lineno, " ".join(part.split())) for part in text.split("\n\n") if part.strip())


def _strings(node: ast.expr) -> Iterator[str]:
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    yield from (part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))


def _called(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
