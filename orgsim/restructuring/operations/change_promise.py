"""Another promised time."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import Field

from orgsim.errors import Message, message
from orgsim.organisation.organisation import Organisation
from orgsim.organisation.service import Service
from orgsim.restructuring.operation import OPERATIONS, Faults, Operation
from orgsim.restructuring.quantity import Quantity
from orgsim.spec import Promise, ServiceId


@OPERATIONS.register
class ChangePromise(Operation):
    """Services promise another time (janji layanan), for cases that arrive from then on.

    A promise by itself makes no case faster or slower: it changes what counts as kept. Citizens go on judging by the
    old one, unless they follow.
    """

    operation: Literal["change_promise"] = "change_promise"
    """Name of the operation."""
    services: tuple[ServiceId, ...] = Field(default=(), json_schema_extra={"uniqueItems": True})
    """The services; empty: all."""
    promise: Promise
    """The promised time, e.g. `1 hari kerja` or `4 jam`."""
    citizens_follow: bool = False
    """Citizens judge by the new promise from then on: they complain and ask by it."""

    caption: ClassVar = message("Change a promise")
    conserves: ClassVar = frozenset(Quantity) - {Quantity.SERVICES, Quantity.PROCEDURES}
    affects: ClassVar[tuple[str, ...]] = ("promise_kept",)
    example: ClassVar[dict[str, Any]] = {"services": ["kk"], "promise": "2 hari kerja"}

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        with Faults(before, on) as faults:
            faults.need_all(self)
        chosen = frozenset(self.services or before.services)
        services = {n: self._promised(s) if n in chosen else s for n, s in before.services.items()}
        return before.changed(services=services)

    def _promised(self, service: Service) -> Service:
        expected = None if self.citizens_follow else service.expected or service.promise
        return service.model_copy(
            update={"promise": self.promise, "expected": None if expected == self.promise else expected}
        )

    def notes(self, before: Organisation, *, on: date) -> tuple[Message, ...]:
        return (message("a promise by itself makes no case faster: it changes what counts as kept"),)
