"""Rules of work of an agency as they are written: switching, hand-overs, help, complaints, asking, learning."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from orgsim.distributions.work import Work
from orgsim.spec import Effort, Factor, KindId, NewName, Period, PositionId, Promise, ServiceId, Share, Spec, UnitId


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
    above: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    """Only while more cases than this wait in the helped unit: staff borrowed on a surge."""


class ComplaintClass(Spec):
    """A class of complaints and its limit."""

    share: Share
    """Share of the complaints; the shares add up to 100 %."""
    limit: Promise
    """Time within which one must be settled, e.g. `14 hari kerja`."""


class Complaints(Spec):
    """Citizens complain of lateness and of errors; every complaint is a case of its own."""

    service: ServiceId
    """The service that says how a complaint is handled, and by whom; no demand of its own is needed."""
    base: Share | None = None
    """Share of cases that bring a complaint even when in time; empty: the assumption `complaint.base`."""
    late: Share | None = None
    """Share that comes to it for long lateness; empty: the assumption `complaint.late`."""
    scale: Factor | None = None
    """Lateness, in promised times, at which two thirds of that are reached; empty: `complaint.lateness_scale`."""
    error: Share | None = None
    """Share that an error adds; empty: the assumption `complaint.error`."""
    classes: dict[NewName, ComplaintClass] = Field(default_factory=dict)
    """Classes with their limits; empty: one class with the limit of ordinary complaints."""


class Chasing(Spec):
    """Citizens ask after late cases, which takes work."""

    by: PositionId
    """The post that answers."""
    share: Share | None = None
    """Share that asks at each date; empty: the assumption `chase.share`."""
    every: Promise | None = None
    """Time from the due date to the first, and from one to the next; empty: the assumption `chase.interval`."""
    most: Annotated[int, Field(ge=1, le=100)] | None = None
    """How often a citizen asks at most; empty: the assumption `chase.most`."""
    work: Work | None = None
    """Work of an answer; empty: the assumption `chase.work`."""


class Learning(Spec):
    """Staff are slow at work that is new to them, and get faster by doing it."""

    slowdown: Factor | None = None
    """How much longer new work takes at first: 0.5 is half as long again; empty: `new_task.slowdown`."""
    practice: Effort | None = None
    """Hours of practice after which two thirds of it are gone; empty: the assumption `new_task.practice`."""
    forgetting: Period | None = None
    """Time after which half of the practice is forgotten; empty: the assumption `new_task.forgetting`."""


class Misrouting(Spec):
    """Where two units own one duty, some cases go to the wrong one first."""

    share: Share
    """Share of the cases of such a step."""
    work: Effort | None = None
    """Work in the wrong unit, until it passes the case on; empty: the assumption `handover.work`."""
