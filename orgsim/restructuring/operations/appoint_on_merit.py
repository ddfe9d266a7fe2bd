"""Posts are filled on merit, by seniority or at random."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import Field

from orgsim.assumptions import Assumptions, assumption
from orgsim.errors import Message, message
from orgsim.measures import write_share
from orgsim.organisation.change_work import Gain
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.audience import ForStaff, with_records
from orgsim.restructuring.operation import OPERATIONS, Faults
from orgsim.restructuring.quantity import Quantity
from orgsim.spec import Period, Share

FITS: Final[Mapping[str, str]] = {rule: f"fit.{rule}" for rule in ("merit", "seniority", "random")}
"""How well those fit whom each rule brings to a post: the assumption that says so."""


@OPERATIONS.register
class AppointOnMerit(ForStaff):
    """Holders of posts are appointed anew; how well they fit hangs on the rule, and no rule makes anybody faster.

    Who does not fit is slower at first, by the slowdown of new work, and learns. A good fit spares that time and gives
    no speed beyond it. Whether staff work harder, or leave, because the rule is fair or passes them over is not known:
    both elasticities are 0, with both signs in their ranges.
    """

    operation: Literal["appoint_on_merit"] = "appoint_on_merit"
    """Name of the operation."""
    rule: Literal["merit", "seniority", "random"] = "merit"
    """Who is appointed."""
    fit: Share | None = None
    """How well they fit the post; empty: the assumption of the rule, e.g. `fit.merit`."""
    by_chance: Annotated[Share, Field(json_schema_extra={"assumption": "fit.random"})] | None = None
    """How well those fit whom chance brings; empty: the assumption `fit.random`."""
    effort: Annotated[float, Field(ge=-1, le=1, json_schema_extra={"assumption": "merit.effort"})] | None = None
    """Change of everybody's speed for a fit of 1 above chance; empty: the assumption `merit.effort`."""
    exits: Annotated[float, Field(ge=-0.1, le=0.1, json_schema_extra={"assumption": "merit.exit"})] | None = None
    """Share of the staff who leave in a month for a fit of 1 above chance; empty: the assumption `merit.exit`."""
    slowdown: Annotated[float, Field(ge=0, le=5, json_schema_extra={"assumption": "new_task.slowdown"})] | None = None
    """How much slower somebody without any fit begins; empty: the assumption `new_task.slowdown`."""
    learning: Annotated[Period, Field(json_schema_extra={"assumption": "post.learning"})] | None = None
    """Time after which half of that is gone; empty: the assumption `post.learning`."""

    caption: ClassVar = message("Appoint on merit")
    conserves: ClassVar = frozenset(Quantity)
    affects: ClassVar[tuple[str, ...]] = ("lead_time", "waiting_time")
    example: ClassVar[dict[str, Any]] = {"positions": ["kabid-pendaftaran"], "rule": "merit"}

    def settled(self, assumptions: Assumptions) -> Self:
        found = super().settled(assumptions)
        return found if self.fit is not None else found.model_copy(update={"fit": assumptions[FITS[self.rule]]})

    def by_people(self) -> bool:
        return True

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        with Faults(before, on) as faults:
            self.check_staff(before, faults)
            if not (self.positions or self.units or self.staff):
                faults.refuse(message("nobody is appointed"), "positions", remedy=message("Name posts, or `staff`"))
        staff = self.who(before)
        if not staff:
            return before
        fit = self._fit()
        size = 1 / (1 + float(self.value("slowdown")) * (1 - fit)) - 1
        half_life, above = self.value("learning"), fit - float(self.value("by_chance"))
        gains = [
            Gain.from_memory(
                name="appoint_on_merit", staff=staff, start=on, size=size, half_life=half_life, adopted=False
            )
        ]
        effort, exits = float(self.value("effort")) * above, float(self.value("exits")) * above
        if effort or exits:
            everybody = tuple(sorted(before.staff))
            gains.append(
                Gain.from_memory(
                    name="appoint_on_merit", staff=everybody, start=on, size=effort, adopted=False, leaving=exits
                )
            )
        return before.changed(change=with_records(before, gains=gains))

    def notes(self, before: Organisation, *, on: date) -> tuple[Message, ...]:
        return (
            message("by assumption, those who are appointed fit their posts to {fit}", fit=write_share(self._fit())),
        )

    def _fit(self) -> float:
        return float(assumption(FITS[self.rule]) if self.fit is None else self.fit)
