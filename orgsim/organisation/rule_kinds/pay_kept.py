"""Whether a change lowers anybody's pay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from orgsim.errors import Message, message
from orgsim.organisation.legal_case import LegalCase, Measured
from orgsim.organisation.rule_test import RULE_KINDS, RuleTest


@RULE_KINDS.register
class PayKept(RuleTest):
    """Whether a change moves employees to posts that are paid less."""

    kind: Literal["pay_kept"] = "pay_kept"
    """Name of the kind of rule."""

    title: ClassVar[Message] = message("pay after a conversion of posts")
    example: ClassVar[dict[str, Any]] = {}

    def measure(self, case: LegalCase) -> Iterator[Measured]:
        """Yield the posts whose holders are paid less afterwards; nothing where nothing has changed."""
        if case.before is None:
            return
        limit = message("no less than before")
        losers: dict[tuple[str, str], int] = {}
        staff = case.organisation.staff
        for id, member in case.before.staff.items():
            now = staff.get(id)
            if now is None:
                continue
            old = case.before.positions[member.position].monthly_cost
            new = case.organisation.positions[now.position].monthly_cost
            if old is not None and new is not None and new < old:
                pair = member.position, now.position
                losers[pair] = losers.get(pair, 0) + 1
        for (old_post, new_post), number in losers.items():
            titles = case.before.positions[old_post].title, case.organisation.positions[new_post].title
            text = message("{number} of {position} are paid less as {other}",
                           number=number, position=titles[0], other=titles[1])  # fmt: skip
            yield Measured(f"position:{old_post}", text, limit, False)
        if not losers:
            yield Measured("agency", message("nobody whose pay is known is paid less"), limit, True)
