"""Within what time complaints are to be dealt with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from orgsim.errors import Message, message
from orgsim.organisation.legal_case import LegalCase, Measured
from orgsim.organisation.rule_kinds.promise import length
from orgsim.organisation.rule_test import RULE_KINDS, RuleTest
from orgsim.spec import Promise


@RULE_KINDS.register
class ComplaintLimits(RuleTest):
    """Whether every class of complaints has a limit, and none a longer one than the longest allowed."""

    kind: Literal["complaint_limits"] = "complaint_limits"
    """Name of the kind of rule."""
    most: Promise
    """The longest limit of any class."""

    title: ClassVar[Message] = message("limits of complaints")
    example: ClassVar[dict[str, Any]] = {"most": "60 hari kerja"}

    def measure(self, case: LegalCase) -> Iterator[Measured]:
        """Yield the limit of every class of complaints; nothing where nobody complains."""
        complaints = case.organisation.agency.complaints
        if complaints is None:
            return
        day = case.organisation.agency.calendar.resolve().day_seconds
        for name, kind in complaints.classes.items():
            found = message("{name}: within {time}", name=name, time=kind.limit)
            holds = length(kind.limit, day) <= length(self.most, day)
            yield Measured("agency", found, message("at most {time}", time=self.most), holds)
