"""Whether a change needs a regulation of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from orgsim.errors import Message, message
from orgsim.organisation.legal_case import LegalCase, Measured
from orgsim.organisation.organisation import Organisation
from orgsim.organisation.rule_test import RULE_KINDS, RuleTest


@RULE_KINDS.register
class ChangeNeeds(RuleTest):
    """Whether a change opens, closes or renames agencies, or units inside them, which takes a regulation."""

    kind: Literal["change_needs"] = "change_needs"
    """Name of the kind of rule."""
    of: Literal["agencies", "units"]
    """What must not change without it."""

    title: ClassVar[Message] = message("regulation that a change needs")
    example: ClassVar[dict[str, Any]] = {"of": "agencies"}

    def measure(self, case: LegalCase) -> Iterator[Measured]:
        """Yield what is opened, closed and renamed; nothing where nothing has changed."""
        if case.before is None:
            return
        old, new = (self._titles(organisation) for organisation in (case.before, case.organisation))
        opened = [new[name] for name in new if name not in old]
        closed = [old[name] for name in old if name not in new]
        renamed = [new[name] for name in new if name in old and new[name] != old[name]]
        limit = message("not without the regulation")
        for about, found, texts in (
            ("agency", message("opened: {titles}", titles=opened), opened),
            ("agency", message("closed: {titles}", titles=closed), closed),
            ("agency", message("renamed: {titles}", titles=renamed), renamed),
        ):
            if texts:
                yield Measured(about, found, limit, False)
        if not (opened or closed or renamed):
            yield Measured("agency", message("nothing of it changes"), limit, True)

    def _titles(self, organisation: Organisation) -> dict[str, Any]:
        agencies = set(LegalCase(organisation).agencies)
        wanted = [name for name in organisation.units if (name in agencies) == (self.of == "agencies")]
        return {name: organisation.units[name].title for name in wanted}
