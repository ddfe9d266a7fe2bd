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

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final, TypeVar

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from pydantic import TypeAdapter

from orgsim.analysis.agreement.offices import Office
from orgsim.analysis.agreement.recipes import ATTRIBUTES, FIRST_DATE, RECIPES, applied
from orgsim.organisation.agency import Agency
from orgsim.organisation.checks import faults
from orgsim.organisation.organisation import Organisation, resolve
from orgsim.organisation.service import DONE
from orgsim.restructuring.operation import OPERATIONS, Operation
from orgsim.restructuring.plan import Plan, PlanStep

T = TypeVar("T")
SKILLS: Final = ("arsip", "fotografi", "hukum")


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


@st.composite
def operations(draw: DrawFn, organisation: Organisation, names: Sequence[str] = tuple(RECIPES)) -> Operation:
    """Draw an operation that can be applied to an organisation and leaves a valid one."""
    chance = _Chance(draw)
    name = chance.pick(names)
    operation = OPERATIONS[name].model_validate(RECIPES[name](chance, organisation))
    assume(applied(operation, organisation) is not None)
    return operation


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


# ---------------------------------------------------------------- offices


def offices(mechanisms: Collection[str] = ()) -> SearchStrategy[Office]:
    """Return a strategy for offices, those that have certain mechanisms if any are named."""
    drawn = st.integers(0, (1 << 32) - 1).map(Office)
    return drawn.filter(lambda office: set(mechanisms) <= set(office.mechanisms)) if mechanisms else drawn
