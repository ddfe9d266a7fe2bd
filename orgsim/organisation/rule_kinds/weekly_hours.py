"""How many hours a week the office works."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from orgsim.errors import Message, message
from orgsim.organisation.legal_case import LegalCase, Measured
from orgsim.organisation.rule_test import RULE_KINDS, RuleTest
from orgsim.spec import Effort


@RULE_KINDS.register
class WeeklyHours(RuleTest):
    """How many hours a week staff work, breaks left out."""

    kind: Literal["weekly_hours"] = "weekly_hours"
    """Name of the kind of rule."""
    hours: Effort
    """Hours of a week."""
    ramadan: Effort | None = None
    """Hours of a week in Ramadan; empty: the rule says nothing of it."""

    title: ClassVar[Message] = message("hours of a week")
    example: ClassVar[dict[str, Any]] = {"hours": "37.5 h", "ramadan": "32.5 h"}

    def measure(self, case: LegalCase) -> Iterator[Measured]:
        """Yield the hours of every calendar in use."""
        agency = case.organisation.agency
        specs = {"agency": agency.calendar}
        used = {p.calendar for p in case.organisation.positions.values() if p.calendar}
        specs |= {f"calendar:{name}": agency.calendars[name] for name in sorted(used)}
        limit = _hours(self.hours)
        for about, spec in specs.items():
            calendar = spec.resolve()
            found = calendar.week_seconds
            yield Measured(about, _hours(found), limit, abs(found - self.hours) < 1)
            if self.ramadan is not None and not spec.always:
                weeks = calendar.ramadan_week or calendar.week
                fasting = sum(end - start for day in weeks for start, end in day)
                text = message("{hours} hours a week in Ramadan", hours=round(fasting / 3600, 2))
                allowed = message("{hours} hours a week in Ramadan", hours=round(self.ramadan / 3600, 2))
                yield Measured(about, text, allowed, fasting <= self.ramadan + 1)


def _hours(seconds: float) -> Message:
    return message("{hours} hours a week", hours=round(seconds / 3600, 2))
