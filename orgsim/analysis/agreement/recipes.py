"""How to draw a use of each operation that has a fair chance to fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final, Protocol, TypeVar

from orgsim.errors import OperationError
from orgsim.organisation.checks import faults
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.operation import Operation

T = TypeVar("T")
FIRST_DATE: Final = date(2026, 7, 1)
ATTRIBUTES: Final = ("daring", "lengkap")


class Chooses(Protocol):
    """What decides: a chance of a name, or a test that looks for the smallest failing example."""

    def number(self, low: int, high: int) -> int:
        """Return a number, both ends included."""

    def one_in(self, n: int) -> bool:
        """Return true once in n times."""

    def pick(self, among: Iterable[T]) -> T:
        """Return one of some."""

    def some(self, among: Iterable[T], low: int = 0, high: int = 3) -> list[T]:
        """Return several, each once."""

    def need(self, condition: object) -> None:
        """Give up where something is missing."""


Recipe = Callable[[Chooses, Organisation], dict[str, Any]]


def _merge_units(chance: Chooses, o: Organisation) -> dict[str, Any]:
    units = chance.some(o.units, 2, 3)
    posts = [name for name, p in o.positions.items() if p.unit in units]
    pool = [chance.some(posts, 2)] if len(posts) > 1 and chance.one_in(2) else chance.pick(("all", "none"))
    return {"units": units, "into": chance.pick([*units, "gabungan"]), "pool": pool}


def _move_staff(chance: Chooses, o: Organisation) -> dict[str, Any]:
    many = [name for name, p in o.positions.items() if len(p.people) > 1]
    to = chance.pick(name for name, p in o.positions.items() if not p.head)
    level = {} if chance.one_in(2) else {"level": 0.9}
    if many and chance.one_in(2):
        source = chance.pick(many)
        moved = {"from_position": source, "count": chance.number(0, len(o.positions[source].people) - 1)}
    else:
        moved = {"staff": chance.some((id for id, member in o.staff.items() if member.position != to), 1)}
    return {**moved, "to_position": to, "keeps_old_work": chance.one_in(2), **level}


def _change_posts(chance: Chooses, o: Organisation) -> dict[str, Any]:
    if chance.one_in(3):
        new = {"title": "Baru", "unit": chance.pick(o.units), "headcount": chance.number(0, 3)}
        return {"position": "posisi-baru", "new": new}
    position = chance.pick(name for name, p in o.positions.items() if not p.head)
    return {"position": position, **chance.pick(({"add": 2}, {"remove": 1}, {"add": 0}, {"close": True}))}


def _change_approval(chance: Chooses, o: Organisation) -> dict[str, Any]:
    delegate = {"delegate_to": chance.pick(name for name, p in o.positions.items() if p.people)}
    parts: dict[str, Any] = chance.pick(
        ({"electronic": True}, {"to": o.agency.levels[0]}, {"without": ["deputy", "delegate_to"]}, {"work": "1 min"})
    )
    chosen = chance.some(o.services, 0, 2)
    return {"services": chosen, **(delegate if "without" not in parts and chance.one_in(2) else {}), **parts}


def _change_procedure(chance: Chooses, o: Organisation) -> dict[str, Any]:
    service = chance.pick(o.services)
    steps = list(o.services[service].steps)
    step = {"by": chance.pick(name for name, p in o.positions.items() if p.people), "work": "4 min"}
    place = chance.number(0, max(0, len(steps) - 2))
    change: dict[str, Any] = chance.pick(
        (
            {"drop": chance.some(steps, 1, 2)},
            {"insert": {"sisipan": {chance.pick(("before", "after")): chance.pick(steps), "step": step}}},
            {"work": {chance.pick(n for n, s in o.services[service].steps.items() if s.by): "3 min"}},
            {"reorder": chance.some(steps, 2, 3) if len(steps) > 1 else steps},
            {"make_parallel": steps[place : place + 2]},
            {"replace": {chance.pick(n for n, s in o.services[service].steps.items() if s.by): step}},
        )
    )
    partly = {chance.pick(("only_for", "not_for")): chance.pick(ATTRIBUTES)}
    return {"service": service, **change, **(partly if change.keys() & {"drop", "insert"} and chance.one_in(3) else {})}


def _cross_train(chance: Chooses, o: Organisation) -> dict[str, Any]:
    who = {"positions": chance.some(o.positions, 1)} if chance.one_in(2) else {"staff": chance.some(o.staff, 1)}
    return {**who, "work_of": chance.some(o.positions, 1), "level": chance.pick((0.8, 1.0))}


def _change_rule(chance: Chooses, o: Organisation) -> dict[str, Any]:
    helper, helped = chance.some(o.units, 2, 2)
    ways = chance.pick(("one", "both", "none"))
    first, second = ([name for name, p in o.positions.items() if p.unit == unit] for unit in (helper, helped))
    posts = [[chance.pick(first), chance.pick(second)]] if first and second and ways != "none" else []
    return chance.pick(
        (
            {"help": [{"helper": helper, "helped": helped, "ways": ways, "posts": posts}]},
            {"units": [helper], "order": "shortest_first", "same_kind_first": chance.pick(("none", "30 min"))},
            {"services": chance.some(o.services, 1), "priority": chance.number(0, 9)},
        )
    )


def _new_post(chance: Chooses, o: Organisation, source: str | None) -> dict[str, Any]:
    doing = {name: [n for n, step in s.steps.items() if source and step.by == source] for name, s in o.services.items()}
    most = len(o.positions[source].people) if source else 3
    takes = {name: chance.pick(([], steps[:1])) for name, steps in doing.items() if steps and chance.one_in(2)}
    number = chance.number(0 if not takes else min(1, most), most)
    post = {"from_position": source} if source else {"title": "Baru", "monthly_cost": "Rp 4 juta"}
    return {**post, "headcount": number, "takes": takes}


def _split_unit(chance: Chooses, o: Organisation) -> dict[str, Any]:
    unit = chance.pick(o.units)
    posts = [name for name, p in o.positions.items() if p.unit == unit]
    whole = chance.some(posts, 0, 2)
    rest = [name for name in posts if name not in whole]
    new = {"pecahan": _new_post(chance, o, chance.pick(rest))} if rest and chance.one_in(2) else {}
    duties = [name for name, duty in o.agency.duties.items() if unit in duty.hours_per_year]
    return {
        "unit": unit,
        "into": "unit-baru",
        "title": "Unit baru",
        "positions": whole,
        "new_posts": new,
        "units": chance.some(o.graph.subordinates(unit), 0, 2),
        "duties": {name: chance.pick(("0 %", "30 %", "100 %")) for name in chance.some(duties, 0, 2)},
    }


def _add_unit(chance: Chooses, o: Organisation) -> dict[str, Any]:
    working = [name for name, p in o.positions.items() if not p.head]
    new = {"posisi-baru": _new_post(chance, o, chance.pick((None, *working)))} if chance.one_in(2) else {}
    return {
        "unit": "unit-baru",
        "title": "Unit baru",
        "reports_to": chance.pick(o.units),
        "positions": chance.some(working, 0, 2),
        "new_posts": new,
    }


def _add_complaints_division(chance: Chooses, o: Organisation) -> dict[str, Any]:
    service = chance.pick(o.services)
    working = [name for name, p in o.positions.items() if not p.head and p.people]
    return {
        "unit": "pengaduan",
        "title": "Bidang pengaduan",
        "reports_to": chance.pick(o.units),
        "post": "petugas-pengaduan",
        "post_title": "Petugas pengaduan",
        "staff_from": dict.fromkeys(chance.some(working, 0, 1), 1),
        "hire": chance.number(0, 2),
        "takes": {service: chance.some((n for n, s in o.services[service].steps.items() if s.by), 1, 2)},
        "help": chance.pick(("none", "from_line", "to_line", "both")),
    }


def _change_supply(chance: Chooses, o: Organisation) -> dict[str, Any]:
    delivery = {"amount": chance.number(1, 90), "on": FIRST_DATE + timedelta(days=900), "every": "1 bulan"}
    parts = {"more": {"blangko": 9}, "equipment": {"mesin": chance.number(1, 4)}, "deliveries": {"blangko": [delivery]}}
    return {name: parts[name] for name in chance.some(parts, 1)}


def _remove_unit(chance: Chooses, o: Organisation) -> dict[str, Any]:
    unit = chance.pick(name for name, u in o.units.items() if u.reports_to)
    idle = [name for name, p in o.positions.items() if p.unit == unit and p.head]
    outside = [name for name in o.units if name not in o.graph.below(unit)]
    into = {} if chance.one_in(2) else {"into": chance.pick(outside)}
    return {"unit": unit, **into, "close": idle if chance.one_in(3) else []}


def _move_unit(chance: Chooses, o: Organisation) -> dict[str, Any]:
    unit = chance.pick(name for name, u in o.units.items() if u.reports_to)
    return {"unit": unit, "reports_to": chance.pick(name for name in o.units if name not in o.graph.below(unit))}


def _reassign_service(chance: Chooses, o: Organisation) -> dict[str, Any]:
    service = chance.pick(o.services)
    steps = {name: step.by for name, step in o.services[service].steps.items() if step.by}
    giver = chance.pick(steps.values())
    taker = chance.pick(name for name, p in o.positions.items() if p.people and name != giver)
    chosen = chance.some((name for name, by in steps.items() if by == giver), 0, 2)
    return {"services": [service], "steps": chosen, "posts": {giver: taker}}


def _reassign_duty(chance: Chooses, o: Organisation) -> dict[str, Any]:
    chance.need(o.agency.duties)
    duty = chance.pick(o.agency.duties)
    giver = chance.pick(o.agency.duties[duty].hours_per_year)
    taker = chance.pick(name for name in o.units if name != giver)
    from_unit = {"from_unit": giver} if chance.one_in(2) else {}
    return {"duty": duty, **from_unit, "to_unit": taker, "share": chance.pick(("25 %", "100 %"))}


def _clarify_duties(chance: Chooses, o: Organisation) -> dict[str, Any]:
    chance.need(o.agency.duties)
    owners = {name: chance.pick(o.units) for name in chance.some(o.agency.duties, 1, 3)}
    return {"owners": owners, **chance.pick(({}, {"saved_share": "0 %"}, {"saved_share": "80 %"}))}


def _change_hours(chance: Chooses, o: Organisation) -> dict[str, Any]:
    hours = {"hours": {"mon-fri": f"08:00-{chance.number(12, 20)}:00"}, "holidays": "none"}
    some = chance.pick(({"positions": chance.some(o.positions, 1)}, {"units": chance.some(o.units, 1)}))
    return {"hours": hours, **chance.pick(({}, {"calendar": "jam-baru", **some}))}


def _flexible_pool(chance: Chooses, o: Organisation) -> dict[str, Any]:
    units = chance.some(o.units, 2, 3)
    posts = [name for name, p in o.positions.items() if p.unit in units and p.people]
    group = [chance.some(posts, 2)] if len(posts) > 1 else []
    return {"units": units, "posts": group, **chance.pick(({}, {"count": 1}, {"count": 0}, {"above": 5}))}


RECIPES: Final[Mapping[str, Recipe]] = {
    "merge_units": _merge_units,
    "rename_unit": lambda chance, o: {"unit": chance.pick(o.units), "title": "Nama baru"},
    "move_staff": _move_staff,
    "change_posts": _change_posts,
    "change_approval": _change_approval,
    "change_procedure": _change_procedure,
    "cross_train": _cross_train,
    "change_rule": _change_rule,
    "split_unit": _split_unit,
    "add_unit": _add_unit,
    "add_complaints_division": _add_complaints_division,
    "change_supply": _change_supply,
    "remove_unit": _remove_unit,
    "move_unit": _move_unit,
    "reassign_service": _reassign_service,
    "reassign_duty": _reassign_duty,
    "clarify_duties": _clarify_duties,
    "change_promise": lambda chance, o: {
        "services": chance.some(o.services, 0, 2),
        "promise": f"{chance.number(1, 9)} hari kerja",
    },
    "remove_layer": lambda chance, o: {
        "level": chance.pick(o.agency.levels[1:]),
        "approvals": chance.pick(("next_above", "dropped")),
    },
    "change_hours": _change_hours,
    "flexible_pool": _flexible_pool,
}
"""How to draw a use of an operation that has a fair chance to fit; without one, `plans` never draws it."""


def applied(operation: Operation, before: Organisation, on: date = FIRST_DATE) -> Organisation | None:
    """Apply an operation; None if it does not fit."""
    try:
        after = operation.apply(before, on=on)
    except OperationError:
        return None
    return None if faults(after.agency) else after
