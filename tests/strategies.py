"""Random organisations, operations and plans, for hypothesis.

Every agency drawn here is valid. It has 3 to 40 units on 2 to 5 levels, heads who also work and heads who are not
there, skills shared between posts, two services or more over common units, approvals, rework, branches, choices, waits
outside, duties of several units and help between them.

    @given(organisations())
    def test_something(organisation): ...

    @given(organisations_and_plans())
    def test_something_else(drawn): organisation, plan = drawn
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, TypeVar

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from pydantic import TypeAdapter

from orgsim.errors import OperationError
from orgsim.organisation.agency import Agency
from orgsim.organisation.checks import faults
from orgsim.organisation.organisation import Organisation, resolve
from orgsim.organisation.service import DONE
from orgsim.restructuring.operation import OPERATIONS, Operation
from orgsim.restructuring.plan import Plan, PlanStep

T = TypeVar("T")
FIRST_DATE: Final = date(2026, 7, 1)
SKILLS: Final = ("arsip", "fotografi", "hukum")
ATTRIBUTES: Final = ("daring", "lengkap")


class _Chance:
    """What a strategy decides by chance."""

    def __init__(self, draw: DrawFn) -> None:
        self._draw = draw

    def number(self, low: int, high: int) -> int:
        return self._draw(st.integers(low, high))

    def one_in(self, n: int) -> bool:
        return self.number(1, n) == n

    def pick(self, among: Iterable[T]) -> T:
        names = list(among)
        self.need(names)
        return self._draw(st.sampled_from(names))

    def some(self, among: Iterable[T], low: int = 0, high: int = 3) -> list[T]:
        names = list(among)
        self.need(not names or len(names) >= low)
        return self._draw(st.lists(st.sampled_from(names), min_size=low, max_size=high, unique=True)) if names else []

    def need(self, condition: object) -> None:
        assume(condition)


# ---------------------------------------------------------------- agencies


@st.composite
def agencies(draw: DrawFn, min_units: int = 3, max_units: int = 40, max_depth: int = 5) -> Agency:
    """Draw a valid agency."""
    chance = _Chance(draw)
    units = _units(chance, chance.number(min_units, max_units), chance.number(2, max_depth))
    positions = _positions(chance, units)
    working = [name for name, p in positions.items() if p["headcount"] and not (p["head"] and p["unit"] == "u0")]
    line = _Line(units, positions)
    common = chance.some(working, 2, 6) if len(working) > 1 else working
    services = {
        f"layanan-{n}": _service(chance, [*common, *chance.some(working)], line)
        for n in range(1, chance.number(2, 4) + 1)
    }
    for name, post in _together(services):
        positions[post].setdefault("skills", {})[name] = 1.0
    duties = {
        f"tugas-{n}": {
            "text": f"Tugas {n}",
            "hours_per_year": {unit: f"{chance.number(1, 900)} jam" for unit in chance.some(units, 1)},
            "fixed": chance.one_in(2),
        }
        for n in range(chance.number(0, 4))
    }
    pairs = [chance.some(units, 2, 2) for _ in range(chance.number(0, 2))]
    agency = Agency.model_validate(
        {
            "title": "Dinas",
            "levels": [f"l{n}" for n in range(max(u["depth"] for u in units.values()) + 1)],
            "units": {name: {k: v for k, v in unit.items() if k != "depth"} for name, unit in units.items()},
            "positions": positions,
            "services": services,
            "duties": duties,
            "equipment": {"mesin": {"title": "Mesin", "count": chance.number(1, 4)}},
            "supplies": {"blangko": {"title": "Blangko", "stock": chance.number(0, 50)}},
            "help": [{"helper": a, "helped": b} for a, b in dict.fromkeys(map(tuple, pairs))],
        }
    )
    assert not faults(agency), [str(fault) for fault in faults(agency)]
    return agency


@st.composite
def organisations(draw: DrawFn, min_units: int = 3, max_units: int = 40, max_depth: int = 5) -> Organisation:
    """Draw a valid agency, resolved."""
    return resolve(draw(agencies(min_units, max_units, max_depth)))


def _units(chance: _Chance, count: int, depth: int) -> dict[str, dict[str, Any]]:
    units: dict[str, dict[str, Any]] = {"u0": {"title": "Unit 0", "level": "l0", "depth": 0}}
    for n in range(1, count):
        above = chance.pick(name for name, unit in units.items() if unit["depth"] < depth - 1)
        below = units[above]["depth"] + 1
        units[f"u{n}"] = {
            "title": {"id": f"Unit {n}", "en": f"Unit no. {n}"},
            "reports_to": above,
            "level": f"l{below}",
            "order": chance.pick(("first_come", "shortest_first")),
            "depth": below,
        }
    return units


def _positions(chance: _Chance, units: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    positions: dict[str, dict[str, Any]] = {}
    for name in units:
        if name == "u0" or not chance.one_in(4):
            vacant = name != "u0" and chance.one_in(4)
            positions[f"{name}-kepala"] = {
                "title": "Kepala",
                "unit": name,
                "head": True,
                "headcount": 0 if vacant else 1,
            }
        for n in range(chance.number(0 if name != "u0" else 1, 2)):
            positions[f"{name}-staf-{n}"] = {
                "title": f"Staf {n}",
                "unit": name,
                "head": False,
                "headcount": chance.number(1, 4),
                "monthly_cost": f"Rp {chance.number(3, 9)} juta",
                "skills": {skill: chance.pick((0.5, 0.8, 1.0, 1.25)) for skill in chance.some(SKILLS, 0, 2)},
            }
    return positions


class _Line:
    """Who could approve the work of a post."""

    def __init__(self, units: Mapping[str, Mapping[str, Any]], positions: Mapping[str, Mapping[str, Any]]) -> None:
        self._units, self._positions = units, positions
        self.in_office = [name for name, p in positions.items() if p["headcount"]]

    def levels_above(self, post: str) -> list[str]:
        """Levels up to which an approval of the post's work finds somebody to give it."""
        heads = {p["unit"] for name, p in self._positions.items() if p["head"] and p["headcount"] and name != post}
        found: list[str] = []
        signed, unit = False, self._positions[post]["unit"]
        while unit is not None:
            signed = signed or unit in heads
            found += [self._units[unit]["level"]] if signed else []
            unit = self._units[unit].get("reports_to")
        return found


def _service(chance: _Chance, posts: Sequence[str], line: _Line) -> dict[str, Any]:
    steps: dict[str, dict[str, Any]] = {}

    def work(**parts: Any) -> str:
        name = f"langkah-{len(steps)}"
        steps[name] = {"by": chance.pick(posts), "work": f"{chance.number(1, 60)} min", **parts}
        return name

    work(attended=chance.one_in(2))
    for _ in range(chance.number(1, 5)):
        last = next(reversed(steps))
        name = f"langkah-{len(steps)}"
        match chance.pick(("work", "rework", "partly", "approval", "approval", "external", "branches", "choice")):
            case "work":
                work(skill=chance.pick((None, *SKILLS)))
            case "rework":
                work(returns={"share": f"{chance.number(1, 30)} %", "to": name})
            case "partly":
                work(**{chance.pick(("only_for", "not_for")): chance.pick(ATTRIBUTES)})
            case "approval" if "by" in steps[last]:
                steps[name] = _approval(chance, steps[last]["by"], line)
            case "external":
                steps[name] = {"external": f"{chance.number(1, 3)} hari kerja"}
            case "branches":
                fork = work()
                one, other = work(), work()
                join = work(waits_for_all=True)
                steps[fork]["parallel"] = [one, other]
                steps[one]["then"] = steps[other]["then"] = join
            case "choice":
                fork, skipped, onward = work(), work(), work()
                steps[fork]["choices"] = [{"to": skipped, "share": "40 %"}, {"to": onward}]
    if chance.one_in(3):
        steps[next(reversed(steps))]["then"] = DONE
    return {
        "title": "Layanan",
        "promise": f"{chance.number(1, 5)} hari kerja",
        "priority": chance.number(3, 6),
        "attributes": {name: f"{chance.number(10, 90)} %" for name in ATTRIBUTES},
        "steps": steps,
    }


def _approval(chance: _Chance, post: str, line: _Line) -> dict[str, Any]:
    approval: dict[str, Any] = {"to": chance.pick(line.levels_above(post)), "electronic": chance.one_in(2)}
    if chance.one_in(3):
        approval |= {"delegate_to": chance.pick(line.in_office), "delegate_for": chance.pick((None, *ATTRIBUTES))}
    if chance.one_in(3):
        approval["deputy"] = chance.pick(line.in_office)
    return {"approval": approval, "work": f"{chance.number(1, 5)} min"}


def _together(services: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Skills that steps take, with the post that must have them."""
    steps = [step for service in services.values() for step in service["steps"].values()]
    return [(step["skill"], step["by"]) for step in steps if step.get("skill")]


# ---------------------------------------------------------------- operations

Recipe = Callable[[_Chance, Organisation], dict[str, Any]]


def _merge_units(chance: _Chance, o: Organisation) -> dict[str, Any]:
    units = chance.some(o.units, 2, 3)
    posts = [name for name, p in o.positions.items() if p.unit in units]
    pool = [chance.some(posts, 2)] if len(posts) > 1 and chance.one_in(2) else chance.pick(("all", "none"))
    return {"units": units, "into": chance.pick([*units, "gabungan"]), "pool": pool}


def _move_staff(chance: _Chance, o: Organisation) -> dict[str, Any]:
    many = [name for name, p in o.positions.items() if len(p.people) > 1]
    to = chance.pick(name for name, p in o.positions.items() if not p.head)
    level = {} if chance.one_in(2) else {"level": 0.9}
    if many and chance.one_in(2):
        source = chance.pick(many)
        moved = {"from_position": source, "count": chance.number(0, len(o.positions[source].people) - 1)}
    else:
        moved = {"staff": chance.some((id for id, member in o.staff.items() if member.position != to), 1)}
    return {**moved, "to_position": to, "keeps_old_work": chance.one_in(2), **level}


def _change_posts(chance: _Chance, o: Organisation) -> dict[str, Any]:
    if chance.one_in(3):
        new = {"title": "Baru", "unit": chance.pick(o.units), "headcount": chance.number(0, 3)}
        return {"position": "posisi-baru", "new": new}
    position = chance.pick(name for name, p in o.positions.items() if not p.head)
    return {"position": position, **chance.pick(({"add": 2}, {"remove": 1}, {"add": 0}, {"close": True}))}


def _change_approval(chance: _Chance, o: Organisation) -> dict[str, Any]:
    delegate = {"delegate_to": chance.pick(name for name, p in o.positions.items() if p.people)}
    parts = chance.pick(
        ({"electronic": True}, {"to": o.agency.levels[0]}, {"without": ["deputy", "delegate_to"]}, {"work": "1 min"})
    )
    chosen = chance.some(o.services, 0, 2)
    return {"services": chosen, **(delegate if "without" not in parts and chance.one_in(2) else {}), **parts}


def _change_procedure(chance: _Chance, o: Organisation) -> dict[str, Any]:
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


def _cross_train(chance: _Chance, o: Organisation) -> dict[str, Any]:
    who = {"positions": chance.some(o.positions, 1)} if chance.one_in(2) else {"staff": chance.some(o.staff, 1)}
    return {**who, "work_of": chance.some(o.positions, 1), "level": chance.pick((0.8, 1.0))}


def _change_rule(chance: _Chance, o: Organisation) -> dict[str, Any]:
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


def _new_post(chance: _Chance, o: Organisation, source: str | None) -> dict[str, Any]:
    doing = {name: [n for n, step in s.steps.items() if source and step.by == source] for name, s in o.services.items()}
    most = len(o.positions[source].people) if source else 3
    takes = {name: chance.pick(([], steps[:1])) for name, steps in doing.items() if steps and chance.one_in(2)}
    number = chance.number(0 if not takes else min(1, most), most)
    post = {"from_position": source} if source else {"title": "Baru", "monthly_cost": "Rp 4 juta"}
    return {**post, "headcount": number, "takes": takes}


def _split_unit(chance: _Chance, o: Organisation) -> dict[str, Any]:
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


def _add_unit(chance: _Chance, o: Organisation) -> dict[str, Any]:
    working = [name for name, p in o.positions.items() if not p.head]
    new = {"posisi-baru": _new_post(chance, o, chance.pick((None, *working)))} if chance.one_in(2) else {}
    return {
        "unit": "unit-baru",
        "title": "Unit baru",
        "reports_to": chance.pick(o.units),
        "positions": chance.some(working, 0, 2),
        "new_posts": new,
    }


def _add_complaints_division(chance: _Chance, o: Organisation) -> dict[str, Any]:
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


def _change_supply(chance: _Chance, o: Organisation) -> dict[str, Any]:
    delivery = {"amount": chance.number(1, 90), "on": FIRST_DATE + timedelta(days=900), "every": "1 bulan"}
    parts = {"more": {"blangko": 9}, "equipment": {"mesin": chance.number(1, 4)}, "deliveries": {"blangko": [delivery]}}
    return {name: parts[name] for name in chance.some(parts, 1)}


def _remove_unit(chance: _Chance, o: Organisation) -> dict[str, Any]:
    unit = chance.pick(name for name, u in o.units.items() if u.reports_to)
    idle = [name for name, p in o.positions.items() if p.unit == unit and p.head]
    outside = [name for name in o.units if name not in o.graph.below(unit)]
    into = {} if chance.one_in(2) else {"into": chance.pick(outside)}
    return {"unit": unit, **into, "close": idle if chance.one_in(3) else []}


def _move_unit(chance: _Chance, o: Organisation) -> dict[str, Any]:
    unit = chance.pick(name for name, u in o.units.items() if u.reports_to)
    return {"unit": unit, "reports_to": chance.pick(name for name in o.units if name not in o.graph.below(unit))}


def _reassign_service(chance: _Chance, o: Organisation) -> dict[str, Any]:
    service = chance.pick(o.services)
    steps = {name: step.by for name, step in o.services[service].steps.items() if step.by}
    giver = chance.pick(steps.values())
    taker = chance.pick(name for name, p in o.positions.items() if p.people and name != giver)
    chosen = chance.some((name for name, by in steps.items() if by == giver), 0, 2)
    return {"services": [service], "steps": chosen, "posts": {giver: taker}}


def _reassign_duty(chance: _Chance, o: Organisation) -> dict[str, Any]:
    chance.need(o.agency.duties)
    duty = chance.pick(o.agency.duties)
    giver = chance.pick(o.agency.duties[duty].hours_per_year)
    taker = chance.pick(name for name in o.units if name != giver)
    from_unit = {"from_unit": giver} if chance.one_in(2) else {}
    return {"duty": duty, **from_unit, "to_unit": taker, "share": chance.pick(("25 %", "100 %"))}


def _clarify_duties(chance: _Chance, o: Organisation) -> dict[str, Any]:
    chance.need(o.agency.duties)
    owners = {name: chance.pick(o.units) for name in chance.some(o.agency.duties, 1, 3)}
    return {"owners": owners, **chance.pick(({}, {"saved_share": "0 %"}, {"saved_share": "80 %"}))}


def _change_hours(chance: _Chance, o: Organisation) -> dict[str, Any]:
    hours = {"hours": {"mon-fri": f"08:00-{chance.number(12, 20)}:00"}, "holidays": "none"}
    some = chance.pick(({"positions": chance.some(o.positions, 1)}, {"units": chance.some(o.units, 1)}))
    return {"hours": hours, **chance.pick(({}, {"calendar": "jam-baru", **some}))}


def _flexible_pool(chance: _Chance, o: Organisation) -> dict[str, Any]:
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


@st.composite
def operations(draw: DrawFn, organisation: Organisation, names: Sequence[str] = tuple(RECIPES)) -> Operation:
    """Draw an operation that can be applied to an organisation and leaves a valid one."""
    chance = _Chance(draw)
    name = chance.pick(names)
    operation = OPERATIONS[name].model_validate(RECIPES[name](chance, organisation))
    assume(applied(operation, organisation) is not None)
    return operation


def applied(operation: Operation, before: Organisation, on: date = FIRST_DATE) -> Organisation | None:
    """Apply an operation; None if it does not fit."""
    try:
        after = operation.apply(before, on=on)
    except OperationError:
        return None
    return None if faults(after.agency) else after


@st.composite
def plans(draw: DrawFn, organisation: Organisation, max_operations: int = 4) -> Plan:
    """Draw a plan without fault for an organisation."""
    chance = _Chance(draw)
    on, steps = FIRST_DATE, []
    for _ in range(chance.number(1, max_operations)):
        name = chance.pick(RECIPES)
        operation = OPERATIONS[name].model_validate(RECIPES[name](chance, organisation))
        after = applied(operation, organisation, on)
        if after is not None:  # else this one is left out: shorter plans, rather than none
            steps.append({"on": on, "do": [operation]})
            organisation = after
        on += timedelta(days=chance.pick((0, 31, 180)))
    assume(steps)
    return TypeAdapter(tuple[PlanStep, ...]).validate_python(steps)


@st.composite
def organisations_and_plans(draw: DrawFn, max_units: int = 40) -> tuple[Organisation, Plan]:
    """Draw an organisation and a plan for it."""
    organisation = draw(organisations(max_units=max_units))
    return organisation, draw(plans(organisation))


def organisations_and_operations(
    names: Sequence[str] = tuple(RECIPES), max_units: int = 40
) -> SearchStrategy[tuple[Organisation, Operation]]:
    """Draw an organisation and an operation of one of these names for it."""
    return organisations(max_units=max_units).flatmap(lambda o: st.tuples(st.just(o), operations(o, names)))
