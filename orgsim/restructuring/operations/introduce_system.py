"""A computer system comes into use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from math import fsum
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from orgsim.distributions.work import Work
from orgsim.errors import Message, message
from orgsim.organisation.change_work import Gain, System
from orgsim.organisation.mentions import Mention, mentions
from orgsim.organisation.organisation import Organisation
from orgsim.organisation.service import Service
from orgsim.restructuring.audience import with_records
from orgsim.restructuring.operation import OPERATIONS, Faults, Operation, Thing
from orgsim.restructuring.procedure import Route
from orgsim.restructuring.quantity import Quantity
from orgsim.spec import AttributeId, ServiceId, Share, StepId

ONLINE = "daring"
"""The attribute of cases that come online, where nothing else is said."""


@OPERATIONS.register
class IntroduceSystem(Operation):
    """A system is introduced: steps get faster as staff adopt it, steps go, and part of the cases come online.

    How much faster is an assumption, `gain.digital`, with no benefit in its range. Many systems fail: an uncertainty
    run draws whether this one succeeds in full, by half or not at all. Operators who were not trained before get little
    out of it (`system.untrained`); train them first, by `train_staff` with the course `digital` or `technical`.
    """

    operation: Literal["introduce_system"] = "introduce_system"
    """Name of the operation."""
    steps: dict[ServiceId, tuple[StepId, ...]] = Field(default_factory=dict)
    """Steps that are done on the system, by service."""
    work: dict[ServiceId, dict[StepId, Work]] = Field(default_factory=dict)
    """Steps whose work is otherwise from the first day on, whoever does it."""
    drop: dict[ServiceId, tuple[StepId, ...]] = Field(default_factory=dict)
    """Steps that go."""
    online: Share | None = None
    """Share of the cases that come online."""
    online_skips: dict[ServiceId, tuple[StepId, ...]] = Field(default_factory=dict)
    """Steps that cases pass by which come online, e.g. the counter."""
    attribute: AttributeId = ONLINE
    """The attribute of cases that come online."""
    gain: Annotated[Share, Field(json_schema_extra={"assumption": "gain.digital"})] | None = None
    """Gain of speed on these steps at full adoption; empty: the assumption `gain.digital`."""
    untrained: Annotated[Share, Field(json_schema_extra={"assumption": "system.untrained"})] | None = None
    """Share of the gain for operators without training; empty: the assumption `system.untrained`."""
    success: Annotated[Share, Field(json_schema_extra={"assumption": "system.success"})] | None = None
    """Share of the gain that the project reaches; empty: the assumption `system.success`."""

    caption: ClassVar = message("Introduce a system")
    conserves: ClassVar = frozenset(Quantity) - {Quantity.PROCEDURES, Quantity.STEPS}
    affects: ClassVar[tuple[str, ...]] = ("lead_time", "waiting_time", "utilisation")
    example: ClassVar[dict[str, Any]] = {
        "steps": {"kk": ["periksa"], "akta-lahir": ["periksa"]},
        "work": {"akta-lahir": {"daftar": "3 min"}},
        "drop": {"akta-lahir": ["pindai"]},
        "online": "20 %",
        "online_skips": {"kk": ["terima"]},
    }

    def makes(self) -> frozenset[Thing]:
        return frozenset({("attribute", self.attribute)})

    def removes(self) -> Mapping[Thing, str | None]:
        return {("step", f"{service}/{step}"): None for service, steps in self.drop.items() for step in steps}

    def mentions(self) -> tuple[Mention, ...]:
        steps = (m for m in mentions(self) if m.refers_to == "step")
        return (*super().mentions(), *(replace(m, name=f"{m.path[1]}/{m.name}") for m in steps))

    def by_people(self) -> bool:
        return bool(self.steps)

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        with Faults(before, on) as faults:
            faults.need_all(self)
            if not (self.steps or self.work or self.drop or self.online_skips):
                remedy = message("Write `steps`, `work`, `drop` or `online_skips`")
                faults.refuse(message("the system changes nothing"), remedy=remedy)
            if (self.online is None) != (not self.online_skips):
                fault = message("`online` and `online_skips` belong together")
                faults.refuse(fault, "online", remedy=message("Write both, or neither"))
        with Faults(before, on) as faults:
            services = {name: self._service(name, spec, faults) for name, spec in before.services.items()}
        systems = (System(start=on, steps=self.steps),) if self.steps else ()
        records = with_records(before, gains=self._gains(before, on), systems=systems)
        return before.changed(services=services, change=records)

    def notes(self, before: Organisation, *, on: date) -> tuple[Message, ...]:
        untrained = sorted({before.staff[id].position for id in self._hours(before) if not _trained(before, id, on)})
        if not untrained:
            return ()
        return (
            message("operators without training: {positions}; they get little out of it", positions=tuple(untrained)),
        )

    def _service(self, name: str, service: Service, faults: Faults) -> Service:
        route = Route(service.steps)
        for step, work in self.work.get(name, {}).items():
            route.change(step, work=work)
        for place, step in enumerate(self.online_skips.get(name, ()) if self.online else ()):
            other = route[step].not_for
            if other not in (None, self.attribute):
                fault = message('"{step}" has another condition already: {other}', step=step, other=other or "")
                faults.refuse(fault, "online_skips", name, place)
            route.change(step, not_for=self.attribute)
        for place, step in enumerate(self.drop.get(name, ())):
            if fault_of := route.drop(step):
                faults.refuse(fault_of, "drop", name, place)
        skips = bool(self.online and self.online_skips.get(name))
        attributes = {**service.attributes, **({self.attribute: self.online or 0.0} if skips else {})}
        return service.model_copy(update={"steps": route.steps(), "attributes": attributes})

    def _hours(self, before: Organisation) -> dict[str, float]:
        """Return the share of everybody's work that is done on the system, of those who do any."""
        whole: dict[str, list[float]] = {}
        system: dict[str, list[float]] = {}
        for name, service in before.services.items():
            for step_name, step in service.steps.items():
                if step.by is not None and step.work is not None:
                    whole.setdefault(step.by, []).append(step.work.mean)
                    if step_name in self.steps.get(name, ()):
                        system.setdefault(step.by, []).append(step.work.mean)
        posts = {post: fsum(hours) / fsum(whole[post]) for post, hours in system.items()}
        return {id: share for post, share in posts.items() for id in before.positions[post].people}

    def _gains(self, before: Organisation, on: date) -> tuple[Gain, ...]:
        full = float(self.value("gain")) * float(self.value("success"))
        untrained = float(self.value("untrained"))
        found: dict[float, list[str]] = {}
        for id, share in self._hours(before).items():
            size = full * share * (untrained + (1 - untrained) * _trained(before, id, on))
            found.setdefault(size, []).append(id)
        return tuple(
            Gain.from_memory(name="introduce_system", staff=tuple(sorted(ids)), start=on, size=size)
            for size, ids in sorted(found.items())
            if size
        )


def _trained(before: Organisation, id: str, on: date) -> float:
    gains = before.agency.change.gains
    return max((gain.trained for gain in gains if id in gain.staff and gain.start <= on), default=0.0)
