"""Within what time a service is promised."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from orgsim.errors import Message, message
from orgsim.measures import WorkingTime
from orgsim.organisation.legal_case import LegalCase, Measured
from orgsim.organisation.rule_test import RULE_KINDS, RuleTest
from orgsim.spec import Promise


@RULE_KINDS.register
class PromiseMade(RuleTest):
    """Whether services are promised within the time that a standard asks for."""

    kind: Literal["promise"] = "promise"
    """Name of the kind of rule."""
    most: Promise
    """The longest promise."""

    title: ClassVar[Message] = message("promised time")
    example: ClassVar[dict[str, Any]] = {"most": "1 hari kerja"}

    def measure(self, case: LegalCase) -> Iterator[Measured]:
        """Yield the promise of every service whose steps lie in the agencies; complaints have rules of their own."""
        organisation = case.organisation
        inside = {unit for agency in case.agencies for unit in case.inside(agency)}
        day = organisation.agency.calendar.resolve().day_seconds
        complaints = organisation.agency.complaints
        for name, service in organisation.services.items():
            owners = {owner for owner in organisation.owners[name].values() if owner}
            if service.promise is None or not owners & inside or (complaints and complaints.service == name):
                continue
            holds = length(service.promise, day) <= length(self.most, day)
            found = message("promised within {time}", time=service.promise)
            yield Measured(f"service:{name}", found, message("at most {time}", time=self.most), holds)


def length(time: WorkingTime, day: float) -> float:
    """Return a working time in seconds of work.

    Examples
    --------
    >>> length(WorkingTime(days=2, seconds=60), 27_000)
    54060.0
    """
    return float(time.days * day + time.seconds)
