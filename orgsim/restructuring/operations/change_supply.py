"""More or other things: supplies that arrive, equipment that there is."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from orgsim.errors import message
from orgsim.organisation.agency import Delivery, Supply
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.operation import OPERATIONS, Faults, Operation
from orgsim.restructuring.quantity import Quantity
from orgsim.spec import Count, EquipmentId, SupplyId


@OPERATIONS.register
class ChangeSupply(Operation):
    """Supplies are delivered otherwise, some arrive at once, or there is more or less equipment.

    What has been delivered before stays where it is, and so does equipment that is in use until it is given back.
    """

    operation: Literal["change_supply"] = "change_supply"
    """Name of the operation."""
    more: dict[SupplyId, Count] = Field(default_factory=dict)
    """How many of a supply arrive on the day, once."""
    deliveries: dict[SupplyId, tuple[Delivery, ...]] = Field(default_factory=dict)
    """Deliveries of a supply from then on, in place of those before; an empty list: none any more."""
    equipment: dict[EquipmentId, Annotated[int, Field(ge=1, le=10_000)]] = Field(default_factory=dict)
    """How many of a kind of equipment there are from then on."""

    caption: ClassVar = message("Change supplies and equipment")
    conserves: ClassVar = frozenset(Quantity)
    affects: ClassVar[tuple[str, ...]] = ("waiting_time", "lead_time", "throughput")
    example: ClassVar[dict[str, Any]] = {
        "more": {"blangko": 500},
        "deliveries": {"blangko": [{"amount": 2000, "on": "2026-07-06", "every": "1 bulan"}]},
        "equipment": {"pencetak-kartu": 3},
    }

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        self._check(before, on)
        agency = before.agency
        supplies = {name: self._supplied(name, supply, on) for name, supply in agency.supplies.items()}
        equipment = {
            name: thing.model_copy(update={"count": self.equipment.get(name, thing.count)})
            for name, thing in agency.equipment.items()
        }
        return before.changed(supplies=supplies, equipment=equipment)

    def _check(self, before: Organisation, on: date) -> None:
        with Faults(before, on) as faults:
            faults.need_all(self)
            if not (self.more or self.deliveries or self.equipment):
                fault = message("nothing is changed")
                faults.refuse(fault, remedy=message("Write `more`, `deliveries` or `equipment`"))
            for supply, deliveries in self.deliveries.items():
                for place, delivery in enumerate(deliveries):
                    if delivery.on < on:
                        fault = message("{date} is before the change, {on}", date=delivery.on, on=on)
                        remedy = message("Begin with the first delivery from then on")
                        faults.refuse(fault, "deliveries", supply, place, "on", remedy=remedy)

    def _supplied(self, name: str, supply: Supply, on: date) -> Supply:
        deliveries = self.deliveries.get(name, supply.deliveries)
        if number := self.more.get(name, 0):
            deliveries = (*deliveries, Delivery(amount=number, on=on))
        return supply.model_copy(update={"deliveries": deliveries})
