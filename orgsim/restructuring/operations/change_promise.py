"""Another promised time."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import Field

from orgsim.errors import Message, message
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.operation import OPERATIONS, Faults, Operation
from orgsim.restructuring.quantity import Quantity
from orgsim.spec import Promise, ServiceId


@OPERATIONS.register
class ChangePromise(Operation):
    """Services promise another time (janji layanan), for cases that arrive from then on.

    A promise by itself makes no case faster or slower: it changes what counts as kept.
    """

    operation: Literal["change_promise"] = "change_promise"
    """Name of the operation."""
    services: tuple[ServiceId, ...] = Field(default=(), json_schema_extra={"uniqueItems": True})
    """The services; empty: all."""
    promise: Promise
    """The promised time, e.g. `1 hari kerja` or `4 jam`."""

    caption: ClassVar = message("Change a promise")
    conserves: ClassVar = frozenset(Quantity) - {Quantity.SERVICES, Quantity.PROCEDURES}
    affects: ClassVar[tuple[str, ...]] = ("promise_kept",)
    example: ClassVar[dict[str, Any]] = {"services": ["kk"], "promise": "2 hari kerja"}

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        with Faults(before, on) as faults:
            faults.need_all(self)
        chosen = frozenset(self.services or before.services)
        promised = {"promise": self.promise}
        services = {n: s.model_copy(update=promised) if n in chosen else s for n, s in before.services.items()}
        return before.changed(services=services)

    def notes(self, before: Organisation, *, on: date) -> tuple[Message, ...]:
        return (message("a promise by itself makes no case faster: it changes what counts as kept"),)
