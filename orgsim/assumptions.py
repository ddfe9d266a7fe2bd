"""The ledger: every number that the model assumes, with its range, basis and source; and what a scenario puts in place.

The numbers stand in ``assumptions.yaml``, the sources in ``docs/sources.md``. Nothing else in the code holds a number
that people may doubt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

from pydantic import Field, GetJsonSchemaHandler, ValidationInfo, model_serializer, model_validator
from pydantic_core import CoreSchema

from orgsim import measures
from orgsim.errors import Fault, InputError, Message, RegistryError, message
from orgsim.measures import CalendarTime, Frequency, WorkingTime
from orgsim.spec import Basis, Spec, Text, refuse

__all__ = ["Assumption", "Assumptions", "Override", "assumption", "ledger"]

Value = float | str | WorkingTime | CalendarTime | Frequency


def _word(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise InputError(
            Fault(message("a word is needed here"), remedy=message("Write e.g. {example}", example="gamma"))
        )
    return value.strip()


_KINDS: Final[dict[str, tuple[Callable[[object], Value], Callable[[Any], Any]]]] = {
    "work": (measures.parse_effort, measures.write_effort),
    "working time": (measures.parse_working_time, measures.write_working_time),
    "calendar time": (measures.parse_calendar_time, measures.write_calendar_time),
    "working or calendar time": (measures.parse_delay, measures.write_delay),
    "share": (measures.parse_share, measures.write_share),
    "share per year": (measures.parse_growth, measures.write_growth),
    "rupiah": (measures.parse_money, measures.write_money),
    "number per time": (measures.parse_frequency, measures.write_frequency),
    "number": (measures.parse_number, float),
    "word": (_word, str),
}
"""How each kind of value is read and written."""

_SOURCE = re.compile(r"\b(?:F[0-9]{1,3}|[A-Z][A-Za-z]+[0-9]{4}[a-z]?)\b")


def _read(kind: str, value: Any, info: ValidationInfo) -> Value:
    """Read a value as written; one that is in memory already is kept."""
    kept = isinstance(value, (WorkingTime, CalendarTime, Frequency))
    in_memory = bool(info.context and info.context.get("in_memory")) and isinstance(value, (int, float))
    return value if kept or in_memory else _KINDS[kind][0](value)


def _read_range(kind: str, value: Any, info: ValidationInfo) -> tuple[Value, Value]:
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        example = message("Write e.g. {example}", example="[5 min, 15 min]")
        raise InputError(Fault(message("a range is two values, low and high"), remedy=example))
    low, high = (_read(kind, bound, info) for bound in value)
    sizes = _size(low), _size(high)
    if sizes[0] is not None and sizes[1] is not None and sizes[0] > sizes[1]:
        raise InputError(Fault(message("a range is two values, low and high"), remedy=message("Swap the two")))
    return low, high


def _size(value: Value) -> float | None:
    """Return a number to compare a value by; a word has none."""
    match value:
        case WorkingTime():
            return value.days * 27_000 + value.seconds
        case CalendarTime():
            return (value.months * 30.4375 + value.days) * 86_400 + value.seconds
        case Frequency():
            return value.per_year()
        case str():
            return None
        case _:
            return float(value)


class Assumption(Spec):
    """One number of the ledger."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$")
    """Dotted name, e.g. `handover.work`."""
    title: Text
    """What it is, in a few words."""
    measured_in: str
    """Kind of value: work, share, number, working time, …"""
    default: Any
    """The value used where a scenario says nothing."""
    range: tuple[Any, Any] | None = None
    """Between what it may lie; what the uncertainty run draws from."""
    basis: Literal["found", "derived", "assumed"]
    """Found in a source; derived from found numbers; or a choice of ours."""
    source: str = ""
    """Ids of the list of sources, or in words what it was derived from."""
    drives: Text
    """What in the results hangs on it."""

    @model_validator(mode="before")
    @classmethod
    def _read_values(cls, written: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
        kind = written.get("measured_in")
        if kind not in _KINDS:
            raise refuse(message("“{kind}” is no kind of value", kind=str(kind)), at=("measured_in",))
        read = dict(written)
        for name in ("default", "range"):
            value = written.get(name)
            try:
                if value is not None:
                    read[name] = _read_range(kind, value, info) if name == "range" else _read(kind, value, info)
            except InputError as error:
                raise refuse(error.faults[0].message, remedy=error.faults[0].remedy, at=(name,)) from None
        return read

    @model_validator(mode="after")
    def _check(self) -> Assumption:
        if self.basis == "found" and not self.sources:
            raise refuse(message("a number that was found needs its source"), at=("source",))
        if self.basis == "assumed" and self.range is None:
            raise refuse(message("a number that is assumed needs its range"), at=("range",))
        if not self.allows(self.default):
            raise refuse(message("the default of {id} lies outside its own range", id=self.id), at=("default",))
        return self

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the list of sources that `source` names."""
        return tuple(_SOURCE.findall(self.source))

    def read(self, value: object) -> Value:
        """Read a value of this kind as people write it.

        Raises
        ------
        InputError
            If it is not of this kind.
        """
        return _KINDS[self.measured_in][0](value)

    def write(self, value: Value) -> Any:
        """Write a value of this kind as people do."""
        return _KINDS[self.measured_in][1](value)

    def allows(self, value: Value) -> bool:
        """Say whether a value lies within the range."""
        if self.range is None:
            return True
        if isinstance(value, str):
            return value in self.range
        low, high = (_size(bound) for bound in self.range)
        size = _size(value)
        return low is not None and high is not None and size is not None and low <= size <= high


@cache
def ledger() -> Mapping[str, Assumption]:
    """Return the ledger, by id.

    Examples
    --------
    >>> ledger()["handover.work"].default
    300.0
    """
    from ruamel.yaml import YAML

    written = YAML(typ="safe", pure=True).load((files("orgsim") / "assumptions.yaml").read_text("utf-8"))
    return MappingProxyType({name: Assumption(id=name, **entry) for name, entry in written.items()})


def assumption(name: str) -> Any:
    """Return the default of an assumption: seconds, a fraction, a number, a time, a word.

    Raises
    ------
    RegistryError
        If the ledger has no such id.

    Examples
    --------
    >>> assumption("effective_share")
    0.7
    """
    try:
        return ledger()[name].default
    except KeyError:
        raise RegistryError(f"the ledger has no {name!r}") from None


class Override(Spec):
    """What a scenario puts in the place of an assumption."""

    value: Any
    """The value, written like the default."""
    source: str | None = None
    """Where it comes from."""
    basis: Basis | None = None
    """Measured, stated or assumed."""
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
        faults: list[Fault] = []
        overrides: dict[str, Override] = {}
        for name, value in given.items():
            try:
                overrides[name] = _override(str(name), value, info)
            except InputError as error:
                faults.extend(fault.under(name) for fault in error.faults)
        if faults:
            raise refuse(faults[0].message, remedy=faults[0].remedy, at=faults[0].path, also=tuple(faults[1:]))
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
        close = get_close_matches(name, ledger(), n=1)
        remedy = message("Did you mean “{guess}”?", guess=close[0]) if close else None
        raise InputError(Fault(message("there is no assumption “{name}”", name=name), remedy=remedy))
    if isinstance(value, Override):
        return value
    given = value if isinstance(value, Mapping) else {"value": value}
    for key in given:
        if key not in Override.model_fields:
            remedy = message("It takes value, source, basis and range")
            raise InputError(Fault(message("“{key}” is not known here", key=str(key)), (key,), remedy))
    if "value" not in given:
        raise InputError(Fault(message("“{key}” is missing", key="value")))
    if given.get("basis") not in (None, *get_args(Basis)):
        remedy = message("It is measured, stated or assumed")
        raise InputError(Fault(message("“{text}” is no basis", text=str(given["basis"])), ("basis",), remedy))
    source, bounds = given.get("source"), given.get("range")
    return Override.model_construct(
        value=_read(entry.measured_in, given["value"], info),
        source=None if source is None else str(source),
        basis=given.get("basis"),
        range=None if bounds is None else _read_range(entry.measured_in, bounds, info),
    )
