"""How many hours of a year are reckoned as work on cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from orgsim.errors import Message, message
from orgsim.organisation.legal_case import LegalCase, Measured
from orgsim.organisation.rule_test import RULE_KINDS, RuleTest
from orgsim.spec import Effort


@RULE_KINDS.register
class EffectiveYear(RuleTest):
    """How many effective hours a year one employee is reckoned with, as in a workload analysis (ABK)."""

    kind: Literal["effective_year"] = "effective_year"
    """Name of the kind of rule."""
    least: Effort
    """No fewer."""
    most: Effort
    """No more."""

    title: ClassVar[Message] = message("effective hours of a year")
    example: ClassVar[dict[str, Any]] = {"least": "1200 h", "most": "1300 h"}

    def measure(self, case: LegalCase) -> Iterator[Measured]:
        """Yield the hours of every kind of post: by its calendar and its effective share of the day."""
        agency, usual = case.organisation.agency, float(case.assumptions["effective_share"])
        days = float(case.assumptions["working_days"])
        limit = message("{least} to {most} hours", least=round(self.least / 3600), most=round(self.most / 3600))
        posts: dict[tuple[str | None, float], list[str]] = {}
        for name, post in case.organisation.positions.items():
            if post.time_for_cases is None:  # heads say how many minutes they have
                share = usual if post.effective_share is None else post.effective_share
                posts.setdefault((post.calendar, share), []).append(name)
        for (own, share), names in posts.items():
            calendar = (agency.calendars[own] if own else agency.calendar).resolve()
            if case.year is not None:
                open_days = calendar.working_days(dt.date(case.year, 1, 1), dt.date(case.year, 12, 31))
                days = float(len(open_days))
            seconds = days * calendar.day_seconds * share
            titles = [case.organisation.positions[name].title for name in names]
            found = message("{hours} hours: {days} days of {day} hours, {share} % of them effective; {posts}",
                            hours=round(seconds / 3600), days=round(days), day=round(calendar.day_seconds / 3600, 2),
                            share=round(share * 100, 1), posts=titles)  # fmt: skip
            yield Measured(f"position:{names[0]}", found, limit, self.least <= seconds <= self.most)
