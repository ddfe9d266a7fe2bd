"""What only some offices have, compiled: gatherings, things, patience, questions, complaints, learning, absences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from math import exp
from typing import Any, Final

import numpy as np

from orgsim.assumptions import Assumptions
from orgsim.distributions.distribution import DISTRIBUTIONS
from orgsim.distributions.work import DelayWork
from orgsim.measures import CalendarTime, WorkingTime
from orgsim.organisation.agency import Supply
from orgsim.organisation.calendar import Calendar
from orgsim.organisation.office_hours import parse_days
from orgsim.organisation.organisation import Organisation
from orgsim.organisation.service import Session, Step
from orgsim.scenario.run_settings import add_period
from orgsim.simulation.compile.codes import Codes
from orgsim.simulation.compile.duty import DutyHours
from orgsim.simulation.draws import uid
from orgsim.simulation.mechanisms import (
    ComplaintClass,
    ComplaintRule,
    Gathering,
    LearningRule,
    Limit,
    OutageRule,
    OvertimeRule,
    Patience,
)
from orgsim.simulation.network import NEVER_WRONG
from orgsim.simulation.tables import QuantileTable, ppm, quantile_table, threshold

_DAY: Final = 86_400
_ALL: Final = 1 << 40
_KNOTS: Final = 64  # of elapsed over allowed time 1
_LATEST: Final = 40  # times the allowed time: beyond it the chance of a complaint is at its end
_WEEKS: Final = 520
_PRACTICE_STEPS: Final = 512


class Mechanics:
    """Compiles the mechanisms of one phase."""

    def __init__(self, organisation: Organisation, codes: Codes, duty: DutyHours, assumptions: Assumptions) -> None:
        self.organisation, self.agency = organisation, organisation.agency
        self.codes, self.code, self.duty, self.assumptions = codes, codes.code, duty, assumptions
        self.calendar = self.agency.calendar.resolve()

    def ticks(self, time: WorkingTime) -> int:
        """Return working time in ticks of office time."""
        return round(time.days * self.calendar.day_seconds + time.seconds)

    # --- of a task ----------------------------------------------------------------------------------------------------

    def of_step(self, step: Step, calendar: Calendar) -> dict[str, Any]:
        """Return the fields of a step's task type that its own mechanisms make."""
        things = self.code["thing"]
        return {
            "gathering": self._gathering(step, calendar),
            "uses": tuple(sorted((things[name], number) for name, number in step.uses.items())),
            "consumes": tuple(sorted((things[name], number) for name, number in step.consumes.items())),
            "quota": step.quota.per_day if step.quota else 0,
            "loses": step.quota is not None and step.quota.surplus == "lose",
            "room": step.room or 0,
            "patience": self._patience(step.patience) if step.patience else None,
            "wrong_from": NEVER_WRONG if step.wrong is None else NEVER_WRONG - threshold(step.wrong),
        }

    def _gathering(self, step: Step, calendar: Calendar) -> Gathering | None:
        if step.session is not None:
            most = step.session.most or _ALL
            return Gathering(0, -1, self._moments(step.session, calendar), most, 0)
        if step.batch is not None:
            longest = -1 if step.batch.longest_wait is None else self.ticks(step.batch.longest_wait)
            return Gathering(step.batch.size, longest, (), step.batch.size, round(step.batch.fixed))
        return None

    def _moments(self, session: Session, calendar: Calendar) -> tuple[int, ...]:
        days = parse_days(session.days)
        first, last = self.duty.origin, self.duty.last
        dates = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
        return tuple(
            (date - first).days * _DAY + session.at
            for date in dates
            if date.weekday() in days and calendar.is_working_day(date)
        )

    def _patience(self, wait: DelayWork) -> Patience:
        distribution = wait.distribution(working_day=self.calendar.day_seconds, assumptions=self.assumptions)
        return Patience(quantile_table(distribution), wait.time == "working")

    # --- of a phase ---------------------------------------------------------------------------------------------------

    def of_phase(self) -> dict[str, Any]:
        """Return the fields of the phase that its mechanisms make, but for those that make task types."""
        equipment, units = self.agency.equipment, self.code["unit"]
        return {
            "equipment": tuple(
                equipment[name].count if name in equipment else -1 if name in self.agency.supplies else 0
                for name in self.codes.names["thing"]
            ),
            "deliveries": tuple(
                sorted(d for name, supply in self.agency.supplies.items() for d in self._arrive(name, supply))
            ),
            "overtime": {
                units[name]: OvertimeRule(unit.overtime.above, round(unit.overtime.hours))
                for name, unit in self.organisation.units.items()
                if unit.overtime
            },
            "complaints": self._complaints(),
            "learning": self._learning(),
            "shortest_line": self.agency.site_choice == "shortest_line",
        }

    def _arrive(self, name: str, supply: Supply) -> list[tuple[int, int, int]]:
        found = []
        for delivery in supply.deliveries:
            day, number = delivery.on, 0
            while day <= self.duty.last:
                found.append(((day - self.duty.origin).days * _DAY, self.code["thing"][name], delivery.amount))
                number += 1
                if delivery.every is None:
                    break
                step = delivery.every
                further = CalendarTime(step.months * number, step.days * number, step.seconds * number)
                day = add_period(delivery.on, further)
        return found

    def _complaints(self) -> ComplaintRule | None:
        written, given = self.agency.complaints, self.assumptions
        if written is None:
            return None
        base = given["complaint.base"] if written.base is None else written.base
        late = given["complaint.late"] if written.late is None else written.late
        scale = given["complaint.lateness_scale"] if written.scale is None else written.scale
        error = given["complaint.error"] if written.error is None else written.error
        knots = np.arange(_KNOTS * _LATEST + 1) / _KNOTS
        chances = base + late * -np.expm1(-np.maximum(knots - 1, 0) / scale)
        classes, below = [], 0.0
        for name in sorted(written.classes):
            entry = written.classes[name]
            below += entry.share
            classes.append(self._class(below, entry.limit))
        if not classes:
            classes.append(self._class(1.0, given["complaint.limit_ordinary"]))
        classes[-1] = ComplaintClass(1 << 32, classes[-1].limit)
        return ComplaintRule(
            service=self.code["service"][written.service],
            chances=tuple(threshold(min(float(chance), 1.0)) for chance in chances),
            error=threshold(error),
            least_allowed=self.calendar.day_seconds,
            classes=tuple(classes),
        )

    def _class(self, below: float, limit: WorkingTime) -> ComplaintClass:
        return ComplaintClass(threshold(min(below, 1.0)), self.limit(limit))

    def limit(self, promise: WorkingTime) -> Limit:
        """Return a promise in whole working days and ticks of office time."""
        return Limit(int(promise.days), self.ticks(WorkingTime(promise.days % 1, promise.seconds)))

    def _learning(self) -> LearningRule | None:
        written, given = self.agency.learning, self.assumptions
        if written is None:
            return None
        slowdown = given["new_task.slowdown"] if written.slowdown is None else written.slowdown
        practice = given["new_task.practice"] if written.practice is None else written.practice
        forgetting: CalendarTime = given["new_task.forgetting"] if written.forgetting is None else written.forgetting
        half = (forgetting.months * 30.4375 + forgetting.days + forgetting.seconds / _DAY) / 7
        step = max(1, round(practice / 64))
        return LearningRule(
            multipliers=tuple(ppm(1 + slowdown * exp(-n * step / practice)) for n in range(_PRACTICE_STEPS)),
            step=step,
            keeps=tuple(ppm(0.5 ** (week / half)) for week in range(_WEEKS)),
        )


def outages_of(organisations: Sequence[Organisation], codes: Codes) -> tuple[OutageRule | None, ...]:
    """Return when each thing fails; equipment that several phases know fails as in the first of them."""
    rules: list[OutageRule | None] = []
    for name in codes.names["thing"]:
        known = [o.agency.equipment[name] for o in organisations if name in o.agency.equipment]
        outages = known[0].outages if known else None
        rules.append(
            None
            if outages is None
            else OutageRule(uid(f"outage:{name}"), _calendar_ticks(outages.every), _calendar_ticks(outages.lasting))
        )
    return tuple(rules)


def _calendar_ticks(wait: DelayWork) -> QuantileTable:
    family = wait.family or ("deterministic" if wait.scv == 0 else "exponential" if wait.scv in (None, 1) else "gamma")
    law = DISTRIBUTIONS[family]
    scv = wait.scv if wait.scv is not None else law.fixed_scv if law.fixed_scv is not None else 1.0
    return quantile_table(law.from_moments(wait.seconds(_DAY), scv))
