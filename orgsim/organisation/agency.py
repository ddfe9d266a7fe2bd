"""An agency as it is written in a file: units, positions, services, duties, calendars.

The string under a field is its documentation, in code, in the JSON Schema and in the forms. What the parts mean
together
(who can do what, who approves) is worked out by `orgsim.organisation.organisation`; whether they fit, by
`orgsim.organisation.checks`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from orgsim.distributions.work import DelayWork, Work
from orgsim.organisation.calendar import Absence, CalendarSpec
from orgsim.spec import (
    AttributeId,
    CalendarId,
    Effort,
    KindId,
    Level,
    LevelId,
    Money,
    PositionId,
    Promise,
    Share,
    SiteId,
    SkillId,
    Spec,
    StaffId,
    StepId,
    Text,
    UnitId,
)

DutyId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", json_schema_extra={"refers_to": "duty"})]
"""Name of a duty (tugas dan fungsi)."""

Closing = Literal["stay", "return_next_day", "leave"]
"""What citizens who still wait at closing do: keep their place, come back the next day, or give up."""

DONE = "done"
"""The name, in `then`, of the end of the route; no step may be called so."""


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


class Return(Spec):
    """Rework: a share of the cases goes back."""

    share: Share
    """Share of visits after which the case goes back."""
    to: StepId
    """The step that it goes back to; may be the step itself."""


class Choice(Spec):
    """One way on, among several."""

    to: Annotated[str, Field(json_schema_extra={"refers_to": "step"})]
    """The next step, or `done`."""
    share: Share | None = None
    """Share of cases that go this way; the shares of a step add up to 100 %."""
    when: AttributeId | None = None
    """Cases with this attribute go this way; the last choice, without share and attribute, takes the others."""


class Approval(Spec):
    """Climbing the line of command: one visit to each superior up to a level."""

    to: LevelId
    """Level of the last approver; vacant levels on the way are skipped."""
    of: StepId | None = None
    """The step whose owner's line is climbed; empty: the step before this one."""
    work_by_level: dict[LevelId, Work] = Field(default_factory=dict)
    """Work of an approver where it differs by level; else the step's `work`."""
    skips: tuple[LevelId, ...] = ()
    """Levels that need not initial any more."""
    delegate_to: PositionId | None = None
    """The post that approves in place of the last approver (pelimpahan wewenang)."""
    delegate_for: AttributeId | None = None
    """Only cases with this attribute go to the delegate; empty: all."""
    deputy: PositionId | None = None
    """The post that approves on days when the approver is absent; without it the papers wait."""
    electronic: bool = False
    """Electronic signature: given from anywhere, so a dated absence of the approver does not stop it."""


class Step(Spec):
    """One step of a service: work of a post, an approval, or a wait for somebody outside."""

    title: Text | None = None
    """Name of the step."""
    by: PositionId | None = None
    """The post that does it; its unit owns the step."""
    at_sites: dict[SiteId, PositionId] = Field(default_factory=dict)
    """The post that does it at a site, where that is not `by`."""
    skill: SkillId | None = None
    """Skill it takes; empty: the skill named like the post."""
    work: Work | None = None
    """Work of one visit, e.g. `15 min` or `{mean: 15 min, scv: 0.5, family: gamma}`."""
    together_with: dict[PositionId, Annotated[int, Field(ge=1, le=100)]] = Field(default_factory=dict)
    """Others who are needed at the same time, by post and number (a site-visit team, a quorum)."""
    approval: Approval | None = None
    """The step is an approval that climbs the line of command."""
    external: DelayWork | None = None
    """The step is a wait for somebody outside: the citizen fetches a paper, another agency answers."""
    attended: bool = False
    """The citizen is present: the visit starts only if it fits before closing, and then runs through."""
    at_closing: Closing = "return_next_day"
    """What citizens do who still wait for an attended step at closing."""
    returns: Return | None = None
    """Share of visits after which the case goes back (rework)."""
    only_for: AttributeId | None = None
    """Only cases with this attribute take the step; others pass it by."""
    not_for: AttributeId | None = None
    """Cases with this attribute pass the step by."""
    then: Annotated[str, Field(json_schema_extra={"refers_to": "step"})] | None = None
    """The next step, or `done`; empty: the next one in the list."""
    choices: tuple[Choice, ...] = ()
    """Several ways on, of which each case takes one; instead of `then`."""
    parallel: tuple[StepId, ...] = ()
    """First steps of branches that are worked on at the same time; instead of `then`."""
    waits_for_all: bool = False
    """Parallel branches join here: the step begins when the last of them has arrived."""


class Service(Spec):
    """What a citizen asks for, and the steps that it takes."""

    title: Text
    """Name of the service."""
    kind: KindId | None = None
    """Kind of work, for switching between kinds; empty: the unit that owns its first step."""
    promise: Promise | None = None
    """The promised time, e.g. `1 hari kerja` or `4 jam`."""
    priority: Annotated[int, Field(ge=0, le=9)] = 5
    """Waiting work of a smaller number is taken first."""
    attributes: dict[AttributeId, Share] = Field(default_factory=dict)
    """Share of the cases that have an attribute (online, incomplete, follows a birth, …)."""
    steps: dict[StepId, Step] = Field(min_length=1)
    """The steps, in order."""


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
    switching: Switching = Field(default_factory=Switching)
    """Time lost between kinds of work."""
    hand_over: HandOver = Field(default_factory=HandOver)
    """Cost of handing a case to another unit."""
    help: tuple[Help, ...] = ()
    """Which units help which."""
