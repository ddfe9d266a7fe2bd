"""A team is set free to prepare and carry the change."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from orgsim.errors import Message, message
from orgsim.organisation.change_work import Team
from orgsim.organisation.organisation import Organisation
from orgsim.restructuring.audience import ForStaff, share_off, with_records
from orgsim.restructuring.operation import OPERATIONS, Faults
from orgsim.restructuring.quantity import Quantity
from orgsim.spec import Count, LocalisedText, Share

_REASON = LocalisedText("Tim khusus perubahan", "Team for the change")


@OPERATIONS.register
class SpecialTeam(ForStaff):
    """Some staff leave their work, wholly or in part, to prepare the change, which brings its milestones forward.

    Their hours are missing at the counter from the first day on. How much sooner milestones are reached is an
    assumption, `team.milestones`, whose range begins with no benefit.
    """

    operation: Literal["special_team"] = "special_team"
    """Name of the operation."""
    weeks: Annotated[Count, Field(ge=1, le=260)] = 12
    """For how long."""
    share: Share = 1.0
    """Share of their working day that it takes."""
    sooner: Annotated[Share, Field(json_schema_extra={"assumption": "team.milestones"})] | None = None
    """How much sooner milestones are reached with a team of full time; empty: the assumption `team.milestones`."""

    caption: ClassVar = message("Set a special team free")
    conserves: ClassVar = frozenset(Quantity)
    affects: ClassVar[tuple[str, ...]] = ("waiting_time", "lead_time", "utilisation")
    example: ClassVar[dict[str, Any]] = {"positions": ["loket"], "count": 1, "weeks": 4, "share": "50 %"}

    def apply(self, before: Organisation, *, on: date) -> Organisation:
        with Faults(before, on) as faults:
            self.check_staff(before, faults)
        staff = self.who(before)
        if not staff or not self.share:
            return before
        end = on + timedelta(days=7 * self.weeks - 1)
        positions = share_off(before, staff, on, end, self.share, _REASON)
        team = Team.from_memory(
            title=_REASON, start=on, end=end, staff=staff, sooner=float(self.value("sooner")) * self.share
        )
        return before.changed(positions=dict(positions), change=with_records(before, teams=(team,)))

    def hastens(self) -> float:
        return float(self.value("sooner")) * self.share if self.count != 0 else 0.0

    def notes(self, before: Organisation, *, on: date) -> tuple[Message, ...]:
        posts = sorted({before.staff[id].position for id in self.who(before)})
        return (message("until the team is done, its members are missing at {positions}", positions=tuple(posts)),)
