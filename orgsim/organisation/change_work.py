"""What is done to carry a change, as dated overlays of the organisation: talks, leadership, gains, teams, money.

Operations write these records; `orgsim.restructuring.response` reads them. None of them opens a phase of its own, and
an agency that has a programme under way may write it in its file.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from orgsim.organisation.calendar import Days
from orgsim.spec import Date, Effort, Money, Period, Share, Spec, Text

Someone = Annotated[tuple[str, ...], Field(json_schema_extra={"uniqueItems": True})]
"""Ids of employees; those who have left since are no fault."""

TalkKind: TypeAlias = Literal["communication", "participation"]
"""A change is explained to staff, or shaped with them."""


class Talk(Spec):
    """Hours in which a change is explained to staff, or shaped with them."""

    what: TalkKind
    """Explained to them, or shaped with them."""
    staff: Someone
    """Who takes part."""
    start: Date
    """First day."""
    end: Date
    """Last day; the hours are spread evenly over the days."""
    hours: Effort
    """Hours of each of them, altogether."""

    def hours_until(self, date: dt.date) -> float:
        """Return the hours up to a date."""
        days = (self.end - self.start).days + 1
        past = min(max((date - self.start).days, 0), days)
        return self.hours * past / days


class Leadership(Spec):
    """A leader who stands up for the change."""

    start: Date
    """First day."""
    end: Date | None = None
    """Last day; empty: without end."""
    level: Share
    """How much of the leader is seen to support the change."""
    pauses: tuple[Days, ...] = ()
    """Days on which nothing is seen or decided: interruptions."""

    def is_active(self, date: dt.date) -> bool:
        """Whether support is seen on a date."""
        inside = self.start <= date and (self.end is None or date <= self.end)
        return inside and not any(pause.start <= date <= pause.last for pause in self.pauses)


class Gain(Spec):
    """Speed that staff win or lose as they adopt a new way."""

    name: str
    """What it comes from: an assumption of the ledger, or an operation."""
    staff: Someone
    """Whose speed."""
    start: Date
    """From when on they can adopt it."""
    size: Annotated[float, Field(ge=-0.9, le=5)] = 0.0
    """Gain of speed at full adoption, as a fraction; negative if it slows."""
    half_life: Period | None = None
    """Time after which half of it is gone; empty: it lasts."""
    adopted: bool = True
    """It comes as the staff adopt the new way; else it is there at once."""
    trained: Share = 0.0
    """How much training it stands for: who was trained before a change is hit less by it."""
    leaving: Annotated[float, Field(ge=-0.1, le=0.1)] = 0.0
    """Share of the staff who leave in a month because of it, beside other reasons; negative if it keeps them."""


class System(Spec):
    """A computer system on which steps are done."""

    start: Date
    """First day."""
    steps: dict[str, tuple[str, ...]]
    """Its steps, by service."""


class Team(Spec):
    """A team (tim kerja) across units: its members stay at home in their units."""

    title: Text
    """Its name."""
    start: Date
    """First day."""
    lead: str | None = None
    """The post that leads it, if any."""
    staff: Someone
    """Its members."""
    end: Date | None = None
    """Last day; empty: it stays."""
    sooner: Share = 0.0
    """How much sooner milestones of the change are reached with it."""


class Fund(Spec):
    """Money from outside, which may or may not come."""

    name: str
    """Who gives it."""
    start: Date
    """From when on it can be spent."""
    amount: Money
    """How much is asked for."""
    ceiling: Share
    """Largest share of the cost of the change that it may pay."""
    chance: Share
    """Chance that it comes."""
    conditions: tuple[Text, ...] = ()
    """What the giver asks for."""


class Rounds(Spec):
    """Rounds of measuring, each of which narrows what is uncertain."""

    assumption: str
    """The assumption that is measured."""
    rounds: Annotated[int, Field(ge=0, le=1000)]
    """How many rounds."""
    informs: Annotated[float, Field(ge=0, le=100)]
    """What one round is worth, in terms of what was known before."""


class ChangeWork(Spec):
    """Everything that is done to carry a change."""

    talks: tuple[Talk, ...] = ()
    """Hours in which it is explained or shaped."""
    leadership: tuple[Leadership, ...] = ()
    """Leaders who stand up for it."""
    gains: tuple[Gain, ...] = ()
    """Speed that staff win or lose."""
    systems: tuple[System, ...] = ()
    """Systems on which steps are done."""
    teams: tuple[Team, ...] = ()
    """Teams across units; their members influence each other."""
    funds: tuple[Fund, ...] = ()
    """Money from outside."""
    rounds: tuple[Rounds, ...] = ()
    """Rounds of measuring."""
    public_from: Date | None = None
    """From when on the numbers of staff by unit and post are public, never a name; empty: they are not."""
