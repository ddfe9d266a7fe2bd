"""A correction that an office accepts, written into a copy of its scenario with the basis `calibrated`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import ceil, floor
from typing import TYPE_CHECKING, Any, Final

from orgsim.analysis.reconciliation import Gap, Reconciliation, Which
from orgsim.errors import Fault, InputError, Path, message
from orgsim.measures import parse_effort, write_effort
from orgsim.organisation.calendar import CIVIL_SERVICE_BREAKS, CIVIL_SERVICE_HOURS, CalendarSpec
from orgsim.organisation.intervals import DAY
from orgsim.organisation.office_hours import write_hours
from orgsim.scenario.yaml_writer import plain, read_plain
from orgsim.spec import Evidence

if TYPE_CHECKING:
    from orgsim.scenario.scenario import Scenario
    from orgsim.spec import LocalisedText

__all__ = ["SOURCE", "corrected"]

SOURCE: Final = "K1"
"""Id of the source under which the reconciliation is noted."""

_Change = tuple[Path, Any, tuple[Any, Any]]
"""Where, the value as it is to be written, and its range."""


def corrected(found: Reconciliation, which: Which, told: LocalisedText | str) -> Scenario:
    """Return the scenario with one correction accepted: of every gap, at the size that was reckoned.

    Parameters
    ----------
    found
        What was reckoned.
    which
        The explanation that holds.
    told
        What was seen and accepted, in one language or both, for the list of sources.

    Raises
    ------
    InputError
        If there is nothing to correct, or the scenario cannot hold the correction.
    """
    scenario = found.scenario
    gaps = [gap for gap in found.gaps if gap.explanations]
    if not gaps:
        raise InputError(Fault(message("there is nothing to correct"), ("--accept",)))
    written = plain(scenario)
    makers = {"norm": _norms, "overtime": _overtime, "staff": _staff}
    changes = list(makers[which](scenario, written, gaps))
    number, source = 1, SOURCE
    while source in scenario.sources:
        number += 1
        source = f"K{number}"
    evidence = list(scenario.evidence)
    for path, value, bounds in changes:
        _put(written, path, value)
        evidence = [one for one in evidence if one.path != path]
        evidence.append(Evidence(path, "calibrated", source, bounds, value))
    written.setdefault("sources", {})[source] = told if isinstance(told, str) else {"id": told.id, "en": told.en}
    return read_plain(written, evidence)


# --- shorter norms ----------------------------------------------------------------------------------------------------


def _norms(scenario: Scenario, written: dict[str, Any], gaps: Sequence[Gap]) -> Iterator[_Change]:
    """Yield the works of the steps of the gaps, multiplied; a step of two groups by the smaller factor."""
    factors: dict[Path, tuple[float, float, float]] = {}
    for gap in gaps:
        one = gap.explanation("norm")
        if one.size <= 0:
            raise InputError(Fault(message("even without any of it the rest of the work is too much"), ("--accept",)))
        own = one.size, one.low, one.high
        for path in _works(scenario, gap.group.tasks):
            factors[path] = min(factors.get(path, own), own)
    for path, (size, low, high) in factors.items():
        at, mean = _mean_of(written, path)
        bounds = _minutes(mean * max(low, 0.0)), _minutes(mean * high)
        yield at, _minutes(mean * size), bounds


def _works(scenario: Scenario, tasks: Iterable[str]) -> Iterator[Path]:
    """Yield where the works of task types stand: ``service/step`` or ``service/step/level``."""
    for task in tasks:
        service, _, rest = task.partition("/")
        name, _, level = rest.partition("/")
        steps = scenario.agency.services[service].steps if service in scenario.agency.services else {}
        if name not in steps:
            continue  # questions, strays: no step says their work
        step, at = steps[name], ("agency", "services", service, "steps", name)
        if step.approval is not None and level in step.approval.work_by_level:
            yield (*at, "approval", "work_by_level", level)
        elif step.work is not None:
            yield (*at, "work")


def _mean_of(written: dict[str, Any], path: Path) -> tuple[Path, float]:
    """Return where the mean of a work stands, and the mean; own parameters of a family give way to mean and spread."""
    work = _at(written, path)
    if not isinstance(work, dict):
        return path, parse_effort(work)
    if "mean" not in work:
        from orgsim.distributions.work import Work

        law = Work.model_validate(work)
        rest = {"basis": law.basis} if law.basis != "norm" else {}
        work = {"mean": write_effort(law.mean), "scv": law.scv, **rest}
        _put(written, path, work)
    return (*path, "mean"), parse_effort(work["mean"])


def _minutes(seconds: float) -> str:
    """Write a work time as people do: short ones in seconds, others in minutes with two places.

    Examples
    --------
    >>> _minutes(47.6), _minutes(1496.3), _minutes(0)
    ('48 s', '24.94 min', '1 s')
    """
    if seconds < 90:
        return write_effort(max(1.0, float(round(seconds))))
    return f"{round(seconds / 60, 2):g} min"


# --- longer days ------------------------------------------------------------------------------------------------------


def _overtime(scenario: Scenario, written: dict[str, Any], gaps: Sequence[Gap]) -> Iterator[_Change]:
    """Yield longer days for the posts of the gaps; who says how many minutes there are for cases gets more of them."""
    day = scenario.agency.calendar.resolve().day_seconds
    for number, gap in enumerate(gaps, 1):
        one = gap.explanation("overtime")
        for name in gap.group.positions:
            position = scenario.agency.positions[name]
            if position.time_for_cases is not None:
                longer = [position.time_for_cases * (1 + extra / day) for extra in (one.size, one.low, one.high)]
                at = "agency", "positions", name, "time_for_cases"
                yield at, _minutes(longer[0]), (_minutes(longer[1]), _minutes(longer[2]))
                continue
            calendar = f"{position.calendar or 'kantor'}-lembur-{number}"
            spec = scenario.agency.calendars[position.calendar] if position.calendar else scenario.agency.calendar
            written["agency"].setdefault("calendars", {})[calendar] = _longer(spec, one.size)
            yield ("agency", "positions", name, "calendar"), calendar, (calendar, calendar)


def _longer(spec: CalendarSpec, extra: float) -> dict[str, Any]:
    """Return a calendar whose days end later."""
    if spec.always:
        raise InputError(Fault(message("who is there round the clock cannot stay longer"), ("--accept",)))
    hours, breaks = spec.hours, spec.breaks
    if hours is None:
        hours, breaks = CIVIL_SERVICE_HOURS, CIVIL_SERVICE_BREAKS if breaks is None else breaks
    later = {}
    for days, intervals in hours.items():
        if not intervals:
            later[days] = "closed"
            continue
        begins, ends = intervals[-1]
        end = round((ends + extra) / 60) * 60
        if end > DAY:
            fault = message("with so much overtime the day would end after midnight")
            raise InputError(Fault(fault, ("--accept",), message("Choose another explanation")))
        later[days] = write_hours((*intervals[:-1], (begins, end)))
    written: dict[str, Any] = spec.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    ramadan: dict[str, Any] = {"ramadan": {}} if spec.hours is None and spec.ramadan is None else {}
    paused = {"breaks": {days: write_hours(pause) for days, pause in breaks.items()}} if breaks else {}
    return {**ramadan, **written, "hours": later, **paused}


# --- more people ------------------------------------------------------------------------------------------------------


def _staff(scenario: Scenario, written: dict[str, Any], gaps: Sequence[Gap]) -> Iterator[_Change]:
    """Yield more holders for the largest post of each gap: whole people."""
    for gap in gaps:
        one = gap.explanation("staff")
        posts = {name: scenario.agency.positions[name] for name in gap.group.positions}
        open_posts = {name: post for name, post in posts.items() if not post.head and not post.people}
        if not open_posts:
            fault = message("{posts} cannot take more people: a unit has one head, and listed holders stay as they are",
                            posts=list(posts))  # fmt: skip
            raise InputError(Fault(fault, ("--accept",), message("Choose another explanation")))
        name = max(open_posts, key=lambda post: (open_posts[post].headcount, post))
        now = open_posts[name].headcount
        at = "agency", "positions", name, "headcount"
        yield at, now + ceil(one.size), (now + floor(one.low), now + max(ceil(one.size), ceil(one.high)))


# --- places in plain mappings -----------------------------------------------------------------------------------------


def _at(written: Any, path: Path) -> Any:
    for part in path:
        written = written[part]
    return written


def _put(written: dict[str, Any], path: Path, value: Any) -> None:
    place: Any = written
    for part in path[:-1]:
        place = place.setdefault(part, {}) if isinstance(place, dict) else place[part]
    place[path[-1]] = value
