"""Whether a proposal changes more than names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from orgsim.analysis.diagnosing import DIAGNOSES, Diagnosis, Finding
from orgsim.errors import Message, message
from orgsim.restructuring.difference import difference

if TYPE_CHECKING:
    from orgsim.analysis.subject import Subject


@DIAGNOSES.register
class Renaming(Diagnosis):
    """Proposals that change names only, or nothing."""

    name: ClassVar[str] = "renaming"
    place: ClassVar[int] = 1
    title: ClassVar[Message] = message("Renaming only")
    asks: ClassVar[Message] = message("Does the proposal change anything but names?")

    def findings(self, subject: Subject) -> Iterator[Finding]:
        if not subject.changed:
            return
        found = difference(subject.before, subject.organisation)
        if found.renaming_only:
            text = message("Only names change: no unit, post, step or rule does, so no citizen will notice.")
            renamed = found.units.renamed
            evidence = tuple(message("“{old}” becomes “{new}”.", old=old, new=new) for _, old, new in renamed)
            about = tuple(f"unit:{name}" for name, _, _ in renamed)
            yield Finding(self.name, "serious", 1.0, text, about=about, evidence=evidence)
        elif found.empty:
            text = message(
                "The structure does not change: what the plan does, if anything, is done by people and rules."
            )
            yield Finding(self.name, "watch", 1.0, text)
