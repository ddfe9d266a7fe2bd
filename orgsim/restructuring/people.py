"""What is known of the people of a scenario before anything is done: how ready they are, what their leader shows."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from orgsim.organisation.organisation import Organisation
from orgsim.spec import Share, Spec, UnitId


class People(Spec):
    """People answer the change: they are slower for a while, come round or not, and adopt the new way or not.

    Without this part of a scenario nobody answers to anything: a result shows the structure only.
    """

    readiness: Share | None = None
    """Openness to the change at the start, from a readiness survey; empty: the assumption `response.openness`."""
    readiness_of: dict[UnitId, Share] = Field(default_factory=dict)
    """The same, of units that differ."""
    leader_seen: Share = 0.0
    """How much of the leader is seen where no operation says so; 0 %: an absent leader has no weight."""
    leader_support: Share = 0.0
    """How far the leader who is seen stands behind the change; 0 %: not at all, which is opposition if seen."""

    def openness(self, organisation: Organisation, assumed: float) -> Mapping[str, float]:
        """Return the openness of each employee."""
        usual = assumed if self.readiness is None else self.readiness
        return {id: self.readiness_of.get(member.unit, usual) for id, member in organisation.staff.items()}
