"""The ledger itself: one entry for every number that the model assumes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final, Literal

from pydantic import Field, ValidationInfo, model_validator

from orgsim import measures
from orgsim.errors import Fault, InputError, RegistryError, message
from orgsim.measures import CalendarTime, Frequency, WorkingTime
from orgsim.spec import Spec, Text, refuse
from orgsim.yaml_events import read_own

Value = float | str | WorkingTime | CalendarTime | Frequency


def _word(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise InputError(
            Fault(message("a word is needed here"), remedy=message("Write e.g. {example}", example="gamma"))
        )
    return value.strip()


KINDS: Final[dict[str, tuple[Callable[[object], Value], Callable[[Any], Any]]]] = {
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


def read_value(kind: str, value: Any, info: ValidationInfo) -> Value:
    """Read a value as written; one that is in memory already is kept."""
    kept = isinstance(value, (WorkingTime, CalendarTime, Frequency))
    in_memory = bool(info.context and info.context.get("in_memory")) and isinstance(value, (int, float))
    return value if kept or in_memory else KINDS[kind][0](value)


def read_range(kind: str, value: Any, info: ValidationInfo) -> tuple[Value, Value]:
    """Read a range, low and high, each like a value."""
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        example = message("Write e.g. {example}", example="[5 min, 15 min]")
        raise InputError(Fault(message("a range is two values, low and high"), remedy=example))
    low, high = (read_value(kind, bound, info) for bound in value)
    sizes = _size(low), _size(high)
    if sizes[0] is not None and sizes[1] is not None and sizes[0] > sizes[1]:
        raise InputError(Fault(message("a range is two values, low and high"), remedy=message("Swap the two")))
    return low, high


def _size(value: Value) -> float | None:
    """Return a number to compare a value by; a word has none."""
    return None if isinstance(value, str) else measures.size_of(value)


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
    source: Text
    """Ids of the list of sources, or in words what it was derived from; bare ids serve for both languages."""
    drives: Text
    """What in the results hangs on it."""
    cited: bool = False
    """A number for whoever writes a scenario: no formula reads it, so another in its place would change nothing."""

    @model_validator(mode="before")
    @classmethod
    def _read_values(cls, written: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
        kind = written.get("measured_in")
        if kind not in KINDS:
            raise refuse(message('"{kind}" is no kind of value', kind=str(kind)), at=("measured_in",))
        read = dict(written)
        for name in ("default", "range"):
            value = written.get(name)
            try:
                if value is not None:
                    read[name] = read_range(kind, value, info) if name == "range" else read_value(kind, value, info)
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
        return tuple(_SOURCE.findall(self.source.en))

    def read(self, value: object) -> Value:
        """Read a value of this kind as people write it.

        Raises
        ------
        InputError
            If it is not of this kind.
        """
        return KINDS[self.measured_in][0](value)

    def write(self, value: Value) -> Any:
        """Write a value of this kind as people do."""
        return KINDS[self.measured_in][1](value)

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
    written = read_own((files("orgsim") / "assumptions.yaml").read_text("utf-8"))
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
