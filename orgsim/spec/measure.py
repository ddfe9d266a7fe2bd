"""How a field type reads, keeps and writes its values."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from orgsim import measures
from orgsim.errors import Fault, InputError, message
from orgsim.spec.base import refuse


@dataclass(frozen=True, eq=False)
class Measure:
    """Annotation of a field: how it is read, kept and written.

    Attributes
    ----------
    parse
        Reads what people write; raises `InputError`.
    write
        The inverse, for files; the value itself where it is a bare number.
    holds
        Says whether a value in memory is one.
    measured_in
        What it is measured in; in the JSON Schema under this name.
    schema
        The rest of its JSON Schema.
    """

    parse: Callable[[object], Any]
    write: Callable[[Any], Any]
    holds: Callable[[Any], bool]
    measured_in: str
    schema: Mapping[str, Any]

    def _read(self, value: Any, info: ValidationInfo) -> Any:
        kept = not isinstance(value, (str, int, float)) or bool(info.context and info.context.get("in_memory"))
        if kept and not isinstance(value, (str, bool)) and self.holds(value):
            return float(value) if isinstance(value, int) else value
        try:
            read = self.parse(value)
        except InputError as error:
            fault = error.faults[0]
            raise refuse(fault.message, remedy=fault.remedy) from None
        return read

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(
            self._read, serialization=core_schema.plain_serializer_function_ser_schema(self.write, when_used="json")
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**self.schema, "measured_in": self.measured_in}


def number_between(low: float, high: float, *, above: bool = False) -> Callable[[Any], bool]:
    """Return the test of a number in memory; ``above``: the lower bound itself is out."""

    def holds(value: Any) -> bool:
        return (
            isinstance(value, (int, float))
            and math.isfinite(value)
            and low <= value <= high
            and not (above and value == low)
        )

    return holds


def bare_number(
    low: float, high: float, *, above: bool = False
) -> tuple[Callable[[object], float], Callable[[Any], Any], Callable[[Any], bool]]:
    """Return how a bare number between two bounds is read, written and known: the first three of a `Measure`."""
    within = number_between(low, high, above=above)

    def parse(value: object) -> float:
        number = measures.parse_number(value)
        if not within(number):
            if above:
                fault = message("{value} is not above {low} and at most {high}", value=number, low=low, high=high)
            else:
                fault = message("{value} is not between {low} and {high}", value=number, low=low, high=high)
            raise InputError(Fault(fault))
        return number

    return parse, float, within
