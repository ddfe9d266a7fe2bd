"""How many levels an agency has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from orgsim.errors import Message, message
from orgsim.organisation.legal_case import LegalCase, Measured
from orgsim.organisation.legal_form import Form
from orgsim.organisation.rule_test import RULE_KINDS, RuleTest


@RULE_KINDS.register
class Layers(RuleTest):
    """How many levels of units lie on the longest line of command of an agency."""

    kind: Literal["layers"] = "layers"
    """Name of the kind of rule."""
    most: Annotated[int, Field(ge=1)]
    """No more than so many, the agency itself included."""
    ignoring: tuple[Form, ...] = ("team", "implementation")
    """Kinds of unit that are no level of structural posts."""

    title: ClassVar[Message] = message("levels")
    example: ClassVar[dict[str, Any]] = {"most": 2}

    def measure(self, case: LegalCase) -> Iterator[Measured]:
        """Yield the number of levels of each agency."""
        graph = case.organisation.graph
        for agency in case.agencies:
            lines = []
            for unit in case.inside(agency):
                line = [u for u in graph.line(unit) if graph.depth(u) >= graph.depth(agency)]
                lines.append([u for u in line if case.form(u) not in self.ignoring])
            longest = max(lines, key=len)
            way = " → ".join(reversed(longest))
            found = message("{number} levels: {way}", number=len(longest), way=way)
            limit = message("at most {number}", number=self.most)
            yield Measured(f"unit:{agency}", found, limit, len(longest) <= self.most)
