"""How many report to one head."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from orgsim.errors import Message, message
from orgsim.organisation.legal_case import LegalCase, Measured
from orgsim.organisation.rule_test import RULE_KINDS, RuleTest


@RULE_KINDS.register
class Span(RuleTest):
    """How many units and employees report to one head directly."""

    kind: Literal["span"] = "span"
    """Name of the kind of rule."""
    most: Annotated[int, Field(ge=1)]
    """No more than so many."""

    title: ClassVar[Message] = message("span of control")
    example: ClassVar[dict[str, Any]] = {"most": 10}

    def measure(self, case: LegalCase) -> Iterator[Measured]:
        """Yield the span of every unit with a head in office."""
        limit = message("at most {number}", number=self.most)
        inside = {unit for agency in case.agencies for unit in case.inside(agency)}
        for unit in case.organisation.heads:
            if unit in inside:
                span = case.organisation.graph.span(unit)
                found = message("{number} report to its head", number=span)
                yield Measured(f"unit:{unit}", found, limit, span <= self.most)
