"""How many government functions an agency carries out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from orgsim.errors import Message, message
from orgsim.organisation.legal_case import LegalCase, Measured
from orgsim.organisation.rule_test import RULE_KINDS, RuleTest


@RULE_KINDS.register
class Functions(RuleTest):
    """How many government functions (urusan) one agency carries out."""

    kind: Literal["functions"] = "functions"
    """Name of the kind of rule."""
    most: Annotated[int, Field(ge=1)]
    """No more than so many."""

    title: ClassVar[Message] = message("functions of an agency")
    example: ClassVar[dict[str, Any]] = {"most": 3}

    def measure(self, case: LegalCase) -> Iterator[Measured]:
        """Yield the functions of each agency."""
        limit = message("at most {number}", number=self.most)
        for agency in case.agencies:
            functions = case.functions(agency)
            if not functions:
                said = message("its functions are not said: write `legal: {{functions: […]}}`")
                yield Measured(f"unit:{agency}", said, limit, None)
                continue
            found = message("{number} functions: {names}", number=len(functions), names=", ".join(functions))
            yield Measured(f"unit:{agency}", found, limit, len(functions) <= self.most)
