"""What becomes of a unit's posts, duties, help and units when it becomes part of another; where a new one stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from orgsim.errors import Message, message
from orgsim.organisation.agency import Duty, Position, Unit
from orgsim.organisation.legal_form import combined
from orgsim.organisation.organisation import Organisation
from orgsim.organisation.programme import programmes_in
from orgsim.organisation.work_rules import Help
from orgsim.restructuring.operation import Faults


def dissolved(before: Organisation, into: Mapping[str, str]) -> dict[str, Any]:
    """Return the parts of an agency that differ once units are dissolved into others, for `Organisation.changed`.

    Posts keep their names, holders and steps; the heads of the dissolved units become ordinary staff.

    Parameters
    ----------
    before
        The organisation before.
    into
        For every unit that is dissolved, the one that takes it over, which stays.
    """
    units: dict[str, Unit] = {}
    for name, unit in before.units.items():
        if name not in into:
            above = into.get(unit.reports_to) if unit.reports_to else None
            units[name] = unit.model_copy(update={"reports_to": above}) if above else unit
    for taker in dict.fromkeys(into.values()):
        gone = [before.units[name].legal for name, to in into.items() if to == taker]
        if taker in units and any(gone):
            units[taker] = units[taker].model_copy(update={"legal": combined((units[taker].legal, *gone))})
    positions: dict[str, Position] = {
        name: post.model_copy(update={"unit": into[post.unit], "head": False}) if post.unit in into else post
        for name, post in before.positions.items()
    }
    return {
        "units": units,
        "positions": positions,
        "duties": duties_in(before.agency.duties, into),
        "programmes": programmes_in(before.agency.programmes, into),
        "help": help_in(before.agency.help, into),
    }


def duties_in(duties: Mapping[str, Duty], into: Mapping[str, str]) -> dict[str, Duty]:
    """Return duties whose hours in some units have gone to others.

    Examples
    --------
    >>> duty = Duty.model_validate({"text": "Arsip", "hours_per_year": {"a": "2 jam", "b": "1 jam"}})
    >>> duties_in({"arsip": duty}, {"a": "b"})["arsip"].hours_per_year
    {'b': 10800.0}
    """
    moved: dict[str, Duty] = {}
    for name, duty in duties.items():
        hours: dict[str, float] = {}
        for unit, spent in duty.hours_per_year.items():
            owner = into.get(unit, unit)
            hours[owner] = hours.get(owner, 0.0) + spent
        touched = duty.hours_per_year.keys() & into.keys()
        moved[name] = duty.model_copy(update={"hours_per_year": hours}) if touched else duty
    return moved


def help_in(rules: Iterable[Help], into: Mapping[str, str]) -> tuple[Help, ...]:
    """Return the rules of help once units have become part of others; nobody helps the own unit.

    Where two rules become one, help begins as early as the earlier of them.

    Examples
    --------
    >>> rules = [Help(helper="a", helped="c", above=3), Help(helper="b", helped="c"), Help(helper="a", helped="b")]
    >>> [(rule.helper, rule.helped, rule.above) for rule in help_in(rules, {"a": "b"})]
    [('b', 'c', 0)]
    """
    found: dict[tuple[str, str], Help] = {}
    for rule in rules:
        pair = into.get(rule.helper, rule.helper), into.get(rule.helped, rule.helped)
        if pair[0] == pair[1]:
            continue
        now = rule.model_copy(update={"helper": pair[0], "helped": pair[1]})
        found[pair] = min(found.get(pair, now), now, key=lambda one: one.above)
    return tuple(found.values())


def heads_lost(before: Organisation, into: Mapping[str, str]) -> tuple[Message, ...]:
    """Return a note for every head in office who leads nothing once units are dissolved."""
    return tuple(
        message(
            '"{position}" heads no unit any more: its holder stays in {unit} as ordinary staff, approving nothing',
            position=name,
            unit=into[post.unit],
        )
        for name, post in before.positions.items()
        if post.head and post.people and post.unit in into
    )


def need_one_site(faults: Faults, before: Organisation, into: Mapping[str, str], *path: str | int) -> None:
    """Note a fault for every unit that serves at another site than the one that takes it over."""
    for unit, taker in into.items():
        here, there = before.units[unit].site, before.units[taker].site
        if here != there:
            fault = message(
                "{unit} serves at {site}, {other} at {place}",
                unit=unit,
                site=here or "-",
                other=taker,
                place=there or "-",
            )
            faults.refuse(fault, *path, remedy=message("Merge them by `merge_units`, which says where they serve then"))


def level_under(before: Organisation, superior: str) -> str | None:
    """Return the level next below that of a unit; None if there is none."""
    level, levels = before.units[superior].level, before.agency.levels
    below = levels[levels.index(level) + 1 :] if level in levels else ()
    return below[0] if below else None


def led_by(positions: Mapping[str, Position], goes: Iterable[str], unit: str, head: str | None) -> dict[str, Position]:
    """Return the posts that go to a new unit, as they are there.

    Parameters
    ----------
    positions
        All posts.
    goes
        Those that go.
    unit
        The unit.
    head
        The post that heads it; None: the one among them that heads a unit already, if it is one only.
    """
    names = tuple(goes)
    heads = [name for name in names if positions[name].head]
    leads = head or (heads[0] if len(heads) == 1 else None)
    return {name: positions[name].model_copy(update={"unit": unit, "head": name == leads}) for name in names}
