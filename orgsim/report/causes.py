"""Why it changes, and what the answer rests on: overload, the steps that drive it, assumptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from orgsim.assumptions import ledger
from orgsim.errors import Message, message
from orgsim.report.amounts import Amount, Assumed, Per100, Plain
from orgsim.report.words import Listed, Titles, load_titles, structure_title

if TYPE_CHECKING:
    from orgsim.analysis.findings import AssumptionInUse, Comparison, Driver, Overload
    from orgsim.analysis.loads import GroupLoad

MOST_NAMED: Final = 6
"""How many assumptions a paragraph names; the table has them all."""


# ---------------------------------------------------------------- overload


def overload_sentences(comparison: Comparison, name: str, titles: Titles) -> Iterator[Message]:
    """Tell that a structure of a comparison cannot keep up."""
    return overload_of_structure(structure_title(comparison, name), comparison.overloaded[name], titles)


def supply_limit_sentences(comparison: Comparison) -> Iterator[Message]:
    """Tell that things run out whatever the structure, and which alternatives bring more of them."""
    base = comparison.overloaded.get(comparison.baseline)
    for things in dict.fromkeys(group.things for group in base.groups if group.things) if base else ():
        compared = [name for name in comparison.alternatives if name != comparison.baseline]
        without = [name for name in compared if _lacks(comparison, name, things)]
        helped = [name for name in compared if name not in without]
        if not without:
            continue
        yield message(
            "What runs out is not staff: no reorganisation makes more of it, and none can help here. It runs out just "
            "so in {structures}.",
            structures=[structure_title(comparison, name) for name in without],
        )
        if helped:
            yield message(
                "It lasts only where more of it comes: {structures}.",
                structures=[structure_title(comparison, name) for name in helped],
            )


def _lacks(comparison: Comparison, name: str, things: tuple[str, ...]) -> bool:
    overload = comparison.overloaded.get(name)
    return overload is not None and any(group.things == things for group in overload.groups)


def overload_of_structure(title: Any, overload: Overload, titles: Titles) -> Iterator[Message]:
    """Tell that a structure cannot keep up, who is overloaded, and how fast the backlog grows."""
    if overload.groups:
        yield overload_by_arithmetic(title, overload.groups[0], titles)
        for group in overload.groups[1:]:
            if group.phase == overload.groups[0].phase:
                yield message(
                    "The same holds for {posts}: {load} of what they can do.",
                    posts=list(load_titles(group, titles)),
                    load=Per100(group.load),
                )
    else:
        yield message(
            "{alternative}: the open requests become more and more. No post is overloaded by arithmetic alone; what "
            "switching, hand-overs and waiting for one another cost comes on top.",
            alternative=title,
        )
    if overload.growth is not None:
        growth = overload.growth
        yield message(
            "In the simulation, the open requests of “{alternative}” grow by {growth} a week (99 % interval {low} to "
            "{high}). A mean waiting time would only say how long was watched: none is given.",
            alternative=title,
            growth=Plain(growth.mean, 1),
            low=Plain(growth.low, 1),
            high=Plain(growth.high, 1),
        )


def overload_by_arithmetic(title: Any, group: GroupLoad, titles: Titles) -> Message:
    """Name the overloaded group, as arithmetic knows it before any run."""
    if group.things:
        return message(
            "{alternative}: there is too little of {things}, the backlog will go on growing. Needed is {load} of what "
            "there is.",
            alternative=title,
            things=list(load_titles(group, titles)),
            load=Per100(group.load),
        )
    return message(
        "{alternative}: the load exceeds the capacity, the backlog will go on growing. The work for {posts} ({staff} "
        "staff) is {load} of what they can do.",
        alternative=title,
        posts=list(load_titles(group, titles)),
        staff=group.staff_count,
        load=Per100(group.load),
    )


# ---------------------------------------------------------------- drivers


@dataclass(frozen=True, slots=True)
class _Place:
    """A step, of whatever service, and who owned it."""

    step: str
    units: tuple[str, ...]
    before: float
    after: float

    @property
    def change(self) -> float:
        return self.after - self.before


def driver_sentences(comparison: Comparison, name: str, titles: Titles, *, clear: bool = True) -> Iterator[Message]:
    """Tell where the change of waiting comes from: the step that moves most, and the one that moves most against it.

    Parameters
    ----------
    comparison
        What was found.
    name
        Of which alternative.
    titles
        What units and steps are called.
    clear
        Whether waiting as a whole changes clearly; else it only shifts from one step to another.
    """
    drivers = comparison.drivers.get(name, ())
    places = sorted(_places(drivers), key=lambda place: (place.change, place.step))
    if not places or max(abs(places[0].change), abs(places[-1].change)) < _TOO_SMALL:
        return
    total = sum(place.change for place in places)
    if clear and total:
        along, against = (places[0], places[-1]) if total < 0 else (places[-1], places[0])
        yield _place_sentence(_WITH_FALL if total < 0 else _WITH_RISE, along, titles)
        if against.change * total < 0 and abs(against.change) >= 0.1 * abs(along.change):
            yield _place_sentence(_AGAINST_FALL if total < 0 else _AGAINST_RISE, against, titles)
    elif places[0].change < -_TOO_SMALL and places[-1].change > _TOO_SMALL:
        less, more = _place_values(places[0], titles), _place_values(places[-1], titles)
        values = {
            f"{key}_{side}": value for side, one in (("less", less), ("more", more)) for key, value in one.items()
        }
        yield Message(_SHIFTS.text, values)
    work = sum(driver.work_change for driver in drivers)
    if abs(work) >= 0.1 * abs(total) and abs(work) >= _TOO_SMALL:
        change = Amount(abs(work), "min")
        if work > 0:
            yield message(
                "Work itself, switching and hand-overs included, takes {change} longer per request.", change=change
            )
        else:
            yield message(
                "Work itself, switching and hand-overs included, takes {change} less per request.", change=change
            )


_TOO_SMALL: Final = 0.05
"""Minutes per request below which a step is not worth a word."""
_SHIFTS: Final = message(
    "Underneath, the waiting shifts (mean of the repetitions, per request of all): less for “{step_less}” "
    "({units_less}), from {before_less} to {after_less}; more for “{step_more}” ({units_more}), from {before_more} "
    "to {after_more}."
)
_WITH_FALL: Final = message(
    "Most of it comes from “{step}” ({units}): the time waited for it falls from {before} to {after} per request of "
    "all (mean of the repetitions)."
)
_WITH_RISE: Final = message(
    "Most of it comes from “{step}” ({units}): the time waited for it rises from {before} to {after} per request of "
    "all (mean of the repetitions)."
)
_AGAINST_FALL: Final = message(
    "Against it works “{step}” ({units}): the time waited for it rises from {before} to {after} per request of all."
)
_AGAINST_RISE: Final = message(
    "Against it works “{step}” ({units}): the time waited for it falls from {before} to {after} per request of all."
)


def _place_sentence(template: Message, place: _Place, titles: Titles) -> Message:
    return Message(template.text, _place_values(place, titles))


def _place_values(place: _Place, titles: Titles) -> dict[str, Any]:
    return {
        "step": titles.get(f"step:{place.step}", place.step),
        "units": [titles.get(f"unit:{unit}", unit) for unit in place.units],
        "before": Amount(place.before, "min"),
        "after": Amount(place.after, "min"),
    }


def _places(drivers: tuple[Driver, ...]) -> list[_Place]:
    """Add up the same step of all services, by the units that owned it (for a new step: that own it)."""
    sums: dict[tuple[str, tuple[str, ...]], list[float]] = {}
    for driver in drivers:
        step = driver.step.split("/")[1]
        pair = sums.setdefault((step, driver.units_before or driver.units_after), [0.0, 0.0])
        pair[0] += driver.waiting_before
        pair[1] += driver.waiting_after
    return [_Place(step, units, before, after) for (step, units), (before, after) in sorted(sums.items())]


# ---------------------------------------------------------------- assumptions


def assumption_sentences(comparison: Comparison) -> Iterator[Message]:
    """Tell what is assumed: of the scenario's own numbers, and of the model's."""
    counts: dict[str, int] = {}
    for evidence in comparison.evidence:
        counts[evidence.basis] = counts.get(evidence.basis, 0) + 1
    if counts:
        yield message(
            "Of the scenario's numbers that say where they come from, {measured} are measured, {stated} stated by "
            "somebody, {calibrated} calibrated, and {assumed} assumed.",
            measured=counts.get("measured", 0),
            stated=counts.get("stated", 0),
            calibrated=counts.get("calibrated", 0),
            assumed=counts.get("assumed", 0),
        )
    doubtful = [entry for entry in comparison.assumptions if entry.basis == "assumed"]
    if doubtful:
        yield message(
            "The model assumes, among other things: {assumptions}. Vary them before you decide.",
            assumptions=Listed(tuple(_assumption(entry) for entry in doubtful[:MOST_NAMED])),
        )
    yield message("A result is as good as the minutes, headcounts and shares that went in.")


_WITH_RANGE: Final = message("{title} {value} ({low} to {high})")
_WITHOUT: Final = message("{title} {value}")


def _assumption(entry: AssumptionInUse) -> Message:
    known = ledger()[entry.id]
    values: Mapping[str, Any] = {"title": known.title, "value": Assumed(entry.value, known.measured_in)}
    if entry.range is None:
        return Message(_WITHOUT.text, values)
    low, high = (Assumed(bound, known.measured_in) for bound in entry.range)
    return Message(_WITH_RANGE.text, {**values, "low": low, "high": high})
