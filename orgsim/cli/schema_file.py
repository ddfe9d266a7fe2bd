"""The JSON Schema of scenario files, assembled from all registries: for completion and first checks in an editor."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

Schema = dict[str, Any]

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_FILE: Final[Schema] = {"type": "string", "pattern": r"\.ya?ml$", "description": "A file beside this one."}
_READ_THEMSELVES: Final = frozenset({"Assumptions", "Expectation"})
"""Parts that say by themselves how evidence is written, or have a field called value."""
_EVIDENCE: Final[Schema] = {
    "Source": {"type": "string", "description": "An id of `sources`, or words."},
    "Basis": {"enum": ["measured", "stated", "calibrated", "assumed"], "description": "What the value rests on."},
    "Range": {"type": "array", "minItems": 2, "maxItems": 2, "description": "Lowest and highest value."},
    "Note": {"type": "string", "description": "What a reader should know of it."},
}
_TEXT: Final[Schema] = {
    "description": "A text in Indonesian and English; a bare text serves for both.",
    "anyOf": [
        {"type": "string", "minLength": 1},
        {
            "type": "object",
            "additionalProperties": False,
            "minProperties": 1,
            "properties": {
                "id": {"type": "string", "description": "Indonesian."},
                "en": {"type": "string", "description": "English."},
            },
        },
    ],
}
_ABOUT: Final[tuple[str, ...]] = (
    "title",
    "description",
    "default",
    "measured_in",
    "refers_to",
    "assumption",
    "examples",
)


def schema() -> Schema:
    """Return the schema: every field described, every value with or without where it comes from.

    Examples
    --------
    >>> schema()["$schema"]
    'https://json-schema.org/draft/2020-12/schema'
    """
    from orgsim.scenario.scenario import Scenario

    found = Scenario.model_json_schema(by_alias=True, mode="validation")
    parts: Schema = found["$defs"]
    for name, part in parts.items():
        if name not in _READ_THEMSELVES:
            _allow_evidence(part, parts)
    parts["Assumptions"]["additionalProperties"] = False
    for part in (found, *parts.values()):
        _close_mappings(part)
    _allow_files(found, parts)
    parts |= _EVIDENCE
    parts["Text"] = _TEXT
    _name_texts(found)
    return {"$schema": _DRAFT, "title": "orgsim scenario", "description": found.pop("description"), **_rest(found)}


def _rest(found: Schema) -> Schema:
    return {name: found[name] for name in ("type", "properties", "required", "additionalProperties", "$defs")}


def schema_text() -> str:
    """Return the schema as the text of ``scenarios/schema.json``."""
    return json.dumps(schema(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _properties_of(part: Schema) -> list[Schema]:
    """Return the properties of a part; of each of its forms, if it has several."""
    forms = [part, *part.get("anyOf", ())]
    return [form["properties"] for form in forms if isinstance(form.get("properties"), dict)]


def _allow_evidence(part: Schema, parts: Mapping[str, Schema]) -> None:
    for properties in _properties_of(part):
        for name, field in properties.items():
            properties[name] = _wrapped(field, parts)
            _allow_evidence_inside(properties[name], parts)


def _allow_evidence_inside(field: Schema, parts: Mapping[str, Schema]) -> None:
    """Let the values of a mapping, and of mappings in it, say where they come from."""
    inner = field.get("additionalProperties")
    if isinstance(inner, dict):
        field["additionalProperties"] = _wrapped(inner, parts)
        _allow_evidence_inside(field["additionalProperties"], parts)
    for key, value in field.get("patternProperties", {}).items():
        field["patternProperties"][key] = _wrapped(value, parts)
        _allow_evidence_inside(field["patternProperties"][key], parts)


def _wrapped(field: Schema, parts: Mapping[str, Schema]) -> Schema:
    """Allow ``{value, source, basis, range, note}`` in the place of a value."""
    if "const" in field or not _is_value(field, parts):
        return field
    about = {name: field[name] for name in _ABOUT if name in field}
    bare = {name: value for name, value in field.items() if name not in about}
    evidence = {
        "type": "object",
        "description": "The value, and where it comes from.",
        "required": ["value"],
        "additionalProperties": False,
        "properties": {
            "value": {**bare, "description": "The value."},
            **{
                name.lower(): {"$ref": f"#/$defs/{name}", "description": _EVIDENCE[name]["description"]}
                for name in _EVIDENCE
            },
        },
    }
    return {**about, "anyOf": [bare, evidence]}


def _is_value(field: Schema, parts: Mapping[str, Schema]) -> bool:
    """Whether a field holds a value that may be measured, stated or assumed: no text, list or part with fields."""
    if field.get("measured_in") == "text":
        return False
    if "$ref" in field:
        target = parts[field["$ref"].rpartition("/")[2]]
        return "anyOf" in target and any(_is_value(form, parts) for form in target["anyOf"])
    forms = field.get("anyOf")
    if forms:
        return any(_is_value(form, parts) for form in forms if form.get("type") != "null")
    kinds = field.get("type")
    return "enum" in field or bool({"string", "number", "integer", "boolean"} & set(_listed(kinds)))


def _listed(kinds: Any) -> list[str]:
    return kinds if isinstance(kinds, list) else [kinds]


def _name_texts(part: Any) -> None:
    """Write the two forms of a text once, not under every title."""
    if isinstance(part, dict):
        if part.get("measured_in") == "text" and "anyOf" in part:
            del part["anyOf"], part["measured_in"]
            part["$ref"] = "#/$defs/Text"
        for value in part.values():
            _name_texts(value)
    elif isinstance(part, list):
        for value in part:
            _name_texts(value)


def _close_mappings(part: Any) -> None:
    """Let names that do not match the pattern of names be marked, as they are when the file is read."""
    if isinstance(part, dict):
        if "patternProperties" in part:
            part.setdefault("additionalProperties", False)
        for value in part.values():
            _close_mappings(value)
    elif isinstance(part, list):
        for value in part:
            _close_mappings(value)


def _allow_files(found: Schema, parts: Schema) -> None:
    """Let parts stand in files of their own, as `orgsim.scenario.references` reads them."""
    from orgsim.scenario.references import PARTS

    for path in PARTS:
        holders: list[tuple[Schema, str]] = [(found["properties"], path[0])]
        for wanted in path[1:]:
            inner = [_resolved(holder[key], parts) for holder, key in holders]
            holders = [place for part in inner for place in _places(part, wanted)]
        for holder, key in holders:
            if not _is_value(holder[key], parts) and "measured_in" not in holder[key]:
                holder[key] = _or_file(holder[key])


def _or_file(field: Schema) -> Schema:
    if _FILE in field.get("anyOf", ()):
        return field
    about = {name: field[name] for name in _ABOUT if name in field}
    bare = {name: value for name, value in field.items() if name not in about}
    return {**about, "anyOf": [bare, _FILE]}


def _places(part: Schema, wanted: str) -> list[tuple[Schema, str]]:
    """Return where the fields of a part stand that a name, or any name, leads to."""
    properties = part.get("properties", {})
    named = [(properties, key) for key in properties if wanted in ("*", key)]
    if wanted == "*" and isinstance(part.get("additionalProperties"), dict):
        named.append((part, "additionalProperties"))
    if wanted == "*":
        named += [(part["patternProperties"], key) for key in part.get("patternProperties", {})]
    return named


def _resolved(field: Schema, parts: Mapping[str, Schema]) -> Schema:
    """Return the object that a field stands for, through references and alternatives with a file name."""
    for form in field.get("anyOf", ()):
        if form is not _FILE and ("$ref" in form or form.get("type") == "object"):
            return _resolved(form, parts)
    if "$ref" in field:
        found: Schema = parts[field["$ref"].rpartition("/")[2]]
        return found
    return field
