"""What a scenario puts in the place of assumptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import Field, GetJsonSchemaHandler, ValidationInfo, model_serializer, model_validator
from pydantic_core import CoreSchema

from orgsim.assumptions.ledger import Assumption, assumption, ledger, read_range, read_value
from orgsim.errors import Fault, InputError, Message, message
from orgsim.spec import Basis, Spec, refuse_all
from orgsim.suggestion import did_you_mean


class Override(Spec):
    """What a scenario puts in the place of an assumption."""

    value: Any
    """The value, written like the default."""
    source: str | None = None
    """Where it comes from."""
    basis: Basis | None = None
    """Measured, stated, calibrated or assumed."""
    range: tuple[Any, Any] | None = None
    """Between what it may lie."""


class Assumptions(Spec):
    """The ledger with what one scenario puts in place: written as `{handover.work: 3 min}`.

    Examples
    --------
    >>> Assumptions.model_validate({"handover.work": "3 min"})["handover.work"]
    180.0
    """

    overrides: dict[str, Override] = Field(default_factory=dict)
    """Values in place of the ledger's, by id; bare, or with source, basis and range."""

    @model_validator(mode="before")
    @classmethod
    def _read_overrides(cls, written: Any, info: ValidationInfo) -> Any:
        if not isinstance(written, Mapping):
            return written
        given = written["overrides"] if written.keys() == {"overrides"} else written
        if not isinstance(given, Mapping):
            return written
        faults: list[Fault] = []
        overrides: dict[str, Override] = {}
        for name, value in given.items():
            try:
                overrides[name] = _override(str(name), value, info)
            except InputError as error:
                faults.extend(fault.under(name) for fault in error.faults)
        if faults:
            raise refuse_all(*faults)
        return {"overrides": overrides}

    @model_serializer(mode="plain", when_used="json")
    def _write(self) -> dict[str, Any]:
        return {name: self._written(ledger()[name], override) for name, override in self.overrides.items()}

    @staticmethod
    def _written(entry: Assumption, override: Override) -> Any:
        more = {
            "source": override.source,
            "basis": override.basis,
            "range": override.range and [entry.write(bound) for bound in override.range],
        }
        more = {key: value for key, value in more.items() if value is not None}
        value = entry.write(override.value)
        return {"value": value, **more} if more else value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        properties = {
            name: {"title": str(entry.title), "description": str(entry.drives), "default": entry.write(entry.default)}
            for name, entry in ledger().items()
            if not entry.cited
        }
        return {"type": "object", "additionalProperties": False, "properties": properties}

    def __getitem__(self, name: str) -> Any:
        """Return the value in force: the scenario's, else the ledger's."""
        override = self.overrides.get(name)
        return assumption(name) if override is None else override.value

    def basis(self, name: str) -> str:
        """Return the basis of the value in force."""
        override = self.overrides.get(name)
        return ledger()[name].basis if override is None else override.basis or "assumed"

    def range(self, name: str) -> tuple[Any, Any] | None:
        """Return the range in force; a measured value without a range of its own has none."""
        override = self.overrides.get(name)
        if override is None or (override.range is None and override.basis not in ("measured", "stated")):
            return ledger()[name].range
        return override.range

    def warnings(self) -> Iterator[Message]:
        """Say which values lie outside the ledger's range: allowed, but worth a second look."""
        for name, override in self.overrides.items():
            entry = ledger()[name]
            if not entry.allows(override.value) and entry.range is not None:
                low, high = (str(entry.write(bound)) for bound in entry.range)
                yield message(
                    "{name} is {value}; the ledger's range is {low} to {high}",
                    name=name,
                    value=str(entry.write(override.value)),
                    low=low,
                    high=high,
                )


def _override(name: str, value: Any, info: ValidationInfo) -> Override:
    """Read what stands in place of one assumption: a bare value, or one with source, basis and range."""
    entry = ledger().get(name)
    if entry is None:
        remedy = did_you_mean(name, ledger())
        raise InputError(Fault(message('there is no assumption "{name}"', name=name), remedy=remedy))
    if entry.cited:
        remedy = message("Write the value in the scenario itself, where it is used")
        fault = message("no formula reads {name}: another value would change nothing", name=name)
        raise InputError(Fault(fault, (), remedy))
    if isinstance(value, Override):
        return value
    given = value if isinstance(value, Mapping) else {"value": value}
    for key in given:
        if key not in Override.model_fields:
            remedy = message("It takes value, source, basis and range")
            raise InputError(Fault(message('"{key}" is not known here', key=str(key)), (key,), remedy))
    if "value" not in given:
        raise InputError(Fault(message('"{key}" is missing', key="value")))
    if given.get("basis") not in (None, *get_args(Basis)):
        remedy = message("It is measured, stated, calibrated or assumed")
        raise InputError(Fault(message('"{text}" is no basis', text=str(given["basis"])), ("basis",), remedy))
    source, bounds = given.get("source"), given.get("range")
    return Override.model_construct(
        value=read_value(entry.measured_in, given["value"], info),
        source=None if source is None else str(source),
        basis=given.get("basis"),
        range=None if bounds is None else read_range(entry.measured_in, bounds, info),
    )
