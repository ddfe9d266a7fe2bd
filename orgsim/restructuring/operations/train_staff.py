"""Staff are trained, off the job."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import Field

from orgsim.assumptions import Assumptions, assumption
from orgsim.errors import Message, message
from orgsim.organisation.agency import Position
from orgsim.organisation.change_work import Gain
from orgsim.organisation.organisation import Organisation
from orgsim.organisation.service import Service
from orgsim.restructuring.audience import ForStaff, groups_of, need_possible, off_work, with_records
from orgsim.restructuring.equations import dose
from orgsim.restructuring.operation import OPERATIONS, Faults
from orgsim.restructuring.quality import with_fewer_returns
from orgsim.restructuring.quantity import Quantity
from orgsim.spec import Count, Effort, LocalisedText, Money, Period, Share

Course = Literal["technical", "managerial", "service", "time_management", "digital"]

GAINS: Final[Mapping[str, str]] = {
    "technical": "gain.training",
    "managerial": "gain.managerial",
    "service": "gain.service",
    "time_management": "gain.time_management",
    "digital": "gain.digital_skill",
}
"""What each course is worth: the assumption that says so."""

_REASON = LocalisedText("Pelatihan", "Training")


@OPERATIONS.register
class TrainStaff(ForStaff):
    """Staff go to a course in working hours, and work faster or with fewer errors as they put it to use.

    The hours come out of their calendars. What is learnt is adopted with time and fades again; more hours teach more,
    each less than the one before. A managerial course makes heads faster, a course on service lets fewer files come
    back, the others make everybody faster who took them. Whether training helps at all is an assumption: its range
    begins with no benefit.
    """

    operation: Literal["train_staff"] = "train_staff"
    """Name of the operation."""
    course: Course
    """What it is about."""
    hours: Effort
    """Hours of each of them."""
    hours_a_day: Effort = 14_400.0
    """Most hours on one day, at its beginning."""
    groups: Annotated[Count, Field(ge=1, le=100)] = 1
    """They go in so many groups, one after the other, so that the rest of each post goes on working."""
    needs_analysis: bool = False
    """What they need was found out beforehand, so that all of the course fits their work."""
    gain: Share | None = None
    """Gain at full effect; empty: the assumption of the course, e.g. `gain.training`."""
    hours_scale: Annotated[Effort, Field(json_schema_extra={"assumption": "training.hours"})] | None = None
    """Hours that bring two thirds of the effect; empty: the assumption `training.hours`."""
    relevance: Annotated[Share, Field(json_schema_extra={"assumption": "training.relevance"})] | None = None
    """Share of it that fits without an analysis of needs; empty: the assumption `training.relevance`."""
    half_life: Annotated[Period, Field(json_schema_extra={"assumption": "gain.training_half_life"})] | None = None
    """Time after which half of it is gone; empty: the assumption `gain.training_half_life`."""
    fee: Annotated[Money, Field(json_schema_extra={"assumption": "training.cost"})] | None = None
    """Cost of each person; empty: the assumption `training.cost`."""

    caption: ClassVar = message("Train staff")
    conserves: ClassVar = frozenset(Quantity) - {Quantity.PROCEDURES}
    affects: ClassVar[tuple[str, ...]] = ("lead_time", "waiting_time", "utilisation", "rework_share")
    example: ClassVar[dict[str, Any]] = {"course": "technical", "positions": ["loket"], "hours": "12 h", "groups": 3}

    def settled(self, assumptions: Assumptions) -> Self:
        found = super().settled(assumptions)
        return found if self.gain is not None else found.model_copy(update={"gain": assumptions[GAINS[self.course]]})

    def by_people(self) -> bool:
        return True

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        with Faults(before, on) as faults:
            self.check_staff(before, faults)
            need_possible(faults, self.hours, "hours")
            if self.hours_a_day < 60:
                faults.refuse(message("a course takes some time of a day"), "hours_a_day")
        staff = self.who(before)
        if not staff or self.hours < 60:
            return before
        organisation, start, gains = before, on, []
        for group in groups_of(before, staff, self.groups):
            posts, last = off_work(organisation, group, (start,), self.hours, _REASON, most_a_day=self.hours_a_day)
            organisation, start = organisation.changed(positions=dict(posts)), last + timedelta(days=1)
            gains.append(self._gain(before, group, start))
        return organisation.changed(change=with_records(before, gains=gains), services=self._services(before, staff))

    def notes(self, before: Organisation, *, on: date) -> tuple[Message, ...]:
        told = []
        staff = self.who(before)
        if self.course == "managerial" and not any(self._heads(before, staff)):
            told.append(message("nobody of those who are trained heads a unit: a managerial course helps heads only"))
        if self.groups == 1:
            for name in sorted({before.staff[id].position for id in staff}):
                if set(before.positions[name].people) <= set(staff):
                    told.append(message("all holders of {position} are away at the same hours", position=name))
        return tuple(told)

    def reckoned_cost(self, before: Organisation, *, on: date) -> float:
        return float(self.value("fee")) * len(self.who(before)) if self.hours else 0.0

    def _effect(self) -> float:
        """Return how much of the course's full effect the hours bring."""
        fits = 1.0 if self.needs_analysis else self.value("relevance")
        return float(fits) * dose(self.hours, self.value("hours_scale"))

    def _size(self) -> float:
        return float(assumption(GAINS[self.course]) if self.gain is None else self.gain)

    def _gain(self, before: Organisation, group: tuple[str, ...], start: date) -> Gain:
        faster = self._heads(before, group) if self.course == "managerial" else group
        size = 0.0 if self.course == "service" else self._size() * self._effect()
        return Gain.from_memory(
            name="train_staff",
            staff=tuple(faster) or group,
            start=start,
            size=size if faster else 0.0,
            half_life=self.value("half_life"),
            trained=self._effect(),
        )

    def _heads(self, before: Organisation, staff: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(id for id in staff if before.positions[before.staff[id].position].head)

    def _services(self, before: Organisation, staff: tuple[str, ...]) -> dict[str, Service]:
        """Return the services, with fewer files that come back from posts whose holders learnt to serve."""
        if self.course != "service":
            return before.agency.services
        return with_fewer_returns(before, self._shares(before.positions, staff), self._size() * self._effect())

    def _shares(self, positions: Mapping[str, Position], staff: tuple[str, ...]) -> dict[str, float]:
        taught = frozenset(staff)
        return {n: len(taught & p.people.keys()) / len(p.people) for n, p in positions.items() if p.people}
