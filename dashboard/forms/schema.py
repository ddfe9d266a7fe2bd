"""The shape of what a form asks for, read from the JSON Schema of a specification.

Nothing here knows an operation: a field is a text, a number, a name of something that exists, a list of these, … and a
new operation that is registered has its form at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, Literal

from orgsim.errors import message
from orgsim.restructuring.operation import Operation
from orgsim.spec import Spec

__all__ = ["Field", "Shape", "can_be_filled", "fields_of", "humanised"]

Kind = Literal[
    "text", "name", "word", "reference", "choice", "flag", "whole", "number", "amount", "date",
    "list", "pair", "map", "record", "either", "unknown",
]  # fmt: skip


@dataclass(frozen=True)
class Shape:
    """What a value is.

    Attributes
    ----------
    kind
        ``text`` is said in both languages, ``name`` is an id that is being given, ``word`` any other string, ``amount``
        a measured one.
    refers_to
        What a ``reference`` is the name of: ``unit``, ``position``, ….
    measured_in
        Measure of an ``amount`` or a ``number``.
    options
        Of a ``choice``.
    low, high
        Bounds of a number, or of the number of parts.
    parts
        Of a list its item, of a map its key and value, of a pair its places, of ``either`` its ways.
    fields
        Of a ``record``.
    """

    kind: Kind
    refers_to: str | None = None
    measured_in: str | None = None
    options: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    parts: tuple[Shape, ...] = ()
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Field:
    """A field of a form.

    Attributes
    ----------
    name
        As written in a file.
    label
        The name in words, in English: a key of the catalogue.
    help
        Its documentation, in English: a key of the catalogue.
    required
        Whether it must be given.
    default
        What holds if it is left out, as written.
    shape
        What its value is.
    """

    name: str
    label: str
    help: str
    required: bool
    default: Any
    shape: Shape = field(repr=False)


@cache
def fields_of(spec: type[Spec]) -> tuple[Field, ...]:
    """Return the fields of a specification, those of an operation without its name; what all have in common comes last.

    Examples
    --------
    >>> from orgsim.restructuring.operation import OPERATIONS
    >>> [(f.label, f.shape.kind) for f in fields_of(OPERATIONS["move_unit"])]
    [('Unit', 'reference'), ('Reports to', 'reference'), ('Level', 'reference'), ('Cost', 'amount')]
    """
    schema = spec.model_json_schema(by_alias=True)
    found = _fields(schema, schema.get("$defs", {}), frozenset())
    return tuple(sorted(found, key=lambda part: part.name in Operation.model_fields))


def can_be_filled(spec: type[Spec]) -> bool:
    """Return whether people can fill in a specification: no field may take anything at all."""
    return all(_known(field.shape) for field in fields_of(spec))


def humanised(name: str) -> str:
    """Return a name in words.

    Examples
    --------
    >>> humanised("reports_to")
    'Reports to'
    """
    text = name.replace("_", " ").strip()
    return text[:1].upper() + text[1:]


def _known(shape: Shape) -> bool:
    inner = (*shape.parts, *(field.shape for field in shape.fields))
    return shape.kind != "unknown" and all(_known(part) for part in inner)


def _fields(schema: Mapping[str, Any], defs: Mapping[str, Any], within: frozenset[str]) -> tuple[Field, ...]:
    required = set(schema.get("required", ()))
    found = []
    for name, part in schema.get("properties", {}).items():
        if name == "operation" and "const" in part:
            continue
        shape = _shape(part, defs, within)
        # The plain word for a level in the line of command and for one of a skill would be the same.
        label = _SKILL_LEVEL.text if shape.measured_in == "skill level" and name == "level" else humanised(name)
        text = " ".join(str(part.get("description", "")).split())
        found.append(Field(name, label, text, name in required, part.get("default"), shape))
    return tuple(found)


_SKILL_LEVEL: Final = message("Skill level")


def _shape(schema: Mapping[str, Any], defs: Mapping[str, Any], within: frozenset[str]) -> Shape:
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return Shape("unknown") if name in within else _shape(defs[name], defs, within | {name})
    if schema.get("measured_in") == "text":
        return Shape("text")
    for test, make in _MAKERS:
        if test(schema):
            return make(schema, defs, within)
    return Shape("unknown")


def _either(schema: Mapping[str, Any], defs: Mapping[str, Any], within: frozenset[str]) -> Shape:
    written = schema.get("anyOf") or schema.get("oneOf") or ()
    ways = tuple(_shape(way, defs, within) for way in written if way.get("type") != "null")
    return ways[0] if len(ways) == 1 else Shape("either", parts=ways)


def _choice(schema: Mapping[str, Any], defs: Mapping[str, Any], within: frozenset[str]) -> Shape:
    options = schema.get("enum", [schema.get("const")])
    return Shape("choice", options=tuple(str(option) for option in options if option is not None))


def _object(schema: Mapping[str, Any], defs: Mapping[str, Any], within: frozenset[str]) -> Shape:
    if "properties" in schema:
        return Shape("record", fields=_fields(schema, defs, within))
    patterns: Mapping[str, Any] = schema.get("patternProperties", {})
    names = schema.get("propertyNames", {"type": "string", "pattern": next(iter(patterns), None)})
    value = schema.get("additionalProperties") or next(iter(patterns.values()), None)
    if not isinstance(value, Mapping):
        return Shape("unknown")
    key = _shape({"type": "string", **names}, defs, within)
    return Shape("map", low=schema.get("minProperties"), parts=(key, _shape(value, defs, within)))


def _array(schema: Mapping[str, Any], defs: Mapping[str, Any], within: frozenset[str]) -> Shape:
    if "prefixItems" in schema:
        return Shape("pair", parts=tuple(_shape(part, defs, within) for part in schema["prefixItems"]))
    item = _shape(schema.get("items", {}), defs, within)
    return Shape("list", low=schema.get("minItems"), high=schema.get("maxItems"), parts=(item,))


def _number(schema: Mapping[str, Any], defs: Mapping[str, Any], within: frozenset[str]) -> Shape:
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    kind: Kind = "whole" if schema["type"] == "integer" else "number"
    return Shape(kind, low=low, high=schema.get("maximum", schema.get("le")), measured_in=schema.get("measured_in"))


def _string(schema: Mapping[str, Any], defs: Mapping[str, Any], within: frozenset[str]) -> Shape:
    if "refers_to" in schema:
        return Shape("reference", refers_to=str(schema["refers_to"]))
    if "measured_in" in schema:
        return Shape("amount", measured_in=str(schema["measured_in"]))
    if schema.get("format") == "date":
        return Shape("date")
    return Shape("name" if schema.get("pattern") else "word")


_MAKERS: Final = (
    (lambda schema: "enum" in schema or "const" in schema, _choice),
    (lambda schema: "anyOf" in schema or "oneOf" in schema, _either),
    (lambda schema: schema.get("type") == "boolean", lambda *_: Shape("flag")),
    (lambda schema: schema.get("type") in ("integer", "number"), _number),
    (lambda schema: schema.get("type") == "string", _string),
    (lambda schema: schema.get("type") == "array", _array),
    (lambda schema: schema.get("type") == "object", _object),
)
"""Which part of JSON Schema says what a value is; the first that fits."""
