"""Part of the cost is asked for outside."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from orgsim.errors import Message, message
from orgsim.organisation.change_work import Fund
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.audience import with_records
from orgsim.restructuring.operation import OPERATIONS, Operation
from orgsim.restructuring.quantity import Quantity
from orgsim.spec import Money, Share, Text


@OPERATIONS.register
class ExternalFunding(Operation):
    """A partner is asked for money: an amount, up to a share of the cost, with a chance, under conditions.

    It changes no case. The money may not come; it is never counted as if it were there: see the cost with and without.
    """

    operation: Literal["external_funding"] = "external_funding"
    """Name of the operation."""
    partner: str = Field(min_length=1)
    """Who is asked."""
    amount: Money
    """How much."""
    ceiling: Share = 1.0
    """Largest share of the one-off cost that it may pay."""
    chance: Annotated[Share, Field(json_schema_extra={"assumption": "funding.chance"})] | None = None
    """Chance that it comes; empty: the assumption `funding.chance`."""
    conditions: tuple[Text, ...] = ()
    """What the partner asks for."""

    caption: ClassVar = message("Ask for money from outside")
    conserves: ClassVar = frozenset(Quantity)
    affects: ClassVar[tuple[str, ...]] = ("staff_cost_per_case",)
    example: ClassVar[dict[str, Any]] = {
        "partner": "bank-daerah",
        "amount": "Rp 200 juta",
        "ceiling": "50 %",
        "conditions": [{"id": "Laporan tahunan terbuka", "en": "A public yearly report"}],
    }

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        if not self.amount:
            return before
        fund = Fund.from_memory(
            name=self.partner,
            start=on,
            amount=self.amount,
            ceiling=self.ceiling,
            chance=float(self.value("chance")),
            conditions=self.conditions,
        )
        return before.changed(change=with_records(before, funds=(fund,)))

    def notes(self, before: Organisation, *, on: date) -> tuple[Message, ...]:
        if not self.conditions:
            return ()
        return (message("{partner} asks for: {conditions}", partner=self.partner, conditions=self.conditions),)
