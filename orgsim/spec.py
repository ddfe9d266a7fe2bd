"""The one base of everything that a person writes, and the field types that carry its measures.

A field type reads what people write (``15 min``, ``3 hari kerja``, ``12 %``), keeps a plain value (seconds, a fraction,
rupiah) and writes it back. In the JSON Schema it says what it is ``measured_in`` or what it ``refers_to``.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Any, Final, Literal, Self, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    TypeAdapter,
    ValidationError,
)
from pydantic import ValidationInfo as Info
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from orgsim import measures
from orgsim.errors import Fault, InputError, Message, Path, message
from orgsim.language import Language
from orgsim.measures import CalendarTime, Frequency, WorkingTime

Basis = Literal["measured", "stated", "assumed"]
"""Where a number of a scenario comes from: measured in data, stated by somebody, or assumed."""

IN_MEMORY: Final[Mapping[str, bool]] = {"in_memory": True}
"""Validation context in which a bare number is a value as kept (seconds, a fraction), not a slip of the pen."""


def refuse(
    fault: Message, /, *, remedy: Message | None = None, at: Path = (), also: tuple[Fault, ...] = ()
) -> PydanticCustomError:
    """Make the error that a validator raises on purpose.

    Parameters
    ----------
    fault
        What is wrong.
    remedy
        How to mend it.
    at
        Where, from the validated value on: the key or keys below it that are at fault.
    also
        Further faults, found in the same look; their paths start at the validated value as well.

    Returns
    -------
    PydanticCustomError
        To be raised; its context holds ``message``, ``remedy``, ``path`` and ``faults`` (all of them).
    """
    first = Fault(fault, at, remedy)
    context = {"message": fault, "remedy": remedy, "path": at, "faults": (first, *also), "sentence": str(first)}
    return PydanticCustomError("refused", "{sentence}", context)


class Spec(BaseModel):
    """Frozen, closed, documented by the strings under its fields: the only base of scenario parts."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False)

    @classmethod
    def of(cls, **values: Any) -> Self:
        """Make one from values as they are kept in memory: seconds, fractions, rupiah (texts are read as in a file)."""
        return cls.model_validate(values, context=IN_MEMORY)

    def changed(self, **updates: Any) -> Self:
        """Return a checked copy with some fields changed; values as in memory or as written.

        Examples
        --------
        >>> from orgsim.spec import Effort, Spec
        >>> class Errand(Spec):
        ...     work: Effort
        ...     share: Share = 1.0
        >>> Errand(work="15 min").changed(share=0.5)
        Errand(work=900.0, share=0.5)
        """
        return self.of(**({name: getattr(self, name) for name in self.model_fields_set} | updates))

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        # pydantic would show defaults as they are kept: 900.0 where people write 15 min.
        written = handler(schema)
        resolved = handler.resolve_ref_schema(written)
        if "description" in resolved:
            resolved["description"] = str(resolved["description"]).partition("\n\nExamples\n")[0]
        properties = resolved.get("properties", {})
        for name, field in cls.model_fields.items():
            if "default" in properties.get(name, {}):
                adapter = TypeAdapter[Any](field.rebuild_annotation())
                properties[name]["default"] = adapter.dump_python(field.default, mode="json", warnings=False)
        return written


def faults_of(error: ValidationError, known: Iterable[str] = ()) -> tuple[Fault, ...]:
    """Turn what pydantic found into faults, all of them.

    Parameters
    ----------
    error
        What a validation raised.
    known
        Names of the fields at the top, for "did you mean".
    """
    faults: list[Fault] = []
    for found in error.errors(include_url=False):
        place = tuple(part for part in found["loc"] if part != "[key]")
        name = str(place[-1]) if place else ""
        match found["type"]:
            case "refused":
                faults += [fault.under(*place) for fault in found["ctx"]["faults"]]
            case "missing":
                faults.append(Fault(message("“{key}” is missing", key=name), place[:-1]))
            case "extra_forbidden":
                close = get_close_matches(name, known, n=1) if len(place) == 1 else []
                remedy = message("Did you mean “{guess}”?", guess=close[0]) if close else None
                faults.append(Fault(message("“{key}” is not known here", key=name), place, remedy))
            case "literal_error":
                fault = message(
                    "“{text}” is not one of {names}", text=str(found["input"])[:40], names=found["ctx"]["expected"]
                )
                faults.append(Fault(fault, place))
            case _:
                faults.append(Fault(message("{reason}", reason=found["msg"]), place))
    return tuple(faults)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where one value of a scenario comes from, as its ``{value, source, basis, range}`` said.

    Attributes
    ----------
    path
        Where in the scenario.
    basis
        Measured, stated or assumed.
    source
        An id of the list of sources, or words.
    range
        Between what it may lie, as written.
    value
        The value, as written.
    """

    path: Path
    basis: Basis
    source: str | None = None
    range: tuple[Any, Any] | None = None
    value: Any = None


# ---------------------------------------------------------------- measures


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

    def _read(self, value: Any, info: Info) -> Any:
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


def _number(low: float, high: float, *, above: bool = False) -> Callable[[Any], bool]:
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
    within = _number(low, high, above=above)

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


def _text_schema(pattern: str, *examples: str) -> dict[str, Any]:
    return {"type": "string", "pattern": pattern, "examples": list(examples)}


def _holds_time(value: Any) -> bool:
    return isinstance(value, (WorkingTime, CalendarTime)) and all(
        math.isfinite(part) and part >= 0 for part in (getattr(value, "months", 0), value.days, value.seconds)
    )


_DAYS = measures.LONGEST_DAYS
_ANY_NUMBER = r"\s*[0-9.,]+"

Effort: TypeAlias = Annotated[
    float,
    Measure(
        measures.parse_effort,
        measures.write_effort,
        _number(0, _DAYS * 86_400.0),
        "work",
        _text_schema(rf"^({_ANY_NUMBER}\s*[A-Za-z]+|P)", "15 min", "2 jam", "PT15M"),
    ),
]
"""Hands-on time, kept in seconds: `15 min`, `15 menit`, `2 jam`, `90 s`."""

Promise: TypeAlias = Annotated[
    WorkingTime,
    Measure(
        measures.parse_working_time,
        measures.write_working_time,
        lambda value: isinstance(value, WorkingTime) and _holds_time(value),
        "working time",
        _text_schema(rf"^({_ANY_NUMBER}\s*[A-Za-z]+|P)", "3 hari kerja", "3 working days", "2 jam"),
    ),
]
"""Time at work: `3 hari kerja`, `3 working days`, `2 jam`."""

Period: TypeAlias = Annotated[
    CalendarTime,
    Measure(
        measures.parse_calendar_time,
        measures.write_calendar_time,
        lambda value: isinstance(value, CalendarTime) and _holds_time(value),
        "calendar time",
        _text_schema(rf"^({_ANY_NUMBER}\s*[A-Za-z]+|P)", "6 bulan", "2 weeks", "P6M"),
    ),
]
"""Time by the calendar: `6 bulan`, `2 weeks`, `10 hari`."""

Delay: TypeAlias = Annotated[
    WorkingTime | CalendarTime,
    Measure(
        measures.parse_delay,
        measures.write_delay,
        _holds_time,
        "working or calendar time",
        _text_schema(rf"^({_ANY_NUMBER}\s*[A-Za-z]+|P)", "1 hari kerja", "3 days", "2 jam kerja"),
    ),
]
"""A wait: at work if it says so (`1 hari kerja`, `2 jam kerja`), else by the calendar (`3 hari`, `2 jam`)."""

Share: TypeAlias = Annotated[
    float,
    Measure(
        measures.parse_share,
        measures.write_share,
        _number(0, 1),
        "share",
        _text_schema(rf"^{_ANY_NUMBER}\s*(%|persen|percent)", "12 %", "2,5 %"),
    ),
]
"""A share in per cent, kept as a fraction: `12 %`."""

Growth: TypeAlias = Annotated[
    float,
    Measure(
        measures.parse_growth,
        measures.write_growth,
        _number(-1, 10, above=True),
        "share per year",
        _text_schema(r"^\s*[+-]?[0-9.,]+\s*(%|persen|percent)", "4 %/year", "4 % per tahun"),
    ),
]
"""Growth in a year, kept as a fraction: `4 %/year`, `-2 % per tahun`."""

Money: TypeAlias = Annotated[
    float,
    Measure(
        measures.parse_money,
        measures.write_money,
        _number(0, measures.MOST_RUPIAH),
        "rupiah",
        _text_schema(rf"^\s*([Rr][Pp]|IDR)\.?{_ANY_NUMBER}", "Rp 4,5 juta", "Rp 4.500.000"),
    ),
]
"""An amount of money in rupiah: `Rp 4,5 juta`, `Rp 4.500.000`."""

Rate: TypeAlias = Annotated[
    Frequency,
    Measure(
        measures.parse_frequency,
        measures.write_frequency,
        lambda value: isinstance(value, Frequency) and 0 <= value.count <= 1e12,
        "number per time",
        _text_schema(rf"^{_ANY_NUMBER}\s*[/A-Za-z]", "9600 per year", "30/hari"),
    ),
]
"""How many in each hour, day, working day, week, month or year: `9600 per year`, `30 per hari`."""

Factor: TypeAlias = Annotated[
    float,
    Measure(
        *bare_number(0, 1e6, above=True),
        measured_in="factor",
        schema={"type": "number", "exclusiveMinimum": 0, "maximum": 1e6},
    ),
]
"""A bare number above 0, by which something is multiplied."""

Weight: TypeAlias = Annotated[
    float,
    Measure(*bare_number(0, 1e9), measured_in="weight", schema={"type": "number", "minimum": 0, "maximum": 1e9}),
]
"""A bare number, 0 or more, that counts in proportion to its fellows."""

Level: TypeAlias = Annotated[
    float,
    Measure(
        *bare_number(0, 2, above=True),
        measured_in="skill level",
        schema={"type": "number", "exclusiveMinimum": 0, "maximum": 2},
    ),
]
"""Level of a skill, above 0 and at most 2: work times are divided by it; 1 is the level of a position's own staff."""


def _count(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int):
        raise refuse(message("a whole number is needed here"), remedy=message("Write e.g. {example}", example="3"))
    return value


WHOLE = BeforeValidator(_count)
"""Refuses for an `int` what pydantic would make one of: true, 3.0, "3"."""

Count: TypeAlias = Annotated[int, Field(ge=0, json_schema_extra={"measured_in": "count"}), WHOLE]
"""A whole number, 0 or more."""


def _date(value: Any) -> Any:
    if isinstance(value, dt.datetime) or not isinstance(value, (str, dt.date)):
        raise refuse(message("a date is needed here"), remedy=message("Write e.g. {example}", example="2026-07-01"))
    if isinstance(value, str):
        try:
            return dt.date.fromisoformat(value.strip())
        except ValueError:
            text = message("“{text}” is not a date", text=value[:40])
            raise refuse(text, remedy=message("Write e.g. {example}", example="2026-07-01")) from None
    return value


Date: TypeAlias = Annotated[dt.date, BeforeValidator(_date)]
"""A date, `2026-07-01`."""


# ---------------------------------------------------------------- texts


@dataclass(frozen=True, slots=True)
class LocalisedText:
    """A text in Indonesian and English; written in one language only, it serves for both.

    Attributes
    ----------
    id
        Indonesian.
    en
        English.
    """

    id: str
    en: str

    def say(self, language: Language) -> str:
        """Return the text in a language."""
        return self.id if language == "id" else self.en

    def __str__(self) -> str:
        return self.en


def _parse_text(value: object) -> LocalisedText:
    texts: dict[str, object] = {"id": value, "en": value} if isinstance(value, str) else {}
    if isinstance(value, Mapping) and value and value.keys() <= {"id", "en"}:
        texts = {"id": value.get("id", value.get("en")), "en": value.get("en", value.get("id"))}
    if not texts or not all(isinstance(text, str) and text.strip() for text in texts.values()):
        fault = message("a text is needed here, in one language or in both")
        raise InputError(Fault(fault, remedy=message("Write e.g. {example}", example="{id: Loket, en: Counter}")))
    return LocalisedText(str(texts["id"]), str(texts["en"]))


def _write_text(text: LocalisedText) -> str | dict[str, str]:
    return text.id if text.id == text.en else {"id": text.id, "en": text.en}


Text: TypeAlias = Annotated[
    LocalisedText,
    Measure(
        _parse_text,
        _write_text,
        lambda value: isinstance(value, LocalisedText),
        "text",
        {
            "anyOf": [
                {"type": "string", "minLength": 1},
                {
                    "type": "object",
                    "properties": {"id": {"type": "string"}, "en": {"type": "string"}},
                    "additionalProperties": False,
                    "minProperties": 1,
                },
            ]
        },
    ),
]
"""A text: a string, or `{id: …, en: …}`."""


# ---------------------------------------------------------------- names

NAME_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
STAFF_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*(/[0-9]+)?$"


def _named(pattern: str) -> BeforeValidator:
    shape = re.compile(pattern)

    def check(value: Any) -> Any:
        if isinstance(value, str) and shape.fullmatch(value) and len(value) <= 80:
            return value
        text = str(value)[:80]
        guess = "-".join(re.findall(r"[a-z0-9]+", text.lower())) or "loket-1"
        raise refuse(
            message("“{name}” is not a name: small letters, digits and hyphens make one", name=text),
            remedy=message("Write e.g. {example}", example=f'"{guess}"' if guess.isdigit() else guess),
        )

    return BeforeValidator(check)


_NAME = _named(NAME_PATTERN)

NewName: TypeAlias = Annotated[str, Field(pattern=NAME_PATTERN), _NAME]
"""A name that is being given: small letters, digits and hyphens."""
UnitName: TypeAlias = NewName
"""Name of a unit that is being made, or may be."""

UnitId: TypeAlias = Annotated[str, Field(pattern=NAME_PATTERN, json_schema_extra={"refers_to": "unit"}), _NAME]
"""Name of an organisational unit that exists."""
PositionId: TypeAlias = Annotated[str, Field(pattern=NAME_PATTERN, json_schema_extra={"refers_to": "position"}), _NAME]
"""Name of a position that exists."""
ServiceId: TypeAlias = Annotated[str, Field(pattern=NAME_PATTERN, json_schema_extra={"refers_to": "service"}), _NAME]
"""Name of a service that exists."""
StepId: TypeAlias = Annotated[str, Field(pattern=NAME_PATTERN, json_schema_extra={"refers_to": "step"}), _NAME]
"""Name of a step of the same service."""
SkillId: TypeAlias = Annotated[str, Field(pattern=NAME_PATTERN, json_schema_extra={"refers_to": "skill"}), _NAME]
"""Name of a skill."""
KindId: TypeAlias = Annotated[str, Field(pattern=NAME_PATTERN, json_schema_extra={"refers_to": "kind"}), _NAME]
"""Name of a kind of work, between which switching costs time."""
SiteId: TypeAlias = Annotated[str, Field(pattern=NAME_PATTERN, json_schema_extra={"refers_to": "site"}), _NAME]
"""Name of a place of service."""
LevelId: TypeAlias = Annotated[str, Field(pattern=NAME_PATTERN, json_schema_extra={"refers_to": "level"}), _NAME]
"""Name of a level in the line of command."""
AttributeId: TypeAlias = Annotated[
    str, _NAME, Field(pattern=NAME_PATTERN, json_schema_extra={"refers_to": "attribute"})
]
"""Name of an attribute that cases have or have not."""
CalendarId: TypeAlias = Annotated[str, Field(pattern=NAME_PATTERN, json_schema_extra={"refers_to": "calendar"}), _NAME]
"""Name of a calendar."""
AlternativeId: TypeAlias = Annotated[
    str, _NAME, Field(pattern=NAME_PATTERN, json_schema_extra={"refers_to": "alternative"})
]
"""Name of an alternative."""
StaffId: TypeAlias = Annotated[
    str, Field(pattern=STAFF_PATTERN, json_schema_extra={"refers_to": "staff"}), _named(STAFF_PATTERN)
]
"""An employee: a position and a number, `verifikator/2`; never a person's name."""
