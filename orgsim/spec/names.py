"""Field types of texts and names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator, Field

from orgsim.errors import Fault, InputError, message
from orgsim.language import Language
from orgsim.spec.base import refuse
from orgsim.spec.measure import Measure


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


NAME_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
STAFF_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*(/([0-9]{8}-)?[0-9]+)?$"


def _named(pattern: str) -> BeforeValidator:
    shape = re.compile(pattern)

    def check(value: Any) -> Any:
        if isinstance(value, str) and shape.fullmatch(value) and len(value) <= 80:
            return value
        text = str(value)[:80]
        guess = "-".join(re.findall(r"[a-z0-9]+", text.lower())) or "loket-1"
        raise refuse(
            message('"{name}" is not a name: small letters, digits and hyphens make one', name=text),
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
DutyId: TypeAlias = Annotated[str, _NAME, Field(pattern=NAME_PATTERN, json_schema_extra={"refers_to": "duty"})]
"""Name of a duty (tugas dan fungsi)."""
EquipmentId: TypeAlias = Annotated[
    str, _NAME, Field(pattern=NAME_PATTERN, json_schema_extra={"refers_to": "equipment"})
]
"""Name of a kind of equipment."""
SupplyId: TypeAlias = Annotated[str, _NAME, Field(pattern=NAME_PATTERN, json_schema_extra={"refers_to": "supply"})]
"""Name of a kind of supplies."""
AlternativeId: TypeAlias = Annotated[
    str, _NAME, Field(pattern=NAME_PATTERN, json_schema_extra={"refers_to": "alternative"})
]
"""Name of an alternative."""
StaffId: TypeAlias = Annotated[
    str, Field(pattern=STAFF_PATTERN, json_schema_extra={"refers_to": "staff"}), _named(STAFF_PATTERN)
]
"""An employee: a post and a number, `verifikator/2`, hired later `verifikator/20260701-1`; never a person's name."""
