"""Results are measured, round by round."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from orgsim.assumptions import ledger
from orgsim.errors import Message, message
from orgsim.organisation.change_work import Rounds
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.audience import with_records
from orgsim.restructuring.operation import OPERATIONS, Faults, Operation
from orgsim.restructuring.quantity import Quantity
from orgsim.spec import Count, Money
from orgsim.suggestion import did_you_mean


@OPERATIONS.register
class MeasureResults(Operation):
    """A university or the office itself measures what is only assumed, in rounds that narrow its range.

    Measuring changes no case. It narrows the range that an uncertainty run draws from, around what is in force now;
    what a round is worth is an assumption, `rounds.worth`, with nothing in its range.
    """

    operation: Literal["measure_results"] = "measure_results"
    """Name of the operation."""
    assumption: str
    """The assumption that is measured, e.g. `dip.depth`."""
    rounds: Annotated[Count, Field(le=1000)]
    """Number of rounds."""
    cost_of_round: Money = 0.0
    """Cost of each."""
    worth: Annotated[float, Field(ge=0, le=100, json_schema_extra={"assumption": "rounds.worth"})] | None = None
    """What one round is worth, in terms of what was known before; empty: the assumption `rounds.worth`."""

    caption: ClassVar = message("Measure results")
    conserves: ClassVar = frozenset(Quantity)
    affects: ClassVar[tuple[str, ...]] = ("lead_time",)
    example: ClassVar[dict[str, Any]] = {"assumption": "dip.depth", "rounds": 2, "cost_of_round": "Rp 25 juta"}

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        with Faults(before, on) as faults:
            if self.assumption not in ledger():
                fault = message('there is no assumption "{name}"', name=self.assumption)
                faults.refuse(fault, "assumption", remedy=did_you_mean(self.assumption, ledger()))
            elif ledger()[self.assumption].range is None:
                faults.refuse(message("{name} has no range to be narrowed", name=self.assumption), "assumption")
        if not self.rounds:
            return before
        found = Rounds(assumption=self.assumption, rounds=self.rounds, informs=float(self.value("worth")))
        return before.changed(change=with_records(before, rounds=(found,)))

    def notes(self, before: Organisation, *, on: date) -> tuple[Message, ...]:
        return (
            message("measuring changes no number of this comparison; it narrows the interval of an uncertainty run"),
        )

    def reckoned_cost(self, before: Organisation, *, on: date) -> float:
        return self.cost_of_round * self.rounds
