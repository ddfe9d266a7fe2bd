"""A scenario: an agency, its citizens, the alternatives, and how they are to be compared."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import Field, PrivateAttr, ValidationInfo, field_validator

from orgsim.assumptions import Assumptions
from orgsim.organisation.agency import Agency
from orgsim.organisation.organisation import Organisation, resolve
from orgsim.restructuring.cost import MoneySettings
from orgsim.restructuring.legal_route import Route
from orgsim.restructuring.people import People
from orgsim.restructuring.plan import PlanStep
from orgsim.scenario.demand import Demand
from orgsim.scenario.expectation import Expectation, Observed
from orgsim.scenario.judgement import Judgement
from orgsim.scenario.run_settings import RunSettings, add_period
from orgsim.scenario.survey import Survey
from orgsim.scenario.target import Target
from orgsim.spec import AlternativeId, Evidence, ServiceId, Spec, Text

BASELINE = "baseline"
"""The name of the structure as it is; no alternative may be called so."""


class Alternative(Spec):
    """One way to change the organisation: a plan with a title."""

    title: Text
    """Name as people know it."""
    plan: tuple[PlanStep, ...] = ()
    """What is changed, by date; empty: nothing."""
    note: Text | None = None
    """What a reader should know of it."""
    route: Route | None = None
    """The legal route to it: then the date on which it goes live is worked out."""


class Scenario(Spec):
    """What is asked: which office, which citizens, which changes."""

    title: Text
    """What it is about."""
    agency: Agency
    """The agency as it is, here or in a file of its own."""
    demand: dict[Annotated[str, Field(json_schema_extra={"refers_to": "source"})], Demand] = Field(default_factory=dict)
    """Arrivals, by source; a source is named like its service, unless it says which service it asks for."""
    alternatives: dict[AlternativeId, Alternative] = Field(default_factory=dict)
    """The changes to compare, by name."""
    people: People | None = None
    """How people answer a change; empty: they answer to nothing, and a result shows the structure only."""
    money: MoneySettings | None = None
    """What may be spent on a change, and what is spent anyway."""
    survey: Survey | None = None
    """The office's own satisfaction survey; empty: nothing is said of satisfaction."""
    assumptions: Assumptions = Field(default_factory=Assumptions)
    """Values in place of those of the ledger, by their name there."""
    run: RunSettings
    """From when, how long and how exactly."""
    sources: dict[str, Text] = Field(default_factory=dict)
    """What the `source` of a value refers to, by id."""
    observed: dict[ServiceId, Observed] = Field(default_factory=dict)
    """What was measured at the office itself, by service."""
    targets: tuple[Target, ...] = ()
    """Targets of the region (IKU, RPJMD) and what its peers reach: shown apart, never part of a verdict."""
    judgements: tuple[Judgement, ...] = ()
    """What heads say of overlaps that the diagnosis found, or did not find."""
    expected: tuple[Expectation, ...] = ()
    """Answers that are known, for checks against theory."""

    _evidence: tuple[Evidence, ...] = PrivateAttr(default=())
    _file: str | None = PrivateAttr(default=None)

    @field_validator("run", mode="after")
    @classmethod
    def _settle(cls, run: RunSettings, info: ValidationInfo) -> RunSettings:
        assumptions = info.data.get("assumptions")
        return run.settled(assumptions) if isinstance(assumptions, Assumptions) else run

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Where the values come from that say so."""
        return self._evidence

    @property
    def file(self) -> str | None:
        """The file that it was read from."""
        return self._file

    def beside(self, evidence: tuple[Evidence, ...], file: str | None) -> Self:
        """Return the same scenario with what stood beside its values, and where it was read from."""
        copy = self.model_copy()
        copy._evidence, copy._file = evidence, file
        return copy

    def changed(self, **updates: Any) -> Self:
        """Return a checked copy with some fields changed; evidence and file stay with it."""
        return super().changed(**updates).beside(self.evidence, self.file)

    def with_seed(self, seed: int | None) -> Self:
        """Return the same scenario with another seed, if one is given."""
        return self if seed is None else self.model_copy(update={"run": self.run.model_copy(update={"seed": seed})})

    @cached_property
    def organisation(self) -> Organisation:
        """The agency, resolved.

        Raises
        ------
        InputError
            With every fault of the agency.
        """
        return resolve(self.agency)

    @property
    def change_dates(self) -> tuple[dt.date, ...]:
        """First dates of the plans, in order; without any plan, the date that the run settings imply."""
        plans = [alternative.plan for alternative in self.alternatives.values()]
        return tuple(sorted({min(step.on for step in plan) for plan in plans if plan})) or (self.run.change_day,)

    @property
    def end(self) -> dt.date:
        """The day after the observed time, the same for all alternatives."""
        return add_period(max(self.change_dates), self.run.observe)
