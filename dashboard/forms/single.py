"""A widget for a single value: what is left empty is None, and stays out of the plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Final

import streamlit as st

from dashboard.forms.filling import Filling, label_of
from dashboard.forms.names import slug
from dashboard.forms.schema import Shape, humanised
from dashboard.words import language, plain
from orgsim.errors import InputError, message
from orgsim.language import format_number
from orgsim.measures import parse_number

__all__ = ["SINGLE", "completed", "many"]

Widget = Callable[[Shape, Filling, Any, str, str], Any]
"""Draws a value of a shape at a place, holding something at first, under a label, with help; returns what it holds."""


def _text(shape: Shape, at: Filling, given: Any, label: str, help: str) -> Any:
    told = given.get(language(), "") if isinstance(given, Mapping) else given or ""
    written = st.text_input(label, told, key=at.key, help=help or None, placeholder=" ").strip()
    if isinstance(given, Mapping) and written:
        return {**given, language(): written}
    return written or None


def _name(shape: Shape, at: Filling, given: Any, label: str, help: str) -> Any:
    hint = plain(message("made from the title"))
    return slug(st.text_input(label, given or "", key=at.key, help=help or None, placeholder=hint)) or None


def _word(shape: Shape, at: Filling, given: Any, label: str, help: str) -> Any:
    return st.text_input(label, given or "", key=at.key, help=help or None, placeholder=" ").strip() or None


def _amount(shape: Shape, at: Filling, given: Any, label: str, help: str) -> Any:
    example = _EXAMPLES.get(shape.measured_in or "")
    hint = plain(message("e.g. {example}", example=example.get(language(), "") if example else "…"))
    written = st.text_input(label, str(given or ""), key=at.key, help=help or None, placeholder=hint).strip()
    return completed(written, shape.measured_in) or None


_EXAMPLES: Final[Mapping[str, Mapping[str, str]]] = {
    "work": {"id": "15 menit", "en": "15 min"},
    "working time": {"id": "3 hari kerja", "en": "3 working days"},
    "calendar time": {"id": "6 bulan", "en": "6 months"},
    "working or calendar time": {"id": "1 hari kerja", "en": "1 working day"},
    "share": {"id": "12 %", "en": "12 %"},
    "share per year": {"id": "4 % per tahun", "en": "4 %/year"},
    "rupiah": {"id": "Rp 4,5 juta", "en": "Rp 4.5 juta"},
    "number per time": {"id": "30 per hari", "en": "30 per day"},
    "time of day": {"id": "14:00", "en": "14:00"},
    "office hours": {"id": "08:00-12:00, 13:00-16:00", "en": "08:00-12:00, 13:00-16:00"},
}
"""How an amount is written, by its measure; what is written in one language is read in the other too."""


def completed(written: str, measured_in: str | None) -> str:
    """Return an amount with the measure that it can only have.

    Examples
    --------
    >>> completed("12", "share"), completed("4500000", "rupiah"), completed("15", "work")
    ('12 %', 'Rp 4500000', '15')
    """
    try:
        parse_number(written)
    except InputError:
        return written
    return {"share": f"{written} %", "rupiah": f"Rp {written}"}.get(measured_in or "", written)


def _number(shape: Shape, at: Filling, given: Any, label: str, help: str) -> Any:
    told = format_number(given, language()) if isinstance(given, (int, float)) else str(given or "")
    hint = plain(message("e.g. {example}", example=1.1))
    written = st.text_input(label, told, key=at.key, help=help or None, placeholder=hint).strip()
    try:
        return parse_number(written) if written else None
    except InputError:
        return written


def _whole(shape: Shape, at: Filling, given: Any, label: str, help: str) -> Any:
    low, high = (None if bound is None else int(bound) for bound in (shape.low, shape.high))
    first = given if isinstance(given, int) else None
    hint = plain(message("a whole number"))
    return st.number_input(label, low, high, first, step=1, key=at.key, help=help or None, placeholder=hint, width=180)


def _date(shape: Shape, at: Filling, given: Any, label: str, help: str) -> Any:
    first = dt.date.fromisoformat(given) if isinstance(given, str) else None
    chosen = st.date_input(label, first, key=at.key, help=help or None, format="DD/MM/YYYY", width=180)
    return chosen.isoformat() if isinstance(chosen, dt.date) else None


def _flag(shape: Shape, at: Filling, given: Any, label: str, help: str) -> Any:
    options = [True, False]
    answers = {True: plain(message("yes")), False: plain(message("no"))}
    return st.segmented_control(
        label, options, default=given, key=at.key, help=help or None, format_func=answers.__getitem__
    )


def _choice(shape: Shape, at: Filling, given: Any, label: str, help: str) -> Any:
    place = shape.options.index(given) if given in shape.options else None
    labels = {word: label_of(humanised(word)) for word in shape.options}
    return st.selectbox(
        label,
        shape.options,
        place,
        key=at.key,
        help=help or None,
        format_func=labels.__getitem__,
        placeholder=plain(message("Choose")),
    )


def _reference(shape: Shape, at: Filling, given: Any, label: str, help: str) -> Any:
    kind = shape.refers_to or ""
    options = at.options(kind)
    place = options.index(given) if given in options else None
    titles = {name: at.title(kind, name) for name in options}
    return st.selectbox(
        label,
        options,
        place,
        key=at.key,
        help=help or None,
        format_func=titles.__getitem__,
        placeholder=plain(message("Choose")) if options else plain(message("There are none")),
        disabled=not options,
    )


def many(item: Shape, at: Filling, given: list[Any], label: str, help: str) -> Any:
    """Draw a choice of several among what there is."""
    kind = item.refers_to or ""
    options = list(item.options) if item.kind == "choice" else at.options(kind)
    choice = item.kind == "choice"
    titles = {name: label_of(humanised(name)) if choice else at.title(kind, name) for name in options}
    chosen = st.multiselect(
        label,
        options,
        [name for name in given if name in options],
        key=at.key,
        help=help or None,
        format_func=titles.__getitem__,
        placeholder=plain(message("Choose")) if options else plain(message("There are none")),
        disabled=not options,
    )
    return list(chosen) or None


def _unknown(shape: Shape, at: Filling, given: Any, label: str, help: str) -> Any:
    return given


SINGLE: Final[Mapping[str, Widget]] = {
    "text": _text,
    "name": _name,
    "word": _word,
    "reference": _reference,
    "choice": _choice,
    "flag": _flag,
    "whole": _whole,
    "number": _number,
    "amount": _amount,
    "date": _date,
    "unknown": _unknown,
}
"""The widgets, by kind of shape."""
