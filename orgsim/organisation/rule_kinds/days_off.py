"""Whether the office keeps the national days off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from orgsim.errors import Message, message
from orgsim.organisation.holidays_indonesia import holidays_of
from orgsim.organisation.legal_case import LegalCase, Measured
from orgsim.organisation.rule_test import RULE_KINDS, RuleTest


@RULE_KINDS.register
class DaysOff(RuleTest):
    """Whether an office is closed on public holidays, or on joint leave (cuti bersama)."""

    kind: Literal["days_off"] = "days_off"
    """Name of the kind of rule."""
    category: Literal["public", "government"]
    """Public holidays, or the joint leave of the civil service."""

    title: ClassVar[Message] = message("days off")
    example: ClassVar[dict[str, Any]] = {"category": "public"}

    def measure(self, case: LegalCase) -> Iterator[Measured]:
        """Yield the days on which the agency is open although it is a day off."""
        agency = case.organisation.agency
        limit = message("closed on all of them")
        if case.year is None:
            yield Measured("agency", message("no year is known for which to look"), limit, None)
            return
        days = [day for day in holidays_of(case.year, self.category) if day.weekday() < 5]
        if not days:
            text = message("no such day of {year} is known yet", year=str(case.year))
            yield Measured("agency", text, limit, None)
            return
        calendar, moved = agency.calendar.resolve(), set(agency.calendar.without)
        open_days: list[dt.date] = [day for day in days if calendar.is_working_day(day) and day not in moved]
        if not open_days:
            kept = message("closed on all {number} of {year}", number=len(days), year=str(case.year))
            yield Measured("agency", kept, limit, True)
            return
        found = message("open on {number} of {all} days, first on {date}",
                        number=len(open_days), all=len(days), date=open_days[0])  # fmt: skip
        yield Measured("agency", found, limit, False)
