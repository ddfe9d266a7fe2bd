"""Scenarios as they might be as well: every number that is not measured drawn from its range, by key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import fsum, sqrt
from typing import TYPE_CHECKING, Any, Final

from orgsim import measures
from orgsim.assumptions import Assumptions, Override, ledger
from orgsim.errors import InputError
from orgsim.measures import USUAL_DAY, CalendarTime, Frequency, WorkingTime, size_of
from orgsim.organisation.intervals import DAY
from orgsim.scenario.evidence import read_alike
from orgsim.scenario.scenario import Scenario
from orgsim.scenario.settling import settled
from orgsim.simulation.draws import WORD, Purpose, key, philox4x32, uid

if TYPE_CHECKING:
    from orgsim.spec import Evidence

__all__ = ["between", "drawn_scenario", "luck_name", "luck_of", "place_of", "varied_assumptions", "varied_values"]

OF_THE_STUDY: Final = frozenset(
    {"precision", "smallest_difference", "max_drain", "replications.first", "replications.more", "replications.most"}
)
"""How precisely the study is done is a choice, and not uncertain."""

LOTTERIES: Final[Mapping[str, Sequence[tuple[float, float]]]] = {
    "system.success": ((0.15, 1.0), (0.65, 0.5), (1.0, 0.0))
}
"""Values that are all or nothing: cumulative chances, and the value."""


def luck_of(seed: int, draw: int) -> Callable[[str], float]:
    """Return, for the name of an uncertain number, where in its range a draw puts it: between 0 and 1.

    Examples
    --------
    >>> luck_of(1, 0)("dip.depth") == luck_of(1, 0)("dip.depth") != luck_of(1, 1)("dip.depth")
    True
    """
    purpose = key(seed, draw, Purpose.PARAM)

    def luck(name: str) -> float:
        return (philox4x32((uid(f"param:{name}"), 0, 0, 0), purpose)[0] + 0.5) / WORD

    return luck


def varied_assumptions(assumptions: Assumptions, asked: Iterable[str]) -> tuple[str, ...]:
    """Return the assumptions that are asked for and have a range in which they may lie."""
    names = {name for name in asked if name in ledger()} - OF_THE_STUDY
    return tuple(sorted(name for name in names if assumptions.range(name) is not None))


def varied_values(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return the values of a scenario that are not measured and say in which range they lie."""
    return tuple(one for one in evidence if one.basis != "measured" and one.range is not None)


def place_of(one: Evidence) -> str:
    """Return where in the scenario a value stands."""
    return ".".join(map(str, one.path))


def luck_name(one: Evidence) -> str:
    """Return the name under which a value of a scenario is drawn: values that are written alike share it."""
    assert one.range is not None
    return f"{one.path[-1]} {one.value} {one.range[0]} {one.range[1]}"


def drawn_scenario(
    scenario: Scenario, asked: Iterable[str], draw: int, informed: Mapping[str, float] | None = None
) -> Scenario:
    """Return a scenario with everything uncertain drawn once; the same for all its structures.

    Half of the draws of a number lie below what is in force and half above, evenly on either side; where that is an end
    of the range, they lie evenly over all of it. Numbers of a scenario that are written alike, with the same name and
    range, are drawn together. A drawn budget that reaches for nothing of an alternative is a result: nothing is done.

    Parameters
    ----------
    scenario
        As it is.
    asked
        Assumptions that the model asks for.
    draw
        Number of the draw.
    informed
        For assumptions that are measured, in terms of what was known before, how much more is known.
    """
    luck = luck_of(scenario.run.seed, draw)
    overrides = dict(scenario.assumptions.overrides)
    for name in varied_assumptions(scenario.assumptions, asked):
        more = 1 / sqrt(1 + (informed or {}).get(name, 0.0))
        value = _drawn_assumption(scenario.assumptions, name, luck(name), more)
        overrides[name] = Override.model_construct(
            value=value,
            source=None,
            basis=overrides[name].basis if name in overrides else None,
            range=scenario.assumptions.range(name),
        )
    assumptions = Assumptions.model_construct(overrides=overrides)
    changed = _with_values(scenario, luck).model_copy(update={"assumptions": assumptions})
    beside = changed.beside(scenario.evidence, scenario.file)
    return settled(beside, lambda stage: luck(f"route.{stage}"), refuse=False)


def between(low: float, usual: float, high: float, luck: float) -> float:
    """Return where luck puts a number in its range: half of it below the usual value, half above.

    Examples
    --------
    >>> between(0, 1, 5, 0.25), between(0, 1, 5, 0.75), between(0, 0, 4, 0.5)
    (0.5, 3.0, 2.0)
    """
    if not low < usual < high:
        return low + (high - low) * luck
    return low + 2 * luck * (usual - low) if luck < 0.5 else usual + (2 * luck - 1) * (high - usual)


def _drawn_assumption(assumptions: Assumptions, name: str, luck: float, more: float) -> Any:
    bounds, usual = assumptions.range(name), assumptions[name]
    assert bounds is not None
    if name in LOTTERIES:
        return next(value for chance, value in LOTTERIES[name] if luck < chance)
    if isinstance(usual, str):
        return bounds[0] if luck < 0.5 else bounds[1]
    low, middle, high = (size_of(value) for value in (bounds[0], usual, bounds[1]))
    drawn = between(middle + (low - middle) * more, middle, middle + (high - middle) * more, luck)
    whole = isinstance(ledger()[name].default, float) and name in _WHOLE
    return _like(usual, round(drawn) if whole else drawn)


_WHOLE: Final = frozenset({"chase.most"})


def _like(usual: Any, size: float) -> Any:
    """Return a value of the same kind as another, from its size."""
    match usual:
        case WorkingTime():
            return WorkingTime(days=size / USUAL_DAY)
        case CalendarTime():
            return CalendarTime(days=size / DAY)
        case Frequency():
            whole = usual.per_year()
            return Frequency(usual.count * size / whole if whole else 0.0, usual.per)
        case _:
            return size


def _with_values(scenario: Scenario, luck: Callable[[str], float]) -> Scenario:
    """Return a scenario with the values drawn that its file gives with a range."""
    values = varied_values(scenario.evidence)
    if not values:
        return scenario
    written = scenario.model_dump(mode="json", by_alias=True)
    wholes = [whole for at in dict.fromkeys(_whole(one.path) for one in values) if (whole := _shares(written, at))]
    for one in values:
        drawn = _drawn_value(one, luck)
        if drawn is not None:
            _put(written, one.path, drawn)
    for places in wholes:  # what was 100 % together is so again
        total = fsum(measures.parse_share(place[name]) for place, name in places)
        for place, name in places if total else ():
            place[name] = measures.write_share(measures.parse_share(place[name]) / total)
    return Scenario.model_validate(written)


def _whole(path: Sequence[str | int]) -> tuple[str | int, ...]:
    """Return where the shares stand that a share may be one of: all of a mix, or the ``share`` of all in a list."""
    return tuple(path[:-2] if path[-1] == "share" else path[:-1])


def _shares(written: Any, at: Sequence[str | int]) -> list[tuple[Any, Any]]:
    """Return the places of shares that are 100 % together; none if those at a place are no such shares."""
    place = written
    for part in at:
        try:
            place = place[part]
        except (KeyError, IndexError, TypeError):
            return []
    parts = list(place.values()) if isinstance(place, dict) else place if isinstance(place, list) else []
    found: list[tuple[Any, Any]] = [(part, "share") for part in parts if isinstance(part, dict) and part.get("share")]
    if not found and isinstance(place, dict) and at and at[-1] == "mix":
        found = [(place, key) for key in place]
    try:
        total = fsum(measures.parse_share(inner[key]) for inner, key in found)
    except InputError:
        return []
    return found if len(found) > 1 and abs(total - 1) < 1e-6 else []


def _drawn_value(one: Evidence, luck: Callable[[str], float]) -> Any:
    assert one.range is not None
    found = luck(luck_name(one))
    alike = read_alike(one.value, *one.range)
    if alike is None:
        return None
    (usual, low, high), write = alike
    size = between(size_of(low), size_of(usual), size_of(high), found)
    if isinstance(one.value, int) and not isinstance(one.value, bool):
        return round(size)
    return write(_like(usual, size))


def _put(written: Any, path: Sequence[str | int], value: Any) -> None:
    """Put a value where a file has it; a place that is not there any more is left alone."""
    place = written
    for part in path[:-1]:
        known = part in place if isinstance(place, dict) else isinstance(place, list) and isinstance(part, int)
        if not known:
            return
        place = place[part]
    if isinstance(place, (dict, list)):
        place[path[-1]] = value  # type: ignore[index]
