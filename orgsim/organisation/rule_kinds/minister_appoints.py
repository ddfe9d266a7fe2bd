"""Whether a change moves officials whom a minister appoints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from orgsim.errors import Message, message
from orgsim.organisation.legal_case import LegalCase, Measured
from orgsim.organisation.organisation import Organisation
from orgsim.organisation.rule_test import RULE_KINDS, RuleTest


@RULE_KINDS.register
class MinisterAppoints(RuleTest):
    """Whether a change opens, closes, moves or renames posts whose holders a minister appoints."""

    kind: Literal["minister_appoints"] = "minister_appoints"
    """Name of the kind of rule."""

    title: ClassVar[Message] = message("officials appointed by the minister")
    example: ClassVar[dict[str, Any]] = {}

    def measure(self, case: LegalCase) -> Iterator[Measured]:
        """Yield the heads that a change touches; nothing where nothing has changed."""
        if case.before is None:
            return
        limit = message("only with a decision of the minister, on the proposal of the region")
        earlier = LegalCase(case.before)
        old = {unit for agency in case.only_before for unit in earlier.inside(agency)}
        new = {unit for agency in case.agencies for unit in case.inside(agency)}
        touched = dict(_touched(case.before, case.organisation, old, new))
        for position, what in touched.items():
            yield Measured(f"position:{position}", what, limit, False)
        if not touched and old:
            yield Measured("agency", message("no head is moved"), limit, True)


def _touched(before: Organisation, after: Organisation, old: set[str], new: set[str]) -> Iterator[tuple[str, Message]]:
    for name, post in before.positions.items():
        if not post.head or post.unit not in old:
            continue
        now = after.positions.get(name)
        if now is None:
            yield name, message("the post of {position} is closed", position=post.title)
        elif not now.head:
            yield name, message("{position} heads no unit any more", position=post.title)
        elif now.unit != post.unit:
            units = before.units[post.unit].title, after.units[now.unit].title
            yield name, message("{position} moves from {unit} to {other}",
                                position=post.title, unit=units[0], other=units[1])  # fmt: skip
        elif _names(before, name) != _names(after, name):
            yield name, message("{position} is to head {unit}, under a new name",
                                position=now.title, unit=after.units[now.unit].title)  # fmt: skip
    for name, post in after.positions.items():
        was = before.positions.get(name)
        if post.head and post.unit in new and (was is None or not was.head):
            yield name, message("{position} becomes a head", position=post.title)


def _names(organisation: Organisation, position: str) -> tuple[Any, Any]:
    post = organisation.positions[position]
    return post.title, organisation.units[post.unit].title
