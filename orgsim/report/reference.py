"""What there is to use: operations and indicators, as their registries tell."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from orgsim.analysis.kpi import KPIS
from orgsim.errors import Fault, InputError, Message, message
from orgsim.report.amounts import measure_name
from orgsim.report.tables import Column, Part, Table, Verbatim
from orgsim.restructuring.operation import OPERATIONS, Operation
from orgsim.restructuring.quantity import Quantity
from orgsim.suggestion import did_you_mean

_QUANTITIES: Mapping[Quantity, Message] = {
    Quantity.HEADCOUNT: message("number of staff"),
    Quantity.STAFF: message("the staff themselves"),
    Quantity.WORKPLACES: message("who holds which post"),
    Quantity.POSTS: message("posts"),
    Quantity.UNITS: message("units"),
    Quantity.LINE_OF_COMMAND: message("who reports to whom"),
    Quantity.SERVICES: message("services and their promises"),
    Quantity.STEPS: message("steps and their order"),
    Quantity.PROCEDURES: message("procedures"),
    Quantity.SKILLS: message("skills"),
    Quantity.DUTY_HOURS: message("hours spent on duties"),
    Quantity.STAFF_COST: message("staff cost"),
}
_BETTER: Mapping[str, Message] = {
    "lower": message("lower"),
    "higher": message("higher"),
    "neither": message("neither"),
}
_SCALE: Mapping[str, Message] = {"ratio": message("ratio"), "difference": message("difference")}


def operations_table() -> Table:
    """Return the operations: name, what people call it, and the first line of its documentation."""
    columns = (Column(message("Operation")), Column(message("In words")), Column(message("What it does")))
    rows = tuple((name, cls.caption, _summary(cls)) for name, cls in OPERATIONS.items())
    return Table(message("What a plan can do"), columns, rows)


def operation_page(name: str) -> tuple[Part, ...]:
    """Explain an operation: what it does, its fields, what it conserves and moves, and an example.

    Raises
    ------
    InputError
        If there is no such operation.
    """
    if name not in OPERATIONS:
        fault = message('there is no operation "{name}"', name=name)
        raise InputError(Fault(fault, remedy=did_you_mean(name, OPERATIONS)))
    cls = OPERATIONS[name]
    conserved = [title for quantity, title in _QUANTITIES.items() if quantity in cls.conserves]
    affected = [KPIS[kpi].title if kpi in KPIS else kpi for kpi in cls.affects]
    return (
        message("{name}: {caption}", name=name, caption=cls.caption),
        *_documentation(cls),
        _fields_table(cls),
        message("The same before and after: {quantities}.", quantities=conserved or ["–"]),
        message("Moves first of all: {kpis}.", kpis=affected or ["–"]),
        message("An example, as it stands in a plan:"),
        Verbatim(_as_yaml([{"operation": name, **cls.example}])),
    )


def kpis_table() -> Table:
    """Return the indicators: name, title, measure, and which direction is good."""
    columns = (
        Column(message("Name")),
        Column(message("Indicator")),
        Column(message("Measured in")),
        Column(message("Better")),
        Column(message("Compared by")),
    )
    rows = tuple(
        (name, cls.title, measure_name(cls.measured_in), _BETTER[cls.better], _SCALE[cls.scale])
        for name, cls in KPIS.items()
    )
    return Table(message("Indicators"), columns, rows)


def _summary(cls: type[Operation]) -> Message | str:
    return _told((cls.__doc__ or "").strip().partition("\n\n")[0])


def _told(description: str) -> Message | str:
    """Return a text of the documentation, to be told in the reader's language; one with braces stays as it is."""
    text = _plain(description)
    return text if "{" in text or not text else Message(text)


def _documentation(cls: type[Operation]) -> tuple[str, ...]:
    """Return the paragraphs of a docstring, each on one line."""
    return tuple(_plain(paragraph) for paragraph in (cls.__doc__ or "").strip().split("\n\n"))


def _fields_table(cls: type[Operation]) -> Table:
    properties = cls.model_json_schema(by_alias=True)["properties"]
    required = {field.alias or name for name, field in cls.model_fields.items() if field.is_required()}
    columns = (Column(message("Field")), Column(message("What is written")), Column(message("What it means")))
    rows = tuple(
        (name + (" *" if name in required else ""), _written(schema), _told(schema.get("description", "")))
        for name, schema in properties.items()
        if name != "operation"
    )
    return Table(None, columns, rows, (message("* must be given"),) if required else ())


def _written(schema: Mapping[str, Any]) -> str:
    """Say what is written in a field: a name of something, a measure with an example, one of some words, a list."""
    if "refers_to" in schema:
        return f"<{schema['refers_to']}>"
    if "enum" in schema or "const" in schema:
        return " | ".join(str(word) for word in schema.get("enum", [schema.get("const")]))
    if "examples" in schema:
        return f"{schema.get('measured_in', '')}: {schema['examples'][0]}".removeprefix(": ")
    if "anyOf" in schema and schema.get("measured_in") != "text":
        ways = [_written(way) for way in schema["anyOf"] if way.get("type") != "null"]
        return " | ".join(dict.fromkeys(ways))
    if schema.get("type") == "array":
        return f"[{_written(schema.get('items', {}))}, …]"
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), Mapping):
        key = _written(schema.get("propertyNames", {}))
        return f"{{{key}: {_written(schema['additionalProperties'])}, …}}"
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "pattern" in schema:
        return "<new name>"
    return str(schema.get("measured_in") or schema.get("type") or "…")


def _plain(description: str) -> str:
    return " ".join(description.split())


def _as_yaml(value: Any) -> str:
    from ruamel.yaml import YAML

    text = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.allow_unicode = True
    yaml.dump(_lists(value), text)
    return text.getvalue().rstrip("\n")


def _lists(value: Any) -> Any:
    """Return the value with lists in place of tuples, as YAML knows them."""
    if isinstance(value, Mapping):
        return {key: _lists(part) for key, part in value.items()}
    return [_lists(part) for part in value] if isinstance(value, (list, tuple)) else value
