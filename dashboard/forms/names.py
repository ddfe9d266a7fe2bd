"""What a field may refer to: the names that an organisation has, with their titles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from orgsim.errors import Message
from orgsim.language import Language, say, say_value
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.operation import known_in

__all__ = ["name_of", "names", "slug", "title_of", "titled"]


def names(organisation: Organisation, refers_to: str, services: Iterable[str] = ()) -> list[str]:
    """Return what there is of a kind, in the order of the file where it has one.

    Parameters
    ----------
    organisation
        Where the things are.
    refers_to
        What they are: ``unit``, ``position``, ``step``, ….
    services
        For steps and attributes: the services whose they are; none: all.
    """
    if refers_to in ("step", "attribute"):
        chosen = [name for name in services if name in organisation.services] or list(organisation.services)
        parts = [organisation.services[name] for name in chosen]
        found = [n for part in parts for n in (part.steps if refers_to == "step" else part.attributes)]
        return list(dict.fromkeys(found))
    known = known_in(organisation, refers_to)
    if known is None:
        return []
    place = _PLACES.get(refers_to)
    ordered = list(getattr(organisation.agency, place)) if place else []
    return [name for name in ordered if name in known] + sorted(known - set(ordered))


_PLACES: Mapping[str, str] = {
    "unit": "units",
    "position": "positions",
    "service": "services",
    "duty": "duties",
    "site": "sites",
    "equipment": "equipment",
    "supply": "supplies",
    "calendar": "calendars",
    "level": "levels",
    "skill": "positions",
    "kind": "units",
}
"""Where things of a kind stand in an agency."""


def title_of(organisation: Organisation, refers_to: str, name: str, language: Language) -> str:
    """Return the title of something, or its name where it has none.

    Examples
    --------
    >>> from orgsim.organisation.agency import Agency
    >>> from orgsim.organisation.organisation import resolve
    >>> office = resolve(Agency.model_validate({"title": "Dinas", "units": {"dinas": {"title": "Kepala Dinas"}}}))
    >>> title_of(office, "unit", "dinas", "id"), title_of(office, "unit", "bidang-baru", "id")
    ('Kepala Dinas', 'bidang-baru')
    """
    title = _known_title(organisation, refers_to, name, language)
    if title is not None:
        return title
    if refers_to == "staff":
        post, _, number = name.rpartition("/")
        return f"{post} {number}"
    return name.replace("-", " ") if refers_to == "step" else name


def _known_title(organisation: Organisation, refers_to: str, name: str, language: Language) -> str | None:
    """Return the title that an organisation gives something; None if it gives none."""
    if refers_to == "staff":
        post, _, number = name.rpartition("/")
        title = _known_title(organisation, "position", post, language)
        return None if title is None else f"{title} {number}"
    if refers_to == "step":
        steps = (service.steps.get(name) for service in organisation.services.values())
        return next((step.title.say(language) for step in steps if step is not None and step.title is not None), None)
    place = _PLACES.get(refers_to)
    things = getattr(organisation.agency, place) if place else {}
    thing = things.get(name) if isinstance(things, Mapping) else None
    title = getattr(thing, "title", None) or getattr(thing, "text", None)
    return say_value(title, language) if title else None


def slug(text: str) -> str:
    """Return the id that a title gives.

    Examples
    --------
    >>> slug("Bidang Layanan & Arsip")
    'bidang-layanan-arsip'
    """
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))[:80].strip("-")


def name_of(written: str, taken: Iterable[str]) -> str:
    """Return a name that is not taken yet: the one wanted, or with a number behind.

    Examples
    --------
    >>> name_of("gabung", ["gabung", "gabung-2"])
    'gabung-3'
    """
    used, number, name = set(taken), 1, written
    while name in used:
        number += 1
        name = f"{written}-{number}"
    return name


def titled(text: Message, before: Organisation, after: Organisation, language: Language, most: int = 8) -> Message:
    """Return a sentence about two organisations with titles where it has names.

    Parameters
    ----------
    text
        The sentence, e.g. of a structure difference.
    before, after
        The organisations whose titles are taken, those of the later one first.
    language
        For whom.
    most
        How many names of a list are told; the others are counted.
    """
    kinds: Mapping[str, tuple[str, ...]] = {
        "unit": ("unit",), "units": ("unit",), "into": ("unit",), "superior": ("unit",),
        "post": ("position",), "posts": ("position",), "position": ("position",), "staff": ("staff",),
        "services": ("service",), "service": ("service",), "step": ("step",), "steps": ("step",),
        "old": ("unit", "position"), "new": ("unit", "position"),
    }  # fmt: skip

    def one(value: Any, tried: tuple[str, ...]) -> Any:
        if not isinstance(value, str):
            return value
        for kind in tried:
            for organisation in (after, before):
                title = _known_title(organisation, kind, value, language)
                if title is not None:
                    return title
        return title_of(after, tried[0], value, language)

    def told(key: str, value: Any) -> Any:
        if isinstance(value, Message):
            return titled(value, before, after, language, most)
        tried = kinds.get(key)
        if tried is None:
            return value
        if isinstance(value, (tuple, list)):
            shown = [str(one(part, tried)) for part in value[:most]]
            more = [f"… (+{len(value) - most})"] if len(value) > most else []
            return ("; " if any("," in part for part in shown) else ", ").join([*shown, *more])
        return one(value, tried)

    return Message(text.text, {key: told(key, value) for key, value in text.parameters.items()})


def sentence(text: Message, before: Organisation, after: Organisation, language: Language) -> str:
    """Return a sentence with titles in place of names, in a language."""
    return say(titled(text, before, after, language), language)
