"""Other steps, in another order, for all cases or for some."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import Field

from orgsim.distributions.work import Work
from orgsim.errors import message
from orgsim.organisation.mentions import Mention, mentions
from orgsim.organisation.organisation import Organisation
from orgsim.organisation.service import DONE, Step
from orgsim.restructuring.attributes import need_attribute, with_attribute
from orgsim.restructuring.operation import OPERATIONS, Faults, Operation, Thing
from orgsim.restructuring.procedure import Route
from orgsim.restructuring.quantity import Quantity
from orgsim.spec import AttributeId, NewName, ServiceId, Share, Spec, StepId


class Insertion(Spec):
    """A new step and its place."""

    step: Step
    """The step; its way on is that of its place unless it says its own."""
    before: StepId | None = None
    """The step that follows it; rework still goes back to that step, not to the new one."""
    after: StepId | None = None
    """The step that it follows."""


@OPERATIONS.register
class ChangeProcedure(Operation):
    """Steps of a service are dropped, replaced, put in, put in another order, or worked on at the same time.

    Done in the order of the fields. The ways through the steps stay whole: what led to a dropped step leads on. With
    `only_for` or `not_for`, steps are dropped or put in for a class of cases only.
    """

    operation: Literal["change_procedure"] = "change_procedure"
    """Name of the operation."""
    service: ServiceId
    """The service."""
    work: dict[StepId, Work] = Field(default_factory=dict)
    """New work of steps."""
    replace: dict[StepId, Step] = Field(default_factory=dict)
    """Steps that are done otherwise, each written out in full; the way on stays unless it is written too."""
    drop: tuple[StepId, ...] = ()
    """Steps that go."""
    insert: dict[NewName, Insertion] = Field(default_factory=dict)
    """New steps, by name."""
    reorder: tuple[StepId, ...] = ()
    """Steps that take each other's places, in their new order."""
    make_parallel: tuple[StepId, ...] = ()
    """Steps that follow each other, and are worked on at the same time from then on."""
    only_for: AttributeId | None = None
    """Only cases with this attribute are treated so."""
    not_for: AttributeId | None = None
    """Cases with this attribute are treated as before."""
    share: Share | None = None
    """Share of the cases with that attribute, if the service does not know it yet."""

    caption: ClassVar = message("Change a procedure")
    conserves: ClassVar = frozenset(Quantity) - {Quantity.PROCEDURES, Quantity.STEPS}
    affects: ClassVar[tuple[str, ...]] = ("lead_time", "hand_overs", "approvals")
    example: ClassVar[dict[str, Any]] = {
        "service": "akta-lahir",
        "work": {"periksa": "18 min"},
        "drop": ["serahkan"],
        "insert": {"kirim": {"after": "tanda-tangan", "step": {"by": "loket-akta", "work": "1 min"}}},
        "make_parallel": ["daftar", "pindai"],
    }

    def makes(self) -> frozenset[Thing]:
        steps = {("step", f"{self.service}/{name}") for name in self.insert}
        attribute = self.only_for or self.not_for
        return frozenset(steps | ({("attribute", attribute)} if attribute and self.share is not None else set()))

    def removes(self) -> Mapping[Thing, str | None]:
        partly = self.only_for or self.not_for
        return {} if partly else {("step", f"{self.service}/{name}"): None for name in self.drop}

    def mentions(self) -> tuple[Mention, ...]:
        named = (
            replace(m, name=f"{self.service}/{m.name}")
            for m in mentions(self)
            if m.refers_to == "step" and m.name != DONE
        )
        made = self.makes()
        return (*super().mentions(), *(m for m in named if (m.refers_to, m.name) not in made))

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        with Faults(before, on) as faults:
            self._check_form(faults)
            if faults.need_all(self):
                self._check_names(before, faults)
        with Faults(before, on) as faults:
            route = Route(before.services[self.service].steps)
            self._change(route, faults)
        service = before.services[self.service]
        changed = service.model_copy(
            update={
                "steps": route.steps(),
                "attributes": with_attribute(service, self.only_for or self.not_for, self.share),
            }
        )
        return before.changed(services={**before.services, self.service: changed})

    def _change(self, route: Route, faults: Faults) -> None:
        for name, work in self.work.items():
            route.change(name, work=work)
        for name, step in self.replace.items():
            route.replace(name, step)
        for place, name in enumerate(self.drop):
            if not self._drop_for_class(route, name, faults, place) and (fault := route.drop(name)):
                faults.refuse(fault, "drop", place)
        for name, new in self.insert.items():
            anchor, field = (new.before, "before") if new.before else (new.after or "", "after")
            if anchor not in route:
                fault = message('there is no step "{step}" at that point', step=anchor)
                faults.refuse(fault, "insert", name, field, remedy=message("Name a step that stays"))
                continue
            route.insert(name, self._for_class(new.step), before=new.before, after=new.after)
        for field, change in (("reorder", route.reorder), ("make_parallel", route.make_parallel)):
            steps: tuple[str, ...] = getattr(self, field)
            missing = [place for place, name in enumerate(steps) if name not in route]
            for place in missing:
                faults.refuse(message('there is no step "{step}" at that point', step=steps[place]), field, place)
            if steps and not missing and (fault := change(steps)):
                faults.refuse(fault, field)

    def _for_class(self, step: Step) -> Step:
        condition = {"only_for": self.only_for, "not_for": self.not_for}
        return step.model_copy(update={field: name for field, name in condition.items() if name})

    def _drop_for_class(self, route: Route, name: str, faults: Faults, place: int) -> bool:
        """Let a class of cases pass a step by; return False if no case is left that takes it."""
        attribute = self.only_for or self.not_for
        if attribute is None:
            return False
        # Those who are treated so pass by; the step is left to the others.
        field, opposite = ("not_for", "only_for") if self.only_for else ("only_for", "not_for")
        step = route[name]
        if getattr(step, opposite) == attribute:
            return False
        if getattr(step, field) not in (None, attribute):
            fault = message('"{step}" has another condition already: {other}', step=name, other=getattr(step, field))
            faults.refuse(fault, "drop", place, remedy=message("Replace the step instead"))
            return True
        route.change(name, **{field: attribute})
        return True

    def _check_names(self, before: Organisation, faults: Faults) -> None:
        service = before.services[self.service]
        for field in ("only_for", "not_for"):
            need_attribute(faults, service, self.service, getattr(self, field), field, share=self.share)
        for name in self.insert:
            if name in service.steps or name == DONE:
                fault = message('there is a step "{step}" already', step=name)
                faults.refuse(fault, "insert", name, remedy=message("Choose a new name"))

    def _check_form(self, faults: Faults) -> None:
        for name, new in self.insert.items():
            if (new.before is None) == (new.after is None):
                fault = message("the place of a new step is `before` or `after` another")
                faults.refuse(fault, "insert", name, remedy=message("Write one of them"))
        for field in ("drop", "reorder", "make_parallel"):
            steps: tuple[str, ...] = getattr(self, field)
            if len(set(steps)) < len(steps):
                faults.refuse(message("a step is named twice"), field)
            if len(steps) == 1 and field != "drop":
                faults.refuse(message("two steps are needed at least"), field)
        if self.only_for and self.not_for:
            fault = message("`{one}` and `{other}` exclude each other", one="only_for", other="not_for")
            faults.refuse(fault, "not_for", remedy=message("Keep one of them"))
        partly = self.only_for or self.not_for
        if self.share is not None and not partly:
            faults.refuse(message("`share` needs `only_for` or `not_for`"), "share")
        for field in self._whole_only() if partly else ():
            fault = message("for a class of cases steps can be dropped and put in only")
            faults.refuse(fault, field, remedy=message("Put in a step of a new name, and drop the old one for them"))
        if not any(True for _ in self._given()):
            faults.refuse(message("nothing is changed"), remedy=message("Write `drop`, `insert`, `replace` or another"))

    def _given(self) -> Iterator[str]:
        fields = ("work", "replace", "drop", "insert", "reorder", "make_parallel")
        return (field for field in fields if getattr(self, field))

    def _whole_only(self) -> tuple[str, ...]:
        return tuple(field for field in self._given() if field not in ("drop", "insert"))
