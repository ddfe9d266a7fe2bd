"""An agency as it is written in a file: units, positions, duties, things, calendars; services are in `service`.

The string under a field is its documentation, in code, in the JSON Schema and in the forms. What the parts mean
together (who can do what, who approves) is worked out by `orgsim.organisation.organisation`; whether they fit, by
`orgsim.organisation.checks`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from orgsim.distributions.work import DelayWork
from orgsim.organisation.calendar import Absence, CalendarSpec
from orgsim.organisation.change_work import ChangeWork
from orgsim.organisation.legal_form import LegalForm
from orgsim.organisation.programme import Programme
from orgsim.organisation.service import Service
from orgsim.organisation.work_rules import Chasing, Complaints, HandOver, Help, Learning, Misrouting, Switching
from orgsim.spec import (
    CalendarId,
    Date,
    DutyId,
    Effort,
    Factor,
    Level,
    LevelId,
    Money,
    NewName,
    Period,
    PositionId,
    Share,
    SiteId,
    SkillId,
    Spec,
    StaffId,
    Text,
    UnitId,
)


class Overtime(Spec):
    """Staff stay on when too much is left at closing."""

    above: Annotated[int, Field(ge=0, le=1_000_000)]
    """They stay if more cases than this wait at closing."""
    hours: Effort
    """How long they stay."""


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
    overtime: Overtime | None = None
    """Staff stay on when too much is left at closing."""
    legal: LegalForm | None = None
    """What it is by law, for the checks of rule packs; empty: guessed from its title and level."""


class Person(Spec):
    """One employee, known by post and number, never by name."""

    skills: dict[SkillId, Level] = Field(default_factory=dict)
    """Work that this employee does beyond the position's, with the level: work times are divided by it."""
    absences: tuple[Absence, ...] = ()
    """Dated absences of this employee."""
    leaves: Date | None = None
    """First day on which this employee is no longer there (retirement, transfer); empty: none is known."""


class Pace(Spec):
    """How fast the holders of a post work from a date on."""

    on: Date
    """First day."""
    speed: Factor
    """Speed against the usual one: work times are divided by it."""


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
    grade: str | None = Field(default=None, pattern=r"^(I|II|III|IV)/[a-e]$")
    """Pay grade, e.g. `III/a`; with `allowance` it stands in for `monthly_cost`."""
    allowance: Money | None = None
    """Allowances of one holder a month, beside the pay of the grade."""
    status: Literal["PNS", "PPPK", "part-time", "non-ASN"] | None = None
    """Employment of its holders."""
    job_class: Annotated[int | None, Field(ge=1, le=17)] = None
    """Class of the post (kelas jabatan)."""
    category: Literal["structural", "functional", "pelaksana"] | None = None
    """Structural, functional or administrative post."""
    leavers: tuple[Date, ...] = ()
    """Days from which on one holder after the other is no longer there, those with the lowest numbers first."""
    absences: tuple[Absence, ...] = ()
    """Dated absences of all holders."""
    absent: Share | None = None
    """Share of working days on which a holder is away without notice (sick, called elsewhere)."""
    pace: tuple[Pace, ...] = ()
    """Speed from dates on: what a change does to people, until it has settled."""
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


class Outages(Spec):
    """Times at which equipment does not work; visits that use it are interrupted and resumed."""

    every: DelayWork
    """Time from the end of one outage to the beginning of the next, by the calendar."""
    lasting: DelayWork
    """How long an outage lasts, by the calendar."""


class Equipment(Spec):
    """Things that visits occupy: printers, a network."""

    title: Text
    """What it is."""
    count: Annotated[int, Field(ge=1, le=10_000)] = 1
    """How many there are."""
    outages: Outages | None = None
    """Times at which none of them works."""


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
    programmes: dict[NewName, Programme] = Field(default_factory=dict)
    """Programmes, each with the unit that runs it and what it needs."""
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
    site_choice: Literal["by_share", "shortest_line"] = "by_share"
    """How citizens choose a site: by the sites' shares, or the one with the fewest people."""
    complaints: Complaints | None = None
    """Complaints of lateness and errors; empty: nobody complains."""
    chasing: Chasing | None = None
    """Citizens who ask after late cases; empty: nobody asks."""
    learning: Learning | None = None
    """Slowness at new work; empty: only skill levels count."""
    misrouting: Misrouting | None = None
    """Cases that go to the wrong unit; empty: none do."""
    change: ChangeWork = Field(default_factory=ChangeWork)
    """What is done to carry a change; operations write it."""
