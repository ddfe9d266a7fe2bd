"""What share of its budget a region spends on personnel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from orgsim.errors import Message, message
from orgsim.organisation.legal_case import LegalCase, Measured
from orgsim.organisation.rule_test import RULE_KINDS, RuleTest
from orgsim.spec import Share


@RULE_KINDS.register
class PersonnelSpending(RuleTest):
    """Whether personnel takes no more of a region's budget than the cap."""

    kind: Literal["personnel_spending"] = "personnel_spending"
    """Name of the kind of rule."""
    most: Share
    """The cap."""

    title: ClassVar[Message] = message("personnel spending")
    example: ClassVar[dict[str, Any]] = {"most": "30 %"}

    def measure(self, case: LegalCase) -> Iterator[Measured]:
        """Yield the share of each agency that states it; where none does, nothing is judged."""
        for agency in case.agencies:
            legal = case.organisation.units[agency].legal
            share = legal.personnel_spending if legal else None
            if share is not None:
                found = message("{share} % of the budget", share=round(share * 100, 2))
                limit = message("{share} % of the budget", share=round(self.most * 100, 2))
                yield Measured(f"unit:{agency}", found, limit, share <= self.most)
