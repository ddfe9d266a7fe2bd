"""An operation in one line, as people speak of it: its name, and what was filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from dashboard.forms.names import title_of
from dashboard.forms.schema import Field, Shape, fields_of, humanised
from orgsim.errors import Fault, message
from orgsim.language import LANGUAGES, Language, catalogue, format_number, say, translate
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.operation import Operation

__all__ = ["fault_sentence", "labelled", "summary", "written"]


def written(operation: Operation) -> dict[str, Any]:
    """Return an operation as it is written in a file, without its name and what is left at its default."""
    found: dict[str, Any] = operation.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    found.pop("operation", None)
    return found


def summary(operation: Operation, organisation: Organisation, language: Language) -> str:
    """Return what an operation says, field by field, with titles in place of names.

    Parameters
    ----------
    operation
        The operation.
    organisation
        Where its names have their titles.
    language
        For whom.
    """
    values = written(operation)
    fields = [field for field in fields_of(type(operation)) if field.name in values]
    titles = {field.name for field in fields if field.shape.kind == "text"}
    shown = [f for f in fields if not (f.shape.kind == "name" and titles & {"title", f"{f.name}_title"})]
    return "; ".join(_told(field, values[field.name], organisation, language) for field in shown)


def _told(field: Field, value: Any, organisation: Organisation, language: Language) -> str:
    parts = ", ".join(_values(field.shape, value, organisation, language))
    return f"{translate(field.label, language)}: {parts}"


def _values(shape: Shape, value: Any, organisation: Organisation, language: Language) -> Iterator[str]:
    if shape.kind == "either":
        shape = next((way for way in shape.parts if (way.kind in ("list", "map", "record")) == _large(value)), shape)
    if shape.kind == "reference":
        yield title_of(organisation, shape.refers_to or "", str(value), language)
    elif shape.kind == "text":
        yield str(value.get(language) or next(iter(value.values()))) if isinstance(value, Mapping) else str(value)
    elif shape.kind in ("list", "pair") and isinstance(value, (list, tuple)):
        yield from _list(shape, value, organisation, language)
    elif shape.kind == "map" and isinstance(value, Mapping):
        key, inner = shape.parts
        for name, part in value.items():
            first = ", ".join(_values(key, name, organisation, language))
            second = ", ".join(_values(inner, part, organisation, language))
            yield f"{first} → {second}" if second else first
    elif shape.kind == "record" and isinstance(value, Mapping):
        told = [
            _told(field, value[field.name], organisation, language) for field in shape.fields if field.name in value
        ]
        yield f"({'; '.join(told)})"
    else:
        yield _plain(value, language)


def _list(shape: Shape, value: list[Any], organisation: Organisation, language: Language) -> Iterator[str]:
    for place, part in enumerate(value):
        inner = shape.parts[min(place, len(shape.parts) - 1)]
        told = " + ".join(_values(inner, part, organisation, language))
        yield f"[{told}]" if isinstance(part, (list, tuple)) else told


def _large(value: Any) -> bool:
    return isinstance(value, (list, tuple, Mapping))


def _plain(value: Any, language: Language) -> str:
    if isinstance(value, bool):
        return say(message("yes") if value else message("no"), language)
    if isinstance(value, (int, float)):
        return format_number(value, language)
    return translate(humanised(value), language) if isinstance(value, str) and value.isidentifier() else str(value)


def fault_sentence(fault: Fault, language: Language) -> str:
    """Return a fault and its remedy in words, with the labels of fields in place of their names.

    Examples
    --------
    >>> fault_sentence(Fault(message("this fails"), ("units",), message("Name it among `units` too")), "en")
    'this fails. Name it among “Units” too'
    """
    parts = [say(text, language) for text in (fault.message, fault.remedy) if text is not None]
    return labelled(". ".join(parts), language)


def labelled(text: str, language: Language) -> str:
    """Return a text with the labels of fields, and of words that can be chosen, in place of their names."""

    def label(found: re.Match[str]) -> str:
        name = humanised(found[1])
        return f"“{translate(name, language)}”" if is_translated(name) else found[0]

    return re.sub(r"`([a-z_]+)`", label, text)


def is_translated(text: str) -> bool:
    """Whether the catalogue knows a text, as it does all labels of fields."""
    return any(text in getattr(catalogue(other), "_catalog", {}) for other in LANGUAGES)
