"""A service as it is written in a file: what citizens ask for, its steps and the way through them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from orgsim.distributions.work import DelayWork, Work
from orgsim.organisation.office_hours import ClockTime, WeekdaysText
from orgsim.spec import (
    AttributeId,
    DutyId,
    Effort,
    EquipmentId,
    KindId,
    LevelId,
    PositionId,
    Promise,
    Share,
    SiteId,
    SkillId,
    Spec,
    StepId,
    SupplyId,
    Text,
)

Closing = Literal["stay", "return_next_day", "leave"]
"""What citizens who still wait at closing do: keep their place, come back the next day, or give up."""

DONE = "done"
"""The name, in `then`, of the end of the route; no step may be called so."""


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


class Batch(Spec):
    """Cases are collected and worked on together, as one service."""

    size: Annotated[int, Field(ge=1, le=100_000)]
    """It begins when so many wait."""
    longest_wait: Promise | None = None
    """It begins at the latest when someone has waited so long; empty: it waits for the number."""
    fixed: Effort = 0.0
    """Work of every batch, whatever its size, beside that of its cases."""


class Session(Spec):
    """A fixed time at which waiting cases are taken together: signing once a day, a weekly committee."""

    at: ClockTime
    """Time of day, e.g. `14:00`."""
    days: WeekdaysText = "mon-sun"
    """Weekdays, e.g. `mon-fri` or `rabu`; on days off there is no session."""
    most: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """How many cases a session takes, of all services that the post takes then; empty: all that wait."""


class Quota(Spec):
    """Numbers given out per day."""

    per_day: Annotated[int, Field(ge=1, le=100_000)]
    """How many cases are served on one day."""
    surplus: Literal["defer", "lose"] = "defer"
    """What becomes of the others: they keep their place for the next day, or are sent away."""


class Exceptions(Spec):
    """Questions that a step raises and that only a superior can answer; they climb the line of command."""

    share: Share | None = None
    """Share of visits that raise one; empty: the assumption `exception.share`."""
    work: Work | None = None
    """Work of the superior; empty: the assumption `exception.work`."""
    climbs: Share | None = None
    """Share of them that go on to the next superior; empty: the assumption `exception.climb`."""
    deadline: Promise | None = None
    """Time within which one is taken up, else the case goes on without; empty: the assumption `exception.deadline`."""


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
    batch: Batch | None = None
    """Cases are collected and worked on together."""
    session: Session | None = None
    """Cases are taken at fixed times only."""
    uses: dict[EquipmentId, Annotated[int, Field(ge=1, le=1000)]] = Field(default_factory=dict)
    """Equipment that a visit occupies, by number (a printer, the network)."""
    consumes: dict[SupplyId, Annotated[int, Field(ge=1, le=1000)]] = Field(default_factory=dict)
    """Supplies that a visit uses up, by number (card blanks)."""
    quota: Quota | None = None
    """Numbers given out per day."""
    room: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """Places for those who wait and those who are served; whoever arrives when all are taken is sent away."""
    patience: DelayWork | None = None
    """How long citizens wait before they give up; a time of waiting in office hours if it says so."""
    attended: bool = False
    """The citizen is present: the visit starts only if it fits before closing, and then runs through."""
    at_closing: Closing = "return_next_day"
    """What citizens do who still wait for an attended step at closing."""
    exceptions: Exceptions | None = None
    """Questions that climb the line of command; `{}` takes all from the assumptions."""
    wrong: Share | None = None
    """Share of visits that leave an error, which the citizen finds at delivery."""
    duty: DutyId | None = None
    """The duty that the step belongs to; where two units own it, some cases go to the wrong one first."""
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
    expected: Promise | None = None
    """The time that citizens expect, and by which they complain and ask; empty: the promise."""
    priority: Annotated[int, Field(ge=0, le=9)] = 5
    """Waiting work of a smaller number is taken first."""
    preemptive: bool = False
    """Its cases interrupt work of a larger priority number, which is resumed afterwards."""
    attributes: dict[AttributeId, Share] = Field(default_factory=dict)
    """Share of the cases that have an attribute (online, incomplete, follows a birth, …)."""
    steps: dict[StepId, Step] = Field(min_length=1)
    """The steps, in order."""
