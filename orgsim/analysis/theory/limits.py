"""Where the formulas of a preview do not hold: what an office does that they leave out, and to which side they err."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from orgsim.analysis.scarcity import presence
from orgsim.analysis.theory.outlook import Limit
from orgsim.errors import Message, message
from orgsim.organisation.intervals import DAY
from orgsim.scenario.streams import streams

if TYPE_CHECKING:
    from orgsim.analysis.theory.stations import Floor
    from orgsim.scenario.demand import Demand
    from orgsim.simulation.clocks import Clock
    from orgsim.simulation.network import TaskType
    from orgsim.simulation.simulate import Study

__all__ = ["limits_of"]

_DAYS_LOOKED_AT: Final = 14

_OF_TASKS: Final[Mapping[str, tuple[Message, Callable[[TaskType], object]]]] = MappingProxyType(
    {
        "sessions": (
            message("Sessions at fixed times: cases are taken to come evenly over the office hours."),
            lambda task: task.gathering is not None and task.gathering.moments,
        ),
        "batches": (
            message("Batches: the wait is that for the batch to fill; the wait for staff after that is left out."),
            lambda task: task.gathering is not None and not task.gathering.moments,
        ),
        "quotas": (
            message("Numbers a day: the wait of who is sent to another day is left out. The true one is longer."),
            lambda task: task.quota,
        ),
        "rooms": (
            message("Rooms that fill: work is taken to be exponential, and later steps to get as many cases."),
            lambda task: task.room,
        ),
        "patience": (
            message("Citizens who give up: patience is taken to be exponential, and later steps to get as many cases."),
            lambda task: task.patience is not None,
        ),
        "help": (
            message("Help between units: who helps is taken to belong to the group, though own work comes first."),
            lambda task: any(task.helpers.values()),
        ),
        "deputies": (
            message("Deputies: their share of the work counts, on average days; days without a superior differ."),
            lambda task: any(task.deputies.values()),
        ),
        "teams": (
            message("Several people at once: their waits for each other are left out. The true wait is longer."),
            lambda task: any(task.team.values()),
        ),
        "attended": (
            message("Citizens at the counter: the end of the day, when no visit fits any more, is left out."),
            lambda task: task.attended,
        ),
        "branches": (
            message("Branches side by side: their waits are added, though they run at once. The true wait is shorter."),
            lambda task: task.parallel,
        ),
        "questions": (
            message("Questions to superiors: that a case goes on without an answer after a while is left out."),
            lambda task: task.exceptions is not None,
        ),
        "misrouting": (
            message("Cases in the wrong unit: what they lose on the way from unit to unit is left out."),
            lambda task: task.misrouting is not None,
        ),
        "things": (
            message("Equipment and supplies: waits for supplies, and for people and equipment at once, are left out."),
            lambda task: task.uses or task.consumes,
        ),
        "same_kind": (
            message("Files sorted by kind: cases are taken to be served in the order of their coming."),
            lambda task: task.same_kind_wait >= 0,
        ),
        "preemption": (
            message("Urgent work that interrupts: it is taken to wait until a service under way is finished."),
            lambda task: task.preemptive,
        ),
    }
)  # fmt: skip

_SHARED: Final = message("Not all of a group can do all of its work: the wait is that of a group in which all can.")
_PRIORITIES: Final = message("Priorities: between kinds of work of different length, and several people, only roughly.")
_ABSENCES: Final = message(
    "Absences: they shorten the time at work; queues on the days themselves are longer than said."
)
_SWITCHING: Final = message("Time lost between kinds of work is left out. The true load and wait are higher.")
_COMPLAINTS: Final = message("Complaints of lateness, and who asks after a late case, are left out.")
_OVERTIME: Final = message("Overtime is left out. The true wait is shorter.")
_LEARNING: Final = message(
    "How fast people are while they get used to a change is left out: this is the time after it."
)
_LINES: Final = message("Citizens who choose the shortest line are taken to choose by fixed shares.")
_EQUIPMENT_FAILS: Final = message("Outages of equipment count in its load only.")
_TIMES: Final = message(
    "More come at some times than at others: the wait is that of an even flow. The true one is longer."
)
_GOOD_DAYS: Final = message("Good and bad days, and citizens who come together, are treated as irregular gaps.")
_CLOSED: Final = message("A closed group of citizens: its requests are taken to come whatever is open already.")
_BACKLOG: Final = message("The backlog of the beginning is left out.")
_OVERLOAD: Final = message("What an overloaded group passes on is less than said: later steps are calmer for it.")


def limits_of(study: Study, floor: Floor) -> tuple[Limit, ...]:
    """Return everything about the last phase of a study that the formulas leave out or treat roughly."""
    return tuple(limit for limit in _all(study, floor) if limit is not None)


def _all(study: Study, floor: Floor) -> Iterator[Limit | None]:
    network, phase = study.network, study.network.phases[-1]
    names = network.names["step"]
    seen = {code: phase.tasks[code] for code, _ in floor.divided.flows}
    for name, (sentence, applies) in _OF_TASKS.items():
        yield _where(name, sentence, (names[code] for code, task in seen.items() if applies(task)))
    yield _where("skills", _SHARED, (names[code] for code in floor.shared))
    yield _where("priorities", _PRIORITIES, (names[code] for code in floor.unlike))
    yield _where("absences", _ABSENCES, (names[code] for code in _with_absences(study, floor)))
    yield _where("overload", _OVERLOAD, (names[code] for code in floor.after_overload))
    kinds = {task.kind for task in seen.values()}
    lost = any(
        phase.switching.get((a, b), phase.switching_default) for a in kinds for b in kinds if a != b
    )  # fmt: skip
    rules: Mapping[str, tuple[Message, object]] = {
        "switching": (_SWITCHING, lost),
        "complaints": (_COMPLAINTS, phase.complaints or phase.chasing),
        "overtime": (_OVERTIME, phase.overtime),
        "learning": (_LEARNING, phase.learning or any(network.pace)),
        "lines": (_LINES, phase.shortest_line),
        "outages": (_EQUIPMENT_FAILS, any(network.outages)),
    }
    for name, (sentence, applies_here) in rules.items():
        yield Limit(name, sentence) if applies_here else None
    yield from _of_demand(study, floor)


def _where(name: str, sentence: Message, tasks: Iterable[str]) -> Limit | None:
    found = tuple(sorted(set(tasks)))
    return Limit(name, sentence, found) if found else None


def _with_absences(study: Study, floor: Floor) -> set[int]:
    """Return the codes of tasks whose people are away now and then."""
    network = study.network
    away = {
        person
        for person, (clock, calendar) in enumerate(zip(network.clocks, network.calendars, strict=True))
        if presence(network, person, floor.start) < 1
        or clock.work_between(floor.start, floor.end) < calendar.work_between(floor.start, floor.end)
    }
    found = set()
    for piece in floor.divided.pieces:
        if not piece.task.away and not away.isdisjoint(piece.work.pace):
            found.add(piece.task.code)
    return found


# --- the demand -------------------------------------------------------------------------------------------------------


def _of_demand(study: Study, floor: Floor) -> Iterator[Limit | None]:
    names, demands = study.network.names["step"], streams(study.scenario.demand)
    codes = {name: code for code, name in enumerate(study.network.names["service"])}
    steps_of: dict[int, set[str]] = {}
    for code, _ in floor.divided.flows:
        steps_of.setdefault(study.network.phases[-1].tasks[code].service, set()).add(names[code])
    uneven, irregular, closed = set[str](), set[str](), set[str]()
    for source, demand in demands.items():
        service = codes[demand.service or source]
        steps = steps_of.get(service, set())
        if any(not _even(study, demand, clock, floor) for clock in floor.entering.get(service, ())):
            uneven |= steps
        if demand.overdispersion > 1 or demand.together > 1:
            irregular |= steps
        if demand.population:
            closed |= steps
    yield _where("times", _TIMES, uneven)
    yield _where("irregular", _GOOD_DAYS, irregular)
    yield _where("closed", _CLOSED, closed)
    yield Limit("backlog", _BACKLOG) if any(demand.backlog for demand in demands.values()) else None


def _even(study: Study, demand: Demand, clock: Clock, floor: Floor) -> bool:
    """Whether citizens come evenly over the hours in which they are served."""
    spans = demand.spans()
    density = [weight / (end - start) for start, end, weight in spans]
    if max(density) - min(density) > 1e-9 * max(density):
        return False
    first = floor.start // DAY
    days = min(_DAYS_LOOKED_AT, -(-floor.end // DAY) - first)
    expected = demand.expected(study.date(floor.start), days, study.open_days.__getitem__)
    length = sum(end - start for start, end, _ in spans)
    come = expected[expected > 0]
    if not len(come) or come.max() - come.min() > 0.01 * come.max() or not demand.steady:
        return False
    for n, mean in enumerate(expected):
        midnight = (first + n) * DAY
        served = clock.work_between(midnight, midnight + DAY)
        inside = sum(clock.work_between(midnight + start, midnight + end) for start, end, _ in spans)
        if served != (length if mean > 0 else 0) or inside != served:
            return False
    return True
