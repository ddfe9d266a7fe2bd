"""A pack of rules: data with a date, as law and practice were on it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, SerializeAsAny, model_validator

from orgsim.errors import message
from orgsim.organisation.legal_form import Tier
from orgsim.organisation.rule_test import RuleTest, read_test
from orgsim.spec import Date, NewName, Spec, Text, refuse

__all__ = ["Rule", "RulePack"]

RuleBasis = Literal["found", "recalled", "assumed"]


class Rule(Spec):
    """One rule: where it stands, whom it binds, what is measured, and what helps."""

    title: Text
    """What the rule asks for."""
    article: str = Field(min_length=1)
    """The regulation, and the article as far as it is known."""
    source: str = ""
    """Ids of the list of sources, or words."""
    basis: RuleBasis
    """Found in a source; recalled, from memory, to be looked up before anybody relies on it; or assumed, our choice."""
    tier: Tier | None = None
    """Only agencies of a city or regency, or of a province."""
    functions: tuple[NewName, ...] = ()
    """Only agencies with one of these functions."""
    test: SerializeAsAny[Annotated[RuleTest, BeforeValidator(read_test)]]
    """What is measured, and within which limits."""
    remedy: Text
    """What to do about it."""

    @model_validator(mode="after")
    def _found_somewhere(self) -> Self:
        if self.basis == "found" and not self.source.strip():
            remedy = message("Name an id of the list of sources, or write `basis: recalled`")
            raise refuse(message("a rule that was found needs its source"), at=("source",), remedy=remedy)
        return self


class RulePack(Spec):
    """Rules as they were on a date."""

    name: NewName
    """What it is called on the command line."""
    title: Text
    """What it holds."""
    date: Date
    """The day from which these rules hold."""
    checked: Date | None = None
    """The day up to which somebody looked after changes; empty: the date of the pack."""
    rules: dict[NewName, Rule] = Field(min_length=1)
    """The rules, by name."""

    @property
    def known_until(self) -> dt.date:
        """The day up to which the pack is known to hold."""
        return self.checked or self.date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.checked is not None and self.checked < self.date:
            fault = message("the pack was checked on {checked}, before it held, from {date}",
                            checked=self.checked, date=self.date)  # fmt: skip
            raise refuse(fault, at=("checked",), remedy=message("Look whether the two are exchanged"))
        return self
