"""The JSON Schema that editors use: fresh, complete, described, and true of the scenarios that are shipped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orgsim.assumptions import ledger
from orgsim.cli.schema_file import schema, schema_text
from orgsim.distributions.distribution import DISTRIBUTIONS
from orgsim.resources import scenarios
from orgsim.restructuring.operation import OPERATIONS
from orgsim.scenario.references import PARTS
from orgsim.scenario.yaml_file import load
from orgsim.scenario.yaml_parser import parse_yaml

SCHEMA = schema()
OFFICE = Path(__file__).parents[1] / "robustness" / "office" / "scenario.yaml"
SHIPPED = [
    path
    for path in sorted(scenarios().rglob("*.yaml"))
    if "\nagency:" in path.read_text(encoding="utf-8") and path.parent.name != "refused"
]


def objects(part: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in the schema that describes a mapping of a file."""
    if isinstance(part, dict):
        if isinstance(part.get("properties"), dict) and part.get("type") == "object":
            yield part
        for value in part.values():
            yield from objects(value)
    elif isinstance(part, list):
        for value in part:
            yield from objects(value)


def fits(value: Any, part: dict[str, Any]) -> bool:
    """Whether a value has the shape that the schema asks for: kinds, keys, choices; not the patterns of texts."""
    if "$ref" in part:
        return fits(value, SCHEMA["$defs"][part["$ref"].rpartition("/")[2]])
    for forms in ("anyOf", "oneOf"):
        if forms in part and not any(fits(value, form) for form in part[forms]):
            return False
    if "const" in part and value != part["const"]:
        return False
    if "enum" in part and value not in part["enum"]:
        return False
    kinds = part.get("type")
    if kinds is not None and not any(is_a(value, kind) for kind in (kinds if isinstance(kinds, list) else [kinds])):
        return False
    if isinstance(value, list):
        return all(fits(item, part.get("items", {})) for item in value)
    return not isinstance(value, dict) or all(fits_at(key, item, part) for key, item in value.items())


def is_a(value: Any, kind: str) -> bool:
    types: dict[str, tuple[type, ...]] = {
        "string": (str,), "boolean": (bool,), "integer": (int,), "number": (int, float), "array": (list,),
        "object": (dict,), "null": (type(None),),
    }  # fmt: skip
    return isinstance(value, types[kind]) and (kind == "boolean" or not isinstance(value, bool))


def fits_at(key: str, value: Any, part: dict[str, Any]) -> bool:
    if key in part.get("properties", {}):
        return fits(value, part["properties"][key])
    if "patternProperties" in part:
        return any(fits(value, inner) for inner in part["patternProperties"].values())
    others = part.get("additionalProperties", True)
    return fits(value, others) if isinstance(others, dict) else bool(others)


def as_written(path: Path) -> Any:
    return parse_yaml(path.read_text(encoding="utf-8"), str(path), []).plain()


def test_the_schema_in_the_folder_is_fresh():
    """Write it again with: orgsim schema."""
    assert (scenarios() / "schema.json").read_text(encoding="utf-8") == schema_text()


def test_every_field_is_described():
    found = list(objects(SCHEMA))
    assert len(found) > 50
    for part in found:
        for name, field in part["properties"].items():
            assert field.get("description"), (part.get("title"), name)


def test_every_mapping_is_closed():
    for part in objects(SCHEMA):
        assert part.get("additionalProperties") is not None, part.get("title")


def test_all_registries_are_in_it():
    text = json.dumps(SCHEMA)
    for operation in OPERATIONS:
        assert f'"const": "{operation}"' in text
    assert set(DISTRIBUTIONS) <= set(SCHEMA["$defs"]["Work"]["anyOf"][1]["properties"]["family"]["anyOf"][0]["enum"])
    read = {id for id, entry in ledger().items() if not entry.cited}
    assert set(SCHEMA["$defs"]["Assumptions"]["properties"]) == read


@pytest.mark.parametrize("path", [*SHIPPED, OFFICE], ids=lambda path: path.parent.name + "/" + path.stem)
def test_shipped_scenarios_fit(path):
    written = as_written(path)
    assert fits(written, SCHEMA)
    for part in PARTS:
        if len(part) == 1 and isinstance(written.get(part[0]), str):
            named = path.parent / written[part[0]]
            assert fits(as_written(named), {"anyOf": SCHEMA["properties"][part[0]]["anyOf"]})
    load(path)


@pytest.mark.parametrize(
    "change",
    [
        {"titel": "x"},
        {"agency": 3},
        {"run": {"from": "2026-01-05", "sed": 1}},
        {"demand": {"kk": {"per_day": {"value": 3, "sorce": "x"}}}},
        {"alternatives": {"a": {"title": "A", "plan": [{"on": "2026-07-01", "do": [{"operation": "merge_unit"}]}]}}},
    ],
)
def test_slips_do_not_fit(change):
    assert not fits(as_written(OFFICE) | change, SCHEMA)


def test_any_value_may_say_where_it_comes_from():
    demand = {"kk": {"per_day": {"value": 31, "source": "S1", "basis": "assumed", "range": [20, 40], "note": "x"}}}
    assert fits(as_written(OFFICE) | {"demand": demand}, SCHEMA)
