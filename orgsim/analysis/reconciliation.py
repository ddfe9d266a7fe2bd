"""A model that comes out overloaded beside an office that visibly delivers: what would each explain it?

A workload sheet may say that 22,000 people are needed where 15,000 work, and yet the work gets done. Then a norm is too
long, staff stay on, or somebody lends a hand. From what was finished, how long it takes and how many are waiting, the
size of each explanation is reckoned by arithmetic, one at a time; which one holds only the office knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import TYPE_CHECKING

from orgsim.analysis.explanations import WHICH, Explanation, Gap, Reconciliation, Seen, Which
from orgsim.analysis.loads import GroupLoad, divide_work
from orgsim.analysis.theory.markov_queues import mmc
from orgsim.assumptions import Assumptions
from orgsim.errors import Fault, InputError, message
from orgsim.organisation.intervals import DAY
from orgsim.scenario.streams import streams
from orgsim.simulation.log import Category
from orgsim.simulation.simulate import prepare
from orgsim.suggestion import did_you_mean

if TYPE_CHECKING:
    from orgsim.analysis.loads import DividedWork
    from orgsim.scenario.scenario import Scenario
    from orgsim.simulation.simulate import Study

__all__ = [
    "WHICH",
    "Explanation",
    "Gap",
    "Reconciliation",
    "Seen",
    "Which",
    "as_delivered",
    "load_that_leaves",
    "reconcile",
]

_LOWEST, _HIGHEST = 0.5, 0.98


def reconcile(scenario: Scenario, seen: Seen) -> Reconciliation:
    """Compare the loads of the structure as it is with what it visibly delivers.

    Parameters
    ----------
    scenario
        The model.
    seen
        What was seen.

    Raises
    ------
    InputError
        If the service or the post is not there, nobody asks for it, or nothing was finished.
    """
    study = prepare(scenario)
    end = study.change or study.end
    modelled = _modelled(study, seen, end)
    days = float(_working_days_of_a_year(study))
    delivered = seen.finished.per_year(days) / days
    if not delivered:
        raise InputError(Fault(message("nothing was finished: there is nothing to explain"), ("--finished",)))
    study = prepare(as_delivered(scenario, seen.service, delivered / modelled))
    divided = divide_work(study, 0, 0, end)
    groups = tuple(sorted(divided.loads, key=lambda group: (-group.load, group.positions, group.tasks)))
    target = _target(groups, seen, scenario.assumptions)
    asked = [group for group in groups if _meant(group, seen)]
    gaps = [_gap(study, divided, group, target, scenario.assumptions) for group in asked if group.load > target]
    in_hand = None if seen.days_each is None else delivered * seen.days_each
    return Reconciliation(scenario, seen, delivered, modelled, in_hand, groups, tuple(gaps))


def as_delivered(scenario: Scenario, service: str | None, factor: float) -> Scenario:
    """Return a scenario in which as many come as are finished: those who ask for a service, or all, by one factor.

    A source with a mix is taken apart, so that those of it who ask for something else come as before.
    """
    found = streams(scenario.demand)
    meant = {name for name, one in found.items() if service in (None, one.service or name)}
    demand = {name: one.scaled(factor) if name in meant else one for name, one in found.items()}
    return scenario.model_copy(update={"demand": demand})


def load_that_leaves(waiting: float, servers: int) -> float:
    """Return the load at which so many wait on average before so many people (M/M/c), between 0.5 and 0.98.

    Examples
    --------
    >>> round(load_that_leaves(0.9, 1), 3), load_that_leaves(1e9, 3)
    (0.6, 0.98)
    """
    low, high = _LOWEST, _HIGHEST
    if mmc(high * servers, 1.0, servers).queue <= waiting:
        return high
    for _ in range(50):
        middle = (low + high) / 2
        if mmc(middle * servers, 1.0, servers).queue < waiting:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _modelled(study: Study, seen: Seen, end: int) -> float:
    """Return the requests that come a working day by the model, of the service that is meant."""
    services = study.network.names["service"]
    if seen.service is not None and seen.service not in services:
        fault = message('there is no service "{name}"', name=seen.service)
        raise InputError(Fault(fault, ("--service",), did_you_mean(seen.service, services)))
    posts = study.phases[0].organisation.positions
    if seen.position is not None and seen.position not in posts:
        fault = message('there is no position "{name}"', name=seen.position)
        raise InputError(Fault(fault, ("--post",), did_you_mean(seen.position, posts)))
    divided = divide_work(study, 0, 0, end)
    wanted = {services.index(seen.service)} if seen.service else set(divided.demand)
    a_day = sum(per_day for code, per_day in divided.demand.items() if code in wanted)
    if not a_day:
        raise InputError(Fault(message("in the model nobody asks for it"), ("demand",)))
    return a_day * (end / DAY) / divided.days


def _working_days_of_a_year(study: Study) -> int:
    year = study.origin.year
    first, last = study.origin.replace(year, 1, 1), study.origin.replace(year, 12, 31)
    return len(study.calendar.working_days(first, last))


def _target(groups: tuple[GroupLoad, ...], seen: Seen, assumptions: Assumptions) -> float:
    if seen.waiting is None:
        return float(assumptions["reconcile.load"])
    meant = [group for group in groups if _meant(group, seen) and group.staff_count]
    return load_that_leaves(seen.waiting, meant[0].staff_count) if meant else float(assumptions["reconcile.load"])


def _meant(group: GroupLoad, seen: Seen) -> bool:
    of_service = seen.service is None or any(task.partition("/")[0] == seen.service for task in group.tasks)
    return of_service and (seen.position is None or seen.position in group.positions)


def _gap(study: Study, divided: DividedWork, group: GroupLoad, target: float, assumptions: Assumptions) -> Gap:
    if group.load == inf or not group.staff_count:
        return Gap(group, target, (), message("nobody is on duty for this work: it cannot be delivered as modelled"))
    by_time = next(g.load for g, one in zip(divided.groups, divided.loads, strict=True) if _same(one, group))
    if by_time < group.load:
        reason = message(
            "the limit is how many a session takes, not the time of people: look at `most` and at its days"
        )
        return Gap(group, target, (), reason)
    bounds = assumptions.range("reconcile.load") or (target, 1.0)
    loosest, strictest = max(1.0, target), min(float(bounds[0]), target)
    fixed = _fixed_share(study, divided, group)
    found = (
        _norm(group, target, loosest, strictest, fixed, assumptions),
        _overtime(study, group, target, loosest, strictest, assumptions),
        _staff(group, target, loosest, strictest, divided),
    )
    return Gap(group, target, found)


def _same(one: GroupLoad, other: GroupLoad) -> bool:
    return one.tasks == other.tasks and one.positions == other.positions


def _fixed_share(study: Study, divided: DividedWork, group: GroupLoad) -> float:
    """Return the share of a group's work that no norm says: hand-overs, gatherings, questions, strays."""
    names, fixed, total = study.network.names["step"], 0.0, 0.0
    for piece in divided.pieces:
        if names[piece.task.code] in group.tasks and piece.work.pace:
            pace = sum(piece.work.pace.values()) / len(piece.work.pace)
            total += piece.work.visits * pace
            normed = piece.task.category in (Category.WORK, Category.APPROVAL)
            fixed += piece.work.visits * (piece.fixed if normed else pace)
    return fixed / total if total else 0.0


def _norm(
    group: GroupLoad, target: float, loosest: float, strictest: float, fixed: float, assumptions: Assumptions
) -> Explanation:
    def factor(load: float) -> float:
        return (load / group.load - fixed) / (1 - fixed) if fixed < 1 else 0.0

    size, least = factor(target), float(assumptions["reconcile.norm"])
    doubt = None
    if size <= 0:
        doubt = message("even without any of it the rest of the work is too much")
    elif size < least:
        doubt = message("less than {share} % of the norm is left", share=round(least * 100))
    return Explanation("norm", size, factor(strictest), factor(loosest), doubt)


def _overtime(
    study: Study, group: GroupLoad, target: float, loosest: float, strictest: float, assumptions: Assumptions
) -> Explanation:
    """Return the time on top of the usual day; of it, too, only the effective share reaches cases."""
    day = study.calendar.day_seconds

    def longer(load: float) -> float:
        return day * (group.load / load - 1)

    size, most = longer(target), float(assumptions["reconcile.overtime"])
    doubt = None
    if size > most:
        doubt = message("more than {hours} hours on top of every day, for everybody", hours=round(most / 3600, 1))
    return Explanation("overtime", size, max(0.0, longer(loosest)), longer(strictest), doubt)


def _staff(group: GroupLoad, target: float, loosest: float, strictest: float, divided: DividedWork) -> Explanation:
    def more(load: float) -> float:
        return group.staff_count * (group.load / load - 1)

    size, spare = more(target), sum(_spare(divided.loads, group, target))
    doubt = None
    if size > spare:
        doubt = message("the other groups could spare {number} people at most", number=round(spare, 1))
    return Explanation("staff", size, max(0.0, more(loosest)), more(strictest), doubt)


def _spare(groups: tuple[GroupLoad, ...], group: GroupLoad, target: float) -> Iterator[float]:
    """Yield how many people each other group could do without, by time alone."""
    for other in groups:
        if not _same(other, group) and other.load < target:
            yield other.staff_count * (1 - other.load / target)
