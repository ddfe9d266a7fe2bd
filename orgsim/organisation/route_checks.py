"""Whether every case finds its way through the steps of a service, and to its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from orgsim.errors import Fault, Path, message
from orgsim.organisation.agency import Agency
from orgsim.organisation.route import case_classes, reached, takes, targets, ways_on
from orgsim.organisation.service import DONE, Service, Step

Ways = Mapping[str, Mapping[str, Path]]
"""Where each step leads, and the field of the step that says so."""


def route_faults(agency: Agency, name: str, broken: frozenset[Path]) -> Iterator[Fault]:
    """Yield what is wrong with the route of a service.

    Parameters
    ----------
    agency
        The agency.
    name
        Which of its services.
    broken
        Where something was found wrong already; what may follow from it is not told.
    """
    service = agency.services[name]
    at: Path = ("services", name, "steps")
    wrong = {path[4] for path in broken if path[:3] == at and (len(path) > 5 or path[4:] not in ((), ("choices",)))}
    if not wrong & {"choices", "only_for", "not_for"}:
        yield from (fault.under(*at) for fault in _circle_faults(service))
    if not wrong & {"then", "choices", "parallel", "returns"}:
        yield from (fault.under(*at) for fault in _unreachable_faults(service))
        yield from (fault.under(*at) for fault in _branch_faults(service))


def _ways(service: Service, attributes: frozenset[str]) -> dict[str, dict[str, Path]]:
    steps = service.steps
    ways = {name: ways_on(steps, name, attributes) for name in steps}
    return {name: {to if to in steps else DONE: path for to, path in way.items()} for name, way in ways.items()}


def _forward(service: Service) -> dict[str, dict[str, Path]]:
    """All ways on that some case may take, without rework."""
    return {name: targets(service.steps, name) for name in service.steps}


# ---------------------------------------------------------------- circles


def _circle_faults(service: Service) -> Iterator[Fault]:
    """Every circle takes time, and can be left."""
    told: set[Path] = set()
    first = next(iter(service.steps))
    for attributes in case_classes(service):
        ways = _ways(service, attributes)
        there = reached(ways, first) - {DONE}
        instant = [name for name in service.steps if name in there and not _takes_time(service.steps[name], attributes)]
        circle = _circle({name: [to for to in ways[name] if to in instant] for name in instant})
        if circle:
            path = _closing_field(service, ways, circle)
            if path not in told:
                told.add(path)
                fault = message(
                    "cases go round without time passing: {circle}", circle=" → ".join([*circle, circle[0]])
                )
                yield Fault(fault, path, message("Give one of these steps work above 0"))
        ending = reached(_reverse(ways), DONE)
        lost = [name for name in service.steps if name in there and name not in ending]
        if lost:
            inner = _circle({name: [to for to in ways[name] if to in lost] for name in lost}) or lost
            path = _closing_field(service, ways, inner)
            if path not in told:
                told.add(path)
                fault = message("cases never get out of here: {circle}", circle=_round(inner))
                yield Fault(fault, path, message("Let a share of them go on"))


def _takes_time(step: Step, attributes: frozenset[str]) -> bool:
    if not takes(step, attributes):
        return False
    works = [step.work, *(step.approval.work_by_level.values() if step.approval else ())]
    means = [work.mean for work in works if work is not None]
    if step.external is not None:
        means.append(step.external.seconds(working_day=1))
    return not means or max(means) > 0


def _circle(ways: Mapping[str, list[str]]) -> list[str] | None:
    """Return one circle of a graph, None if it has none: what is left once all dead ends are taken away holds one."""
    left = {name: {to for to in way if to in ways} for name, way in ways.items()}
    before = _reverse(left)
    dead = [name for name, way in left.items() if not way]
    while dead:
        end = dead.pop()
        del left[end]
        for name in before.get(end, ()):
            left[name].discard(end)
            if not left[name]:
                dead.append(name)
    trail: list[str] = []
    here = next(iter(left), None)
    while here is not None and here not in trail:
        trail.append(here)
        here = next(to for to in ways[here] if to in left)
    return trail[trail.index(here) :] if here is not None else None


def _reverse(ways: Mapping[str, Iterable[str]]) -> dict[str, dict[str, Path]]:
    """Return which steps lead to each."""
    before: dict[str, dict[str, Path]] = {}
    for name, way in ways.items():
        for to in way:
            before.setdefault(to, {})[name] = ()
    return before


def _round(circle: list[str]) -> str:
    return " → ".join([*circle, circle[0]])


def _closing_field(service: Service, ways: Ways, circle: list[str]) -> Path:
    """Return the field that leads back: the place where a reader would mend the circle."""
    order = {name: place for place, name in enumerate(service.steps)}
    for name, to in zip(circle, [*circle[1:], circle[0]], strict=True):
        if order[to] <= order[name] and to in ways[name]:
            return (name, *ways[name][to])
    return (circle[0],)


# ---------------------------------------------------------------- reach


def _unreachable_faults(service: Service) -> Iterator[Fault]:
    ways = {name: _all_ways(service.steps, name) for name in service.steps}
    there = reached(ways, next(iter(service.steps)))
    lost = [name for name in service.steps if name not in there]
    led_to = {to for name in lost for to in ways[name] if to != name}
    for name in [name for name in lost if name not in led_to] or lost[:1]:
        remedy = message("Name it in `then`, `choices` or `parallel` of a step, or remove it")
        yield Fault(message('no case reaches the step "{name}"', name=name), (name,), remedy)


# ---------------------------------------------------------------- branches


def _branch_faults(service: Service) -> Iterator[Fault]:
    """Branches do not nest, keep to themselves, and meet again at one step that waits for all of them."""
    steps, forward = service.steps, _forward(service)
    meetings: set[str] = set()
    inside: dict[str, str] = {}
    for name, step in steps.items():
        if step.parallel and name not in inside:
            yield from (fault.under(name) for fault in _fork_faults(service, forward, name, meetings, inside))
    for name, step in steps.items():
        if step.waits_for_all and name not in meetings:
            fault = message("no branches join at this step")
            yield Fault(fault, (name, "waits_for_all"), message("Remove `waits_for_all`"))
        for to, path in _all_ways(steps, name).items():
            if to in inside and name not in inside and path[:1] != ("parallel",):
                fault = message('"{to}" lies in a parallel branch, which only its fork may enter', to=to)
                yield Fault(fault, (name, *path), message("Go back to the fork, or to a step outside the branches"))


def _all_ways(steps: Mapping[str, Step], name: str) -> dict[str, Path]:
    """Return where a step leads, rework included, whatever the case."""
    returns = steps[name].returns
    return {**targets(steps, name), **({returns.to: ("returns", "to")} if returns else {})}


def _fork_faults(
    service: Service, forward: Ways, fork: str, meetings: set[str], inside: dict[str, str]
) -> Iterator[Fault]:
    steps = service.steps
    joins: dict[str, int] = {}
    for place, start in enumerate(steps[fork].parallel):
        path: Path = ("parallel", place)
        ended = {name: way for name, way in forward.items() if not steps[name].waits_for_all}
        branch = reached(ended, start)
        ends = sorted(name for name in branch if name != DONE and steps[name].waits_for_all)
        members = branch - {DONE} - set(ends)
        meetings.update(ends)
        nested = next((name for name in sorted(members) if steps[name].parallel), None)
        out = next((r for n in sorted(members) if (r := steps[n].returns) and r.to not in members), None)
        if nested is not None:
            fault = message('a branch may not branch again, as "{step}" does', step=nested)
            yield Fault(fault, path, message("Put the branches of both beside each other"))
        elif DONE in branch or len(ends) != 1:
            fault = message('the branch from "{start}" does not lead to one step that waits for all', start=start)
            yield Fault(fault, path, message("Let every branch lead to one step with `waits_for_all: true`"))
        elif out is not None:
            fault = message('rework goes from the branch of "{start}" to "{to}" outside it', start=start, to=out.to)
            yield Fault(fault, path, message("Let it go back to a step of the same branch"))
        else:
            joins[ends[0]] = place
        for name in sorted(members):
            if inside.setdefault(name, f"{fork}/{start}") != f"{fork}/{start}" and nested is None:
                fault = message('the step "{step}" lies in two branches', step=name)
                yield Fault(fault, path, message("Branches meet only at a step with `waits_for_all: true`"))
                break
    if len(joins) > 1:
        fault = message("the branches wait at different steps: {joins}", joins=tuple(joins))
        yield Fault(fault, ("parallel",), message("Let every branch lead to the same step"))
