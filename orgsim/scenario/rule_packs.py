"""Rule packs as files: those that travel with orgsim, and a user's own, with every fault at its line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path as FilePath
from types import MappingProxyType
from typing import Final

from pydantic import ValidationError

from orgsim.errors import Fault, InputError, Message, message
from orgsim.organisation.rule_pack import RulePack
from orgsim.scenario.references import read_text
from orgsim.scenario.shape_faults import shape_faults
from orgsim.scenario.yaml_parser import parse_yaml
from orgsim.suggestion import did_you_mean

__all__ = ["OLD_AFTER_DAYS", "bundled_packs", "load_pack", "pack_for", "pack_notes", "read_pack"]

OLD_AFTER_DAYS: Final = 731
"""So long after a pack was last looked after, it is old."""


def read_pack(text: str, file: str | None = None) -> RulePack:
    """Read a pack from the text of a file.

    Raises
    ------
    InputError
        With every fault, each with its line.

    Examples
    --------
    >>> read_pack("name: own", "own.yaml")
    Traceback (most recent call last):
    orgsim.errors.InputError: own.yaml:1: “title” is missing
    own.yaml:1: “date” is missing
    own.yaml:1: “rules” is missing
    """
    faults: list[Fault] = []
    root = parse_yaml(text, file, faults)
    if not isinstance(root.content, dict):
        told = message("a rule pack is a mapping: keys with values")
        raise InputError(Fault(told, remedy=message("Begin with `name: …`"), file=file, line=root.line))
    data = root.plain()
    try:
        pack = RulePack.model_validate(data)
    except ValidationError as error:
        faults += shape_faults(error, RulePack, data)
    else:
        if not faults:
            return pack
    placed = []
    for fault in faults:
        where, line = root.place(fault.path)
        placed.append(fault if fault.line is not None else replace(fault, file=where, line=line))
    raise InputError(*sorted(placed, key=lambda fault: fault.line or 0))


@cache
def bundled_packs() -> Mapping[str, RulePack]:
    """Return the packs that travel with orgsim by name, the oldest first.

    Examples
    --------
    >>> list(bundled_packs())
    ['pp-41-2007', 'pp-18-2016', 'asn-2023']
    """
    folder = files("orgsim") / "organisation" / "rules"
    texts = {entry.name: entry.read_text("utf-8") for entry in folder.iterdir() if entry.name.endswith(".yaml")}
    packs = [read_pack(texts[name], name) for name in sorted(texts)]
    return MappingProxyType({pack.name: pack for pack in packs})


def pack_for(end: dt.date | None) -> RulePack:
    """Return the newest pack that holds on a day; without a day, the newest.

    Examples
    --------
    >>> pack_for(dt.date(2017, 12, 1)).name, pack_for(None).name
    ('pp-18-2016', 'asn-2023')
    """
    packs = list(bundled_packs().values())
    holding = [pack for pack in packs if end is None or pack.date <= end]
    return holding[-1] if holding else packs[0]


def load_pack(name: str, end: dt.date | None = None) -> RulePack:
    """Return a pack by its name, its date, or the path of a file.

    Parameters
    ----------
    name
        What was asked for.
    end
        Last day of what is judged; None: no day is known.

    Raises
    ------
    InputError
        If there is no such pack, it has faults, or it holds only after that day.
    """
    packs = bundled_packs()
    file = None
    if name in packs:
        pack = packs[name]
    elif by_date := [pack for pack in packs.values() if pack.date.isoformat() == name]:
        pack = by_date[0]
    elif name.endswith((".yaml", ".yml")) or FilePath(name).is_file():
        file, pack = name, read_pack(read_text(FilePath(name), name), name)
    else:
        fault = message("there is no rule pack “{name}”", name=name)
        remedy = did_you_mean(name, packs) or message("There are {names}; or name a file", names=", ".join(packs))
        raise InputError(Fault(fault, ("--pack",), remedy))
    if end is not None and pack.date > end:
        line = None if file is None else parse_yaml(read_text(FilePath(name), name), name, []).place(("date",))[1]
        fault = message("the pack holds from {date} on, in the future: what is judged ends on {end}",
                        date=pack.date, end=end)  # fmt: skip
        remedy = message("Choose an earlier pack, e.g. {name}", name=pack_for(end).name)
        raise InputError(Fault(fault, ("date",) if file else ("--pack",), remedy, file, line))
    return pack


def pack_notes(pack: RulePack, first: dt.date | None, end: dt.date | None) -> Iterator[Message]:
    """Yield what makes a pack doubtful for what is judged: newer ones, age, that nobody knows it.

    Parameters
    ----------
    pack
        The pack.
    first, end
        First and last day of what is judged; None: no day is known.
    """
    packs = bundled_packs()
    if pack != packs.get(pack.name):
        yield message("The pack {name} does not come with orgsim: nobody has compared it with the law.", name=pack.name)
    newer = pack_for(end)
    if newer.date > pack.date:
        yield message("The pack {name} is old: {newer}, of {date}, holds by then.",
                      name=pack.name, newer=newer.name, date=newer.date)  # fmt: skip
    elif first is not None and (first - pack.known_until).days > OLD_AFTER_DAYS:
        yield message("The pack {name} is old: it was looked after until {checked}, {years} years before.",
                      name=pack.name, checked=pack.known_until,
                      years=round((first - pack.known_until).days / 365.25, 1))  # fmt: skip
    if pack.date > (first or pack.date):
        yield message("The pack {name} holds from {date} on, after the first day, {first}.",
                      name=pack.name, date=pack.date, first=first)  # fmt: skip
