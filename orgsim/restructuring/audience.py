"""Operations for a part of the staff, and the hours that they are really off their work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from orgsim.assumptions import assumption
from orgsim.errors import Fault, OperationError, message
from orgsim.measures import write_effort
from orgsim.organisation.agency import Position
from orgsim.organisation.calendar import Absence
from orgsim.organisation.change_work import ChangeWork
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.operation import Faults, Operation
from orgsim.restructuring.staff import last_of, seniority
from orgsim.spec import Count, LocalisedText, PositionId, Spec, StaffId, UnitId

_LONGEST = 3660


class ForStaff(Operation):
    """An operation for some of the staff: posts, units, employees one by one, or everybody."""

    positions: tuple[PositionId, ...] = ()
    """Posts whose holders take part."""
    units: tuple[UnitId, ...] = ()
    """Units whose staff take part; without posts, units and staff named, everybody does."""
    staff: tuple[StaffId, ...] = ()
    """Who takes part, one by one."""
    count: Count | None = None
    """How many of each post, those with the highest numbers first; empty: all."""

    def who(self, before: Organisation) -> tuple[str, ...]:
        """Return who takes part, sorted."""
        named = bool(self.positions or self.units or self.staff)
        chosen = set(self.staff)
        for name, position in before.positions.items():
            if name in self.positions or position.unit in self.units or not named:
                chosen |= set(last_of(position.people, len(position.people) if self.count is None else self.count))
        return tuple(sorted(chosen, key=seniority))

    def check_staff(self, before: Organisation, faults: Faults) -> bool:
        """Note what is wrong with who takes part; return whether all names refer to something."""
        known = faults.need_all(self)
        if known and self.count is not None:
            for place, name in enumerate(self.positions):
                there = len(before.positions[name].people)
                if self.count > there:
                    fault = message('"{position}" has {there} holders only', position=name, there=there)
                    faults.refuse(fault, "positions", place, remedy=message("Write {there} or less", there=there))
        return known


def need_possible(faults: Faults, hours: float, *path: str | int) -> None:
    """Note a fault if more hours are asked for than a person has in a year."""
    year = float(assumption("effective_year"))
    if hours > year:
        fault = message(
            "{hours} for each person is more than a person's working year, {year}",
            hours=str(write_effort(hours)),
            year=str(write_effort(year)),
        )
        faults.refuse(fault, *path, remedy=message("Lower the hours, or spread them over several dates"))


def groups_of(before: Organisation, staff: Iterable[str], groups: int) -> tuple[tuple[str, ...], ...]:
    """Return staff in groups that go one after the other, so that of each post as many as possible stay.

    Empty groups are left out.
    """
    found: list[list[str]] = [[] for _ in range(groups)]
    seen: dict[str, int] = {}
    for id in staff:
        post = before.staff[id].position
        number = seen.get(post, 0)
        found[number % groups].append(id)
        seen[post] = number + 1
    return tuple(tuple(group) for group in found if group)


def off_work(
    before: Organisation,
    staff: Iterable[str],
    starts: Sequence[dt.date],
    seconds: float,
    reason: LocalisedText,
    *,
    most_a_day: float | None = None,
) -> tuple[Mapping[str, Position], dt.date]:
    """Take hours out of people's calendars: each time from a day on, at the beginning of their working hours.

    Hours in which somebody is away already are passed over, so that all of them are really lost to the work.

    Parameters
    ----------
    before
        The organisation.
    staff
        Who is off.
    starts
        Days from which on each stretch of time is taken.
    seconds
        Length of each stretch of office time, to the minute.
    reason
        What for.
    most_a_day
        Most of a stretch that is taken on one day; by default the whole of it, as far as the day goes.

    Returns
    -------
    tuple
        All posts, and the last day on which anybody is off.
    """
    positions, last = dict(before.positions), max(starts)
    for id in staff:
        member = before.staff[id]
        name = before.positions[member.position].calendar
        calendar = (before.agency.calendars[name] if name else before.agency.calendar).resolve()
        taken = list(member.absences)
        new: list[Absence] = []
        for start in starts:
            left, day = 60 * round(seconds / 60), start
            while left > 0:
                if (day - start).days > _LONGEST:
                    fault = message(
                        "there are not enough working hours of {staff} from {date} on", staff=id, date=start
                    )
                    raise OperationError(Fault(fault, (), message("Lower the hours")))
                free = _free(calendar.hours_on(day), day, taken)
                hours = _first(free, min(left, round(most_a_day) if most_a_day else left))
                if hours:
                    absence = Absence.from_memory(start=day, hours=hours, reason=reason)
                    taken.append(absence)
                    new.append(absence)
                    left -= sum(end - begin for begin, end in hours)
                    last = max(last, day)
                day += dt.timedelta(days=1)
        positions[member.position] = _with_absences(positions[member.position], id, new)
    return positions, last


def share_off(
    before: Organisation, staff: Iterable[str], first: dt.date, last: dt.date, share: float, reason: LocalisedText
) -> Mapping[str, Position]:
    """Take a share of every working day out of people's calendars; what they are away for already is not lost twice."""
    positions = dict(before.positions)
    for id in staff:
        member = before.staff[id]
        name = before.positions[member.position].calendar
        calendar = (before.agency.calendars[name] if name else before.agency.calendar).resolve()
        new = []
        for day in calendar.working_days(first, last):
            opens = calendar.hours_on(day)
            minutes = round(sum(end - begin for begin, end in opens) * share / 60)
            hours = _first(_free(opens, day, member.absences), 60 * minutes)
            if hours:
                new.append(Absence.from_memory(start=day, hours=hours, reason=reason))
        positions[member.position] = _with_absences(positions[member.position], id, new)
    return positions


def weekly(first: dt.date, weeks: int) -> tuple[dt.date, ...]:
    """Return the first days of weeks.

    Examples
    --------
    >>> [str(day) for day in weekly(dt.date(2026, 7, 1), 2)]
    ['2026-07-01', '2026-07-08']
    """
    return tuple(first + dt.timedelta(days=7 * n) for n in range(weeks))


def with_records(before: Organisation, **records: Sequence[Spec]) -> ChangeWork:
    """Return what is done to carry the change, with more records."""
    work = before.agency.change
    return work.model_copy(update={name: (*getattr(work, name), *new) for name, new in records.items()})


def _free(hours: Sequence[tuple[int, int]], day: dt.date, absences: Sequence[Absence]) -> list[tuple[int, int]]:
    """Return the open intervals of a day in which somebody is not away."""
    free = list(hours)
    for absence in absences:
        if absence.start <= day <= absence.last:
            if absence.hours is None:
                return []
            for begin, end in absence.hours:
                cut = [((a, min(b, begin)), (max(a, end), b)) for a, b in free]
                free = [piece for pieces in cut for piece in pieces if piece[0] < piece[1]]
    return free


def _first(free: Sequence[tuple[int, int]], seconds: int) -> tuple[tuple[int, int], ...]:
    """Return the first seconds of free time."""
    found = []
    for begin, end in free:
        if seconds > 0:
            found.append((begin, min(end, begin + seconds)))
            seconds -= found[-1][1] - begin
    return tuple(found)


def _with_absences(position: Position, id: str, absences: Sequence[Absence]) -> Position:
    person = position.people[id]
    person = person.model_copy(update={"absences": (*person.absences, *absences)})
    return position.model_copy(update={"people": {**position.people, id: person}})
