"""What the strings under the fields of a class say, read from its source when they are shown.

Pydantic reads them too (`use_attribute_docstrings`), but of every class that is defined: at each start of each verb,
most of which show none.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from inspect import cleandoc, getsource
from itertools import pairwise
from types import MappingProxyType

from pydantic import BaseModel

__all__ = ["documentation"]


@cache
def documentation(cls: type[BaseModel]) -> Mapping[str, str]:
    """Return what is said under the fields of a class, by name; a base speaks for those that it alone declares.

    Examples
    --------
    >>> from orgsim.distributions import DISTRIBUTIONS
    >>> documentation(DISTRIBUTIONS["erlang"])["mean"]
    'Mean duration of all phases together.'
    """
    said: dict[str, str | None] = {}
    for each in reversed(cls.__mro__):
        if getattr(each, "model_fields", None):
            definition = _definitions(each.__module__).get(each.__qualname__)
            said.update(_fields(definition) if definition else ())
    return MappingProxyType({name: text for name, text in said.items() if text is not None})


def _fields(definition: ast.ClassDef) -> Iterator[tuple[str, str | None]]:
    """Yield the fields that a class itself declares, each with the string under it, if there is one."""
    for statement, below in pairwise((*definition.body, ast.Pass())):
        match statement, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                yield name, cleandoc(text)
            case ast.AnnAssign(target=ast.Name(id=name)), _:
                yield name, None


@cache
def _definitions(module: str) -> Mapping[str, ast.ClassDef]:
    """Return the classes of a module by qualified name; none where its source is not at hand."""
    try:
        return dict(_classes(ast.parse(getsource(sys.modules[module])), ""))
    except (KeyError, OSError, TypeError):
        return {}


def _classes(node: ast.AST, inside: str) -> Iterator[tuple[str, ast.ClassDef]]:
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.ClassDef(name=name):
                yield inside + name, child
                yield from _classes(child, f"{inside}{name}.")
            case ast.FunctionDef(name=name):
                yield from _classes(child, f"{inside}{name}.<locals>.")
            case ast.stmt():
                yield from _classes(child, inside)
