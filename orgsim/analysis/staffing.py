"""Workload analysis (ABK): volume times norm over the effective year, post by post; and what a promise really needs.

The sheet is the one of the forms: requests a year, norm minutes of every step, hours, need, EJ and grade. Work that
comes back is counted each time. Fixed duties of a unit are shared by all its staff. A need at EJ = 1 is a load of 1, at
which queues have no end: so beside it stands the number that keeps the promise, by Erlang's formula.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import fsum, inf
from typing import TYPE_CHECKING

from orgsim.analysis.theory.staff_needed import square_root_staff, staff_for_promise
from orgsim.analysis.unit_flows import yearly_flows

if TYPE_CHECKING:
    from orgsim.analysis.subject import Subject
    from orgsim.assumptions import Assumptions

__all__ = ["PostNeed", "Promised", "TaskRow", "grade_of", "promised_staff", "workload"]


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A line of the sheet.

    Attributes
    ----------
    task
        ``service/step``; ``unit/<unit>`` for the fixed duties of a unit.
    volume
        Visits a year, those that come back included; 1 for fixed duties.
    norm
        Seconds each.
    """

    task: str
    volume: float
    norm: float

    @property
    def seconds(self) -> float:
        """Work in a year."""
        return self.volume * self.norm


@dataclass(frozen=True, slots=True)
class PostNeed:
    """A post in the sheet.

    Attributes
    ----------
    position, unit
        The post.
    present
        Its holders.
    rows
        Its work; none if no volume is known.
    year
        Effective seconds of one person in a year.
    """

    position: str
    unit: str
    present: int
    rows: tuple[TaskRow, ...]
    year: float

    @property
    def known(self) -> bool:
        """Whether work on cases is known."""
        return any(not row.task.startswith("unit/") for row in self.rows)

    @property
    def seconds(self) -> float:
        """Work in a year."""
        return fsum(row.seconds for row in self.rows)

    @property
    def need(self) -> float:
        """People needed, with a fraction."""
        return self.seconds / self.year

    @property
    def effectiveness(self) -> float:
        """EJ: work over the effective time of those present; infinite if there are none."""
        return self.need / self.present if self.present else inf


@dataclass(frozen=True, slots=True)
class Promised:
    """What a group of people needs for the promise.

    Attributes
    ----------
    positions
        The posts that share the work.
    present
        People in it.
    load
        Of the group, at its own hours.
    needed
        People with whom the promise is kept; infinite if none do, None if nothing is promised.
    safe
        People by the square-root rule.
    slack
        Seconds on duty that a visit may wait; None if nothing is promised.
    service
        The service whose promise is the tightest.
    """

    positions: tuple[str, ...]
    present: int
    load: float
    needed: float | None
    safe: int
    slack: float | None
    service: str | None


def grade_of(effectiveness: float, assumptions: Assumptions) -> str:
    """Return the grade of an EJ, A to E, by the table of the ledger; more than A's bound means too few people.

    Examples
    --------
    >>> from orgsim.assumptions import Assumptions
    >>> [grade_of(ej, Assumptions()) for ej in (1.2, 1.0, 0.9, 0.75, 0.5, 0.2)]
    ['A', 'B', 'B', 'C', 'D', 'E']
    """
    if effectiveness > float(assumptions["abk.grade_a"]):
        return "A"
    bounds = {"B": "abk.grade_b", "C": "abk.grade_c", "D": "abk.grade_d"}
    return next((grade for grade, name in bounds.items() if effectiveness >= float(assumptions[name])), "E")


def workload(subject: Subject) -> tuple[PostNeed, ...]:
    """Return the sheet, post by post in the order of their names; posts without holders have a line if they have work.

    A post whose volumes are not known has no line of work: its need is unknown, not zero.
    """
    return subject.once(_workload)


def _workload(subject: Subject) -> tuple[PostNeed, ...]:
    organisation = subject.organisation
    rows: dict[str, dict[str, TaskRow]] = {}
    for post, row in _case_work(subject):
        before = rows.setdefault(post, {}).get(row.task)
        volume = row.volume + (before.volume if before else 0.0)
        rows[post][row.task] = TaskRow(row.task, volume, row.norm)
    fixed = _fixed(subject)
    year = float(subject.assumptions["effective_year"])
    needs = []
    for name, position in sorted(organisation.positions.items()):
        lines = [line for _, line in sorted(rows.get(name, {}).items())]
        share = fixed.get(position.unit, 0.0) * len(position.people)
        if share:
            lines.append(TaskRow(f"unit/{position.unit}", 1.0, share))
        if position.people or lines:
            needs.append(PostNeed(name, position.unit, len(position.people), tuple(lines), year))
    return tuple(needs)


def _case_work(subject: Subject) -> Iterator[tuple[str, TaskRow]]:
    study = subject.study
    if study is None:
        return
    phase, names = study.network.phases[-1], study.network.names
    for (code, site), flow in yearly_flows(subject).items():
        task = phase.tasks[code]
        position = task.position.get(site, -1)
        if position < 0 or not flow.visits:
            continue
        norm = _norm(subject, names["step"][code], float(task.mean))
        yield names["position"][position], TaskRow(names["step"][code], flow.visits, norm)
        service, _, step = names["step"][code].partition("/")
        spec = subject.organisation.services[service].steps.get(step.partition("/")[0])
        for post, count in (spec.together_with if spec is not None and spec.by else {}).items():
            yield post, TaskRow(names["step"][code], flow.visits * count, norm)


def _norm(subject: Subject, code: str, drawn: float) -> float:
    """Return the norm of a step in seconds; work observed at the desk holds the allowance that a norm leaves out."""
    service, step, *level = code.split("/")
    spec = subject.organisation.services[service].steps.get(step)
    if spec is None or len(level) > 1 or (level and spec.approval is None):
        return drawn
    work = spec.work
    if level and spec.approval is not None:
        work = spec.approval.work_by_level.get(level[0], spec.work)
    if work is None:
        return drawn
    return work.mean * float(subject.assumptions["effective_share"]) if work.basis == "observed" else work.mean


def _fixed(subject: Subject) -> Mapping[str, float]:
    """Return the seconds of fixed duties in a year for each person of a unit."""
    organisation = subject.organisation
    hours: dict[str, float] = {}
    for duty in organisation.agency.duties.values():
        for unit, spent in duty.hours_per_year.items():
            hours[unit] = hours.get(unit, 0.0) + (spent if duty.fixed else 0.0)
    return {unit: spent / count for unit, spent in hours.items() if (count := organisation.graph.headcount(unit))}


def promised_staff(subject: Subject) -> tuple[Promised, ...]:
    """Return what every group of people needs to keep the promises, in the order of their load."""
    floor, study, preview = subject.floor, subject.study, subject.preview
    if floor is None or study is None or preview is None:
        return ()
    names = study.network.names
    calendar = study.calendar
    slack: dict[str, float] = {}
    for outlook in preview.services:
        promise = subject.organisation.services[outlook.service].promise
        if promise is None:
            continue
        _, visits = floor.visits_of_service.get(names["service"].index(outlook.service), (0.0, {}))
        queues = max(1, len({place for at in visits for place, _ in floor.shares.get(at, ())}))
        limit = promise.days * calendar.day_seconds + promise.seconds
        slack[outlook.service] = (limit - outlook.work) / queues
    share = float(subject.assumptions["staffing.kept_share"])
    found = []
    for place, load in enumerate(floor.divided.loads):
        group, station = floor.divided.groups[place], floor.stations[place]
        if not group.people:
            continue
        services = {code.partition("/")[0] for code in load.tasks} & slack.keys()
        tightest = min(services, key=lambda name: (slack[name], name), default=None)
        offered, on_duty = station.load * len(group.people), group.capacity / len(group.people)
        time = None if tightest is None else slack[tightest] * on_duty / floor.office(study)
        scv = max(0.0, station.service_scv)
        found.append(
            Promised(
                load.positions,
                len(group.people),
                load.load,
                None if time is None else staff_for_promise(offered, station.mean_service, scv, time, share),
                square_root_staff(offered),
                time,
                tightest,
            )
        )
    return tuple(found)
