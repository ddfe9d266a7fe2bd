"""Staff are motivated, by recognition or by an allowance."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from orgsim.errors import message
from orgsim.organisation.change_work import Gain
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.audience import ForStaff, with_records
from orgsim.restructuring.operation import OPERATIONS, Faults
from orgsim.restructuring.quality import with_fewer_returns
from orgsim.restructuring.quantity import Quantity
from orgsim.spec import Money, Share


@OPERATIONS.register
class Motivate(ForStaff):
    """Staff get recognition or an allowance, which may make them work faster, or slower, or with more errors.

    Studies find both signs: the assumption `gain.incentives` is 0, with a loss and a gain in its range, and
    `incentive.rework` adds up to a fifth to the files that come back. What is certain is the cost.
    """

    operation: Literal["motivate"] = "motivate"
    """Name of the operation."""
    by: Literal["recognition", "allowance"] = "recognition"
    """What they get."""
    extent: Share = 1.0
    """How much of the programme is carried out."""
    allowance: Money = 0.0
    """Allowance of each of them a month, at full extent."""
    gain: Annotated[float, Field(ge=-0.5, le=0.5, json_schema_extra={"assumption": "gain.incentives"})] | None = None
    """Gain of speed at full extent, as a fraction; empty: the assumption `gain.incentives`."""
    more_rework: Annotated[Share, Field(json_schema_extra={"assumption": "incentive.rework"})] | None = None
    """Rise of rework at full extent; empty: the assumption `incentive.rework`."""

    caption: ClassVar = message("Motivate staff")
    conserves: ClassVar = frozenset(Quantity) - {Quantity.PROCEDURES}
    affects: ClassVar[tuple[str, ...]] = ("lead_time", "waiting_time", "rework_share")
    example: ClassVar[dict[str, Any]] = {"positions": ["loket"], "by": "allowance", "allowance": "Rp 500.000"}

    def by_people(self) -> bool:
        return True

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        with Faults(before, on) as faults:
            self.check_staff(before, faults)
            if self.by == "recognition" and self.allowance:
                fault = message("recognition brings no money")
                faults.refuse(fault, "allowance", remedy=message("Write `by: allowance`, or leave it out"))
        staff = self.who(before)
        if not staff or not self.extent:
            return before
        size = float(self.value("gain")) * self.extent
        gain = Gain.from_memory(name="motivate", staff=staff, start=on, size=size)
        motivated = frozenset(staff)
        shares = {n: len(motivated & p.people.keys()) / len(p.people) for n, p in before.positions.items() if p.people}
        more = float(self.value("more_rework")) * self.extent
        return before.changed(
            services=with_fewer_returns(before, shares, -more), change=with_records(before, gains=(gain,))
        )

    def running_cost(self, before: Organisation, *, on: date) -> float:
        return self.allowance * self.extent * len(self.who(before))
