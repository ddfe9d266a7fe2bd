"""An agency as it is written in a file: units, positions, duties, things, calendars; services are in `service`.

The string under a field is its documentation, in code, in the JSON Schema and in the forms. What the parts mean
together (who can do what, who approves) is worked out by `orgsim.organisation.organisation`; whether they fit, by
`orgsim.organisation.checks`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from orgsim.organisation.calendar import Absence, CalendarSpec
from orgsim.organisation.service import Service
from orgsim.spec import (
    CalendarId,
    Date,
    Effort,
    KindId,
    Level,
    LevelId,
    Money,
    NewName,
    Period,
    PositionId,
    Promise,
    Share,
    SiteId,
    SkillId,
    Spec,
    StaffId,
    Text,
    UnitId,
)

DutyId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", json_schema_extra={"refers_to": "duty"})]
"""Name of a duty (tugas dan fungsi)."""


class Unit(Spec):
    """An organisational unit: dinas, sekretariat, bidang, tim."""

    title: Text
    """Name as people know it."""
    reports_to: UnitId | None = None
    """The superior unit; exactly one unit, the top of the agency, has none."""
    level: LevelId | None = None
    """Level in the line of command, e.g. dinas, bidang, tim; approvals climb to a level."""
    site: SiteId | None = None
    """Where its staff serve; empty if the agency has one site."""
    order: Literal["first_come", "shortest_first"] = "first_come"
    """Rule by which waiting work is taken: by arrival at the step, or expected shortest work first."""
    same_kind_first: Effort | None = None
    """Staff go on with work of the same kind until someone has waited longer than this; empty: no such rule."""


class Person(Spec):
    """One employee, known by post and number, never by name."""

    skills: dict[SkillId, Level] = Field(default_factory=dict)
    """Work that this employee does beyond the position's, with the level: work times are divided by it."""
    absences: tuple[Absence, ...] = ()
    """Dated absences of this employee."""


class Position(Spec):
    """A post in a unit, held by one or more employees."""

    title: Text
    """Name of the post."""
    unit: UnitId
    """The unit that the post belongs to."""
    headcount: Annotated[int, Field(ge=0, le=10_000)] = 1
    """Number of employees who hold it."""
    head: bool = False
    """The head of the unit: the superior who approves; a unit has one head at most, who may also handle cases."""
    skills: dict[SkillId, Level] = Field(default_factory=dict)
    """Skills of all its holders, with their level; every holder has the skill named like the position, at level 1."""
    calendar: CalendarId | None = None
    """Own office hours; empty: those of the agency."""
    effective_share: Share | None = None
    """Share of the working day that reaches cases; empty: the assumption `effective_share`."""
    time_for_cases: Effort | None = None
    """Pure minutes a day that the post has for cases, e.g. a head between meetings; instead of `effective_share`."""
    monthly_cost: Money | None = None
    """Cost of one holder a month, pay and allowances together."""
    absences: tuple[Absence, ...] = ()
    """Dated absences of all holders."""
    people: dict[StaffId, Person] = Field(default_factory=dict)
    """The holders one by one, where they differ from each other; empty: `headcount` equal ones."""


class Duty(Spec):
    """A duty (tugas dan fungsi) of one or more units, with the hours spent on it."""

    text: Text
    """Wording in the regulation."""
    hours_per_year: dict[UnitId, Effort] = Field(default_factory=dict)
    """Working hours a year that each owning unit spends on it."""
    fixed: bool = False
    """The hours do not grow with the number of cases (meetings, reports, upkeep)."""


class Site(Spec):
    """A place where citizens are served."""

    title: Text
    """Name of the place."""
    share: Share
    """Share of the citizens who come here; the shares of an agency add up to 100 %."""


class Equipment(Spec):
    """Things that visits occupy: printers, a network."""

    title: Text
    """What it is."""
    count: Annotated[int, Field(ge=1, le=10_000)] = 1
    """How many there are."""


class Delivery(Spec):
    """Supplies that arrive, once or again and again."""

    amount: Annotated[int, Field(ge=1, le=100_000_000)]
    """How many arrive."""
    on: Date
    """Day of the first delivery; they are there when the day begins."""
    every: Period | None = None
    """Time from one delivery to the next; empty: there is only this one."""


class Supply(Spec):
    """Things that visits use up: card blanks, forms."""

    title: Text
    """What it is."""
    stock: Annotated[int, Field(ge=0, le=1_000_000_000)] = 0
    """How many there are when the run begins."""
    deliveries: tuple[Delivery, ...] = ()
    """When more arrive."""


class SwitchPair(Spec):
    """Time lost between two kinds of work."""

    before: KindId
    """Kind of the work that was left."""
    after: KindId
    """Kind of the work that is taken up."""
    work: Effort
    """Time lost."""


class Switching(Spec):
    """Time that a person loses on taking up another kind of work than the last."""

    default: Effort | None = None
    """Between any two kinds; empty: the assumption `switching`."""
    pairs: tuple[SwitchPair, ...] = ()
    """Where it differs between two kinds."""


class HandOver(Spec):
    """What it costs when the next step belongs to another unit."""

    work: Effort | None = None
    """Work at each end; empty: the assumption `handover.work`."""
    delay: Promise | None = None
    """Working time lost at each unit that the paper passes on its way; empty: the assumption `handover.delay`."""


class Help(Spec):
    """Staff of one unit take work of another when their own queue is empty."""

    helper: UnitId
    """The unit that helps."""
    helped: UnitId
    """The unit that is helped; the helpers need the skill for its steps."""


class Agency(Spec):
    """An agency: its units, positions, services and duties, its calendar and its rules of work."""

    title: Text
    """Name of the agency."""
    calendar: CalendarSpec = Field(default_factory=CalendarSpec)
    """Office hours, holidays and leave of the agency."""
    calendars: dict[CalendarId, CalendarSpec] = Field(default_factory=dict)
    """Further calendars that positions refer to."""
    sites: dict[SiteId, Site] = Field(default_factory=dict)
    """Places of service; empty: one."""
    levels: tuple[LevelId, ...] = ()
    """Levels of the line of command, from the top down."""
    units: dict[UnitId, Unit] = Field(min_length=1)
    """Organisational units."""
    positions: dict[PositionId, Position] = Field(default_factory=dict)
    """Posts."""
    services: dict[Annotated[str, Field(json_schema_extra={"refers_to": "service"})], Service] = Field(
        default_factory=dict
    )
    """Services to citizens."""
    duties: dict[DutyId, Duty] = Field(default_factory=dict)
    """Duties of the units."""
    equipment: dict[NewName, Equipment] = Field(default_factory=dict)
    """Equipment that visits occupy."""
    supplies: dict[NewName, Supply] = Field(default_factory=dict)
    """Supplies that visits use up."""
    switching: Switching = Field(default_factory=Switching)
    """Time lost between kinds of work."""
    hand_over: HandOver = Field(default_factory=HandOver)
    """Cost of handing a case to another unit."""
    help: tuple[Help, ...] = ()
    """Which units help which."""
