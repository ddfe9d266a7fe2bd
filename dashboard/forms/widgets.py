"""A widget for every field of a specification: what is left empty is None, and stays out of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from dashboard.forms.filling import Filling, label_of
from dashboard.forms.names import slug
from dashboard.forms.schema import Field, Shape, humanised
from dashboard.forms.single import SINGLE, Widget, many
from dashboard.forms.summary import labelled
from dashboard.words import language, plain, words
from orgsim.errors import Message, message
from orgsim.language import translate

__all__ = ["fill_fields", "title_for"]


def fill_fields(fields: tuple[Field, ...], at: Filling, given: Mapping[str, Any]) -> dict[str, Any]:
    """Draw a widget for every field; return what was filled in, as it is written in a file.

    Fields that must be given come first, and texts and counts; names that a title gives and everything else that may be
    left out stand behind a fold.

    Parameters
    ----------
    fields
        From `dashboard.forms.schema.fields_of`.
    at
        The place in the form.
    given
        What the fields hold at first.
    """
    first = [field for field in fields if _is_first(field, fields)]
    if not any(field.required for field in fields):
        first = list(fields)
    rest = [field for field in fields if field not in first]
    found: dict[str, Any] = {}
    _draw(first, fields, at, given, found)
    if rest:
        told = words(message("More: {fields}", fields=_listed(rest)))
        with st.expander(told, expanded=any(field.name in given for field in rest if not field.required)):
            _draw(rest, fields, at, given, found)
    _name_by_title(fields, found)
    return found


def _is_first(field: Field, fields: tuple[Field, ...]) -> bool:
    if field.shape.kind == "name":
        return field.required and title_for(field, fields) is None
    return field.required or field.shape.kind in ("text", "whole")


def _listed(fields: list[Field], most: int = 4) -> str:
    named = ", ".join(label_of(field.label).lower() for field in fields[:most])
    return f"{named}, …" if len(fields) > most else named


def title_for(field: Field, fields: tuple[Field, ...]) -> str | None:
    """Return the field with the title from which a name is made if it is left empty."""
    texts = [other.name for other in fields if other.shape.kind == "text"]
    return next((name for name in (f"{field.name}_title", "title") if name in texts), None)


def _name_by_title(fields: tuple[Field, ...], found: dict[str, Any]) -> None:
    """Give names that were left empty: people name a thing by its title."""
    for field in fields:
        source = title_for(field, fields) if field.shape.kind == "name" and field.required else None
        if source and field.name not in found and (name := _slug_of(found.get(source))):
            found[field.name] = name


def _slug_of(title: Any) -> str:
    return slug(str(title.get("id") or title.get("en"))) if isinstance(title, Mapping) else slug(title or "")


def _draw(
    shown: list[Field], fields: tuple[Field, ...], at: Filling, given: Mapping[str, Any], found: dict[str, Any]
) -> None:
    for field in shown:
        services = _services(found) or _services(given) or at.services
        value = _fill(field, fields, at.at(field.name, services=services), given.get(field.name))
        if value is not None and (field.required or value != field.default):
            found[field.name] = value


def _services(values: Mapping[str, Any]) -> tuple[str, ...]:
    chosen = values.get("service") or values.get("services") or ()
    return (chosen,) if isinstance(chosen, str) else tuple(chosen)


def _fill(field: Field, fields: tuple[Field, ...], at: Filling, given: Any) -> Any:
    by_title = field.shape.kind == "name" and title_for(field, fields) is not None
    label = label_of(field.label) + (" *" if field.required and not by_title else "")
    help = labelled(translate(field.help, language()), language()) if field.help else ""
    if field.shape.kind == "record" and not field.required:
        value = _optional(field.shape, at, given, label, help)
    else:
        value = _part(field.shape, at, given if given is not None else field.default, label, help)
    at.slot()
    return value


def _part(shape: Shape, at: Filling, given: Any, label: str, help: str) -> Any:
    widget = SINGLE.get(shape.kind) or _SEVERAL[shape.kind]
    return widget(shape, at, given, label, help)


# ---------------------------------------------------------------- values made of values


def _list(shape: Shape, at: Filling, given: Any, label: str, help: str) -> Any:
    (item,) = shape.parts
    first = list(given or ())
    if item.kind in ("reference", "choice"):
        return many(item, at, first, label, help)
    rows = at.rows(len(first))
    st.markdown(f"**{label}**", help=help or None)
    found = []
    for row in rows:
        inner = at.at(len(found), key=row)
        with st.container(border=True):
            name = plain(message("no. {number}", number=rows.index(row) + 1))
            value = _part(item, inner, first[row] if row < len(first) else None, name, "")
            if value is not None:
                found.append(value)
            inner.slot()
            at.remove_button(rows, row)
    at.add_button(rows)
    return found or None


def _pair(shape: Shape, at: Filling, given: Any, label: str, help: str) -> Any:
    before = dict(enumerate(given or ()))
    found = [
        _part(part, at.at(place), before.get(place), f"{label} ({place + 1})", help)
        for place, part in enumerate(shape.parts)
    ]
    return found if any(value is not None for value in found) else None


def _map(shape: Shape, at: Filling, given: Any, label: str, help: str) -> Any:
    key, value = shape.parts
    first = list((given or {}).items())
    rows = at.rows(len(first))
    st.markdown(f"**{label}**", help=help or None)
    found: dict[Any, Any] = {}
    for row in rows:
        name, held = first[row] if row < len(first) else (None, None)
        with st.container(border=True):
            chosen = _part(key, at.deeper(row).deeper("key"), name, _key_label(key), "")
            services = (chosen,) if key.refers_to == "service" and chosen else None
            inner = at.at(chosen or "", key=row, services=services)
            what = _part(value, inner.deeper("value"), held, _value_label(value), "")
            inner.slot()
            if chosen is None and key.kind == "name" and isinstance(what, Mapping):
                chosen = _slug_of(what.get("title")) or None
            if chosen is not None and (what is not None or value.kind in _EMPTY):
                found[chosen] = _EMPTY[value.kind] if what is None else what
            at.remove_button(rows, row)
    at.add_button(rows)
    return found or None


_EMPTY: Final[Mapping[str, Any]] = {"list": [], "map": {}, "record": {}}
"""What is written for a part of which nothing is said."""


def _key_label(shape: Shape) -> str:
    return label_of(humanised(shape.refers_to)) if shape.refers_to else plain(message("Name"))


def _value_label(shape: Shape) -> str:
    inner = shape.parts[0] if shape.kind == "list" and shape.parts else shape
    return label_of(humanised(inner.refers_to)) if inner.refers_to else plain(message("Value"))


def _record(shape: Shape, at: Filling, given: Any, label: str, help: str) -> Any:
    found: dict[str, Any] = {}
    _draw(list(shape.fields), shape.fields, at, given if isinstance(given, Mapping) else {}, found)
    return found


def _optional(shape: Shape, at: Filling, given: Any, label: str, help: str) -> Any:
    """Draw a part of its own, which may be left out as a whole."""
    if not st.checkbox(label, isinstance(given, Mapping), key=f"{at.key}:there", help=help or None):
        return None
    with st.container(border=True):
        return _record(shape, at, given, label, help)


def _either(shape: Shape, at: Filling, given: Any, label: str, help: str) -> Any:
    """Draw a choice between ways: each word is one, and so is every other shape."""
    fixed = [option for way in shape.parts if way.kind == "choice" for option in way.options]
    others = [way for way in shape.parts if way.kind != "choice"]
    ways: list[str | int] = [*fixed, *range(len(others))]
    held = given if isinstance(given, str) and given in fixed else _held(others, given)
    first = held if held is not None or fixed else 0
    labels = {way: label_of(humanised(way)) if isinstance(way, str) else plain(_WAYS[others[way].kind]) for way in ways}
    way = st.selectbox(
        label,
        ways,
        None if first is None else ways.index(first),
        key=f"{at.key}:way",
        help=help or None,
        format_func=labels.__getitem__,
        placeholder=plain(message("Choose")),
    )
    if not isinstance(way, int):
        return way
    return _part(others[way], at.deeper(way), given if way == held else None, plain(_WAYS[others[way].kind]), "")


def _held(others: list[Shape], given: Any) -> int | None:
    kinds: Mapping[str, Any] = {"list": (list, tuple), "map": Mapping, "record": Mapping, "whole": int, "number": float}
    fitting = (n for n, way in enumerate(others) if isinstance(given, kinds.get(way.kind, str)))
    return next(fitting, None)


_WAYS: Final[Mapping[str, Message]] = {
    **dict.fromkeys(SINGLE, message("a value")),
    "list": message("these"),
    "pair": message("these"),
    "map": message("in detail"),
    "record": message("in detail"),
    "either": message("a value"),
}
"""How a way to say something is called that is no word of its own."""

_SEVERAL: Final[Mapping[str, Widget]] = {
    "list": _list,
    "pair": _pair,
    "map": _map,
    "record": _record,
    "either": _either,
}
