"""Whether what only some steps have makes sense there: sessions, things, quotas, rooms, patience, questions."""

from __future__ import annotations

from collections.abc import Iterator

from orgsim.errors import Fault, Path, message
from orgsim.organisation.agency import Agency, Position
from orgsim.organisation.calendar import Calendar
from orgsim.organisation.intervals import DAY
from orgsim.organisation.office_hours import DayHours, parse_days, write_hours
from orgsim.organisation.route import approved_step
from orgsim.organisation.service import Service, Session, Step

_OF_A_POST = ("exceptions", "duty")
_OF_OURS = ("batch", "session", "uses", "consumes", "quota", "room", "wrong")


def mechanism_faults(agency: Agency, service: str, broken: frozenset[Path]) -> Iterator[Fault]:
    """Yield what is wrong with the mechanisms of the steps of a service.

    Parameters
    ----------
    agency
        The agency.
    service
        Which of its services.
    broken
        Where names refer to nothing; what follows from these is not told again.
    """
    spec = agency.services[service]
    line_holds = not any(path[0] == "units" for path in broken)
    for name, step in spec.steps.items():
        at: Path = ("services", service, "steps", name)
        touched = {path[len(at)] for path in broken if path[: len(at)] == at and len(path) > len(at)}
        found = [*_place_faults(spec, name, step), *_thing_faults(agency, step)]
        if not touched & {"by", "at_sites", "approval"}:
            found += _session_faults(agency, spec, name, step)
            found += _question_faults(agency, step) if line_holds else ()
        yield from (fault.under(*at) for fault in found)


def _place_faults(service: Service, name: str, step: Step) -> Iterator[Fault]:
    """Yield what stands at a step that cannot have it."""
    for field in _OF_A_POST if step.by is None else ():
        if getattr(step, field) is not None:
            fault = message("`{name}` belongs to a step that a post does", name=field)
            yield Fault(fault, (field,), message("Remove it, or write who does the step in `by`"))
    nobody = step.by is None and step.approval is None
    if nobody and step.patience is not None:
        fault = message("nobody is waited for here: there is no queue to lose patience in")
        yield Fault(fault, ("patience",), message("Put `patience` on a step that a post does"))
    for field in _OF_OURS if step.external is not None else ():
        if getattr(step, field):
            fault = message("`{name}` belongs to a step of our own, not to a wait outside", name=field)
            yield Fault(fault, (field,), message("Remove it, or make a step of its own for it"))
    if step.batch is not None and step.session is not None:
        fault = message("`{one}` and `{other}` exclude each other", one="batch", other="session")
        yield Fault(fault, ("session",), message("Keep one of them"))
    if step.room is not None and name != next(iter(service.steps)):
        fault = message("a room is full for those who arrive: it belongs to the first step")
        yield Fault(fault, ("room",), message('Put it on "{step}"', step=next(iter(service.steps))))
    if service.preemptive and step.attended:
        fault = message("a citizen who is present interrupts nobody: `attended` and `preemptive` exclude each other")
        yield Fault(fault, ("attended",), message("Remove one of them"))


def _thing_faults(agency: Agency, step: Step) -> Iterator[Fault]:
    for name, number in step.uses.items():
        if name in agency.equipment and number > agency.equipment[name].count:
            count = agency.equipment[name].count
            fault = message("{number} of {name} are used at a time, and there are {count}",
                            number=number, name=name, count=count)  # fmt: skip
            yield Fault(fault, ("uses", name), message("Lower the number, or raise `count`"))


def _session_faults(agency: Agency, service: Service, name: str, step: Step) -> Iterator[Fault]:
    """Yield a session at times at which nobody of its post is at work."""
    if step.session is None:
        return
    posts = [step.by, *step.at_sites.values()] if step.by else [_last_approver(agency, service, name, step)]
    for post in dict.fromkeys(posts):
        position = agency.positions.get(post or "")
        if post is None or position is None or position.calendar not in (None, *agency.calendars):
            continue
        calendar = agency.calendars[position.calendar] if position.calendar else agency.calendar
        fault = _untimely(post, step.session, calendar.resolve())
        if fault is not None:
            yield fault
            return


def _untimely(post: str, session: Session, calendar: Calendar) -> Fault | None:
    days = parse_days(session.days)
    added = [calendar.week[date.weekday()] if hours is None else hours
             for date, hours in calendar.working_days_added if date.weekday() in days]  # fmt: skip
    open_hours: list[DayHours] = [hours for hours in (*(calendar.week[day] for day in days), *added) if hours]
    if not open_hours:
        fault = message("there is never a session: {post} does not work on “{days}”", post=post, days=session.days)
        return Fault(fault, ("session", "days"), message("Name days on which the post works"))
    if any(start <= session.at < end for hours in open_hours for start, end in hours):
        return None
    at = f"{session.at % DAY // 3600:02}:{session.at % 3600 // 60:02}"
    fault = message("there is never a session: at {time} {post} is not at work", time=at, post=post)
    return Fault(fault, ("session", "at"), message("Choose a time within {hours}", hours=write_hours(open_hours[0])))


def _last_approver(agency: Agency, service: Service, name: str, step: Step) -> str | None:
    """Return the post that a session of an approval belongs to, as far as it can be told."""
    approval = step.approval
    if approval is None or (approval.delegate_to and not approval.delegate_for):
        return approval.delegate_to if approval else None
    approved = approved_step(service.steps, name)
    doer = service.steps[approved].by if approved else None
    if doer is None or doer not in agency.positions:
        return None
    last: str | None = None
    for unit in _line(agency, agency.positions[doer].unit):
        level = agency.units[unit].level
        head = _head(agency, unit)
        if head and head != doer and level is not None and level not in approval.skips:
            last = head
        if level == approval.to:
            break
    return last


def _question_faults(agency: Agency, step: Step) -> Iterator[Fault]:
    """Questions that a step raises find somebody to answer them."""
    posts = (step.by, *step.at_sites.values()) if step.exceptions is not None and step.by else ()
    for post in posts:
        if post not in agency.positions:
            continue
        heads = [_head(agency, unit) for unit in _line(agency, agency.positions[post].unit)]
        if not any(head is not None and head != post for head in heads):
            fault = message("nobody is above {post} to answer its questions", post=post)
            remedy = message("Set `head` for a position of {unit} or above", unit=agency.positions[post].unit)
            yield Fault(fault, ("exceptions",), remedy)
            return


def _line(agency: Agency, unit: str | None) -> Iterator[str]:
    """Yield a unit and those above it."""
    seen: set[str] = set()
    while unit in agency.units and unit not in seen:
        seen.add(unit)
        yield unit
        unit = agency.units[unit].reports_to


def _head(agency: Agency, unit: str) -> str | None:
    return next((name for name, p in agency.positions.items() if p.unit == unit and p.head and held(p)), None)


def held(position: Position) -> int:
    """Return how many hold a post."""
    return len(position.people) or position.headcount
